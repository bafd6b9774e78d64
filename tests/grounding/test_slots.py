from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.slots import missing
from tests.grounding.claims import FAITHFUL, FLAWED, REASON, Pair


@pytest.mark.parametrize("pair", FAITHFUL, ids=lambda pair: pair.claim)
def test_a_faithful_claim_passes(pair: Pair) -> None:
    assert missing(pair.claim, pair.source) == []


@pytest.mark.parametrize("pair", FLAWED, ids=lambda pair: f"{pair.flaw}: {pair.claim}")
def test_a_flawed_claim_is_caught_for_its_flaw(pair: Pair) -> None:
    reasons = missing(pair.claim, pair.source)
    assert any(REASON[pair.flaw] in reason for reason in reasons), reasons


@pytest.mark.parametrize("pair", FAITHFUL + FLAWED, ids=lambda pair: pair.source)
def test_a_source_carries_itself(pair: Pair) -> None:
    assert missing(pair.source, pair.source) == []


TOKENS = (
    "Joe Biden U.S. A. B the by from not will May 12 2024 5 5 million % the President us -3 said "
    "to “ ” ‘ ’ . , J. N.A.T.O. 's I a dozen And On Apple™ Müller 10% $3bn Tuesday fell"
).split()


@given(st.lists(st.sampled_from(TOKENS)).map(" ".join))
def test_any_jumble_of_words_carries_itself(text: str) -> None:
    assert missing(text, text) == []


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(claim: str, source: str) -> None:
    assert all(reason.strip() for reason in missing(claim, source))


def test_initials_of_a_name_are_that_name_and_keep_their_role() -> None:
    source = "The United States sued the European Union over steel in May."
    assert missing("The US sued the EU over steel.", source) == []
    assert missing("The EU sued the US over steel.", source) != []
    assert missing("The UN sued the EU over steel.", source) != []
    assert missing("The European Union was sued.", "The EU was sued over steel.") == []
