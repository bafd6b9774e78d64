"""Yes and no before what a draft says."""

from __future__ import annotations

import math

import pytest

from assistant.records import Evidence
from assistant.writing.direct import Draft
from assistant.writing.evidence import alone, with_before
from assistant.writing.prompts import check_prompt
from assistant.writing.stance import EVEN, PLAIN, leaning, with_plain_verdict
from tests.fakes import FakeGenerator
from tests.search.samples import make_document
from tests.writing.samples import evidence_of, hit_of

ASKED = "May a seventeen-year-old train alone?"
DRAFT = Draft("No, from 16 they may train alone. A card is needed.", sureness=-0.2)
STATEMENT = "From 16 they may train alone. A card is needed."
RULE = [alone(evidence_of("From 16 they may train alone.", title="Gym"))]
SURENESS = -0.2
ODDS = -math.log(math.expm1(-SURENESS))


@pytest.mark.parametrize(
    ("text", "lean", "is_kept"),
    [
        (DRAFT.text, -PLAIN, True),
        (DRAFT.text, 0.01 - PLAIN, False),
        (DRAFT.text, 3.0, False),
        (f"Yes{DRAFT.text[2:]}", PLAIN, True),
        (f"Yes{DRAFT.text[2:]}", PLAIN - 0.01, False),
        (f"YES{DRAFT.text[2:]}", -3.0, False),
        (DRAFT.text, None, True),
    ],
)
def test_it_stands_where_the_writer_plainly_leans_to_it(
    text: str, lean: float | None, *, is_kept: bool
) -> None:
    found = with_plain_verdict(Draft(text, DRAFT.sureness), lambda: lean)
    assert found == Draft(text if is_kept else STATEMENT, DRAFT.sureness)


@pytest.mark.parametrize("text", ["From 16 they may.", "No, never.", "Yes.", "Nobody knows, yes."])
def test_nothing_is_asked_where_nothing_would_be_left_or_is_to_be_left_out(text: str) -> None:
    def leans() -> float | None:
        raise AssertionError

    assert with_plain_verdict(Draft(text), leans).text == text


@pytest.mark.parametrize(
    ("yes", "no", "between"),
    [("Yes", "No", 2 * ODDS), ("Yes", "Yes", 0.0), ("No", "Yes", -2 * ODDS)],
)
def test_a_bare_yes_is_weighed_against_a_bare_no(yes: str, no: str, between: float) -> None:
    writer = FakeGenerator(yes, no, sureness=SURENESS, is_taught=True)
    assert leaning(ASKED, RULE, writer) == pytest.approx(between - EVEN)
    users = [prompt.user for prompt in writer.prompts]
    assert users == [check_prompt(ASKED, RULE, text) for text in ("Yes.", "No.")]


def test_a_writer_that_cannot_be_asked_leans_to_neither() -> None:
    for writer in (
        FakeGenerator("Yes", sureness=SURENESS),
        FakeGenerator("Yes", is_taught=True),
        FakeGenerator("Maybe", sureness=SURENESS, is_taught=True),
        FakeGenerator("Yes", "Maybe", sureness=SURENESS, is_taught=True),
    ):
        assert leaning(ASKED, RULE, writer) is None


def test_a_sentence_is_read_with_the_one_before_it() -> None:
    hit = hit_of(make_document("The gym opens at six. From 16 they come alone. A card is needed."))
    first, second, third = (
        Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences
    )
    assert with_before(first) == first
    assert with_before(second).text == "The gym opens at six. From 16 they come alone."
    assert with_before(third).text == "From 16 they come alone. A card is needed."
