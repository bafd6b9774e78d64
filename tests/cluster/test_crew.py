"""What becomes of items whose actors are lost: with actors that end as a test says."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from assistant.cluster.crew import Crew, WorkerLost
from assistant.errors import AssistantError, ReadError

ray_exceptions = pytest.importorskip("ray.exceptions", reason="needs Ray: pip install ray")


class Call:
    """A call under way; `future` is what Ray gives for it."""

    def __init__(self, item: Any) -> None:
        self.item, self.ended = item, Future[Any]()

    def future(self) -> Future[Any]:
        return self.ended


class Method:
    def __init__(self, calls: list[Call]) -> None:
        self._calls = calls

    def options(self, **_: int) -> Method:
        return self

    def remote(self, item: Any = None) -> Call:
        self._calls.append(Call(item))
        return self._calls[-1]


class Actor:
    """Has been given `calls`; `asked` whether it is back."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.asked: list[Call] = []
        self.work, self.failure = Method(self.calls), Method(self.asked)

    def die(self) -> None:
        """Whatever it has is lost, in the order in which it was given."""
        calls = [call for call in self.calls if not call.ended.done()]
        for call in calls:
            call.ended.set_exception(ray_exceptions.ActorDiedError())

    def come_back(self) -> None:
        self.asked[-1].ended.set_result(None)

    def stay_away(self) -> None:
        self.asked[-1].ended.set_exception(ray_exceptions.ActorUnschedulableError("gone"))


def test_items_go_to_who_is_least_busy_and_come_in_order() -> None:
    one, other = Actor(), Actor()
    crew = Crew([one, other])
    futures = [crew.submit(item) for item in "abc"]
    assert [[call.item for call in actor.calls] for actor in (one, other)] == [["a", "c"], ["b"]]
    for actor in (other, one):
        for call in actor.calls:
            call.ended.set_result(call.item.upper())
    assert [future.result() for future in futures] == ["A", "B", "C"]


def test_what_a_lost_actor_had_goes_to_another() -> None:
    one, other = Actor(), Actor()
    crew = Crew([one, other])
    futures = [crew.submit(item) for item in "abc"]
    one.die()
    assert [call.item for call in other.calls] == ["b", "a", "c"]
    for call in other.calls:
        call.ended.set_result(call.item)
    assert [future.result() for future in futures] == ["a", "b", "c"]


def test_only_the_item_that_actors_die_of_is_given_up() -> None:
    """One waits behind it each time, and is made in the end."""
    actor = Actor()
    crew = Crew([actor])
    killer, innocent = crew.submit("killer"), crew.submit("innocent")
    for _ in range(3):
        actor.die()
        actor.come_back()
    with pytest.raises(WorkerLost):
        killer.result(timeout=0)
    assert not innocent.done()
    actor.calls[-1].ended.set_result("made")
    assert innocent.result() == "made"


def test_an_actor_whose_node_is_gone_is_given_up() -> None:
    one, other = Actor(), Actor()
    crew = Crew([one, other])
    one.die()  # with nothing to do: it is noticed by the next item
    first = crew.submit("a")
    one.die()
    one.stay_away()
    assert [call.item for call in other.calls] == ["a"]
    other.die()
    assert not first.done()  # it waits: the other one may come back
    other.stay_away()
    with pytest.raises(AssistantError, match="No worker of the cluster is left"):
        first.result(timeout=0)
    with pytest.raises(AssistantError, match="No worker of the cluster is left"):
        crew.submit("b").result(timeout=0)


def test_results_that_were_lost_with_their_node_are_made_again() -> None:
    one, other = Actor(), Actor()
    crew = Crew([one, other])
    future = crew.submit("a")
    one.calls[0].ended.set_exception(ray_exceptions.ObjectLostError("ab" * 14, None, ""))
    other.calls[0].ended.set_result("again")
    assert future.result() == "again"


def test_what_the_work_raised_is_raised() -> None:
    actor = Actor()
    crew = Crew([actor])
    told, bug = crew.submit("a"), crew.submit("b")
    actor.calls[0].ended.set_result(ReadError("It cannot be read.", "Mend it."))
    actor.calls[1].ended.set_exception(ZeroDivisionError())
    with pytest.raises(ReadError):
        told.result()
    with pytest.raises(ZeroDivisionError):
        bug.result()


def test_once_it_is_closed_nothing_is_tried_again() -> None:
    one, other = Actor(), Actor()
    crew = Crew([one, other])
    future = crew.submit("a")
    crew.close()
    one.die()
    assert not other.calls
    assert not one.asked
    assert not future.done()
