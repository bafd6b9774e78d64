from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import pytest

from assistant.answering import shown, ways
from assistant.answering.hooks import Hooks
from assistant.answering.meanings import meant_by
from assistant.answering.quotes import LIKELY, default_quotes
from assistant.answering.resources import Resources
from assistant.grounding.replies import Reply
from assistant.language.question import Question
from assistant.records import Answer, Document
from assistant.search.collection import EVERYTHING, Collection
from assistant.summariser import Summariser
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.search.samples import add, make_document
from tests.writing.samples import hit_of

EARLY = make_document(
    "The earthquake killed 5,000 people in Turkey.",
    source="/docs/early.txt",
    title="Earthquake in Turkey",
    day=date(2023, 2, 7),
)
LATE = make_document(
    "The earthquake killed 53,537 people in Turkey.",
    source="/docs/late.txt",
    title="A year after the earthquake in Turkey",
    day=date(2024, 2, 6),
)
QUESTION = "How many people did the earthquake kill in Turkey?"
ALONE = ("No",)
"""What a writer says of a second sentence that the first does not need."""


def asked(
    folder: Path,
    draft: str,
    question: str = QUESTION,
    *,
    opinions: Sequence[str] = (),
    thinks: str = "No",
) -> Answer:
    """What is answered; a taught writer has `opinions` of sentences, and `thinks` of its draft."""
    written = (*opinions, draft, thinks, *ALONE) if opinions else (draft,)
    return answered(folder, written, question, (EARLY, LATE), is_taught=bool(opinions))


def answered(
    folder: Path,
    written: Sequence[str],
    question: str,
    documents: Sequence[Document],
    *,
    is_taught: bool = True,
    writer: FakeGenerator | None = None,
    hooks: Hooks = Hooks(),  # noqa: B008
) -> Answer:
    """What is answered with a writer that writes this, one after the other."""
    sureness = math.log(0.999) if is_taught else None
    writer = writer or FakeGenerator(*written, sureness=sureness, is_taught=is_taught)
    with Collection.open(folder, create=True) as collection:
        add(collection, documents)
        resources = Resources(
            collection,
            FakeEmbedder,
            FakeReader,
            lambda: writer,
            top=8,
            answer_tokens=60,
        )
        summariser = Summariser(FakeEmbedder, FakeReader)
        return ways.answer(question, resources, lambda: summariser, 8, EVERYTHING, hooks)


def test_an_old_figure_is_not_told_without_the_newer_one(tmp_path: Path) -> None:
    answer = asked(tmp_path, "The earthquake killed 5,000 people in Turkey.")
    assert [claim.verdict for claim in answer.claims] == ["quoted", "quoted"]
    assert [citation.date for citation in answer.citations] == [LATE.date, EARLY.date]
    assert answer.disagreements == ((1, 2),)


def test_an_older_figure_that_its_writer_takes_to_hold_is_told_alone(tmp_path: Path) -> None:
    """Two numbers are no disagreement where the writer was asked what holds after all changes."""
    draft = "The earthquake killed 5,000 people in Turkey."
    written = ("Yes", "No", draft, "Yes", *ALONE)
    answer = answered(tmp_path, written, QUESTION, (EARLY, LATE))
    assert [(claim.text, claim.verdict) for claim in answer.claims] == [(draft, "supported")]
    assert not answer.disagreements


def test_the_newest_figure_is_told_alone(tmp_path: Path) -> None:
    draft = "The earthquake killed 53,537 people in Turkey."
    answer = asked(tmp_path, draft)
    assert [claim.text for claim in answer.claims] == [draft]


def test_where_no_wording_passes_what_it_rests_on_may_be_the_answer(tmp_path: Path) -> None:
    draft = "In Turkey 53,538 people were killed by the earthquake, a year after."
    answer = asked(tmp_path, draft, QUESTION.replace("earthquake", "winter's earthquake"))
    assert answer.refusal is not None
    assert answer.refusal.is_likely
    assert {hit.passage.text for hit in answer.refusal.nearest} == {EARLY.text, LATE.text}


def test_in_doubt_only_what_may_be_the_answer_as_well_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two that the reader finds as likely the writer believes in one."""
    monkeypatch.setattr(shown, "how_likely", lambda *_: LIKELY)
    texts = [
        "The north hall opens at noon on wet market days of the late summer fair.",
        "The north hall opens at six on wet days of the late summer fair.",
        "The north hall opens at ten on market days of the late summer fair.",
    ]
    documents = [make_document(text, source=f"/docs/{text[-40:]}", title="Hall") for text in texts]
    said = ("No", "Yes", "No", "Nobody ever sings.", "No", *ALONE, *ALONE)
    writer = FakeGenerator(*said, sureness=math.log(0.6), is_taught=True)
    question = "When does the north hall open on wet market days of the late summer fair?"
    told = answered(tmp_path, (), question, documents, writer=writer).refusal
    assert told is not None
    assert told.is_likely
    assert [hit.passage.text for hit in told.nearest] == texts[:2]


def test_a_sentence_that_its_writer_is_sure_of_is_the_answer(tmp_path: Path) -> None:
    wrong = "In Turkey 53,538 people were killed by the earthquake."
    sure = asked(tmp_path / "sure", wrong, opinions=["Yes", "No"])
    assert sure.status == "answered"
    assert sure.confidence >= default_quotes().threshold
    assert not sure.rejected
    assert sure.claims[0].text in (EARLY.text, LATE.text)
    assert {claim.verdict for claim in sure.claims} == {"quoted"}
    unsure = asked(tmp_path / "unsure", wrong, opinions=["No", "No"])
    assert unsure.refusal is not None


def test_a_taught_writer_writes_from_the_sentence_that_answers_best(tmp_path: Path) -> None:
    """And not from the passages, so that nothing beside it gets into the answer."""
    draft = "The earthquake killed 53,537 people."
    said = ("No", "Yes", draft, "Yes", *ALONE)
    writer = FakeGenerator(*said, sureness=math.log(0.999), is_taught=True)
    documents = (replace(EARLY, date=LATE.date), LATE)
    answer = answered(tmp_path, (), QUESTION, documents, writer=writer)
    assert [(claim.text, claim.verdict) for claim in answer.claims] == [(draft, "supported")]
    assert len(answer.citations) == 1
    *_, asked_to_write, thought, _ = (prompt.user for prompt in writer.prompts)
    assert "[2]" in writer.prompts[0].user
    assert "[2]" not in asked_to_write
    assert thought.startswith(asked_to_write)


def test_a_draft_from_a_sentence_has_no_number_of_another_one(tmp_path: Path) -> None:
    both = make_document(f"{EARLY.text} Of these 300 were children.", title="Earthquake")
    draft = "The earthquake killed 300 people in Turkey."
    written = ("Yes", "No", draft, "Yes", *ALONE)
    answer = answered(tmp_path, written, QUESTION, [both])
    assert draft not in [claim.text for claim in answer.claims]


def test_what_neither_draft_nor_sentence_is_believed_to_answer_is_not_likely_there(
    tmp_path: Path,
) -> None:
    draft = "In Turkey 53,538 people were killed by the earthquake, a year after."
    question = QUESTION.replace("earthquake", "winter's earthquake")
    answer = asked(tmp_path, draft, question, opinions=["No", "No"])
    assert answer.refusal is not None
    assert not answer.refusal.is_likely
    assert answer.refusal.nearest


def test_nothing_is_asked_about_what_completes_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is where the best sentence is shown: as the answer, or as one that may be it."""
    looked_for = Mock(return_value=None)
    monkeypatch.setattr(shown, "second_of", looked_for)
    question = QUESTION.replace("earthquake", "winter's earthquake")
    refused = asked(tmp_path / "none", "Of 53,538.", question, opinions=["No", "No"])
    assert refused.refusal is not None
    assert not refused.refusal.is_likely
    assert not looked_for.called
    asked(tmp_path / "shown", "Of 53,538.", opinions=["Yes", "Yes"])
    assert looked_for.called


def test_where_the_reader_finds_nothing_that_is_said(tmp_path: Path) -> None:
    answer = asked(tmp_path, "Ann.", "Who sings in the opera?")
    assert answer.refusal is not None
    assert not answer.refusal.is_likely


CHAIR = [
    make_document(text, source=f"/docs/{title}.txt", title=title, day=day)
    for text, title, day in (
        ("Ann Moor chairs the choir.", "Rules", date(2023, 1, 1)),
        ("Ben Rook chairs the choir, from next May on.", "Mail", date(2024, 5, 1)),
        ("The choir sang for Ann Moor.", "Report", date(2024, 6, 1)),
    )
]


@pytest.mark.parametrize(
    ("draft", "thought", "claims"),
    [
        ("Ben Rook chairs the choir.", "Yes", ["Ben Rook chairs the choir."]),
        ("Tom Vane chairs the choir.", "No", [CHAIR[1].text, CHAIR[0].text]),
    ],
    ids=["worded", "quoted"],
)
def test_what_replaced_the_best_sentence_is_told_and_that_beside_it(
    tmp_path: Path, draft: str, thought: str, claims: list[str]
) -> None:
    opinions = ("Yes", "Yes")  # of the first, far ahead; then whether the second holds now
    written = (*opinions, draft, thought, *ALONE)
    answer = answered(tmp_path, written, "Who chairs the choir?", CHAIR)
    assert [claim.text for claim in answer.claims] == claims
    assert [citation.quote for citation in answer.citations] == [CHAIR[1].text, CHAIR[0].text]
    assert answer.disagreements == ((1, 2),)


def test_a_newer_source_that_repeats_the_number_does_not_differ(tmp_path: Path) -> None:
    texts = (("The exam counts for 40%.", 3), ("The exam, two hours, counts for 40%.", 5))
    documents = [
        make_document(text, source=f"/docs/{month}.txt", title=text, day=date(2024, month, 1))
        for text, month in texts
    ]
    written = ("Yes", "Yes", "The exam counts for 40%.", "Yes", *ALONE)
    answer = answered(tmp_path, written, "How much does the exam count for?", documents)
    assert [claim.verdict for claim in answer.claims] == ["supported"]
    assert [citation.quote for citation in answer.citations] == [texts[1][0]]
    assert not answer.disagreements


PAINT = make_document(
    "Prices — Item: Paint · Supplier: Oakes · Quantity: 12\n\n"
    "Prices — Item: Brush · Supplier: Vane · Quantity: 9",
    source="/docs/prices.txt",
    title="Prices",
)


def test_of_a_row_that_is_quoted_the_cell_that_answers_is_the_short_answer(tmp_path: Path) -> None:
    question = "Who is the supplier of paint?"
    with Collection.open(tmp_path / "quoted", create=True) as collection:
        add(collection, [PAINT])
        resources = Resources(collection, FakeEmbedder, FakeReader, None, top=8, answer_tokens=60)
        summariser = Summariser(FakeEmbedder, FakeReader)
        quoted = ways.answer(question, resources, lambda: summariser, 8, EVERYTHING, Hooks())
    assert quoted.claims[0].verdict == "quoted"
    assert quoted.short_answer == "Supplier: Oakes"
    assert quoted.short_answer in quoted.citations[0].quote
    draft = "The supplier of 77 paint is Rook."
    for is_taught in (False, True):
        drafts = ("No", "No", draft, "No", *ALONE) if is_taught else (draft,)
        folder = tmp_path / str(is_taught)
        of_winter = "Who is the supplier of the winter's paint with a quantity of 12?"
        asked_for = answered(folder, drafts, of_winter, [PAINT], is_taught=is_taught)
        refused = asked_for.refusal
        assert refused is not None
        likely = "Supplier: Oakes" if refused.is_likely else None
        assert (refused.is_likely, refused.short_answer) == (not is_taught, likely)
        assert refused.nearest[0].passage.text == PAINT.text.splitlines()[0]


@pytest.mark.parametrize(
    ("question", "item", "is_listed"),
    [
        ("What did the earthquake do in Turkey?", "- It felled the tower.", True),
        ("What did the earthquake do in Turkey?", "- 5,000 people were killed.", False),
        ("How many people did the earthquake kill in Turkey?", "- It felled the tower.", False),
        ("Did the earthquake kill people in Turkey?", "- It felled the tower.", False),
    ],
)
def test_a_draft_that_leaves_out_an_item_of_its_list_gives_way_to_the_list(
    question: str, item: str, is_listed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = lambda one, _: (replace(one, text="- It killed."), replace(one, text=item))  # noqa: E731
    monkeypatch.setattr(shown, "items_of", items)
    draft = "The earthquake killed 5,000 people in Turkey."
    answer = answered(tmp_path, ("Yes", draft, "Yes", *ALONE), question, [EARLY])
    told = [(claim.text, claim.verdict) for claim in answer.claims]
    listed = [("- It killed.", "quoted"), (item, "quoted")]
    assert told == (listed if is_listed else [(draft, "supported")])


RULE = "Whoever missed the rehearsal cannot sing in the concert."
EXCEPTION = "Shift workers can sing in the concert who missed the rehearsal."
ALSO = ("See also:", "said")


@pytest.mark.parametrize(
    ("draft", "thought", "claims"),
    [
        (RULE, "Yes", [(RULE, "supported"), ALSO, (EXCEPTION, "quoted")]),
        ("Nobody ever sings.", "No", [(RULE, "quoted"), ALSO, (EXCEPTION, "quoted")]),
    ],
    ids=["worded", "quoted"],
)
def test_of_two_sentences_that_answer_together_none_is_left_out(
    tmp_path: Path, draft: str, thought: str, claims: list[tuple[str, str]]
) -> None:
    written = ("Yes", draft, thought, "Yes", "Yes", "No")
    documents = [
        make_document(text, source=f"/docs/{title}.txt", title=title)
        for text, title in ((RULE, "Rules"), (EXCEPTION, "Mail"))
    ]
    question = "Who cannot sing in the concert after they missed the rehearsal?"
    answer = answered(tmp_path, written, question, documents)
    assert [(claim.text, claim.verdict) for claim in answer.claims] == claims
    assert {citation.quote for citation in answer.citations} == {RULE, EXCEPTION}


CHAIRS = (
    make_document("The chair is Ben Rook.", source="/docs/club.txt", title="Chair"),
    make_document("The chair is Cy Vane.", source="/docs/chess.txt", title="Who"),
)


@pytest.mark.parametrize(
    ("opinions", "told"),
    [
        (("Yes", "Yes"), ["Ben Rook", "Cy Vane"]),
        (("Yes", "No"), None),
        (("No", "No"), None),
    ],
)
def test_a_question_means_what_its_writer_believes_too(
    tmp_path: Path, opinions: tuple[str, str], told: list[str] | None
) -> None:
    answer = answered(tmp_path, (*opinions, "Ben Rook.", "Yes"), "who is the main chair", CHAIRS)
    is_several = answer.claims[0].text == "This can mean several things."
    assert is_several == (told is not None)
    for name in told or ():
        assert any(name in claim.text for claim in answer.claims)


def test_without_a_word_from_the_writer_the_reader_says_what_is_meant(tmp_path: Path) -> None:
    question = "who is the main chair"
    for name, written, is_taught in (("untaught", ("Ben Rook.",), False), ("mute", ("?",), True)):
        answer = answered(tmp_path / name, written, question, CHAIRS, is_taught=is_taught)
        assert answer.claims[0].text == "This can mean several things."


def test_where_it_is_stopped_nothing_is_said_to_be_meant() -> None:
    choices = [Reply(hit_of(one), (13, 21), 8.0) for one in CHAIRS]
    question = Question.parse("who is the chair")
    assert len(meant_by(question, choices, None, FakeEmbedder())) == 2
    assert meant_by(question, choices, None, FakeEmbedder(), lambda: True) == []
    sure = FakeGenerator("Yes", "No", sureness=math.log(0.999), is_taught=True)
    assert meant_by(question, choices, sure, FakeEmbedder()) == []


@pytest.mark.parametrize(("holds", "are_meant"), [("Yes", 0), ("No", 2)])
def test_what_a_newer_reply_has_replaced_is_not_meant(holds: str, are_meant: int) -> None:
    days = date(2024, 11, 12), date(2024, 12, 4)
    choices = [
        Reply(hit_of(replace(one, date=day, date_origin="text")), (13, 21), 8.0)
        for one, day in zip(CHAIRS, days, strict=True)
    ]
    writer = FakeGenerator("Yes", "Yes", holds, sureness=math.log(0.999), is_taught=True)
    found = meant_by(Question.parse("who is the chair"), choices, writer, FakeEmbedder())
    assert len(found) == are_meant
