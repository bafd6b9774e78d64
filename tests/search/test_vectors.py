from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from assistant.errors import StorageFull
from assistant.protocols import Vectors
from assistant.search import vectors as vectors_
from assistant.search.vectors import VectorFileDamaged, VectorIndex
from tests.search.samples import unit_vectors

DIMENSION = 24


LISTS = 40


@pytest.fixture(params=[0, LISTS], ids=["flat", "lists"])
def index(request: pytest.FixtureRequest) -> VectorIndex:
    made = (
        VectorIndex.listed(unit_vectors(400, DIMENSION), LISTS)
        if request.param
        else VectorIndex.flat(DIMENSION)
    )
    assert made.lists == request.param
    made.add(np.arange(10, 410, dtype=np.int64), unit_vectors(400, DIMENSION))
    return made


def test_finds_each_vector_first_and_scores_it_with_its_cosine(index: VectorIndex) -> None:
    vectors = unit_vectors(400, DIMENSION)
    for place in (0, 17, 399):
        found = index.search(vectors[place], 3)
        assert found[0][0] == place + 10
        assert found[0][1] == pytest.approx(1.0, abs=1e-5)
        assert found[1][1] == pytest.approx(float(vectors[found[1][0] - 10] @ vectors[place]))


def test_as_many_are_found_as_are_asked_for(index: VectorIndex) -> None:
    """Also where the nearest lists hold fewer."""
    query = unit_vectors(1, DIMENSION, seed=5)[0]
    for limit in (1, 100, 399, 400):
        found = index.search(query, limit)
        assert len(found) == limit
        assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)


class Clustered(NamedTuple):
    vectors: Vectors
    made: VectorIndex


def clustered() -> Clustered:
    """2,000 vectors around 50 centres, in 64 lists."""
    random = np.random.default_rng(3)
    centres = random.standard_normal((50, DIMENSION)).repeat(40, axis=0)
    vectors = (centres + 0.7 * random.standard_normal(centres.shape)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    made = VectorIndex.listed(vectors, 64)
    made.add(np.arange(1, 2_001, dtype=np.int64), vectors)
    return Clustered(vectors, made)


def test_most_of_the_nearest_are_found_in_clusters() -> None:
    """With one list in sixteen scanned."""
    vectors, made = clustered()
    everything = np.arange(1, 2_001, dtype=np.int64)
    shares = []
    for query in vectors[::100]:
        exact = {rowid for rowid, _ in made.search_among(query, 10, everything)}
        shares.append(len(exact & {rowid for rowid, _ in made.search(query, 10)}) / 10)
    assert np.mean(shares) > 0.9


def test_threads_are_given_back(index: VectorIndex) -> None:
    import faiss

    before = faiss.omp_get_max_threads()
    index.search(unit_vectors(1, DIMENSION)[0], 5)
    assert faiss.omp_get_max_threads() == before


def test_a_graph_of_an_earlier_version_is_not_read(tmp_path: Path) -> None:
    import faiss

    graph = faiss.IndexIDMap(faiss.IndexHNSWFlat(DIMENSION, 8, faiss.METRIC_INNER_PRODUCT))
    graph.add_with_ids(unit_vectors(20, DIMENSION), np.arange(20))
    path = tmp_path / "vectors-1.faiss"
    stamp = VectorIndex(graph).write(path)
    with pytest.raises(VectorFileDamaged):
        VectorIndex.read(path, stamp)


def test_never_returns_padding(index: VectorIndex) -> None:
    found = index.search(unit_vectors(1, DIMENSION, seed=5)[0], 1_000)
    assert len({rowid for rowid, _ in found}) == len(found)
    assert all(10 <= rowid < 410 for rowid, _ in found)


def test_search_among_is_exact_however_few_are_allowed(index: VectorIndex) -> None:
    vectors, query = unit_vectors(400, DIMENSION), unit_vectors(1, DIMENSION, seed=5)[0]
    allowed = np.array([12, 40, 41, 300, 9_999], np.int64)
    expected = sorted((-float(vectors[i - 10] @ query), int(i)) for i in allowed[:4])
    assert [rowid for rowid, _ in index.search_among(query, 10, allowed)] == [
        rowid for _, rowid in expected
    ]
    assert index.search_among(query, 10, np.array([9_999], np.int64)) == []


def test_of_many_that_pass_a_filter_the_nearest_lists_are_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors, made = clustered()
    allowed = np.arange(1, 2_001, 2, dtype=np.int64)
    queries = vectors[::100]
    exact = [made.search_among(query, 10, allowed) for query in queries]
    monkeypatch.setattr(vectors_, "AMONG", 100)  # a tenth of those that pass
    found = [made.search_among(query, 10, allowed) for query in queries]
    assert found != exact
    pairs = zip(found, exact, strict=True)
    assert np.mean([len({*dict(one)} & {*dict(other)}) / 10 for one, other in pairs]) > 0.9
    assert all(rowid % 2 for one in found for rowid, _ in one)
    assert len(made.search_among(queries[0], 900, allowed)) == 900  # all lists, where needed


def test_a_file_comes_back_as_it_was_written(index: VectorIndex, tmp_path: Path) -> None:
    path = tmp_path / "vectors-1.faiss"
    stamp = index.write(path)
    query = unit_vectors(1, DIMENSION, seed=5)[0]
    assert os.listdir(tmp_path) == ["vectors-1.faiss"]
    for growing in (False, True):
        again = VectorIndex.read(path, stamp, growing=growing)
        assert again.search(query, 20) == index.search(query, 20)
        assert (len(again), again.last_id, again.lists) == (400, 409, index.lists)


def test_a_growing_file_takes_more(index: VectorIndex, tmp_path: Path) -> None:
    path = tmp_path / "vectors-1.faiss"
    again = VectorIndex.read(path, index.write(path), growing=True)
    extra = unit_vectors(1, DIMENSION, seed=9)
    again.add(np.array([777], np.int64), extra)
    assert again.search(extra[0], 1)[0][0] == again.last_id == 777


@pytest.mark.parametrize("damage", ["truncated", "garbage", "flipped", "missing", "copied"])
def test_only_the_very_file_is_read(index: VectorIndex, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "vectors-1.faiss"
    stamp = index.write(path)
    data = path.read_bytes()
    path.unlink()
    match damage:
        case "truncated":
            path.write_bytes(data[: len(data) // 2])
        case "garbage":
            path.write_bytes(b"\xff" * len(data))
        case "flipped":
            path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
        case "copied":
            path.write_bytes(data)
            assert len(VectorIndex.read(path, stamp)) == 400
            return
    with pytest.raises(VectorFileDamaged):
        VectorIndex.read(path, stamp)


def test_a_file_of_another_faiss_is_refused(index: VectorIndex, tmp_path: Path) -> None:
    path = tmp_path / "vectors-1.faiss"
    stamp = index.write(path)
    path.write_bytes(b"IxZZ" + path.read_bytes()[4:])
    os.utime(path, ns=(stamp.mtime_ns, stamp.mtime_ns))
    with pytest.raises(VectorFileDamaged):
        VectorIndex.read(path, stamp)


def test_a_full_disk_leaves_nothing_behind(
    index: VectorIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(StorageFull, match="no room"):
        index.write(tmp_path / "vectors-1.faiss")
    assert os.listdir(tmp_path) == []


def test_an_empty_index_finds_nothing() -> None:
    index = VectorIndex.flat(DIMENSION)
    query = unit_vectors(1, DIMENSION)[0]
    assert index.search(query, 5) == []
    assert index.search_among(query, 5, np.array([1], np.int64)) == []
    assert index.last_id == 0
