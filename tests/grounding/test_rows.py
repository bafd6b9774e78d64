from __future__ import annotations

import pytest

from assistant.grounding.rows import compared_rows

ROWS = (
    "Sound power · N8-6: 52 dB(A) · N8-9: 56 dB(A)",
    "Pool: Brine Street · Largest depth: 3 metres",
)


@pytest.mark.parametrize(
    "claim",
    [
        "The N8-6 is louder than the N8-9.",
        "Solar had the largest revenue of 96 million euros.",
        "The swimming pool used the most energy.",
    ],
)
def test_a_comparison_does_not_rest_on_rows(claim: str) -> None:
    assert compared_rows(claim, ROWS[:1])
    assert not compared_rows(claim, [*ROWS, "The pool is larger than the others."])
    assert not compared_rows(claim, [])


@pytest.mark.parametrize(
    "claim", ["The N8-6 has a sound power of 52 dB(A).", "The largest depth is 3 metres."]
)
def test_what_a_row_says_does(claim: str) -> None:
    assert compared_rows(claim, ROWS) == []
