"""Questions that are stopped, cut off, or wait for another."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from assistant.assistant import Assistant, Hooks
from assistant.errors import CollectionError
from assistant.protocols import Written
from assistant.records import Answer
from assistant.ui.chat import Chat
from assistant.ui.desk import Desk
from assistant.ui.screen import Screen
from tests.fakes import FakeGenerator
from tests.ui.asking import WHERE, ask, screens_of
from tests.ui.conftest import OPENED, QUESTION

LATER = "Who spoke first?"


@pytest.fixture
def slow(writer: FakeGenerator, monkeypatch: pytest.MonkeyPatch) -> FakeGenerator:
    """A long text, of which a second's worth can be written: it is still being written."""
    write = writer._write

    def written(tokens: Sequence[str], should_stop: Callable[[], bool]) -> Written:
        def waited() -> bool:
            time.sleep(0.02)
            return should_stop()

        return write(tokens, waited)

    writer._texts = (" ".join([OPENED] * 50),)
    monkeypatch.setattr(writer, "_write", written)
    return writer


def test_stop_ends_the_writing_and_quotes_what_was_found(desk: Desk, slow: FakeGenerator) -> None:
    chat = Chat(desk)

    async def stopped_at_once() -> Screen:
        last = Screen()
        async for screen in chat.ask(WHERE, QUESTION):
            chat.stop(WHERE.tab)
            last = screen
        return last

    last = asyncio.run(stopped_at_once())
    chat.close()
    assert "Stopped. What was not worded by then is quoted." in str(last.live)
    assert OPENED in str(last.live)
    assert slow.written < 50


def test_what_was_worded_when_it_was_stopped_is_not_said_to_be_quoted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = Assistant.reply

    def deaf(self: Assistant, *given: Any, hooks: Hooks, **how: Any) -> Answer:
        return reply(self, *given, hooks=replace(hooks, should_stop=lambda: False), **how)

    monkeypatch.setattr(Assistant, "reply", deaf)
    chat = Chat(desk)

    async def stopped_late() -> Screen:
        last = Screen()
        async for screen in chat.ask(WHERE, QUESTION):
            chat.stop(WHERE.tab)
            last = screen
        return last

    live = str(asyncio.run(stopped_late()).live)
    chat.close()
    assert OPENED in live
    assert "Stopped." in live
    assert "worded by then" not in live


@pytest.mark.parametrize(
    ("question", "kind", "shown"),
    [
        ("How many documents mention Oslo?", "count", "1 of 3 documents"),
        ("Thank you", "thanks", "welcome"),
        ("Who won the chess final in Lima?", "passages", "No answer found"),
    ],
    ids=["counted", "said", "refused"],
)
def test_what_quotes_nothing_is_not_said_to_be_quoted_when_it_is_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, question: str, kind: str, shown: str
) -> None:
    monkeypatch.setattr("assistant.answering.ways.kind_of", lambda *_: kind)
    chat = Chat(desk)

    async def stopped_at_once() -> Screen:
        last = Screen()
        async for screen in chat.ask(WHERE, question):
            chat.stop(WHERE.tab)
            last = screen
        return last

    live = str(asyncio.run(stopped_at_once()).live)
    chat.close()
    assert shown in live
    assert "Stopped." in live
    assert "worded by then" not in live


def test_a_closed_page_stops_its_writing(desk: Desk, slow: FakeGenerator) -> None:
    chat = Chat(desk)

    async def closed() -> None:
        screens = chat.ask(WHERE, QUESTION)
        await anext(screens)
        await screens.aclose()  # type: ignore[attr-defined]

    asyncio.run(closed())
    chat.close()
    assert slow.written < 50
    (kept,) = desk.history("default").conversations()
    assert desk.history("default").turns(kept.id) == [], "nothing that was cut short"


def test_a_question_that_was_cut_off_is_still_there(desk: Desk) -> None:
    history = desk.history("default")
    done = ask(desk, QUESTION)[-1].conversation or 0
    history.begin(done, "Who spoke first?")  # and then the power failed
    chat = Chat(desk)
    try:
        shown = chat.open(replace(WHERE, conversation=done))
        assert shown.box == "Who spoke first?"
        assert "cut off before it was answered" in str(shown.live)
        assert OPENED in str(shown.past)
        asyncio.run(screens_of(chat, replace(WHERE, conversation=done), "Who spoke first?"))
        assert history.pending(done) == []
        assert len(history.turns(done)) == 2
        assert chat.open(replace(WHERE, conversation=done)).box is None
    finally:
        chat.close()


def test_a_question_that_waits_says_so_again(desk: Desk) -> None:
    """What the page hears of the line from the one before may come after it."""
    chat = Chat(desk)

    async def waits() -> list[Screen]:
        with chat._lines.joined(WHERE.tab, QUESTION):
            waiting = asyncio.create_task(screens_of(chat, WHERE, LATER))
            await asyncio.sleep(1)
            chat.drop(WHERE.tab, 0)
            return await waiting

    screens = asyncio.run(waits())
    chat.close()
    assert [f"Next: {LATER}" in str(screen.queued) for screen in screens[:2]] == [True, True]


def test_a_second_question_waits_for_the_first(desk: Desk) -> None:
    """In the conversation that the first one begins; one that is taken out is not asked."""
    chat = Chat(desk)
    second, third = "How long did the strike in Bergen last?", "<b>What</b> did the bridge cost?"

    async def both() -> list[list[Screen]]:
        asked = [
            asyncio.create_task(screens_of(chat, WHERE, text)) for text in (QUESTION, second, third)
        ]
        await asyncio.sleep(0)
        dropped = chat.drop(WHERE.tab, 1)
        assert dropped.box == third
        assert second in str(dropped.queued)
        return await asyncio.gather(*asked)

    try:
        first, later, never = asyncio.run(both())
    finally:
        chat.close()
    assert f"Next: {second}" in str(later[0].queued)
    assert "&lt;b&gt;" in str(never[0].queued)
    assert "&lt;b&gt;" not in str(never[1].queued), "what it shows last stays on the page"
    assert [replace(screen, queued=None) for screen in never] == [Screen(), Screen()]
    told = [screen.queued for screen in later if screen.queued is not None]
    assert told.pop() == "", "it is its turn"
    assert set(told) == {later[0].queued}
    assert later[-1].conversation == first[-1].conversation
    turns = desk.history("default").turns(later[-1].conversation or 0)
    assert [turn.question for turn in turns] == [QUESTION, second]


@pytest.mark.parametrize("in_kept", [True, False], ids=["of a kept one", "of a new one"])
def test_a_question_stays_where_it_was_asked_while_a_collection_opens(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, in_kept: bool
) -> None:
    first, second = (ask(desk, QUESTION)[-1].conversation or 0 for _ in range(2))
    asked_in, opened = (first, 0) if in_kept else (0, second)
    chat, history, going_on = Chat(desk), desk.history("default"), threading.Event()
    at_once = desk.assistant

    def slowly(*given: str | None) -> Assistant:
        if threading.current_thread() is not threading.main_thread():
            going_on.wait()
        return at_once(*map(str, given[:1]))

    monkeypatch.setattr(desk, "assistant", slowly)

    async def left() -> list[Screen]:
        chat.open(replace(WHERE, conversation=asked_in))
        task = asyncio.create_task(screens_of(chat, replace(WHERE, conversation=asked_in), LATER))
        await asyncio.sleep(0)
        chat.open(replace(WHERE, conversation=opened))
        going_on.set()
        return await task

    try:
        screens = asyncio.run(left())
        assert chat.shown(WHERE.tab) == opened
    finally:
        chat.close()
    assert [replace(screen, listed=None) for screen in screens] == [Screen()], "the list alone"
    kept = [one.id for one in history.conversations()]
    assert [one for one in kept if history.pending(one)] == [first if in_kept else max(kept)]
    assert len(kept) == (2 if in_kept else 3)


@pytest.mark.parametrize("where", ["understand", "reply"])
def test_what_goes_wrong_is_not_said_in_another_conversation(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    begun, going_on = threading.Event(), threading.Event()

    def lost(*_: object, **__: object) -> NoReturn:
        begun.set()
        going_on.wait()
        raise CollectionError("It cannot be reached.")

    monkeypatch.setattr(Assistant, where, lost)
    chat = Chat(desk)

    async def left() -> list[Screen]:
        task = asyncio.create_task(screens_of(chat, WHERE, LATER))
        while not begun.is_set():
            await asyncio.sleep(0.01)
        chat.open(WHERE)
        going_on.set()
        return await task

    try:
        screens = asyncio.run(left())
    finally:
        chat.close()
    assert not any("cannot be reached" in str(screen.live) for screen in screens)
    assert not any(screen.box for screen in screens)
    (kept,) = desk.history("default").conversations()
    assert desk.history("default").pending(kept.id) == [LATER]


def test_what_waits_when_another_conversation_is_opened_stays(desk: Desk) -> None:
    chat = Chat(desk)

    async def left() -> list[Screen]:
        first = chat.ask(WHERE, QUESTION)
        await anext(first)
        second = asyncio.create_task(screens_of(chat, WHERE, "And then?"))
        await asyncio.sleep(0)
        chat.open(WHERE)
        screens = [screen async for screen in first]
        await second
        return screens

    try:
        screens = asyncio.run(left())
    finally:
        chat.close()
    assert screens[-1].live is None, "it does not push its way onto the page"
    history = desk.history("default")
    (kept,) = history.conversations()
    assert [turn.question for turn in history.turns(kept.id)] == [QUESTION]
    assert history.pending(kept.id) == ["And then?"]


def test_what_is_under_way_when_the_server_ends_stays_as_cut_off(
    desk: Desk, writer: FakeGenerator
) -> None:
    """The question that is answered, the one that waits, and one that comes too late."""
    writer._texts = (" ".join([OPENED] * 50),)
    chat, history = Chat(desk), desk.history("default")

    async def ended() -> None:
        asked = [asyncio.create_task(screens_of(chat, WHERE, text)) for text in (QUESTION, LATER)]
        while not writer.written:
            await asyncio.sleep(0.001)
        chat.end()
        await asyncio.wait_for(asyncio.gather(*asked), 10)
        await screens_of(chat, WHERE, "And then?")

    asyncio.run(ended())
    chat.close()
    (kept,) = history.conversations()
    assert sorted(history.pending(kept.id)) == sorted([QUESTION, LATER, "And then?"])
    assert history.turns(kept.id) == []
    assert writer.written < 50 * len(OPENED.split())
