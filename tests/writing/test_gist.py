"""The gist of a document: which sentences and tables are told of it, and what goes with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from assistant.corpus.split import split_passages
from assistant.records import DocumentInfo
from assistant.writing.gist import OPENS, TABLE_ROWS, TABLE_WORDS, gist_of
from tests.fakes import KnowingReader
from tests.search.samples import make_document
from tests.writing.samples import passage_of

CAME, SOLD, STUNG = (
    "The hives came in May.",
    "The honey is sold at the gate.",
    "Somebody was stung.",
)


def told(
    text: str,
    scores: Mapping[str, float],
    words: int = 90,
    *,
    limit: int = 90,
    a_table_word: float = 1.0,
    is_split: bool = True,
) -> list[str]:
    document = make_document(text)
    passages = [passage_of(document)]
    if is_split:
        passages = split_passages(
            document, lambda texts: [len(one.split()) for one in texts], limit
        )
    info, reader = DocumentInfo.of(document), KnowingReader(scores)
    found = gist_of(info, passages, reader, words, a_table_word)
    assert all(document.text[one.start : one.end] == one.text for one in found)
    return [one.text for one in found]


def test_the_best_sentences_are_told_in_the_order_of_the_text() -> None:
    text = f"{CAME} {SOLD} {STUNG}"
    scores = {CAME: 0.0, SOLD: 3.0, STUNG: 2.0}
    assert told(text, scores, words=10) == [SOLD, STUNG]
    assert told(text, scores, words=90) == [CAME, SOLD, STUNG]
    assert told(text, {CAME: 5.0}) == [CAME, SOLD, STUNG]  # however far behind the others are


def test_the_best_sentence_is_told_however_long_it_is() -> None:
    assert told(f"{CAME} {SOLD}", {SOLD: 3.0}, words=1) == [SOLD]


def test_what_opens_a_paragraph_is_a_little_ahead_of_what_goes_on() -> None:
    text = f"{STUNG} {CAME}\n\n{SOLD}"
    behind = {CAME: 2.0, SOLD: 2.0 - OPENS + 0.1}
    assert told(text, behind, words=7) == [SOLD]
    assert told(text, behind | {SOLD: 2.0 - OPENS - 0.1}, words=7) == [CAME]


def test_a_sentence_that_points_back_is_told_with_the_one_before_it_or_not_at_all() -> None:
    it = "It is in a jar."
    scores = {it: 4.0, SOLD: -4.0, STUNG: -1.0}
    assert told(f"{SOLD} {it}\n\n{STUNG}", scores, words=12) == [SOLD, it]
    assert told(f"{SOLD} {it}\n\n{STUNG}", scores | {STUNG: 5.0}, words=8) == [STUNG]


def test_what_points_back_is_told_with_what_stands_in_another_paragraph_or_passage() -> None:
    it, text = "It is in a jar.", f"{STUNG} {SOLD}"
    scores = {it: 4.0, SOLD: -4.0, STUNG: -9.0}
    assert told(f"{text}\n\n{it}", scores, words=12) == [SOLD, it]
    assert told(f"{text} {it}", scores, words=12, limit=9) == [SOLD, it]


def test_a_sentence_that_a_long_paragraph_goes_on_with_opens_none() -> None:
    text = f"{CAME} {STUNG} {SOLD}"
    scores = {CAME: 2.0, STUNG: 1.5, SOLD: 2.1}
    assert told(text, scores, words=8, limit=8) == [CAME, STUNG]  # two passages of one paragraph


def test_the_label_of_a_paragraph_is_not_told_and_what_follows_opens_it() -> None:
    text = f"Bees. {CAME} {STUNG}\n\nHoney: 3 jars. {SOLD}"
    scores = {"Bees.": 9.0, "Honey: 3 jars.": 8.0, CAME: 2.0, STUNG: 2.0 + OPENS - 0.1}
    assert told(text, scores, words=8) == [CAME, "Honey: 3 jars."]


def test_the_same_sentence_is_told_once_below_a_heading() -> None:
    scores = {CAME: 3.0, SOLD: 1.0}
    assert told(f"{CAME}\n\n{SOLD}\n\n{CAME}", scores) == [CAME, SOLD]
    assert told(f"# May\n\n{CAME}\n\n# June\n\n{CAME}", scores) == [CAME, CAME]


def test_where_words_are_written_together_two_letters_count_as_one() -> None:
    sentences = [f"蜜蜂在五月{number}日来到了花园后面。" for number in range(10, 40)]
    shown = told("".join(sentences), dict.fromkeys(sentences, 1.0), words=60)
    assert len(shown) == 60 // (len(sentences[0]) / 2)


def table(rows: int) -> str:
    return "\n".join(f"Hives: {row} · Honey: {2 * row} kg" for row in range(1, rows + 1))


def test_a_table_is_told_whole_where_its_rows_matter() -> None:
    rows = table(3).split("\n")
    text = f"{CAME}\n\n{table(3)}\n\n{SOLD}"
    matter = dict.fromkeys(rows, 3.0)
    assert told(text, {CAME: 2.0, **matter}, words=20, a_table_word=TABLE_WORDS) == [CAME, *rows]
    assert told(text, {CAME: 2.0, **matter}, words=20) == [CAME, SOLD]  # the rows have 21 words
    assert told(text, {CAME: 2.0, SOLD: 1.0, **dict.fromkeys(rows, -9.0)}, words=12) == [CAME, SOLD]


def test_a_table_that_is_too_long_takes_no_sentence_its_place() -> None:
    rows = table(TABLE_ROWS + 1)
    scores = {CAME: 1.0, **dict.fromkeys(rows.split("\n"), 5.0)}
    assert told(f"{rows}\n\n{CAME}", scores) == [CAME]
    assert told(f"{table(TABLE_ROWS)}\n\n{CAME}", scores, words=5) == [CAME]


def test_the_best_sentence_is_told_however_much_more_a_table_matters() -> None:
    matter = dict.fromkeys(table(3).split("\n"), 5.0)
    assert told(f"{CAME}\n\n{table(3)}", {CAME: 1.0, **matter}, words=5) == [CAME]


def test_of_tables_alone_that_are_too_long_the_best_row_is_told() -> None:
    text = f"# Hives\n\n{table(6)}\n\n# Jars\n\n{table(6)}"
    rows = table(6).split("\n")
    assert told(text, {rows[2]: 4.0}, words=6)[:1] == [rows[2]]


def test_a_document_that_is_a_table_is_told_in_its_best_rows() -> None:
    rows = table(TABLE_ROWS + 1).split("\n")
    assert told("\n".join(rows), {rows[4]: 3.0}, words=6) == [rows[4]]


def test_a_line_of_a_header_is_not_told() -> None:
    said = "The hives came in May and are behind the shed."
    text = f"From: Ann Poe\nDate: 3 May 2024, 09:12\nSubject: The hives\n\n{said}"
    assert told(text, {"Subject: The hives": 9.0, said: 1.0}) == [said]


def test_a_line_that_is_no_sentence_is_told_only_where_the_reader_takes_it_to_matter() -> None:
    said = "The roof leaks over the stage, and nobody may go there until the builder has been."
    shut = "The hall is shut from Monday to Friday of next week, and the office is open."
    items = ("- a new gutter", "Price 90 pounds", "Deposit: £187")
    lines = ("14 Tanner Street", said, *items, shut)
    scores = dict.fromkeys(lines, -6.0) | {said: 2.0, "Price 90 pounds": 1.0}
    assert told("\n\n".join(lines), scores, is_split=False) == list(lines[1:])


@pytest.mark.parametrize(
    "lines",
    [
        ("Oars", "Two boats", "One shed"),
        ("Feeds sixty people.", "40 herrings", "12 loaves of rye bread", "20 lemons"),
    ],
)
def test_lines_that_are_no_sentences_are_told_where_they_are_what_is_said(
    lines: Sequence[str],
) -> None:
    scores = dict.fromkeys(lines, -6.0)
    assert told("\n\n".join(lines), scores, is_split=False) == list(lines)
