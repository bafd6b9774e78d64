"""What a collection gives back of its documents, passages and vectors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.errors import CollectionError
from assistant.protocols import Silent
from assistant.records import Recognised, Span
from assistant.search.collection import Collection
from assistant.search.files import FileState
from assistant.search.filters import Filter
from tests.fakes import FakeEmbedder
from tests.search.conftest import NewPlace
from tests.search.samples import (
    BUDGET,
    HARVEST,
    UNDATED,
    add,
    make_document,
    question,
    remove,
    split,
)


class TestDocuments:
    def test_come_back_as_they_went_in(self, collection: Collection) -> None:
        for document in (BUDGET, HARVEST, UNDATED):
            assert collection.document(document.id) == document

    def test_are_listed_with_what_is_needed_to_cite_them(self, collection: Collection) -> None:
        first = collection.documents()[0]
        assert (first.id, first.title, first.source) == (BUDGET.id, BUDGET.title, BUDGET.source)
        assert (first.date, first.date_origin) == (date(2024, 3, 1), "text")
        assert first.metadata == BUDGET.metadata

    def test_are_found_by_the_start_of_their_id(self, collection: Collection) -> None:
        assert collection.document(HARVEST.id[:10]) == HARVEST

    @pytest.mark.parametrize("prefix", ["zz", "%", "*", "' OR 1=1 --", "~"])
    def test_an_unknown_id_is_said(self, collection: Collection, prefix: str) -> None:
        with pytest.raises(CollectionError, match="No document"):
            collection.document(prefix)

    def test_an_ambiguous_id_is_said(self, collection: Collection) -> None:
        with pytest.raises(CollectionError, match="Several documents"):
            collection.document("")

    def test_keep_any_character(self, new_place: NewPlace) -> None:
        text = "NUL \0, quote ' \" and 𝒳\u202e.\n\nNext\0 one, \ufdd0 and \ufdd0N."
        odd = make_document(text, title="\0'\"", metadata={"\0": "%s ?"})
        with Collection.open(new_place(), create=True) as opened:
            add(opened, [odd])
            assert opened.document(odd.id) == odd
            assert opened.document_count(Filter(metadata=odd.metadata)) == 1
            assert [p.text for p in opened.passages_of(odd.id)] == odd.text.split("\n\n")
            remove(opened, odd.source)
            assert opened.counts() == (0, 0)


class TestFiles:
    def test_are_known_by_what_they_hold_as_they_were_read(self, collection: Collection) -> None:
        state = FileState(BUDGET.source, 12, 34, "a hash:7")
        assert collection.file_of(BUDGET.source) == FileState(BUDGET.source, 0, 0, "")
        with collection.writing() as writer, writer.transaction():
            writer.set_file(state)
        assert collection.file_of(BUDGET.source) == state
        assert collection.file_of("/docs/city") is None


class TestPassages:
    def test_are_exact_ranges_of_their_document(self, collection: Collection) -> None:
        passages = collection.passages_of(HARVEST.id)
        assert [passage.start for passage in passages] == [0, 27]
        for passage in passages:
            assert HARVEST.text[passage.start : passage.end] == passage.text
            assert passage.sentences == (Span(passage.start, passage.end),)
            assert (passage.section, passage.page) == ("Main", 1)

    def test_are_fetched_with_their_document(self, collection: Collection) -> None:
        (rowid, _), *_ = collection.lexical_search(["soup"], 5)
        passage, document = collection.fetch([rowid, 10_000])[rowid]
        assert passage.text == UNDATED.text
        assert passage.document_id == document.id == UNDATED.id
        assert document.sources == (UNDATED.source,)


def test_vectors_of_keeps_the_order_and_says_what_is_gone(collection: Collection) -> None:
    rows = [rowid for rowid, _ in collection.dense_search(question("soup"), 3)]
    forth, back = collection.vectors_of(rows), collection.vectors_of(rows[::-1])
    assert np.array_equal(forth, back[::-1])
    with pytest.raises(CollectionError, match="changed during the search"):
        collection.vectors_of([10_000])


def test_how_sure_recognition_was_is_kept(new_place: NewPlace) -> None:
    scan = replace(BUDGET, recognised=(Recognised(0, len(BUDGET.text), 0.875),))
    with Collection.open(new_place(), create=True) as opened:
        add(opened, [scan])
        assert opened.document(scan.id).recognised == scan.recognised
        assert [one.ocr for one in opened.passages_of(scan.id)] == [0.875, 0.875]


def test_a_document_may_be_split_again(new_place: NewPlace) -> None:
    with Collection.open(new_place(), create=True) as opened:
        add(opened, [BUDGET, HARVEST])
        first = split(BUDGET)[0]
        whole = replace(first, end=len(BUDGET.text), text=BUDGET.text, section="Town")
        with opened.writing() as writer:
            assert writer.is_split_so(BUDGET.id, split(BUDGET))
            assert not writer.is_split_so(BUDGET.id, [whole])
            assert writer.title_of(BUDGET.id) == BUDGET.title
            with writer.transaction():
                vectors = FakeEmbedder().encode_passages([whole.text])
                writer.split_again(BUDGET, [whole], vectors)
            writer.refresh_vectors(Silent())
            assert writer.is_split_so(BUDGET.id, [whole])
        assert opened.passages_of(BUDGET.id) == [whole]
        assert [opened.document(one.id) for one in (BUDGET, HARVEST)] == [BUDGET, HARVEST]
        assert [len(opened.lexical_search([one], 5)) for one in ("taxes", "town", "main")] == [
            1,
            1,
            2,
        ]
        found = opened.dense_search(question(whole.text), 1)
        assert opened.fetch([found[0][0]])[found[0][0]][0] == whole
        remove(opened, BUDGET.source)
        assert opened.lexical_search(["town"], 5) == []
