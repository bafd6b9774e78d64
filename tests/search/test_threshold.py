from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from assistant.errors import CollectionBusy
from assistant.search import lock
from assistant.search.collection import Collection
from assistant.search.place import place_of
from assistant.search.threshold import FittedThreshold
from tests.search.conftest import NewPlace

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
def collection(new_place: NewPlace) -> Iterator[Collection]:
    with Collection.open(new_place(), create=True) as opened:
        yield opened


def test_a_collection_has_none_at_first(collection: Collection) -> None:
    assert collection.fitted_threshold is None


def test_the_last_one_is_kept(collection: Collection) -> None:
    collection.set_threshold(FITTED)
    collection.set_threshold(replace(FITTED, threshold=0.5))
    with Collection.open(place_of(collection.name)) as again:
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
    with ExitStack() as stack:
        other = stack.enter_context(Collection.open(place_of(collection.name)))
        stack.enter_context(other.writing())
        with pytest.raises(CollectionBusy):
            collection.set_threshold(FITTED)
    assert collection.fitted_threshold is None
