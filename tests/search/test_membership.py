"""Which passages are of documents that meet a condition, asked once and again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.records import Document
from assistant.search import lexical
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from tests.search.samples import add, make_document, question, remove

NORTH = Filter(source_glob="*/north/*")


def tree(name: str, place: str) -> Document:
    return make_document(
        f"The {name} is tall.\n\nIts leaves fall late.",
        source=f"/{place}/{name}.txt",
        title=name,
    )


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path, create=True) as opened:
        add(opened, [tree("ash", "north"), tree("fig", "south"), tree("birch", "north")])
        yield opened


def chosen(collection: Collection, among: Filter) -> list[int]:
    rows = collection.select(among)
    assert isinstance(rows, np.ndarray)
    return [int(row) for row in rows]


def found(collection: Collection, among: Filter = NORTH) -> list[str]:
    """The documents of all that a search finds among some."""
    rows = [rowid for rowid, _ in collection.dense_search(question("leaves"), 99, among)]
    assert len(rows) == len(set(rows))
    return sorted(info.title for _, info in collection.fetch(rows).values())


def test_the_same_is_chosen_however_often_it_is_asked(collection: Collection) -> None:
    first = chosen(collection, NORTH)
    for _ in range(3):
        assert chosen(collection, NORTH) == first == sorted(first)
    assert len(chosen(collection, Filter(source_glob="*/fig.txt"))) == 2
    assert chosen(collection, Filter(source_glob="*/none.txt")) == []
    assert found(collection) == ["ash", "ash", "birch", "birch"]


def test_what_comes_later_is_known(collection: Collection, tmp_path: Path) -> None:
    assert found(collection) == found(collection)
    add(collection, [tree("cedar", "north")])
    assert found(collection).count("cedar") == 2
    with Collection.open(tmp_path) as other:  # as another process would
        add(other, [tree("larch", "north")])
    assert found(collection).count("larch") == 2


def test_what_was_removed_is_never_found(collection: Collection) -> None:
    assert found(collection) == found(collection)
    remove(collection, "/north/birch.txt")  # the last one: its number is given again
    assert found(collection) == ["ash", "ash"]
    add(collection, [tree("cedar", "north")])
    assert found(collection) == ["ash", "ash", "cedar", "cedar"]
    remove(collection, "/north/cedar.txt")
    add(collection, [tree("olive", "south")])
    assert found(collection) == ["ash", "ash"]
    assert found(collection, Filter(source_glob="*/south/*")).count("olive") == 2


def test_words_are_found_alike_whether_few_pass_or_many(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms, found = ["leaves", "tall"], []
    for share in (0, 1, 10):  # never looked at after the search; where all pass; always
        monkeypatch.setattr(lexical, "PASSING", share)
        for limit in (1, 3, 50):
            among = collection.select(NORTH)
            found.append(collection.lexical_search(terms, limit, among))
    assert found[:3] == found[3:6] == found[6:]
    assert [len(one) for one in found[:3]] == [1, 3, 4]
