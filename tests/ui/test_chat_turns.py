"""A conversation of several turns: follow-ups, wishes, and what is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any, NoReturn

import pytest

from assistant.answering import conversation
from assistant.answering.kinds import Kind
from assistant.assistant import Assistant, Understood
from assistant.errors import AssistantError, CollectionError, ModelError
from assistant.indexing import index_paths
from assistant.records import Answer
from assistant.ui.chat import Chat
from assistant.ui.desk import Desk
from assistant.ui.documents import Documents
from assistant.ui.history import History
from assistant.ui.screen import Screen, Where
from assistant.ui.work import Workshop
from tests.fakes import FakeEmbedder
from tests.ui.asking import WHERE, ask, screens_of
from tests.ui.conftest import OPENED, QUESTION

STRIKE = "How long did the strike in Bergen last?"
WISHED: dict[str, Kind] = {"shorter": "shorter", "as a list": "bullets", "sure?": "sure"}


def test_asked_again_takes_the_place_of_the_last_turn(desk: Desk) -> None:
    first = ask(desk, QUESTION)[-1]
    where = Where("tab", "default", "", first.conversation or 0)
    ask(desk, "Where did dock workers go on strike?", where, again=first.turn or 0)
    turns = desk.history("default").turns(where.conversation)
    assert [turn.question for turn in turns] == ["Where did dock workers go on strike?"]


def test_an_answer_never_stands_twice(desk: Desk) -> None:
    where = replace(WHERE, conversation=ask(desk, QUESTION)[-1].conversation or 0)
    (begun,) = (screen for screen in ask(desk, STRIKE, where) if screen.past)
    assert QUESTION in str(begun.past)
    assert STRIKE in str(begun.live), "what comes of it comes in the same moment"
    assert QUESTION not in str(begun.live)


def test_what_was_asked_again_can_be_had_back(desk: Desk) -> None:
    first = ask(desk, QUESTION)[-1]
    where = replace(WHERE, conversation=first.conversation or 0)
    assert first.replaced == ""
    edited = ask(desk, STRIKE, where, again=first.turn or 0)
    assert edited[0].replaced == ""
    assert 'data-do="undo"' in str(edited[-1].replaced)
    last = ask(desk, STRIKE, where, again=edited[-1].turn or 0)[-1]
    assert 'data-do="undo"' in str(last.replaced)
    history, chat = desk.history("default"), Chat(desk)
    for shown in (STRIKE, STRIKE):
        last = undone = chat.undo(where, last.turn or 0)
        assert STRIKE in str(undone.live), "the one before, and no longer the first"
        assert 'data-do="undo"' in str(undone.replaced), "which can be undone"
        assert [turn.question for turn in history.turns(where.conversation)] == [shown]
    chat.close()


def test_where_asking_again_fails_the_answer_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(desk, QUESTION)[-1]
    where = replace(WHERE, conversation=first.conversation or 0)

    def lost(*_: object, **__: object) -> NoReturn:
        raise CollectionError("It cannot be reached.")

    monkeypatch.setattr(Assistant, "reply", lost)
    failed = ask(desk, STRIKE, where, again=first.turn or 0)[-1]
    assert "It cannot be reached." in str(failed.live)
    assert OPENED in str(failed.past)
    assert QUESTION in [turn.question for turn in desk.history("default").turns(where.conversation)]


def test_asked_again_takes_the_place_of_no_other_turn(desk: Desk) -> None:
    """Where the one that it is to replace is forgotten meanwhile."""
    where = replace(WHERE, conversation=ask(desk, QUESTION)[-1].conversation or 0)
    retried = ask(desk, STRIKE, where)[-1].turn or 0
    history, chat = desk.history("default"), Chat(desk)

    async def forgotten_meanwhile() -> None:
        screens = chat.ask(where, STRIKE, again=retried)
        await anext(screens)
        history._database.rows("DELETE FROM turns WHERE id = ?", (retried,))
        assert [screen async for screen in screens][-1].turn != retried

    asyncio.run(forgotten_meanwhile())
    chat.close()
    assert [turn.question for turn in history.turns(where.conversation)] == [QUESTION, STRIKE]


def test_what_another_page_added_stays(desk: Desk) -> None:
    """Asked again, or undone, on a page that does not show it."""
    first = ask(desk, QUESTION)[-1]
    where = replace(WHERE, conversation=first.conversation or 0)
    history, chat = desk.history("default"), Chat(desk)
    ask(desk, STRIKE, replace(where, tab="another"))
    assert chat.question(where, first.turn or 0) == QUESTION, "the one that this page shows"
    again = ask(desk, "Who spoke first?", where, again=first.turn or 0)[-1]
    assert again.replaced == ""
    assert STRIKE in str(chat.undo(where, first.turn or 0).past)
    chat.close()
    asked = [turn.question for turn in history.turns(where.conversation)]
    assert asked == [QUESTION, STRIKE, "Who spoke first?"]


def test_what_another_page_asked_again_can_be_asked_here(desk: Desk) -> None:
    """This page still shows the turn that the other one has put another in the place of."""
    first = ask(desk, QUESTION)[-1].turn or 0
    where = replace(WHERE, conversation=1)
    again = ask(desk, STRIKE, replace(where, tab="another"), again=first)[-1].turn or 0
    history, chat = desk.history("default"), Chat(desk)
    assert [turn.id for turn in history.turns(1)] == [again]
    assert chat.question(where, first) == QUESTION
    chat.note(where, first)
    with pytest.raises(AssistantError, match=r"no longer kept\. Ask it in the box"):
        chat.question(where, first + 100)
    chat.close()
    notes = history.conversations()[0]
    assert [turn.question for turn in history.turns(notes.id)] == [QUESTION]


def test_what_is_removed_while_it_is_asked_about_does_not_come_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = replace(WHERE, conversation=ask(desk, QUESTION)[-1].conversation or 0)
    workshop, reply = Workshop(), Assistant.reply
    documents = Documents(desk, workshop, paths_allowed=True)
    collection = desk.assistant("default").collection
    (bridge,) = [one.id for one in collection.documents() if "bridge" in one.source]

    def removed_by_then(self: Assistant, *given: Any, **how: Any) -> Answer:
        answer = reply(self, *given, **how)
        assert "Removed" in documents.remove("default", [bridge])
        return answer

    monkeypatch.setattr(Assistant, "reply", removed_by_then)
    last = ask(desk, QUESTION, where)[-1]
    workshop.close()
    history = desk.history("default")
    assert OPENED not in f"{last.past}{last.live}{last.live_cards}"
    assert "removed meanwhile. Ask again." in str(last.live)
    assert last.box == QUESTION
    assert history.turns(where.conversation) == []
    assert history.pending(where.conversation) == []
    assert history.has(where.conversation), "it can be asked again there"
    assert list(collection.receipts.all()) == []


def test_what_is_cut_off_after_it_was_kept_leaves_no_two_turns(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is looked whether its documents are still there, the page is closed."""
    first = ask(desk, QUESTION)[-1].turn or 0
    where, looks, may_end = replace(WHERE, conversation=1), Event(), Event()

    def slowly(*_: object) -> int:
        looks.set()
        may_end.wait(10)
        return 0

    monkeypatch.setattr(History, "forget_deleted", slowly)
    history, chat = desk.history("default"), Chat(desk)

    async def closed() -> None:
        asking = asyncio.create_task(screens_of(chat, where, STRIKE, again=first))
        await asyncio.to_thread(looks.wait, 10)
        asking.cancel()
        await asyncio.wait([asking])
        may_end.set()
        assert asking.cancelled()

    asyncio.run(closed())
    chat.close()
    assert [turn.question for turn in history.turns(1)] == [STRIKE]
    assert history.pending(1) == []


def test_an_answer_that_is_not_kept_takes_no_other_with_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its conversation is gone; a document of another turn is, too, which nobody has told yet."""
    ask(desk, QUESTION)
    talk = ask(desk, STRIKE)[-1].conversation or 0
    history, reply = desk.history("default"), Assistant.reply
    collection = desk.assistant("default").collection
    (bridge,) = [one for one in collection.documents() if "bridge" in one.source]

    def gone_by_then(self: Assistant, *given: Any, **how: Any) -> Answer:
        answer = reply(self, *given, **how)
        history._database.rows("DELETE FROM conversations WHERE id = ?", (talk,))
        with collection.writing() as writer, writer.transaction():
            writer.remove_source(bridge.source)
        return answer

    monkeypatch.setattr(Assistant, "reply", gone_by_then)
    last = ask(desk, "Who went on strike?", replace(WHERE, conversation=talk))[-1]
    assert last.box is None, "it did not fail"
    assert [turn.question for turn in history.turns(1)] == [QUESTION]


def test_a_follow_up_is_rewritten_and_can_be_changed(desk: Desk) -> None:
    first = ask(desk, QUESTION)[-1]
    where = Where("tab", "default", "", first.conversation or 0)
    last = ask(desk, "And how much did it cost?", where)[-1]
    again = last.turn or 0
    assert last.understood
    assert "bridge" in last.understood
    assert "Understood as" in str(last.live)
    plain = ask(desk, "And how much did it cost?", where, again=again, verbatim=True)[-1]
    assert plain.understood == ""


def test_a_follow_up_is_seen_before_it_is_understood(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = replace(WHERE, conversation=ask(desk, QUESTION)[-1].conversation or 0)
    seen, real = Event(), Assistant.understand

    def waits(*asked: Any) -> Understood:
        assert seen.wait(10), "nothing is shown until it is understood"
        return real(*asked)

    monkeypatch.setattr(Assistant, "understand", waits)
    shown: list[str] = []

    async def looked_on(chat: Chat) -> None:
        async for screen in chat.ask(where, "And how much did it cost?"):
            shown.append(str(screen.live))
            seen.set()

    chat = Chat(desk)
    asyncio.run(looked_on(chat))
    chat.close()
    assert "And how much did it cost?" in shown[0]
    assert "Understood as" not in shown[0]
    assert "Reading the question" in shown[0]
    assert all("Reading" not in html for html in shown if "Searching" in html)
    assert "Understood as" in shown[-1]


def test_what_is_stopped_while_it_is_understood_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = replace(WHERE, conversation=ask(desk, QUESTION)[-1].conversation or 0)
    chat = Chat(desk)

    def waits(_: Assistant, text: str, __: object, should_stop: Callable[[], bool]) -> Understood:
        chat.stop(where.tab)
        assert should_stop()
        return Understood(text)

    monkeypatch.setattr(Assistant, "understand", waits)

    async def looked_on() -> list[Screen]:
        return [screen async for screen in chat.ask(where, STRIKE)]

    last = asyncio.run(looked_on())[-1]
    chat.close()
    assert "Stopped." in str(last.live)
    assert [turn.asked for turn in desk.history("default").turns(where.conversation)][1:] == [
        STRIKE
    ]


def test_what_fails_while_it_is_understood_comes_back_into_the_box(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = replace(WHERE, conversation=ask(desk, QUESTION)[-1].conversation or 0)

    def fails(*_: object) -> NoReturn:
        raise ModelError("The server of the writer cannot be reached.")

    monkeypatch.setattr(Assistant, "understand", fails)
    last = ask(desk, STRIKE, where)[-1]
    assert last.box == STRIKE
    assert "cannot be reached" in str(last.live)
    assert QUESTION in str(last.past)
    assert not last.busy


def test_a_wish_about_the_last_answer_keeps_its_sources(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "kind_of", lambda text, *_: WISHED.get(text, "passages"))
    first = ask(desk, QUESTION)[-1]
    where = Where("tab", "default", "", first.conversation or 0)
    for text in WISHED:
        last = ask(desk, text, where)[-1]
        assert last.understood == QUESTION
        assert OPENED in f"{last.live}{last.live_cards}"
    turns = desk.history("default").turns(where.conversation)
    quotes = [[cited["quote"] for cited in turn.answer["citations"]] for turn in turns]
    assert quotes == [quotes[0]] * len(turns)
    assert '<ul class="claims"><li' in str(
        [screen.live for screen in ask(desk, "as a list", where)]
    )


def test_what_was_said_earlier_is_never_evidence(desk: Desk) -> None:
    first = ask(desk, "The mayor of Tromso is called Ola Nordmann. When did the bridge open?")[-1]
    where = Where("tab", "default", "", first.conversation or 0)
    ask(desk, "Who is the mayor of Tromso?", where)
    turn = desk.history("default").turns(where.conversation)[-1]
    shown = json.dumps([turn.answer["claims"], turn.answer["citations"]])
    assert "Nordmann" not in shown


def test_a_conversation_stays_with_its_collection(desk: Desk, documents: Path) -> None:
    """The page may show one of another collection still, or one that was deleted elsewhere."""
    index_paths(desk.growing(desk.new_shelf("other")).collection, [documents], FakeEmbedder())
    desk.history("other").start("Of the other collection")
    chat = Chat(desk)
    first = asyncio.run(screens_of(chat, WHERE, QUESTION))[-1]
    moved = Where(WHERE.tab, "other", "", first.conversation or 0)
    assert not chat.shows(moved)
    last = asyncio.run(screens_of(chat, moved, QUESTION))[-1]
    assert chat.shows(moved)
    assert last.conversation != first.conversation
    assert desk.history("other").turns(first.conversation or 0) == []
    desk.history("other").delete(last.conversation or 0)
    gone = Where(WHERE.tab, "other", "", last.conversation or 0)
    again = asyncio.run(screens_of(chat, gone, QUESTION))[-1]
    chat.close()
    assert len(desk.history("other").turns(again.conversation or 0)) == 1


def test_a_kept_conversation_opens_as_it_was_shown(desk: Desk) -> None:
    last = ask(desk, QUESTION)[-1]
    chat = Chat(desk)
    opened = chat.open(Where("other", "default", "", last.conversation or 0))
    chat.close()
    assert opened.live == last.live
    assert opened.live_cards == last.live_cards
