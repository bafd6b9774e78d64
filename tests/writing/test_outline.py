from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.corpus.split import split_passages
from assistant.protocols import Ranges, Reading
from assistant.records import Document, DocumentInfo, SummaryRequest
from assistant.writing.outline import WORDS, WORDS_IN_SECTIONS, Outline, outline
from assistant.writing.weigh import AT_ONCE, has_sections, weigh
from tests.fakes import FakeEmbedder, FakeReader
from tests.search.samples import make_document

NEWS = (
    "The new bridge over the Tamsel was opened by the mayor on Monday.\n\n"
    "The bridge, which took four years to build, cost 12 million euros.\n\n"
    "A brass band played while children waved flags in the rain.\n\n"
    "The old bridge was closed in 2019 after an engineer had found cracks in it.\n"
)


def outlined(document: Document, request: SummaryRequest | None = None) -> Outline:
    embedder = FakeEmbedder()
    passages = split_passages(document, embedder.count_tokens, embedder.max_tokens)
    request = request or SummaryRequest(words=30)
    return outline(
        DocumentInfo.of(document),
        passages,
        request,
        embedder,
        FakeReader(),
        lambda form, sentence: True,
    )


def book(chapters: int, sentences: int) -> Document:
    """A long text in which every chapter has one sentence about a treasure."""
    parts = []
    for chapter in range(chapters):
        lines = [
            f"In room {chapter}-{number} a lamp burned over table {number} and nobody spoke there."
            for number in range(sentences)
        ]
        lines[sentences // 2] = f"The treasure of captain Brandt lay under stone {chapter}."
        parts.append(f"# Chapter {chapter}\n\n" + "\n\n".join(lines))
    return make_document("\n\n".join(parts), title="Lamps")


def test_picked_sentences_are_exact_and_in_order() -> None:
    document = make_document(NEWS, title="Bridge")
    found = outlined(document)
    starts = [item.evidence.start for item in found.picked]
    assert starts == sorted(starts)
    for item in found.picked:
        assert document.text[item.evidence.start : item.evidence.end] == item.evidence.text


def test_extractive_style_keeps_whole_sentences() -> None:
    found = outlined(make_document(NEWS), SummaryRequest(words=40, style="extractive"))
    assert all(item.text == item.evidence.text for item in found.picked)


def test_headline_is_one_sentence() -> None:
    assert len(outlined(make_document(NEWS), SummaryRequest(style="headline")).picked) == 1


class Pointing(FakeReader):
    """A reader to which the sentences that hold a word are the main points."""

    def read(self, question: str, texts: Sequence[str], sentences: Ranges = ()) -> Reading:
        found = super().read(question, texts, sentences)
        scores = tuple(
            np.array([6.0 if "cracks" in text[a:b] else -6.0 for a, b in ranges], np.float32)
            for text, ranges in zip(texts, sentences, strict=True)
        )
        return replace(found, sentences=scores)


def test_what_a_reader_takes_for_a_main_point_is_picked() -> None:
    document = make_document(NEWS)
    embedder = FakeEmbedder()
    passages = split_passages(document, embedder.count_tokens, embedder.max_tokens)

    def first(reader: FakeReader) -> str:
        request, info = SummaryRequest(words=15, style="extractive"), DocumentInfo.of(document)
        found = outline(info, passages, request, embedder, reader, lambda form, text: form == text)
        return found.picked[0].text

    assert "cracks" not in first(FakeReader())
    assert "cracks" in first(Pointing())


def test_in_a_text_with_sections_main_points_count_more() -> None:
    first, *rest = NEWS.split("\n\n")
    for head, is_sectioned in (("", False), ("## Later\n\n", True)):
        text = "\n\n".join([f"# Bridge\n\n{first}", f"{head}{rest[0]}", *rest[1:]])
        document, embedder = make_document(text), FakeEmbedder()
        passages = split_passages(document, embedder.count_tokens, embedder.max_tokens)
        weighed = weigh(DocumentInfo.of(document), passages, "", embedder, Pointing())
        assert has_sections(weighed.sections) == is_sectioned
        assert any(weighed.bonus) == is_sectioned


def test_a_text_with_sections_is_told_at_greater_length_in_its_own_sentences() -> None:
    told = outlined(book(12, 9), SummaryRequest())
    words = sum(len(one.text.split()) for one in told.picked)
    assert WORDS < words <= WORDS_IN_SECTIONS
    assert all(one.text == one.evidence.text for one in told.picked)
    assert sum(section.cited for section in told.sections) == len(told.picked)
    running = make_document("\n\n".join([NEWS] * 9))
    few = outlined(running, SummaryRequest(style="extractive")).picked
    assert sum(len(one.text.split()) for one in few) < WORDS * 1.2


def test_focus_decides() -> None:
    plain = SummaryRequest(words=15)
    focused = SummaryRequest(words=15, focus="Why was the old bridge closed?")
    assert "cracks" not in outlined(make_document(NEWS), plain).picked[0].text
    assert "cracks" in outlined(make_document(NEWS), focused).picked[0].text


def test_sections_say_what_they_gave() -> None:
    document = book(chapters=3, sentences=6)
    found = outlined(document, SummaryRequest(words=40))
    assert [section.section for section in found.sections] == [f"Chapter {n}" for n in range(3)]
    assert sum(section.sentences for section in found.sections) == found.sentences == 18
    assert sum(section.cited for section in found.sections) == len(found.picked)
    for section in found.sections:
        assert "Chapter" not in document.text[section.start : section.end]


def test_long_text_is_weighed_in_pieces_and_no_chapter_is_out_of_reach() -> None:
    document = book(chapters=8, sentences=60)
    assert 4 * AT_ONCE < 8 * 60
    request = SummaryRequest(words=40, focus="Where lay the treasure of captain Brandt?")
    found = outlined(document, request)
    assert found.sentences == 480
    assert found.picked
    assert all("treasure" in item.text for item in found.picked)


def test_text_without_a_sentence_gives_nothing() -> None:
    found = outlined(make_document(""))
    assert (found.picked, found.sentences, found.words, found.sections) == ((), 0, 0, ())


PRICES = "\n".join(f"Room: {room} · Nights: {room % 7 + 1}" for room in range(1, 31))


def test_a_long_table_is_told_by_what_it_holds() -> None:
    document = make_document(PRICES, title="Prices")
    found = outlined(document, SummaryRequest())
    (picked,) = found.picked
    assert picked.text == "A table of 30 rows: Room (1 to 30), Nights (1 to 7)."
    assert picked.evidence.text == PRICES.splitlines()[0]
    assert found.is_gist
    assert [section.cited for section in found.sections] == [30]


def test_what_else_a_document_of_tables_says_is_told_in_its_place() -> None:
    few = "\n".join(f"Bed: {size} · Width: {size * 40} cm" for size in (2, 3, 4))
    text = f"# Rooms\n\n{PRICES}\n\n# Beds\n\n{few}\n\n# Rules\n\nNobody may smoke in bed."
    found = outlined(make_document(text, title="Prices"), SummaryRequest(words=100))
    told = [item.text for item in found.picked]
    assert told[0].startswith("A table of 30 rows")
    assert told[1:] == [*few.splitlines(), "Nobody may smoke in bed."]
    found = outlined(make_document(text, title="Prices"), SummaryRequest(words=33))
    assert [item.text for item in found.picked][1:] == [
        "A table of 3 rows: Bed (2 to 4), Width (80 cm to 160 cm).",
        "Nobody may smoke in bed.",
    ]


def test_tables_are_told_as_far_as_there_are_words() -> None:
    few = "\n".join(f"Bed: {size} · Width: {size * 40} cm" for size in (2, 3, 4))
    text = "\n\n".join(f"# Room {room}\n\n{few}" for room in range(50))
    found = outlined(make_document(text, title="Beds"), SummaryRequest(words=60))
    assert sum(len(item.text.split()) for item in found.picked) <= 75


def test_tables_of_text_are_told_by_their_rows() -> None:
    said = "It was agreed that the work begins after the summer, if there is enough money for it."
    rows = "\n".join(f"Item: {item} · Said: {said} · Action: {said}" for item in range(12))
    found = outlined(make_document(rows, title="Minutes"), SummaryRequest())
    assert all(item.text == item.evidence.text for item in found.picked)


def test_a_table_in_a_text_does_not_make_it_one_of_tables() -> None:
    text = f"{NEWS * 9}\n\n{PRICES}"
    assert all(not item.table for item in outlined(make_document(text)).picked)


def test_what_is_to_be_answered_first_is_looked_for_in_the_rows() -> None:
    request = SummaryRequest(focus="How many nights is room 9?")
    assert all(not item.table for item in outlined(make_document(PRICES), request).picked)
