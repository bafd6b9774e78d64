"""What is told of a subject: the sentences that a reader takes to matter, in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.subjects import LEAST, WITHIN, told_of
from assistant.language.question import Question
from assistant.records import Hit
from assistant.writing.evidence import MOST
from tests.fakes import KnowingReader
from tests.search.samples import make_document
from tests.writing.samples import hit_of

NEW = "The hives came in May. The honey is sold at the gate. Somebody was stung."
OLD = "The meeting allowed two hives. It met in the evening."
ROW = "Hives: 2 · Honey: 14 kg"
ASKED = Question.parse("tell me about the bees")


def hits() -> list[Hit]:
    return [
        hit_of(make_document(text, title=title, day=day))
        for text, title, day in (
            (NEW, "Minutes of May", date(2024, 5, 2)),
            (OLD, "Minutes of March", date(2024, 3, 2)),
            (ROW, "Table", date(2024, 1, 1)),
        )
    ]


def told(scores: Mapping[str, float], words: int = 90) -> list[str]:
    return [one.text for one in told_of(ASKED, hits(), KnowingReader(scores), words)]


CAME, SOLD, ALLOWED = (
    "The hives came in May.",
    "The honey is sold at the gate.",
    "The meeting allowed two hives.",
)


def test_what_matters_is_told_in_the_order_of_time() -> None:
    assert told({CAME: 3.0, ALLOWED: 2.0}) == [ALLOWED, CAME]


@pytest.mark.parametrize(
    ("best", "other", "is_told"),
    [
        (5.0, 5.0 - WITHIN + 0.1, True),
        (5.0, 5.0 - WITHIN - 0.1, False),
        (LEAST + 1.0, LEAST + 0.1, True),
        (LEAST + 1.0, LEAST - 0.1, False),
    ],
)
def test_a_sentence_far_behind_the_best_is_not_told(
    best: float, other: float, is_told: bool
) -> None:
    assert (SOLD in told({CAME: best, SOLD: other})) == is_told


def test_a_sentence_too_long_for_what_is_left_makes_room_for_a_shorter_one() -> None:
    scores = {CAME: 3.0, SOLD: 2.5, ALLOWED: 2.0}
    assert told(scores, words=10) == [ALLOWED, CAME]


def test_rows_of_a_table_take_no_sentence_its_place() -> None:
    rows = "\n".join(f"Hives: {number} · Honey: {2 * number} kg" for number in range(MOST))
    asked = [hit_of(make_document(f"{rows}\n\n{CAME}"))]
    scores = dict.fromkeys(rows.split("\n"), 5.0) | {CAME: 1.0}
    assert [one.text for one in told_of(ASKED, asked, KnowingReader(scores), 90)] == [CAME]


def test_no_more_is_told_than_there_are_words_but_the_best_always() -> None:
    scores = {CAME: 3.0, ALLOWED: 2.0, SOLD: 1.0}
    assert told(scores, words=10) == [ALLOWED, CAME]
    assert told(scores, words=1) == [CAME]
    assert told({}, words=1)


def test_a_row_of_a_table_is_not_told_beside_sentences() -> None:
    assert told({ROW: 9.0, CAME: 3.0}) == [CAME]


def test_where_nothing_was_found_nothing_is_told() -> None:
    assert told_of(ASKED, [], KnowingReader({}), 90) == []


def test_one_far_behind_does_not_end_what_is_told_of_a_subject() -> None:
    """What the search found less well may come behind it, and be liked better."""
    reader = KnowingReader({CAME: 3.0, SOLD: 3.0 - WITHIN - 1, ALLOWED: 2.0})
    first, second, *_ = hits()
    found = told_of(ASKED, [first, replace(second, score=0.1)], reader, 90)
    assert [one.text for one in found] == [ALLOWED, CAME]
