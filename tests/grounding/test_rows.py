from __future__ import annotations

import pytest

from assistant.grounding.rows import compared_rows, misplaced_figures

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


REVENUE = [
    ("report", f"Revenue — Segment: {name} · 2023: {before} million · 2024: {now} million")
    for name, before, now in (("Solar", 88, 96), ("Wind", 114, 131), ("Hydro", 66, 61))
]


@pytest.mark.parametrize(
    ("claim", "question"),
    [
        ("The solar segment made 131 million in 2024.", "What did Solar make in 2024?"),
        ("It made 131 million in 2024.", "What did Solar make in 2024?"),
        ("Solar made 96 million in 2024, and 66 million in 2023.", "What did the sun bring?"),
    ],
)
def test_a_figure_of_another_row(claim: str, question: str) -> None:
    assert misplaced_figures(claim, question, REVENUE)
    prose = [*REVENUE, ("report", "Of 131 million and of 66 million nobody spoke.")]
    assert not misplaced_figures(claim, question, prose)


@pytest.mark.parametrize(
    ("claim", "question"),
    [
        ("The solar segment made 96 million in 2024.", "What did Solar make in 2024?"),
        ("Wind made 131 million in 2024.", "Who made more than Solar in 2024?"),
        ("It made 131 million.", "What did the largest segment make?"),
        ("Solar made 97 million.", "What did Solar make?"),  # no row has it: for others to tell
    ],
)
def test_a_figure_of_the_row_that_is_named(claim: str, question: str) -> None:
    assert misplaced_figures(claim, question, REVENUE) == []
