from __future__ import annotations

import numpy as np

from assistant.grounding.support import Wording, columns, default_model, measure, nearest
from assistant.language.quantities import quantities
from tests.fakes import FakeEmbedder

SOURCE = (
    "The council of Orrin approved the new budget on Monday.",
    "A storm closed the old road to Kelding for three days.",
    "Farmers asked the council for help with the flooded fields.",
)


def probability(claim: str, sentences: tuple[str, ...] = SOURCE) -> float:
    wordings = [Wording.of(sentence) for sentence in sentences]
    vectors = FakeEmbedder().encode_passages([claim, *sentences])
    cosines = vectors[1:] @ vectors[0]
    wording = Wording.of(claim)
    best = nearest(wording, wordings, cosines)
    known = frozenset().union(*(other.stems for other in wordings))
    numbers = (quantities(claim), quantities(" ".join(sentences)))
    row = measure(wording, best, wordings, cosines, known, numbers)
    assert row.shape == (len(columns()),)
    assert np.isfinite(row).all()
    return default_model().probability(row)


def test_copies_score_above_the_threshold() -> None:
    assert all(probability(sentence) > default_model().threshold for sentence in SOURCE)


def test_a_part_of_a_sentence_scores_above_pieces_of_two() -> None:
    part = probability("A storm closed the old road to Kelding.")
    pieces = probability("A storm approved the flooded fields of Kelding.")
    assert pieces < default_model().threshold < part


def test_each_word_that_is_not_there_costs() -> None:
    scores = [
        probability("The council of Orrin approved the new budget."),
        probability("The council of Orrin approved the new stadium."),
        probability("The parliament of Orrin approved the new stadium."),
        probability("The parliament of Lisbon rejected a zoo."),
    ]
    assert scores == sorted(scores, reverse=True)


def test_order_of_words_counts() -> None:
    assert probability("The budget approved the council.") < probability(
        "The council approved the budget."
    )


def test_a_claim_without_words_is_measured_too() -> None:
    assert 0 <= probability("…") <= 1
    assert 0 <= probability("It was.") <= 1


def test_percent_is_no_word_of_its_own() -> None:
    assert Wording.of("45 percent of them").content == Wording.of("45% of them").content
