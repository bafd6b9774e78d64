"""Which second sentence an answer needs besides the one that answers best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.answering import completing as under_test
from assistant.answering.completing import (
    ASKED,
    GAIN_AT_MOST,
    LEAST_ALIKE,
    LEAST_SCORE,
    NAMES,
    besides,
    completing,
    measured,
)
from assistant.answering.evidence import alike_first
from assistant.answering.wording import drafted_from, second_of
from assistant.grounding.calibration import Calibration
from assistant.records import Evidence, Span
from tests.fakes import FakeEmbedder, FakeGenerator
from tests.search.samples import make_document
from tests.writing.samples import hit_of

QUESTION = "Can I still sing in the church concert after I missed the rehearsal?"


def sentences_of(text: str, title: str = "Concert", score: float = 0.0) -> list[Evidence]:
    hit = hit_of(make_document(text, title=title))
    return [
        replace(Evidence.at(hit.passage, hit.document, span), score=score)
        for span in hit.passage.sentences
    ]


FEE, RULE, BREAK, EXCEPTION = sentences_of(
    "Students pay half. Whoever misses the rehearsal cannot sing in the concert. There is a break. "
    "Shift workers may sing in the concert if they come to the rehearsal of the orchestra."
)
[OTHER] = sentences_of("The concert begins at eight.", title="Poster")


@pytest.fixture(autouse=True)
def weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are needed where the writer believes more in both than in the first."""
    fitted = Calibration(
        NAMES, np.zeros(3), np.ones(3), np.array([1.0, 0.0, 0.0]), -1.0, 0.5, np.empty(0)
    )
    monkeypatch.setattr(under_test, "default_completing", lambda: fitted)


def said_by(*words: str, sureness: float = math.log(0.9)) -> FakeGenerator:
    return FakeGenerator(*words, sureness=sureness, is_taught=True)


def found(writer: FakeGenerator, *others: Evidence) -> Evidence | None:
    return completing(QUESTION, RULE, others, FakeEmbedder(), writer)


def test_a_second_sentence_is_needed_where_the_writer_prefers_both() -> None:
    """It is asked about the second, both and the first, in this order."""
    assert found(said_by("Yes", "Yes", "No"), EXCEPTION) is EXCEPTION
    assert found(said_by("Yes", "Yes", "Yes"), EXCEPTION) is None
    assert found(said_by("Yes", "No", "Yes"), EXCEPTION) is None
    assert found(said_by("Maybe"), EXCEPTION) is None
    assert found(said_by("Yes")) is None


def test_what_has_no_word_of_its_own_completes_nothing() -> None:
    [label] = sentences_of("Church concert.")
    writer = said_by("Yes", "Yes", "No")
    assert found(writer, label) is None
    assert writer.prompts == []
    assert found(writer, label, EXCEPTION) is EXCEPTION
    # All its words but "not" are known; what it says is not.
    [denied] = sentences_of("I can not sing in the concert.")
    assert found(said_by("Yes", "Yes", "No"), denied) is denied


def test_of_one_that_the_writer_plainly_denies_nothing_else_is_asked() -> None:
    writer = said_by("No", "Yes", "No")
    assert found(writer, EXCEPTION) is None
    assert len(writer.prompts) == 1
    writer = said_by("No", "Yes", "No", sureness=math.log(0.8))
    assert found(writer, EXCEPTION) is EXCEPTION


def test_what_can_no_longer_be_needed_is_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what hardly answers, nor what would not be needed if the writer preferred both."""
    writer = said_by("Yes", "Yes", "No")
    assert found(writer, replace(EXCEPTION, score=LEAST_SCORE - 0.1)) is None
    assert writer.prompts == []
    strict = replace(under_test.default_completing(), bias=-1.0 - GAIN_AT_MOST)
    monkeypatch.setattr(under_test, "default_completing", lambda: strict)
    assert found(writer, EXCEPTION) is None
    assert len(writer.prompts) == 1


def test_it_reads_both_and_nothing_between() -> None:
    writer = said_by("Yes", "Yes", "No")
    found(writer, EXCEPTION)
    for prompt in writer.prompts:
        assert RULE.text in prompt.user
        assert EXCEPTION.text in prompt.user
        assert BREAK.text not in prompt.user
        assert QUESTION in prompt.user
    assert f"Answer: {RULE.text} {EXCEPTION.text}" in writer.prompts[1].user


def test_of_several_the_likeliest_is_taken_and_few_are_asked_about() -> None:
    needed, not_needed = ("Yes", "Yes", "No"), ("Yes", "Yes", "Yes")
    assert found(said_by(*not_needed, *needed), OTHER, EXCEPTION) is OTHER
    assert found(said_by(*needed, *not_needed), OTHER, EXCEPTION) is EXCEPTION
    assert found(said_by(*needed, *needed), OTHER, EXCEPTION) is EXCEPTION
    writer = said_by(*not_needed * ASKED)
    stopped = completing(QUESTION, RULE, [EXCEPTION], FakeEmbedder(), writer, lambda: True)
    assert (stopped, writer.prompts) == (None, [])
    [third, fourth] = sentences_of("Guests cannot sing in the concert. They may sing at rehearsal.")
    found(writer, OTHER, EXCEPTION, third, fourth, replace(OTHER, score=-9.0))
    assert len(writer.prompts) == 3 * ASKED


def test_what_is_not_like_the_first_is_not_asked_about() -> None:
    writer = said_by("Yes", "Yes", "No")
    for one, cosine in alike_first(RULE, [FEE, EXCEPTION], FakeEmbedder()):
        assert (cosine < LEAST_ALIKE) == (one is FEE)
        assert (found(writer, one) is None) == (one is FEE)
    assert len(writer.prompts) == 3


def test_those_that_answer_and_are_like_the_first_lead() -> None:
    order = [one for one, _ in alike_first(RULE, [FEE, OTHER, EXCEPTION], FakeEmbedder())]
    assert order[0] is EXCEPTION
    likely = replace(FEE, score=20.0)
    order = [one for one, _ in alike_first(RULE, [OTHER, EXCEPTION, likely], FakeEmbedder())]
    assert order[0] is likely
    assert alike_first(RULE, [], FakeEmbedder()) == []


def test_what_is_measured_has_its_names() -> None:
    row = measured(QUESTION, RULE, EXCEPTION, 0.4, said_by("Yes", "Yes", "No"))
    odds = math.log(9)
    assert row is not None
    assert dict(zip(NAMES, row.round(6), strict=True)) == {
        "gain": round(2 * odds, 6),
        "itself": round(odds, 6),
        "alike": 0.4,
    }


def test_what_is_told_already_is_no_second_sentence() -> None:
    """Also where another document says it, with what follows from it."""
    [again, more] = sentences_of(f"{RULE.text} That is firm.", title="Mail")
    widened = Evidence.at(more.passage, more.document, Span(again.start, more.end))
    assert besides([RULE], [RULE, EXCEPTION, widened, OTHER]) == [EXCEPTION, OTHER]


def test_a_row_of_a_table_completes_nothing() -> None:
    rows = sentences_of("Fees — Who: adults · Fee: 12\n\nFees — Who: children · Fee: 6")
    assert besides([RULE], [*rows, EXCEPTION]) == [EXCEPTION]


def test_one_that_the_first_replaced_is_not_brought_back() -> None:
    """The writer is asked once more, whether the first holds in its place."""
    old, new = (
        replace(
            sentences_of(f"The concert {text}.", title=title, score=score)[0],
            document=replace(RULE.document, id=title, date=day, date_origin="text"),
        )
        for text, title, day, score in (
            ("costs 25 euros", "Rules", date(2022, 1, 1), 1.0),
            ("costs 30 euros now", "Minutes", date(2024, 1, 1), 3.0),
        )
    )
    read = [hit_of(make_document("Some."))]
    for holds_now, told in (("Yes", None), ("No", old.text)):
        writer = said_by("Yes", "No", "It.", "Yes", "Yes", "Yes", "No", holds_now)
        asked, embedder = "What does the concert cost?", FakeEmbedder()
        made = drafted_from(asked, read, [new, old], embedder, writer, 9)
        second = second_of(asked, made, [new, old], embedder, writer)
        assert (second and second.text) == told


def test_they_are_read_in_the_order_of_their_document() -> None:
    for first, other, told in ((EXCEPTION, RULE, (RULE, EXCEPTION)), (OTHER, RULE, (OTHER, RULE))):
        writer = said_by("Yes")
        measured(QUESTION, first, other, 0.4, writer)
        assert f"Answer: {told[0].text} {told[1].text}" in writer.prompts[1].user


@pytest.mark.parametrize("is_needed", [True, False])
def test_the_answer_is_written_from_the_first_and_has_the_second(*, is_needed: bool) -> None:
    words = ("Yes", "Yes", "One.", "Yes", "Yes", "Yes", "No" if is_needed else "Yes")
    read = [hit_of(make_document("Some."))]
    given: Sequence[Evidence] = [replace(RULE, score=3.0), replace(EXCEPTION, score=1.0)]
    embedder, writer = FakeEmbedder(), said_by(*words)
    made = drafted_from(QUESTION, read, given, embedder, writer, 40)
    assert [one.text for one in made.sources] == [RULE.text]
    assert made.draft.text == "One."
    second = second_of(QUESTION, made, given, embedder, writer)
    assert (second and second.text) == (EXCEPTION.text if is_needed else None)
