from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from assistant.grounding.replies import AS_LIKELY, Reply, ambiguous, replies_of, superseded
from assistant.language.question import Question
from assistant.protocols import Reading
from assistant.records import Hit
from tests.search.samples import make_document
from tests.writing.samples import hit_of

SPRING = ("Minutes of the garden club, spring", "The chair is Ada Moss. Tea was served.", 2024)
AUTUMN = ("Minutes of the garden club, autumn", "The chair is Ben Rook.", 2025)
CHESS = ("Rules of the chess league", "The chair is Cy Vane.", 2023)
BARE = Question.parse("who is the chair")


def hits_of(*texts: tuple[str, str, int]) -> list[Hit]:
    return [
        hit_of(make_document(text, title=title, day=date(year, 5, 1)))
        for title, text, year in texts
    ]


def reading_of(hits: Sequence[Hit], *none: float, rank: float = 5.0) -> Reading:
    """Each passage replies with the words after "is"."""
    texts = [hit.passage.text for hit in hits]
    spans = tuple((text.find("is ") + 3, text.find(".")) for text in texts)
    return Reading(
        np.full(len(hits), rank, np.float32),
        np.array(none or [-2.0] * len(hits)),
        spans,
        tuple(np.zeros(len(hit.passage.sentences), np.float32) for hit in hits),
    )


def replies(*texts: tuple[str, str, int]) -> list[Reply]:
    hits = hits_of(*texts)
    return replies_of(hits, reading_of(hits))


def names(found: Sequence[Reply]) -> list[str]:
    return [one.hit.passage.text[slice(*one.span)] for one in found]


def test_each_document_replies_once_the_surest_first() -> None:
    hits = hits_of(SPRING, AUTUMN, CHESS)
    found = replies_of([*hits, hits[0]], reading_of([*hits, hits[0]], -1.0, -3.0, 0.5, -2.0))
    assert names(found) == ["Ben Rook", "Ada Moss"]


def test_a_passage_far_behind_replies_nothing() -> None:
    hits = hits_of(SPRING, CHESS)
    reading = reading_of(hits)
    reading.relevance[1] -= 9
    assert names(replies_of(hits, reading)) == ["Ada Moss"]


def test_a_reply_is_proved_by_its_sentence() -> None:
    (reply,) = replies(SPRING)
    assert reply.evidence.text == "The chair is Ada Moss."


def test_in_a_series_the_newest_reply_holds() -> None:
    found = replies(SPRING, AUTUMN, CHESS)
    assert superseded(found) == {found[0].hit.document.id}


@pytest.mark.parametrize(
    "other",
    [
        ("Minutes of the garden club, autumn", "The chair is Ada Moss.", 2025),
        ("Minutes of the garden club, autumn", "The chair is Ben Rook.", 2024),
        ("Rules of the chess league", "The chair is Cy Vane.", 2025),
    ],
)
def test_what_agrees_or_has_one_date_or_another_subject_replaces_nothing(
    other: tuple[str, str, int],
) -> None:
    assert superseded(replies(SPRING, other)) == set()


def test_a_short_question_that_names_nothing_may_mean_either() -> None:
    assert names(ambiguous(BARE, replies(AUTUMN, CHESS))) == ["Ben Rook", "Cy Vane"]


@pytest.mark.parametrize(
    "question",
    ["Who is the chair of the Garden Club?", "who is the chair of this garden club at present"],
)
def test_a_question_that_says_what_it_means_is_clear(question: str) -> None:
    assert ambiguous(Question.parse(question), replies(AUTUMN, CHESS)) == []


def test_a_reply_whose_sentence_is_far_less_likely_to_answer_is_not_meant() -> None:
    hits = hits_of(AUTUMN, CHESS)
    reading = reading_of(hits)
    reading.sentences[1][0] -= AS_LIKELY + 1
    assert ambiguous(BARE, replies_of(hits, reading)) == []


def test_one_series_means_one_thing() -> None:
    assert ambiguous(BARE, replies(SPRING, AUTUMN)) == []
