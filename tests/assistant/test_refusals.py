"""What is refused, what is said then, and who sets the threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant, Hooks
from assistant.indexing import index_paths
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.search.threshold import FittedThreshold
from tests.assistant.samples import ARTICLES, QUESTION, Refusing
from tests.fakes import FakeEmbedder, FakeReader


def test_what_the_documents_do_not_hold_is_refused_before_anything_is_written(
    open_assistant: Callable[..., Assistant],
) -> None:
    assistant = open_assistant(Refusing())
    evidence: list[object] = []
    answer = assistant.ask(
        "Who won the chess final in Lima?", hooks=Hooks(on_evidence=evidence.append)
    )
    assert answer.status == "refused"
    assert answer.claims == ()
    assert evidence == []
    assert answer.refusal is not None
    assert answer.refusal.searched == assistant.collection.counts()
    assert "Lima" in answer.refusal.missing
    assert answer.refusal.nearest


def test_a_name_that_is_not_there_is_not_answered_with_another(
    open_assistant: Callable[..., Assistant],
) -> None:
    answer = open_assistant().ask("When did the harbour bridge in Lima open?")
    assert answer.status == "refused"
    assert answer.refusal is not None
    assert answer.refusal.missing == ("Lima",)


def test_a_filter_that_nothing_passes_is_said(open_assistant: Callable[..., Assistant]) -> None:
    answer = open_assistant(Refusing()).ask(QUESTION, among=Filter(until=date(1900, 1, 1)))
    assert answer.status == "refused"
    assert answer.refusal is not None
    assert answer.refusal.searched == (0, 0)
    assert "no document passes the filters" in answer.refusal.reason


@pytest.mark.parametrize("question", [QUESTION, "", "?", "the of and", "\x00 \ud7ff ﷽"])
def test_an_empty_collection_refuses(tmp_path: Path, question: str) -> None:
    collection = Collection.open(tmp_path, create=True)
    with Assistant(collection, FakeEmbedder, FakeReader, Refusing()) as assistant:
        answer = assistant.ask(question)
    assert answer.status == "refused"
    assert answer.refusal is not None
    assert answer.refusal.searched == (0, 0)
    assert answer.confidence == 0.0


class TestThreshold:
    @pytest.fixture
    def assistant(self, tmp_path: Path) -> Iterator[Assistant]:
        (tmp_path / "bridge.txt").write_text(ARTICLES["bridge.txt"], encoding="utf-8")
        collection = Collection.open(tmp_path / "collection", create=True)
        index_paths(collection, [tmp_path / "bridge.txt"], FakeEmbedder())
        with Assistant(collection, FakeEmbedder, FakeReader) as opened:
            yield opened

    def test_one_that_was_fitted_on_the_collection_decides(self, assistant: Assistant) -> None:
        assert assistant.ask(QUESTION).status == "answered"
        assistant.collection.set_threshold(fitted_for(assistant, threshold=0.9999))
        assert assistant.ask(QUESTION).status == "refused"

    @pytest.mark.parametrize("changed", ["scale", "embedder"])
    def test_one_for_other_confidences_is_ignored(self, assistant: Assistant, changed: str) -> None:
        fitted = fitted_for(assistant, threshold=0.9999)
        other = {"scale": fitted.scale, "embedder": fitted.embedder} | {changed: "another"}
        fitted = replace(fitted, scale=other["scale"], embedder=other["embedder"])
        assistant.collection.set_threshold(fitted)
        assert assistant.threshold == assistant.calibration.threshold
        assert assistant.ask(QUESTION).status == "answered"


def fitted_for(assistant: Assistant, threshold: float) -> FittedThreshold:
    scale = assistant.calibration.fingerprint
    return FittedThreshold(
        threshold, scale, assistant.embedder.fingerprint, 0.05, 80, 1, "2024-05-03"
    )
