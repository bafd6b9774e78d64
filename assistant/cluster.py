"""Processes on a Ray cluster that share work, each with models of its own; ray's only importer.

    driver ─submit→ the actor that is least busy, one node after the other ─→ Future of the result
                       └ lost with its process or node → its work goes to another one

An actor keeps nothing: what is done is kept by the driver alone, in a ledger or a collection. So a
lost actor or node costs what it was at, and a lost driver goes on from what it had kept. The
cluster is one that runs already (`ray start`): started from here it would listen to the network.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from assistant.config import WRITER_URL
from assistant.errors import AssistantError, ConfigError
from assistant.protocols import Embedder, Vectors
from assistant.runtime import Runtime

Begin = Callable[[], Callable[[Any], Any]]
"""Called once in each actor: loads what is needed, and gives what is then called for each item."""

TRIES = 3
"""An item is taken to be the cause where so many actors were lost while they were at it."""

AHEAD = 2
"""Items that an actor has at once, so that it need not wait for the next one."""


class WorkerLost(AssistantError):
    """An item whose workers were lost, one after the other."""


@dataclass(eq=False, slots=True)
class _Order:
    """An item on its way.

    Attributes:
        tries: actors that were lost while they were at it.
    """

    item: Any
    future: Future[Any]
    tries: int = 0


@dataclass(eq=False, slots=True)
class _Actor:
    """A process of a node, with what it was given, the first of which it is at."""

    handle: Any
    given: list[_Order] = field(default_factory=list)
    is_lost: bool = False


class Crew:
    """Actors that take items. Made by `crew`."""

    def __init__(self, actors: Sequence[Any]) -> None:
        self._actors = [_Actor(handle) for handle in actors]
        self._waiting: list[_Order] = []  # while all actors are lost
        self._turn = threading.RLock()  # what becomes of an item is told in other threads
        self.size = len(actors)
        self.window = AHEAD * self.size

    def submit(self, item: Any) -> Future[Any]:
        """Give an item to the actor that is least busy.

        The future raises `WorkerLost`, `AssistantError` where no node is left, or what the work
        raised.
        """
        order = _Order(item, Future())
        with self._turn:
            self._give(order)
        return order.future

    def map(self, items: Iterable[Any]) -> Iterator[Any]:
        """The results of items in their order; raises as their futures do."""
        under_way: deque[Future[Any]] = deque()
        for item in items:
            under_way.append(self.submit(item))
            if len(under_way) >= self.window:
                yield under_way.popleft().result()
        for future in under_way:
            yield future.result()

    def _give(self, order: _Order) -> None:
        actors = [one for one in self._actors if not one.is_lost]
        if not actors:
            if self._actors:
                self._waiting.append(order)
            else:
                order.future.set_exception(_gone())
            return
        actor = min(actors, key=lambda one: len(one.given))
        actor.given.append(order)
        ended = actor.handle.work.remote(order.item).future()
        ended.add_done_callback(partial(self._take, actor, order))

    def _take(self, actor: _Actor, order: _Order, ended: Future[Any]) -> None:
        """Hand over what became of an item; what the work raised comes as a value."""
        error = ended.exception()
        if _is_loss(error):
            with self._turn:
                self._again(actor, order)
            return
        with self._turn:
            actor.given.remove(order)
        value = error or ended.result()
        if isinstance(value, BaseException):
            order.future.set_exception(value)
        else:
            order.future.set_result(value)

    def _again(self, actor: _Actor, order: _Order) -> None:
        """An actor was lost: another one gets the item, unless the item seems to be the cause."""
        order.tries += order is actor.given[0]
        actor.given.remove(order)
        if not actor.is_lost:
            actor.is_lost = True
            back = actor.handle.failure.options(max_task_retries=-1).remote().future()
            back.add_done_callback(partial(self._is_back, actor))
        if order.tries < TRIES:
            self._give(order)
        else:
            order.future.set_exception(_lost())

    def _is_back(self, actor: _Actor, ended: Future[Any]) -> None:
        """An actor was started anew; one whose node is gone is given up, and what waits with it."""
        with self._turn:
            actor.is_lost = ended.exception() is not None
            if actor.is_lost:
                self._actors.remove(actor)
            waiting, self._waiting = self._waiting, []
            for order in waiting:
                if self._actors:
                    self._give(order)
                else:
                    order.future.set_exception(_gone())


def _gone() -> AssistantError:
    return AssistantError(
        "No node of the cluster is left.",
        "Start it again and run the same command: what was done is kept.",
    )


def _lost() -> WorkerLost:
    return WorkerLost(
        "Its workers were ended one after the other, most often because memory ran out.",
        "Use fewer --workers, or nodes with more memory.",
    )


def _is_loss(error: BaseException | None) -> bool:
    import ray

    return isinstance(error, ray.exceptions.RayActorError)


@contextmanager
def crew(address: str, count: int | None, begin: Begin) -> Iterator[Crew]:
    """Actors on the nodes of a cluster; whatever ends the block ends them.

    One that is lost is started anew on its node; where that is lost too, the others do its work.

    Args:
        address: HOST:PORT of the cluster; this machine is one of its nodes.
        count: how many; None is one for each node.
        begin: what each of them loads; must be a function of a module that all nodes have.

    Raises:
        ConfigError: ray is not installed, there is no such cluster, or it refuses the token.
        AssistantError: what `begin` raised.
    """
    ray = _joined(address)
    try:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        nodes = [node for node in ray.nodes() if node["Alive"]]
        count = count or len(nodes)
        each = -(-count // len(nodes))
        sent = {key: os.environ[key] for key in (WRITER_URL,) if key in os.environ}
        remote = ray.remote(_Worker)
        actors = []
        for number in range(count):
            node = nodes[number % len(nodes)]
            where = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            threads = max(1, int(node["Resources"].get("CPU", 1)) // each)
            options = remote.options(num_cpus=0, max_restarts=-1, scheduling_strategy=where)
            actors.append(options.remote(begin, threads, sent))
        yield Crew(_begun(actors))
    finally:
        ray.shutdown()  # ends the actors of this driver


def _begun(actors: Sequence[Any]) -> list[Any]:
    """The actors that have loaded what they need; without those whose node is gone by now."""
    import ray

    begun = []
    for actor, asked in [(actor, actor.failure.remote()) for actor in actors]:
        try:
            failure = ray.get(asked)
        except ray.exceptions.RayActorError:
            continue
        if failure is not None:
            raise failure
        begun.append(actor)
    if not begun:
        raise _gone()
    return begun


class NodesEmbedder:
    """An `Embedder` whose passages are embedded by actors; all else is computed here."""

    def __init__(self, here: Embedder, actors: Crew) -> None:
        self.name, self.fingerprint = here.name, here.fingerprint
        self.dimension, self.max_tokens = here.dimension, here.max_tokens
        self.encode_queries, self.count_tokens = here.encode_queries, here.count_tokens
        self._crew = actors

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (n, dimension); each actor's share of the texts goes in one piece.

        Raises:
            WorkerLost: a share was too much for its actors.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        size = -(-len(texts) // self._crew.size)
        parts = [list(texts[start : start + size]) for start in range(0, len(texts), size)]
        return np.concatenate([one.result() for one in [*map(self._crew.submit, parts)]])


@contextmanager
def embedding_on(address: str, profile: str | None, here: Embedder) -> Iterator[NodesEmbedder]:
    """The embedder of a profile on every node of a cluster.

    Args:
        address: as for `crew`.
        profile: whose embedder it is.
        here: the same embedder in this process.

    Raises:
        ConfigError: as `crew`; or a node has another embedder.
        ModelError: a node lacks it.
    """
    with crew(address, None, partial(_begin_embedding, profile, here.fingerprint)) as actors:
        yield NodesEmbedder(here, actors)


def _begin_embedding(profile: str | None, fingerprint: str) -> Callable[[list[str]], Vectors]:
    embedder = Runtime.open(profile).load_embedder()
    if embedder.fingerprint != fingerprint:
        raise ConfigError(
            f"A node of the cluster has another embedder than {embedder.name} of this machine.",
            "Install the same on all nodes: python -m assistant models pull --profile NAME.",
        )
    return embedder.encode_passages


def _joined(address: str) -> Any:
    """The library, as a driver of the cluster at that address."""
    # Before it is imported. Whoever reaches a cluster without a token can run what he likes there.
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ModuleNotFoundError as error:
        raise ConfigError(
            "Ray is not installed.", "Install it: pip install 'grounded-assistant[ray]'."
        ) from error
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        reason = (
            str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else "no answer"
        )
        raise ConfigError(
            f"The Ray cluster at {address} cannot be joined ({reason}).",
            "Start it (docs/scale.md), run this on one of its nodes, and give RAY_AUTH_TOKEN.",
        ) from error
    return ray


# ── In an actor ────────────────────────────────────────────────────────────────────────


class _Worker:
    def __init__(self, begin: Begin, threads: int, environment: dict[str, str]) -> None:
        # Before any library that reads it: they are imported when models are loaded.
        os.environ["OMP_NUM_THREADS"] = str(threads)
        os.environ.update(environment)
        self._failure: AssistantError | None = None
        try:
            self._work: Callable[[Any], Any] = begin()
        except AssistantError as failure:
            self._failure = failure

    def failure(self) -> AssistantError | None:
        return self._failure

    def work(self, item: Any) -> Any:
        if self._failure is not None:  # started anew on a node that lacks what is needed
            return self._failure
        try:
            return self._work(item)
        except AssistantError as failure:
            return failure
