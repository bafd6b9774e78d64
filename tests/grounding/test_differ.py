"""Different amounts of one thing: named where it is plain, and never by mistake."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.grounding.differ import put_differently
from tests.writing.samples import evidence_of

JUDGED = Path(__file__).parents[2] / "benchmarks" / "judged" / "told_twice.jsonl"


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("The bridge cost 40 million euros.", "The bridge cost 55 million euros.", True),
        ("The bridge cost 40 million euros.", "The bridge cost €40m.", False),
        ("The bridge cost 40 million euros.", "The bridge carries 55 % of the traffic.", False),
        ("The bridge cost 40 million euros.", "The strike cost the port 55 million euros.", False),
        (
            "The bridge cost 40 million euros in 2019.",
            "The bridge cost 55 million euros in 2023.",
            False,
        ),
        ("The bridge has 12 arches.", "The bridge has 14 arches.", True),
        ("The bridge has 12 arches.", "The bridge has 14 lamps.", False),
        ("The bridge may cost 40 million euros.", "The bridge cost 55 million euros.", False),
        ("The bridge did not cost 40 million euros.", "The bridge cost 55 million euros.", False),
        (
            "The bridge cost Rovik 40 million euros.",
            "The bridge cost Tamsel 9 million euros.",
            False,
        ),
        (
            "Rovik sold ships for 40 million euros.",
            "Rovik bought ships for 9 million euros.",
            False,
        ),
        (
            "The first bridge cost 4 million euros.",
            "The second bridge cost 9 million euros.",
            False,
        ),
        (
            "The bridge cost 4 million euros in May.",
            "The bridge cost 9 million euros in June.",
            False,
        ),
        ("The bridge cost 4 million euros.", "Repairs of the bridge cost 9 million euros.", False),
        ("The bridge cost 4 to 5 million euros.", "The bridge cost 9 million euros.", True),
    ],
)
def test_statements_that_give_different_quantities(one: str, other: str, differs: bool) -> None:
    newer = evidence_of(one, day=date(2024, 5, 9))
    older = evidence_of(other, day=date(2024, 5, 3))
    assert put_differently(newer, older) is differs
    assert put_differently(older, newer) is differs


def test_statements_of_one_day_or_none_do_not_differ() -> None:
    one, other = "The bridge cost 40 million euros.", "The bridge cost 55 million euros."
    day = date(2024, 5, 9)
    assert not put_differently(evidence_of(one, day=day), evidence_of(other, day=day))
    assert not put_differently(evidence_of(one, day=day), evidence_of(other))


def test_no_judged_pair_of_something_else_is_called_a_difference() -> None:
    rows = [json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()]
    wrong = [
        row
        for row in rows
        if row["relation"] != "differs"
        and put_differently(
            evidence_of(row["one"], day=date(2024, 5, 9)),
            evidence_of(row["other"], day=date(2024, 5, 3)),
        )
    ]
    assert wrong == []
