"""Actors on the nodes of a cluster: joined, begun, compared with this machine, and ended."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.cluster.crew import Crew, all_gone
from assistant.config import WRITER_URL
from assistant.errors import AssistantError, ConfigError

Begin = Callable[[], Callable[[Any], Any]]
"""Called once in each actor: loads what is needed, and gives what is then called for each item."""

RESTARTS = 10
"""So often an actor is started anew in one run, before it is given up."""

GRACE = 5.0
"""Seconds that actors have to end by themselves."""


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
            options = remote.options(num_cpus=0, max_restarts=RESTARTS, scheduling_strategy=where)
            actors.append(options.remote(begin, source_sha256(), threads, sent))
        made: Crew | None = None
        try:
            made = Crew(_begun(actors))
            yield made
        finally:
            if made is not None:
                made.close()
            # By themselves, so that what they leave on a disk is cleared; else with this driver.
            ray.wait([one.end.remote() for one in actors], num_returns=count, timeout=GRACE)
    finally:
        ray.shutdown()


def node_count(address: str) -> int:
    """How many nodes a cluster has; nothing is begun on them.

    Args:
        address: as for `crew`.

    Raises:
        ConfigError: as `crew`.
    """
    ray = _joined(address)
    try:
        return sum(node["Alive"] for node in ray.nodes())
    finally:
        ray.shutdown()


def require_same(there: str, here: str) -> None:
    """Refuse a node that would make something else.

    Args:
        there: what stands for the program, its models or its settings on the node.
        here: the same of the machine that runs the command.

    Raises:
        ConfigError: they differ.
    """
    if there != here:
        raise ConfigError(
            "A node of the cluster has other models, settings or another version of this program.",
            "Install the same on all nodes; `python -m assistant doctor` shows what each has.",
        )


@lru_cache(maxsize=1)
def source_sha256() -> str:
    """Of all modules of this program, and of what is fitted for them."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.json")]):
        digest.update(str(path.relative_to(package)).encode() + path.read_bytes())
    return digest.hexdigest()


def _begun(actors: Sequence[Any]) -> list[Any]:
    """The actors that have loaded what they need; without those whose node is gone by now.

    Raises:
        ConfigError: one cannot be started where it is.
        AssistantError: what one could not load; or none is left.
    """
    import ray

    begun = []
    for actor, asked in [(actor, actor.failure.remote()) for actor in actors]:
        try:
            failure = ray.get(asked)
        except ray.exceptions.RayError as error:
            if getattr(error, "actor_init_failed", False):
                raise ConfigError(
                    "A node of the cluster cannot start this program.",
                    "Install the same version on all nodes; their Ray logs say what is missing.",
                ) from error
            continue
        if failure is not None:
            raise failure
        begun.append(actor)
    if not begun:
        raise all_gone()
    return begun


def _joined(address: str) -> Any:
    """The library, as a driver of the cluster at that address."""
    # Before it is imported. Whoever reaches a cluster without a token can run what he likes there.
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # It prints to standard output what becomes of processes, where a command prints its JSON.
    os.environ.update(RAY_DEDUP_LOGS="1", RAY_DEDUP_LOGS_SKIP_REGEX=".")
    try:
        import ray
    except ModuleNotFoundError as error:
        raise ConfigError("Ray is not installed.", 'Install it: pip install "ray>=2.60"') from error
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
    def __init__(
        self, begin: Begin, source: str, threads: int, environment: dict[str, str]
    ) -> None:
        # Before any library that reads it: they are imported when models are loaded.
        os.environ["OMP_NUM_THREADS"] = str(threads)
        os.environ.update(environment)
        self._failure: AssistantError | None = None
        try:
            require_same(source_sha256(), source)
            self._work: Callable[[Any], Any] = begin()
        except AssistantError as failure:
            self._failure = failure

    def failure(self) -> AssistantError | None:
        return self._failure

    def end(self) -> None:
        import ray

        ray.actor.exit_actor()  # type: ignore[no-untyped-call]

    def work(self, item: Any) -> Any:
        if self._failure is not None:  # started anew on a node that lacks what is needed
            return self._failure
        try:
            return self._work(item)
        except AssistantError as failure:
            return failure
