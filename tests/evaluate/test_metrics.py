from __future__ import annotations

import math

import pytest

from assistant.evaluate.metrics import holds, ranking, rouge, token_f1


def test_ranking_of_one_relevant_passage() -> None:
    values = ranking(
        {"first": ["a"], "third": ["c"], "none": ["z"]},
        {
            "first": ["a", "b"],
            "third": ["a", "b", "c"],
            "none": ["a", "b"],
        },
    )
    assert values["nDCG@10"] == pytest.approx({"first": 1.0, "third": 0.5, "none": 0.0})
    assert values["RR@10"] == pytest.approx({"first": 1.0, "third": 1 / 3, "none": 0.0})
    assert values["R@1"] == {"first": 1.0, "third": 0.0, "none": 0.0}
    assert values["R@5"] == {"first": 1.0, "third": 1.0, "none": 0.0}


def test_ranking_of_two_relevant_passages() -> None:
    values = ranking({"q": ["a", "d"]}, {"q": ["a", "b", "c"]})
    assert values["R@10"]["q"] == 0.5
    assert values["nDCG@10"]["q"] == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_a_question_that_found_nothing_counts_as_zero() -> None:
    assert ranking({"q": ["a"]}, {"q": []})["nDCG@10"] == {"q": 0.0}


def test_holds_whatever_the_case() -> None:
    assert holds("It opened in May 2019.", ["june", "MAY 2019"])
    assert not holds("It opened in May.", ["May 2019"])
    assert not holds("anything", [])


def test_token_f1_takes_the_best_answer() -> None:
    assert token_f1("The bridge!", ["a bridge", "soup"]) == 1.0
    assert token_f1("the red bridge", ["bridge"]) == pytest.approx(2 / 3)
    assert token_f1("", ["bridge"]) == 0.0
    assert token_f1("bridge", []) == 0.0


def test_rouge_is_the_mean_over_references() -> None:
    text = "The bridge opened in May."
    assert rouge(text, [text])["rouge2"] == 1.0
    assert rouge(text, [text, "Soup"])["rouge1"] == pytest.approx(0.5)
    # Stems count, and a sentence is matched with any sentence of the reference.
    assert rouge("opens\nbridges", ["bridge\nopened"])["rougeLsum"] == pytest.approx(1.0)
    assert rouge(text, [])["rouge1"] == 0.0
