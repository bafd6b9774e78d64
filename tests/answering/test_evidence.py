"""What is read besides the passages that were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.answering.evidence import CONTEXT, with_context
from assistant.language.question import Question
from assistant.records import Document, DocumentInfo, Hit, Passage
from assistant.search.collection import Collection
from assistant.writing.direct import read_passages
from tests.fakes import FakeEmbedder, FakeReader
from tests.search.samples import make_document, split

QUESTION = Question.parse("what do i need for counting bats?")
PACK = make_document(
    "\n\n".join(
        ("For counting bats you need:", "- a red torch", "- a clicker", "Be there at nine.")
    )
)


def found_in(
    folder: Path, document: Document, at: Sequence[int], sections: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """What is read where the passages `at` were found, and what the reader has read of it."""
    passages = split(document)
    for number, section in enumerate(sections):
        passages[number] = replace(passages[number], section=section)
    with Collection.open(folder / "here", create=True) as collection:
        _add(collection, document, passages)
        info = DocumentInfo.of(document)
        hits = [Hit(passages[one], info, 1.0) for one in at]
        reading = read_passages(QUESTION.text, hits, FakeReader())
        hits, reading, read = with_context(QUESTION, hits, reading, hits, collection, FakeReader())
    assert len(hits) == len(reading.relevance) == len(reading.spans) == len(reading.sentences)
    assert {hit.passage.id for hit in read} <= {hit.passage.id for hit in hits}
    return [hit.passage.text for hit in read], [hit.passage.text for hit in hits]


def _add(collection: Collection, document: Document, passages: list[Passage]) -> None:
    embedder = FakeEmbedder()
    with collection.writing() as writer:
        writer.claim(embedder)
        with writer.transaction():
            vectors = embedder.encode_passages([one.text for one in passages])
            writer.add_document(document, passages, vectors)


def test_what_stands_beside_a_short_passage_is_read_in_its_order(tmp_path: Path) -> None:
    read, hits = found_in(tmp_path, PACK, [1])
    assert read == PACK.text.split("\n\n")
    assert hits[0] == "- a red torch"


def test_what_is_read_already_is_not_read_twice(tmp_path: Path) -> None:
    read, hits = found_in(tmp_path, PACK, [2, 0])
    assert sorted(read) == sorted(hits) == sorted(PACK.text.split("\n\n"))


def test_only_what_is_under_the_same_headings_is(tmp_path: Path) -> None:
    read, _ = found_in(tmp_path, PACK, [1], ["Bats", "Bats", "Bats", "Times"])
    assert read == PACK.text.split("\n\n")[:3]


def test_the_nearest_come_first_and_only_as_much_as_is_little(tmp_path: Path) -> None:
    long = "word " * (CONTEXT // 15)
    document = make_document("\n\n".join(f"{number} {long}".strip() for number in range(8)))
    read, _ = found_in(tmp_path, document, [4])
    assert [text[0] for text in read] in (["3", "4"], ["4", "5"])
    assert sum(map(len, read)) <= CONTEXT


def test_of_much_that_is_read_nothing_more_is(tmp_path: Path) -> None:
    document = make_document("\n\n".join((f"Bats {'and ' * CONTEXT}".strip(), "- a red torch")))
    read, _ = found_in(tmp_path, document, [0])
    assert len(read) == 1
