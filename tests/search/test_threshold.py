from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import CollectionBusy
from assistant.search import lock
from assistant.search.collection import Collection
from assistant.search.threshold import FittedThreshold

FITTED = FittedThreshold(
    threshold=0.25,
    scale="abc",
    embedder="fake@256",
    wanted=0.05,
    questions=80,
    documents=12,
    day="2024-05-03",
)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "collection", create=True) as opened:
        yield opened


def test_a_collection_has_none_at_first(collection: Collection) -> None:
    assert collection.fitted_threshold is None


def test_the_last_one_is_kept(collection: Collection) -> None:
    collection.set_threshold(FITTED)
    collection.set_threshold(replace(FITTED, threshold=0.5))
    with Collection.open(collection.folder) as again:
        assert again.fitted_threshold == replace(FITTED, threshold=0.5)


def test_it_can_be_taken_away(collection: Collection) -> None:
    collection.set_threshold(None)
    collection.set_threshold(FITTED)
    collection.set_threshold(None)
    assert collection.fitted_threshold is None


def test_it_waits_for_no_other_writer(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.0)
    with collection.writing(), pytest.raises(CollectionBusy):
        collection.set_threshold(FITTED)
    assert collection.fitted_threshold is None
