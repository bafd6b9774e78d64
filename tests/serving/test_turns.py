from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from assistant.protocols import Written
from assistant.serving.turns import Line, SharedWriter
from tests.fakes import FakeGenerator


class Slow(FakeGenerator):
    """Writes only while `may_write` is set, and counts who writes at the same time."""

    def __init__(self) -> None:
        super().__init__("one two three")
        self.may_write = threading.Event()
        self.writing = 0
        self.most = 0

    def _write(self, tokens: Sequence[str], should_stop: Callable[[], bool]) -> Written:
        self.writing += 1
        self.most = max(self.most, self.writing)
        self.may_write.wait(5)
        sureness = yield from super()._write(tokens, should_stop)
        self.writing -= 1
        return sureness


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_one_writes_and_the_others_see_their_place() -> None:
    line, slow = Line(), Slow()
    writer = SharedWriter(slow, line)
    texts: list[str] = []

    def write() -> None:
        texts.append("".join(writer.generate("s", "u", max_tokens=9)))

    threads = [threading.Thread(target=write) for _ in range(3)]
    for number, thread in enumerate(threads):
        thread.start()
        until(lambda expected=number: len(line._threads) == expected + 1)  # type: ignore[misc]
    idents = [thread.ident or 0 for thread in threads]
    assert [line.ahead_of(ident) for ident in idents] == [0, 1, 2]
    slow.may_write.set()
    for thread in threads:
        thread.join(5)
    assert texts == ["one two three"] * 3
    assert slow.most == 1
    assert [line.ahead_of(ident) for ident in idents] == [0, 0, 0]


def test_who_gives_up_waiting_writes_nothing() -> None:
    line, slow = Line(), Slow()
    writer = SharedWriter(slow, line)
    first = threading.Thread(target=lambda: list(writer.generate("s", "u", max_tokens=9)))
    first.start()
    until(lambda: slow.writing == 1)
    assert list(writer.generate("s", "u", max_tokens=9, should_stop=lambda: True)) == []
    slow.may_write.set()
    first.join(5)
    assert len(slow.prompts) == 1


def test_a_reader_who_leaves_lets_the_next_one_write() -> None:
    line = Line()
    writer = SharedWriter(FakeGenerator("one two three"), line)
    left = writer.generate("s", "u", max_tokens=9)
    next(left)
    left.close()
    assert "".join(writer.generate("s", "u", max_tokens=9)) == "one two three"
