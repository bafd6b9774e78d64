"""The handlers of the conversation, over fakes: one question and its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NoReturn

import pytest

from assistant.assistant import Hooks
from assistant.errors import CollectionError, ConfigError
from assistant.language.question import MOST_CHARACTERS
from assistant.present.json import to_json
from assistant.records import Answer, Evidence
from assistant.ui.chat import MOST_TITLE, Chat
from assistant.ui.desk import Desk
from assistant.ui.live import live_cards, live_html
from assistant.ui.only import Only
from assistant.ui.run import Run
from assistant.ui.screen import Where
from tests.fakes import FakeGenerator
from tests.ui.asking import WHERE, ask
from tests.ui.conftest import OPENED, QUESTION


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

    def show(answer: Answer) -> None:
        looking.on_answer(answer)
        found.append(live_html(looking, 0))

    assert "found" not in live_html(looking, 0)
    hooks = Hooks(on_evidence=keep, on_answer=show)
    desk.assistant("default").ask(QUESTION, hooks=hooks)
    live, answered = found
    assert f'<div class="answer found"><p class="claim quoted"><q>{OPENED}</q>' in live
    assert f'<div class="answer direct"><p class="claim worded">{OPENED}&nbsp;' in answered
    assert 'class="how"' not in answered
    collection = desk.assistant("default").collection
    assert live_cards(looking, collection, "default").count("<mark") == 1
    last = str(ask(desk, QUESTION)[-1].live)
    assert "answer found" not in last
    assert f'<p class="claim worded">{OPENED}&nbsp;' in last


def test_a_refusal_says_what_was_searched_and_what_to_do(desk: Desk) -> None:
    live = str(ask(desk, "Who won the chess final in Lima?")[-1].live)
    assert "No answer found in these documents" in live
    assert "Searched 3 documents." in live
    assert "What came nearest" in live
    assert 'class="answer' not in live


def test_only_a_part_of_the_collection_is_asked(desk: Desk) -> None:
    bridge = Where("tab", "default", only=Only(source="bridge.txt"))
    last = ask(desk, QUESTION, bridge)[-1]
    assert OPENED in str(last.live)
    (turn,) = desk.history("default").turns(last.conversation or 0)
    assert turn.only == "with “bridge.txt” in their title or path"
    live = str(ask(desk, QUESTION, Where("tab", "default", only=Only(source="strike")))[-1].live)
    assert OPENED not in live
    assert "Searched 1 document, only those with “strike” in their title or path" in live


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
    assert "There are no documents yet. Add some under Documents" in str(screen.live)
    assert str(empty_desk.shelf("default").folder) not in str(screen.live)
    assert screen.busy is False


def test_a_question_that_failed_is_not_said_to_be_cut_off(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> NoReturn:
        raise CollectionError("It cannot be reached.")

    monkeypatch.setattr("assistant.assistant.Assistant.understand", lost)
    screens = ask(desk, QUESTION)
    assert screens[-1].box == QUESTION
    (conversation,) = {one.conversation for one in screens if one.conversation}
    assert desk.history("default").pending(conversation) == []


def test_a_long_question_is_the_title_only_as_far_as_a_line(desk: Desk) -> None:
    last = ask(desk, f"{QUESTION} {'and then? ' * 90}")[-1]
    title = desk.history("default").title(last.conversation or 0)
    assert title.startswith(QUESTION)
    assert title.endswith("…")
    assert len(title) <= MOST_TITLE


def test_a_kept_answer_is_shown_where_the_server_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without what stands around its quotations; asked again, it would be kept twice."""

    def lost(*_: object) -> NoReturn:
        raise CollectionError("It cannot be reached.")

    monkeypatch.setattr("assistant.ui.turns.around", lost)
    last = ask(desk, QUESTION)[-1]
    assert (last.box, last.busy) == (None, False)
    assert OPENED in str(last.live)
    assert OPENED in str(last.live_cards)
    assert "The mayor spoke first." not in str(last.live_cards)
    history = desk.history("default")
    assert [turn.id for turn in history.turns(last.conversation or 0)] == [last.turn]
    assert history.pending(last.conversation or 0) == []


def test_the_answer_is_the_one_of_the_command_line(desk: Desk) -> None:
    last = ask(desk, QUESTION)[-1]
    kept = dict(desk.history("default").turns(last.conversation or 0)[0].answer)
    direct = to_json(desk.assistant("default").ask(QUESTION))
    for answer in (kept, direct):
        del answer["timings"], answer["receipt"]
    assert kept == json.loads(json.dumps(direct))


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


@pytest.mark.parametrize(
    ("question", "kind", "said"),
    [
        ("How many documents mention Oslo?", "count", ""),
        ("Thank you", "thanks", "This answer cites no source."),
    ],
)
def test_where_no_source_is_cited_that_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, question: str, kind: str, said: str
) -> None:
    monkeypatch.setattr("assistant.answering.ways.kind_of", lambda *_: kind)
    cards = str(ask(desk, question)[-1].live_cards)
    assert ("cites no source" in cards) is bool(said)
    assert said in cards
