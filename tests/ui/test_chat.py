"""The handlers of the conversation, over fakes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from assistant.answering import conversation
from assistant.answering.kinds import Kind
from assistant.assistant import Hooks
from assistant.errors import ConfigError
from assistant.evaluate.datasets.questions import load
from assistant.evaluate.items import ANSWERABLE
from assistant.indexing import index_paths
from assistant.language.question import MOST_CHARACTERS
from assistant.present.json import to_json
from assistant.protocols import Silent
from assistant.records import Evidence
from assistant.search.collection import Collection
from assistant.ui.chat import Chat, Screen, Where
from assistant.ui.desk import Desk
from assistant.ui.live import live_html
from assistant.ui.only import Only
from assistant.ui.run import Run
from tests.fakes import FakeEmbedder, FakeGenerator
from tests.ui.conftest import OPENED, QUESTION

WISHED: dict[str, Kind] = {"shorter": "shorter", "as a list": "bullets", "sure?": "sure"}
WHERE = Where(tab="tab", shelf="default")


async def _all(chat: Chat, where: Where, text: str, **how: bool) -> list[Screen]:
    return [screen async for screen in chat.ask(where, text, **how)]


def ask(desk: Desk, text: str, where: Where = WHERE, **how: bool) -> list[Screen]:
    chat = Chat(desk)
    try:
        return asyncio.run(_all(chat, where, text, **how))
    finally:
        chat.close()


def test_an_answer_ends_with_its_cards_and_is_kept(desk: Desk) -> None:
    screens = ask(desk, QUESTION)
    last = screens[-1]
    assert screens[0].busy
    assert last.busy is False
    assert last.live is not None
    assert last.live_cards is not None
    assert OPENED in last.live
    marked = re.findall(r"<mark>(.*?)</mark>", last.live_cards)
    turns = desk.history("default").turns(last.conversation or 0)
    assert [turn.question for turn in turns] == [QUESTION]
    assert marked == [cited["quote"] for cited in turns[0].answer["citations"]]
    assert "The mayor spoke first." in last.live_cards, "neighbours stand around the quotation"


def test_a_question_that_is_too_long_is_said_to_be(desk: Desk) -> None:
    long = "why " * MOST_CHARACTERS
    (screen,) = ask(desk, long)
    assert f"at most {MOST_CHARACTERS:,} are read" in str(screen.live)
    assert screen.busy is False
    assert screen.box == long.strip(), "it can be shortened"
    assert desk.history("default").conversations() == []


def test_what_is_searched_for_and_rated_has_a_length(desk: Desk) -> None:
    chat = Chat(desk)
    try:
        with pytest.raises(ConfigError, match="are read"):
            chat.conversations.search("tab", "default", 0, "a " * 100_000)
        with pytest.raises(ConfigError, match="are read"):
            chat.rate(WHERE, 1, "bad", "a " * 100_000)
        with pytest.raises(ConfigError, match="are read"):
            desk.new_shelf("a" * 100_000)
    finally:
        chat.close()


def test_every_citation_link_has_its_card(desk: Desk) -> None:
    last = ask(desk, QUESTION)[-1]
    links = re.findall(r'href="#(source-[^"]+)"', str(last.live))
    ids = re.findall(r'id="(source-[^"]+)"', str(last.live_cards))
    assert links
    assert set(links) <= set(ids)


def test_rejected_wording_is_no_part_of_the_answer(desk: Desk, writer: FakeGenerator) -> None:
    writer._texts = ("The harbour bridge in Oslo opened on 3 June 1905.",)
    live = str(ask(desk, QUESTION)[-1].live)
    answer = re.search(r'<div class="answer direct">(.*?)</div>', live, re.DOTALL)
    assert answer is not None
    assert "1905" not in answer[1]
    assert "1905" in live, "it is there on demand"
    assert "1 sentence rejected" in live


def test_sources_stand_until_the_checked_answer_takes_their_place(desk: Desk) -> None:
    looking = Run(QUESTION, QUESTION)
    found: list[str] = []

    def keep(evidence: Sequence[Evidence]) -> None:
        looking.on_evidence(evidence)
        found.append(live_html(looking, 0))

    assert "found" not in live_html(looking, 0)
    desk.assistant("default").ask(QUESTION, hooks=Hooks(on_evidence=keep))
    (live,) = found
    assert f'<div class="answer found"><p class="claim quoted"><q>{OPENED}</q>' in live
    last = str(ask(desk, QUESTION)[-1].live)
    assert "answer found" not in last
    assert f'<p class="claim worded">{OPENED}&nbsp;' in last


def test_a_refusal_says_what_was_searched_and_what_to_do(desk: Desk) -> None:
    live = str(ask(desk, "Who won the chess final in Lima?")[-1].live)
    assert "No answer found in these documents" in live
    assert "Searched 3 passages in 3 documents" in live
    assert "What came nearest" in live
    assert 'class="answer' not in live


def test_only_a_part_of_the_collection_is_asked(desk: Desk) -> None:
    bridge = Where("tab", "default", only=Only(source="bridge.txt"))
    last = ask(desk, QUESTION, bridge)[-1]
    assert OPENED in str(last.live)
    (turn,) = desk.history("default").turns(last.conversation or 0)
    assert turn.only == "with “bridge.txt” in their path"
    live = str(ask(desk, QUESTION, Where("tab", "default", only=Only(source="strike")))[-1].live)
    assert OPENED not in live
    assert "Searched 1 passage in 1 document, only those with “strike” in their path" in live


def test_a_date_that_is_none_is_one_sentence(desk: Desk) -> None:
    (screen,) = ask(desk, QUESTION, Where("tab", "default", only=Only(since="May")))
    assert "Write it as 2024-05-31" in str(screen.live)
    assert screen.box == QUESTION


def test_documents_are_shown_as_text_and_never_as_markup(desk: Desk) -> None:
    last = ask(desk, "When was the harvest in Lund late? <img src=x onerror=alert(3)>")[-1]
    page = str(last.live) + str(last.live_cards)
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "javascript:" not in "".join(re.findall(r'(?:href|src)="[^"]*"', page))


def test_a_question_that_fails_goes_back_into_the_box(empty_desk: Desk) -> None:
    (screen,) = ask(empty_desk, QUESTION)
    assert screen.box == QUESTION
    assert "There is no collection" in str(screen.live)
    assert screen.busy is False


def test_asked_again_takes_the_place_of_the_last_turn(desk: Desk) -> None:
    first = ask(desk, QUESTION)[-1]
    where = Where("tab", "default", "", first.conversation or 0)
    ask(desk, "Where did dock workers go on strike?", where, again=True)
    turns = desk.history("default").turns(where.conversation)
    assert [turn.question for turn in turns] == ["Where did dock workers go on strike?"]


def test_a_follow_up_is_rewritten_and_can_be_changed(desk: Desk) -> None:
    first = ask(desk, QUESTION)[-1]
    where = Where("tab", "default", "", first.conversation or 0)
    last = ask(desk, "And how much did it cost?", where)[-1]
    assert last.understood
    assert "bridge" in last.understood
    assert "Understood as" in str(last.live)
    plain = ask(desk, "And how much did it cost?", where, again=True, verbatim=True)[-1]
    assert plain.understood == ""


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


def test_stop_ends_the_writing_and_quotes_what_was_found(desk: Desk, writer: FakeGenerator) -> None:
    writer._texts = (" ".join([OPENED] * 50),)
    chat = Chat(desk)

    async def stopped_at_once() -> Screen:
        last = Screen()
        async for screen in chat.ask(WHERE, QUESTION):
            chat.stop(WHERE.tab)
            last = screen
        return last

    last = asyncio.run(stopped_at_once())
    chat.close()
    assert "Stopped" in str(last.live)
    assert OPENED in str(last.live)
    assert writer.written < 50 * len(OPENED.split())


def test_a_closed_page_stops_its_writing(desk: Desk, writer: FakeGenerator) -> None:
    writer._texts = (" ".join([OPENED] * 50),)
    chat = Chat(desk)

    async def closed() -> None:
        screens = chat.ask(WHERE, QUESTION)
        await anext(screens)
        await screens.aclose()  # type: ignore[attr-defined]

    asyncio.run(closed())
    chat.close()
    assert writer.written < 50 * len(OPENED.split())
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
        asyncio.run(_all(chat, replace(WHERE, conversation=done), "Who spoke first?"))
        assert history.pending(done) == []
        assert len(history.turns(done)) == 2
        assert chat.open(replace(WHERE, conversation=done)).box is None
    finally:
        chat.close()


def test_a_second_question_waits_for_the_first(desk: Desk) -> None:
    """In the conversation that the first one begins; one that is taken out is not asked."""
    chat = Chat(desk)
    second, third = "How long did the strike in Bergen last?", "<b>What</b> did the bridge cost?"

    async def both() -> list[list[Screen]]:
        asked = [asyncio.create_task(_all(chat, WHERE, text)) for text in (QUESTION, second, third)]
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
    assert len(never) == 1
    assert later[1].queued == "", "it is its turn"
    assert later[-1].conversation == first[-1].conversation
    turns = desk.history("default").turns(later[-1].conversation or 0)
    assert [turn.question for turn in turns] == [QUESTION, second]


def test_what_waits_when_another_conversation_is_opened_stays(desk: Desk) -> None:
    chat = Chat(desk)

    async def left() -> list[Screen]:
        first = chat.ask(WHERE, QUESTION)
        await anext(first)
        second = asyncio.create_task(_all(chat, WHERE, "And then?"))
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


def test_a_conversation_stays_with_its_collection(desk: Desk, documents: Path) -> None:
    """The page may show one of another collection still, or one that was deleted elsewhere."""
    index_paths(desk.growing(desk.new_shelf("other")).collection, [documents], FakeEmbedder())
    desk.history("other").start("Of the other collection")
    chat = Chat(desk)
    first = asyncio.run(_all(chat, WHERE, QUESTION))[-1]
    moved = Where(WHERE.tab, "other", "", first.conversation or 0)
    assert not chat.shows(moved)
    last = asyncio.run(_all(chat, moved, QUESTION))[-1]
    assert chat.shows(moved)
    assert last.conversation != first.conversation
    assert desk.history("other").turns(first.conversation or 0) == []
    desk.history("other").delete(last.conversation or 0)
    gone = Where(WHERE.tab, "other", "", last.conversation or 0)
    again = asyncio.run(_all(chat, gone, QUESTION))[-1]
    chat.close()
    assert len(desk.history("other").turns(again.conversation or 0)) == 1


def test_a_kept_conversation_opens_as_it_was_shown(desk: Desk) -> None:
    last = ask(desk, QUESTION)[-1]
    chat = Chat(desk)
    opened = chat.open(Where("other", "default", "", last.conversation or 0))
    chat.close()
    assert opened.live == last.live
    assert opened.live_cards == last.live_cards


def test_the_answer_is_the_one_of_the_command_line(desk: Desk) -> None:
    last = ask(desk, QUESTION)[-1]
    kept = dict(desk.history("default").turns(last.conversation or 0)[0].answer)
    direct = to_json(desk.assistant("default").ask(QUESTION))
    for answer in (kept, direct):
        del answer["timings"], answer["receipt"]
    assert kept == json.loads(json.dumps(direct))


@pytest.mark.parametrize(
    ("sentence", "file"),
    [
        ("It cost 40 million euros.", "bridge.txt"),
        ("The strike lasted nine days.", "strike.txt"),
        ("It cost nothing at all.", ""),
    ],
)
def test_the_right_sentence_is_kept_with_its_file(desk: Desk, sentence: str, file: str) -> None:
    last = ask(desk, QUESTION)[-1]
    chat = Chat(desk)
    where = Where("t", "default", "", last.conversation or 0)
    said = chat.rate(where, last.turn or 0, "bad", sentence)
    chat.close()
    (turn,) = desk.history("default").turns(where.conversation)
    assert turn.sentence == sentence
    assert turn.file.endswith(file)
    assert ("found in your documents" in said) == bool(turn.file) == bool(file)


def test_ratings_are_questions_for_the_evaluation(desk: Desk, documents: Path) -> None:
    """`evaluate --dataset questions` reads what was rated, and finds it in the documents."""
    text = "The quay\n\nIts owner is the city. The lease of the\nold quay ends in 2031."
    (documents / "lease.txt").write_text(text, "utf-8")
    growing = desk.growing(desk.shelf("default"))
    index_paths(growing.collection, [documents], FakeEmbedder())
    chat = Chat(desk)
    for question, rating, sentence in (
        (QUESTION, "good", ""),
        ("Who won the chess final in Lima?", "good", ""),
        ("When does the lease end?", "bad", "The lease of the old quay ends in 2031."),
        ("Where did dock workers go on strike?", "bad", "It was in Rome."),
    ):
        last = ask(desk, question)[-1]
        where = Where("t", "default", "", last.conversation or 0)
        chat.rate(where, last.turn or 0, "good" if rating == "good" else "bad", sentence)
    chat.close()
    questions = load(desk.shelf("default").folder / "feedback.jsonl", None)
    with Collection.open(documents.parent / "evaluated", create=True) as collection:
        asked = questions.build(collection, FakeEmbedder(), Silent())
        texts = [
            [collection.document(one.document).text[one.start : one.end] for one in item.gold]
            for item in asked
        ]
    assert [item.text for item in asked] == [
        QUESTION,
        "Who won the chess final in Lima?",
        "When does the lease end?",
    ]
    assert OPENED in texts[0]
    assert texts[1:] == [[], ["The lease of the\nold quay ends in 2031."]]
    assert asked[1].kind != ANSWERABLE


def test_a_page_that_never_writes_needs_no_writer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.models.generate.load_generator", forbidden)
    quoting = Desk(extractive=True)
    try:
        last = ask(quoting, QUESTION)[-1]
        (turn,) = quoting.history("default").turns(last.conversation or 0)
        assert {claim["verdict"] for claim in turn.answer["claims"]} == {"quoted"}
        assert set(turn.answer["models"]) == {"embedder", "reader"}
    finally:
        quoting.close()


def forbidden(*_: object, **__: object) -> NoReturn:
    raise AssertionError("it was loaded")
