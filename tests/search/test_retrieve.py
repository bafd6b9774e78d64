from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.question import Question
from assistant.records import Hit
from assistant.search.collection import EVERYTHING, Collection
from assistant.search.filters import Filter
from assistant.search.retrieve import fold_duplicates, fuse, retrieve
from tests.search import samples
from tests.search.conftest import NewPlace
from tests.search.samples import add, make_document
from tests.writing.samples import hit_of

BRIDGE = "The harbour bridge opened after a long delay and cost forty million euros."
DOCUMENTS = [
    make_document(BRIDGE, source="/docs/city/bridge.txt", day=date(2019, 5, 3)),
    make_document(f"{BRIDGE} Rain.", source="/docs/press/copy.txt", day=date(2020, 1, 1)),
    make_document("The bridge tells a story. He told it well.", source="/docs/told.txt"),
    make_document("Farmers lost a month of harvest to rain.", source="/docs/farm/harvest.txt"),
    make_document("The corner shop serves soup.", source="/docs/shop.txt", day=date(2021, 7, 1)),
]


@pytest.fixture(scope="module")
def collection(new_place: NewPlace) -> Iterator[Collection]:
    with Collection.open(new_place(), create=True) as opened:
        add(opened, DOCUMENTS)
        yield opened


def search(
    collection: Collection, text: str, *, top: int = 10, among: Filter = EVERYTHING
) -> list[Hit]:
    return retrieve(collection, Question.parse(text), samples.question(text), top, among)


def test_the_best_comes_first_and_scores_fall(collection: Collection) -> None:
    hits = search(collection, "Which shop serves soup?")
    assert hits[0].document.source == "/docs/shop.txt"
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_scores_and_cosines_are_those_of_the_two_searches(collection: Collection) -> None:
    text = "When was the harvest lost?"
    hits = search(collection, text)
    ids = {hit.passage.id: hit for hit in hits}
    dense = collection.dense_search(samples.question(text), 10)
    lexical = dict(collection.lexical_search(Question.parse(text).terms, 10))
    scores = fuse(dict(dense), lexical)
    found = collection.fetch([row for row, _ in dense])
    for row, cosine in dense:
        if (hit := ids.get(found[row][0].id)) is not None:
            assert hit.score == pytest.approx(scores[row])
            assert hit.dense_score == pytest.approx(cosine)
    assert hits[0].passage.id == found[next(iter(lexical))][0].id
    assert any(found[row][0].id in ids for row in scores.keys() - lexical.keys())


def test_an_irregular_form_is_searched_for_too(collection: Collection) -> None:
    by_meaning = fuse(dict(collection.dense_search(samples.question("telling"), 10)), {})
    found = collection.fetch(list(by_meaning))
    alone = {found[row][0].id: score for row, score in by_meaning.items()}
    hits = search(collection, "telling")
    (hit,) = [hit for hit in hits if hit.score > alone[hit.passage.id] + 1e-6]
    assert "tells" in hit.passage.text
    hits = search(collection, "tell")
    assert hits[0].document.source == "/docs/told.txt"


def test_near_duplicates_are_one_hit_with_both_sources(collection: Collection) -> None:
    hits = search(collection, "harbour bridge delay million euros")
    bridges = [hit for hit in hits if "harbour" in hit.passage.text]
    (bridge,) = bridges
    assert {bridge.document.source, *bridge.also_in} == {
        "/docs/city/bridge.txt",
        "/docs/press/copy.txt",
    }


@pytest.mark.parametrize("top", [1, 2, 4])
def test_at_most_so_many(collection: Collection, top: int) -> None:
    assert len(search(collection, "bridge", top=top)) == top


@pytest.mark.parametrize(
    ("among", "sources"),
    [
        (Filter(since=date(2021, 1, 1)), {"/docs/shop.txt"}),
        (Filter(until=date(2019, 12, 31)), {"/docs/city/bridge.txt"}),
        (Filter(source_glob="farm/*"), {"/docs/farm/harvest.txt"}),
        (Filter(source_glob="nowhere/*"), set()),
    ],
)
def test_a_filter_is_applied_before_the_search(
    collection: Collection, among: Filter, sources: set[str]
) -> None:
    hits = search(collection, "harbour bridge", top=1, among=among)
    assert {hit.document.source for hit in hits} == sources
    assert all(hit.also_in == () for hit in hits)


@pytest.mark.parametrize("text", ["", "?!", 'AND OR NOT "', "x" * 3000])
def test_any_question_can_be_searched(collection: Collection, text: str) -> None:
    assert all(0 <= hit.score <= 1 for hit in search(collection, text))


def test_an_empty_collection_has_no_hits(tmp_path: Path) -> None:
    with Collection.open(tmp_path, create=True) as empty:
        assert search(empty, "bridge") == []


cosines = st.dictionaries(
    st.integers(0, 20), st.floats(-1, 1, allow_subnormal=False), min_size=1, max_size=8
)


@given(cosines, st.data())
def test_fused_scores_are_shares(dense: dict[int, float], data: st.DataObject) -> None:
    rows = sorted(dense)
    scores = st.floats(1e-6, 50)
    lexical = data.draw(st.dictionaries(st.sampled_from(rows), scores, max_size=8))
    fused = fuse(dense, lexical)
    assert fused.keys() == dense.keys()
    assert all(0 <= score <= 1 for score in fused.values())
    for one in rows:
        for other in rows:
            worse_words = lexical.get(one, 0) <= lexical.get(other, 0)
            if dense[one] <= dense[other] and worse_words:
                assert fused[one] <= fused[other]


def test_being_best_in_both_is_the_best_score() -> None:
    assert fuse({1: 0.9, 2: 0.1}, {1: 7.0, 2: 3.0})[1] == 1.0
    assert fuse({1: 0.9, 2: 0.1}, {})[2] == 0.0
    assert fuse({1: 0.5}, {}) == {1: 0.0}


def test_folding_keeps_order_and_the_better_one() -> None:
    hits = [hit_of(document) for document in DOCUMENTS]
    folded = fold_duplicates(hits, 10)
    assert [hit.document for hit in folded] == [hits[n].document for n in (0, 2, 3, 4)]
    assert folded[0].also_in == ("/docs/press/copy.txt",)
    assert fold_duplicates([], 3) == []


def test_a_twin_beyond_the_last_hit_still_gives_its_source() -> None:
    hits = [hit_of(DOCUMENTS[0]), hit_of(DOCUMENTS[3]), hit_of(DOCUMENTS[1])]
    (first,) = fold_duplicates(hits, 1)
    assert first.also_in == ("/docs/press/copy.txt",)


def test_rows_of_a_table_that_differ_in_a_number_are_not_one(collection: Collection) -> None:
    row = "Ferry fares of the northern harbour line in summer — Port: Lima · Adults: {} euros"
    first, second, copy = (hit_of(make_document(row.format(fare))) for fare in (7, 9, 7))
    second = replace(second, document=first.document)
    copy = replace(copy, document=first.document)
    assert fold_duplicates([first, second, copy], 3) == [first, second]
