from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.language.question import Question
from assistant.records import DocumentInfo, Hit, Passage
from assistant.search.retrieve import retrieve
from benchmarks.followups import Task, build, by_source, changed, interval, score
from tests.fakes import FakeEmbedder


def hit(source: str, *also_in: str) -> Hit:
    document = DocumentInfo(source, source, (source,), None, "")
    return Hit(Passage(source, source, 0, 1, "x"), document, 1.0, also_in=also_in)


def test_the_best_order_scores_one() -> None:
    assert score([hit("a"), hit("b"), hit("c")], frozenset("ab")) == (1.0, 1.0)


def test_a_late_passage_scores_less() -> None:
    gain, recall = score([hit("c"), hit("a")], frozenset("ab"))
    assert 0 < gain < 1
    assert recall == 0.5


def test_a_passage_that_was_folded_into_another_is_found() -> None:
    assert score([hit("c", "a")], frozenset("a")) == (1.0, 1.0)


def test_no_hits_score_nothing() -> None:
    assert score([], frozenset("a")) == (0.0, 0.0)


def test_a_relevant_passage_is_known_by_what_the_collection_calls_it(tmp_path: Path) -> None:
    passages = {"x-1": "The dam was built in 1936.", "x-2": "Ferries sail to Bergen."}
    (task,) = by_source([Task("1<::>2", "x", "When?", (), frozenset(["x-1"]))], passages)
    embedder, text = FakeEmbedder(), "When was the dam built?"
    with build(tmp_path / "passages", passages, embedder) as collection:
        hits = retrieve(collection, Question.parse(text), embedder.encode_queries([text])[0], 10)
    assert score(hits, task.relevant) == (1.0, 1.0)


def test_the_interval_resamples_whole_conversations() -> None:
    values = np.array([0.0, 0.0, 1.0, 1.0])
    assert interval(["x", "x", "y", "y"], values) == [0.0, 1.0]
    assert interval(["x", "x", "x", "x"], values) == [0.5, 0.5]


@pytest.mark.parametrize(
    ("given", "alone"), [("who built it", True), ("Who built the dam?", False), ("", False)]
)
def test_case_and_stops_are_no_rewriting(given: str, alone: bool) -> None:
    assert Task("1<::>2", "x", "Who built it?", (), frozenset("a"), given).stands_alone is alone


def test_only_what_is_changed_is_listed() -> None:
    assert changed(["Why?", "Who owns the Suez Canal?"]) == [
        ("Why?", "Why? (about: owns, Suez Canal)")
    ]
