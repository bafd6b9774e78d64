"""Connections of threads that come and go."""

from __future__ import annotations

import threading

from assistant.search.connections import Connections


class Line:
    """Something that can be closed."""

    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def added_elsewhere(connections: Connections[Line]) -> Line:
    """That of a thread which has ended by now."""
    line = Line()
    thread = threading.Thread(target=connections.add, args=[line])
    thread.start()
    thread.join()
    return line


def test_each_thread_has_its_own() -> None:
    connections: Connections[Line] = Connections()
    assert connections.mine is None
    connections.add(mine := Line())
    added_elsewhere(connections)
    assert connections.mine is mine


def test_those_of_threads_that_ended_are_closed_when_one_is_added() -> None:
    connections: Connections[Line] = Connections()
    connections.add(mine := Line())
    first, second = added_elsewhere(connections), added_elsewhere(connections)
    assert (first.closed, second.closed, mine.closed) == (1, 0, 0)
    connections.close()
    assert (first.closed, second.closed, mine.closed) == (1, 1, 1)
    assert connections.mine is None


def test_one_that_is_dropped_is_closed_once() -> None:
    connections: Connections[Line] = Connections()
    connections.add(mine := Line())
    connections.drop()
    connections.drop()
    connections.close()
    assert mine.closed == 1
    assert connections.mine is None


def test_one_that_is_added_after_the_end_is_closed_at_once() -> None:
    connections: Connections[Line] = Connections()
    connections.close()
    connections.add(late := Line())
    assert late.closed == 1
    assert connections.mine is None
