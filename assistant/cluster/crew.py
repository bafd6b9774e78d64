"""Actors that take items: each item goes to the one that is least busy, and is done once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from assistant.errors import AssistantError

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
    """Actors that take items. Made by `nodes.crew`."""

    def __init__(self, actors: Sequence[Any]) -> None:
        self._actors = [_Actor(handle) for handle in actors]
        self._waiting: list[_Order] = []  # while all actors are lost
        self._is_closed = False
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

    def close(self) -> None:
        """Try nothing again: the actors are about to be ended."""
        with self._turn:
            self._is_closed = True

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
                order.future.set_exception(all_gone())
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
        if self._is_closed:
            return
        if not actor.is_lost:
            actor.is_lost = True
            actor.given[0].tries += 1  # what waited behind it is not to blame
            back = actor.handle.failure.options(max_task_retries=-1).remote().future()
            back.add_done_callback(partial(self._is_back, actor))
        actor.given.remove(order)
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
                    order.future.set_exception(all_gone())


def all_gone() -> AssistantError:
    """What is said where no node is left."""
    return AssistantError(
        "No worker of the cluster is left: nodes are gone, or workers were ended too often.",
        "Look at its nodes (most often memory ran out), and run the same command again.",
    )


def _lost() -> WorkerLost:
    return WorkerLost(
        "The workers that were at it were ended one after the other; most often memory ran out.",
        "Nodes with more memory, or fewer workers on each, may help.",
    )


def _is_loss(error: BaseException | None) -> bool:
    """Whether an actor, its node or what it gave was lost; not what the work itself raised."""
    from ray.exceptions import RayError, RayTaskError

    return isinstance(error, RayError) and not isinstance(error, RayTaskError)
