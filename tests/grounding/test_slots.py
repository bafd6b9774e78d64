from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.slots import (
    missing_dates,
    missing_names,
    missing_numbers,
    missing_quotations,
)
from tests.grounding.claims import FAITHFUL, FLAWED, Pair

REASON = {
    "number": "the number",
    "date": "the date",
    "name": "the name",
    "quotation": "the quotation",
}
"""What code knows to be missing, with a piece of what a reader is told of it."""


def missing(claim: str, source: str) -> list[str]:
    return [
        *missing_numbers(claim, source),
        *missing_dates(claim, source),
        *missing_names(claim, source),
        *missing_quotations(claim, source),
    ]


@pytest.mark.parametrize("pair", FAITHFUL, ids=lambda pair: pair.claim)
def test_nothing_of_a_faithful_claim_is_missing(pair: Pair) -> None:
    assert missing(pair.claim, pair.source) == []


@pytest.mark.parametrize(
    "pair",
    [pair for pair in FLAWED if pair.flaw in REASON],
    ids=lambda pair: f"{pair.flaw}: {pair.claim}",
)
def test_what_is_missing_is_told(pair: Pair) -> None:
    reasons = missing(pair.claim, pair.source)
    assert any(REASON[pair.flaw] in reason for reason in reasons), reasons


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(claim: str, source: str) -> None:
    assert all(reason.strip() for reason in missing(claim, source))
