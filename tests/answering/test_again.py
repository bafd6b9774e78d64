"""Wishes about the last answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answering import conversation, quotes, ways
from assistant.answering.again import NOTHING_FURTHER
from assistant.answering.kinds import WISHES, Kind, kind_of
from assistant.assistant import Assistant, Exchange, Understood
from assistant.protocols import Embedder
from assistant.records import Answer
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from tests.answering.samples import BRIDGE, add_rules, filled
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader, StrictReader
from tests.search.samples import add, make_document, remove

QUESTION = "When did the harbour bridge in Oslo open?"
LONG = make_document(
    "The ferry from Moss to Horten, which is painted white, sails every hour.\n\n"
    "The ferry from Moss to Horten takes 212 cars.\n\nThe ferry is run on electricity.",
    source="/docs/ferry.txt",
    title="Ferry",
    day=date(2022, 6, 1),
)
FERRY = "How often does the ferry from Moss to Horten sail?"

HOURLY = "The ferry from Moss to Horten sails every hour."

Talk = Callable[..., list[Answer]]


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with filled(tmp_path) as opened:
        add(opened, [LONG])
        yield opened


@pytest.fixture
def talk(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Holds a conversation: questions as text, wishes by their kind."""

    def kind(text: str, *_: object) -> Kind:
        return next((wish for wish in WISHES if wish == text), "passages")

    for module in (conversation, ways):
        monkeypatch.setattr(module, "kind_of", kind)

    def said(*turns: str, writes: str = "") -> list[Answer]:
        writer = FakeGenerator(writes)
        assistant = Assistant(
            collection,
            FakeEmbedder,
            StrictReader,
            (lambda: writer) if writes else None,
        )
        earlier: list[Exchange] = []
        for turn in turns:
            understood = assistant.understand(turn, earlier)
            earlier.append(Exchange(understood.text, assistant.reply(understood, earlier), turn))
        return [one.answer for one in earlier]

    return said


def places(answer: Answer) -> set[tuple[str, int]]:
    return {(cited.document_id, cited.start) for cited in answer.citations}


def assert_exact(answer: Answer, collection: Collection) -> None:
    numbers = {cited.id for cited in answer.citations}
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert {number for claim in answer.claims for number in claim.citations} == numbers
    for cited in answer.citations:
        text = collection.document(cited.document_id).text
        assert text[cited.start : cited.end] == cited.quote


@pytest.mark.parametrize("wish", sorted(WISHES))
def test_without_an_answer_a_wish_is_said_to_be_about_nothing(talk: Talk, wish: str) -> None:
    for answer in (*talk(wish), talk(wish, wish)[-1]):
        (claim,) = answer.claims
        assert (answer.kind, claim.verdict) == ("talk", "said")
        assert claim.text.startswith("There is no answer yet")
        assert claim.text.count(". ") == 0


@pytest.mark.parametrize("wish", sorted(WISHES))
def test_every_wish_cites_exactly(talk: Talk, collection: Collection, wish: str) -> None:
    assert_exact(talk(FERRY, wish, writes=HOURLY)[-1], collection)


@pytest.mark.parametrize("wish", sorted(WISHES))
def test_a_refusal_stays_one(talk: Talk, wish: str) -> None:
    first, again = talk("Which orchestra played Mahler in Vienna?", wish)
    assert first.status == again.status == "refused"
    assert again.refusal == first.refusal


def test_nothing_is_written_for_a_wish_about_passages(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = FakeGenerator(HOURLY)
    assistant = Assistant(collection, FakeEmbedder, FakeReader, lambda: writer)
    earlier = [Exchange(QUESTION, assistant.ask(QUESTION), QUESTION)]
    asked = len(writer.prompts)
    for wish in WISHES:
        assistant.reply(Understood(QUESTION, wish), earlier)
    assert len(writer.prompts) == asked


def test_shorter_is_the_first_claim(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "APART", 20.0)  # a second sentence is quoted, however far behind
    first, short = talk(FERRY, "shorter")
    assert len(first.claims) > 1
    (claim,) = short.claims
    assert claim.text == HOURLY
    assert claim.verdict == "supported"
    assert short.citations[0].quote == first.claims[0].text


def test_shorter_of_more_is_the_direct_answer(talk: Talk) -> None:
    first, *_, short = talk(QUESTION, "longer", "shorter")
    assert short.claims[0].text == first.claims[0].text


def test_shorter_after_the_same_question_once_more_is_its_answer_of_now(
    talk: Talk, collection: Collection
) -> None:
    tower = make_document("The tower in Bergen opened in 1931.", source="/docs/tower.txt")
    question = "When did the tower in Bergen open?"
    first = talk(question)
    add(collection, [tower])
    now, _, short = talk(question, "longer", "shorter")
    assert first[0].status == "refused"
    earlier = [Exchange(question, answer, question) for answer in (first[0], now)]
    assistant = Assistant(collection, FakeEmbedder, StrictReader)
    again = assistant.reply(Understood(question, "shorter"), earlier)
    assert again.status == "answered"
    assert [claim.text for claim in again.claims] == [claim.text for claim in short.claims]


def test_a_summary_under_headings_is_an_answer_like_others(
    talk: Talk, collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_rules(tmp_path, collection)
    monkeypatch.setattr(ways, "kind_of", lambda *_: "summary")
    summary, shorter = talk("summarise the marina rules", "shorter")
    assert [claim.text for claim in summary.claims][:2] == [
        "Moorings are let by the year.",
        "Water:",
    ]
    assert [claim.text for claim in shorter.claims] == ["Moorings are let by the year."]
    _, again = talk("summarise the marina rules", "again")
    assert again.claims == summary.claims


def test_a_list_holds_every_claim_also_after_a_short_form(talk: Talk) -> None:
    first, *_, listed = talk(FERRY, "shorter", "bullets")
    assert listed.style == "bullets"
    assert listed.claims == first.claims


def test_more_is_quoted_and_never_shown_twice(talk: Talk, collection: Collection) -> None:
    answers = talk(FERRY, "longer", "longer", "longer", "longer", writes=HOURLY)
    seen = places(answers[0])
    ended = False
    for answer in answers[1:]:
        if answer.kind == "talk":
            ended = True
            assert [claim.text for claim in answer.claims] == [NOTHING_FURTHER]
            continue
        assert not ended
        assert {claim.verdict for claim in answer.claims} == {"quoted"}
        assert not places(answer) & seen
        seen |= places(answer)
        assert_exact(answer, collection)
    assert ended


def test_how_sure_is_told_with_verdict_title_date_and_quotation(talk: Talk) -> None:
    first, sure = talk(FERRY, "sure", writes=HOURLY)
    assert first.claims[0].verdict == "supported"
    said = " ".join(claim.text for claim in sure.claims if claim.verdict == "said")
    assert "my wording" in said
    assert "“Ferry”, 1 June 2022" in said
    assert [one.text for one in sure.claims if one.verdict == "quoted"] == [
        cited.quote for cited in first.citations
    ]
    assert "100%" not in said
    quoting = talk(FERRY, "sure")[-1]
    assert "own words, not mine" in quoting.claims[0].text


def test_thanks_in_between_are_not_what_is_vouched_for(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kind(text: str, *_: object) -> Kind:
        return "thanks" if text == "thanks" else "sure" if text == "sure" else "passages"

    direct = [claim.text for claim in talk(FERRY, "sure")[-1].claims]
    for module in (conversation, ways):
        monkeypatch.setattr(module, "kind_of", kind)
    after = talk(FERRY, "thanks", "sure")
    assert after[1].kind == "talk"
    assert [claim.text for claim in after[-1].claims] == direct


def test_where_it_stands_has_title_section_and_quotation(talk: Talk) -> None:
    first, where = talk(FERRY, "source")
    said = where.claims[0]
    assert said.text == "In “Ferry”, 1 June 2022, page 1, under “Main”:"
    assert said.verdict == "said"
    assert {claim.text for claim in where.claims[1:]} == {one.quote for one in first.citations}


def test_what_a_short_form_rests_on_is_told_of_that_form(talk: Talk) -> None:
    *_, short, sure, where = talk(FERRY, "longer", "shorter", "sure", "source")
    quotes = {cited.quote for cited in short.citations}
    for answer in (sure, where):
        assert {claim.text for claim in answer.claims if claim.verdict == "quoted"} == quotes
    assert "the chance" in sure.claims[-1].text


def test_a_source_that_was_removed_is_said_to_be_gone(talk: Talk, collection: Collection) -> None:
    assistant = Assistant(collection, FakeEmbedder, FakeReader)
    earlier = [Exchange(QUESTION, assistant.ask(QUESTION), QUESTION)]
    remove(collection, BRIDGE.source)
    for wish in ("sure", "source"):
        answer = assistant.reply(Understood(QUESTION, wish), earlier)
        assert any("no longer in the collection" in claim.text for claim in answer.claims)


def test_a_wish_changes_nothing_of_what_a_follow_up_points_to(talk: Talk) -> None:
    plain = talk(QUESTION, "What did it cost?")[-1]
    after = talk(QUESTION, "shorter", "source", "longer", "What did it cost?")[-1]
    assert after.question == plain.question != "What did it cost?"
    assert after.claims == plain.claims


def test_counted_answers_are_vouched_for_as_counted(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant(collection, FakeEmbedder, FakeReader)
    monkeypatch.setattr(ways, "kind_of", lambda *_: "inventory")
    question = "What documents do you have?"
    listed = Exchange(question, assistant.ask(question), question)
    sure = assistant.reply(Understood(listed.asked, "sure"), [listed])
    assert [claim.text for claim in sure.claims] == [
        "I counted this by going through every document; no model worded it."
    ]
    where = assistant.reply(Understood(listed.asked, "source"), [listed])
    assert "no single sentence" in where.claims[0].text
    more = assistant.reply(Understood(listed.asked, "longer"), [listed])
    assert more.claims[0].text == NOTHING_FURTHER


@pytest.fixture(scope="module")
def real_embedder() -> Embedder:
    return Runtime.open().load_embedder()


@pytest.mark.models
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Can you say that in one sentence?", "shorter"),
        ("TL;DR", "shorter"),
        ("could you put this in bullet points?", "bullets"),
        ("any more details?", "longer"),
        ("Is that really correct?", "sure"),
        ("Which document is that from?", "source"),
        ("please repeat", "again"),
        ("why?", "passages"),
        ("when was that?", "passages"),
        ("and on Mexico?", "passages"),
        ("which one was first?", "order"),
        ("who is she?", "passages"),
        ("is it true that Biden stepped down?", "passages"),
        ("what does it say about the euro?", "passages"),
    ],
)
def test_wishes_are_told_from_questions(real_embedder: Embedder, text: str, kind: Kind) -> None:
    vector = real_embedder.encode_queries([text])[0]
    assert kind_of(text, vector, real_embedder) == kind
