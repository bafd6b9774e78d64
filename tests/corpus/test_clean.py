from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.clean import find_clutter
from tests.corpus import clutter_examples as examples

SENTENCE = "The council voted on Monday to reopen the northern ferry before the summer."
CAPTION = "Councillors voted Monday to reopen the northern ferry before summer starts.(AP)"


def clutter(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_clutter(text)]


def precision_and_recall(lines: Sequence[str], text: Sequence[str]) -> tuple[float, float]:
    found = sum(clutter(line) == [line] for line in lines)
    wrong = sum(bool(clutter(line)) for line in text)
    return found / (found + wrong), found / len(lines)


def test_labelled_lines() -> None:
    precision, recall = precision_and_recall(examples.CLUTTER, examples.TEXT)
    assert precision >= 0.98
    assert recall == 1.0


def test_lines_labelled_after_the_rules_were_finished() -> None:
    precision, recall = precision_and_recall(examples.LATER_CLUTTER, examples.LATER_TEXT)
    assert precision >= 0.98
    assert recall >= 0.9


def test_the_leading_date_is_clutter() -> None:
    assert clutter(f" date 2024-11-16 {SENTENCE}") == ["date 2024-11-16"]


@pytest.mark.parametrize(
    "line", ["-----Original Message-----", "---------- Weitergeleitete Nachricht ---------"]
)
def test_a_ruled_line_round_words_is_clutter_only_above_the_header_of_a_message(line: str) -> None:
    header = "Von: Ann Poe\nGesendet: 3. Mai 2024\nAn: Ben"
    assert clutter(f"Hi\n\n{line}\n{header}\n\n{SENTENCE}") == [line]
    assert clutter(f"{line}\n\n{header}\n\n{SENTENCE}") == [line]
    assert clutter(f"{line}\nFlour: 500 g\nButter: 90 g\n\n{SENTENCE}") == []


def test_a_caption_glued_to_its_paragraph_is_clutter() -> None:
    assert clutter(f"date 2024-11-16 {SENTENCE} {CAPTION}\n\nThe vote was close.") == [
        "date 2024-11-16",
        CAPTION,
    ]


def test_an_agency_after_a_sentence_that_repeats_nothing_is_text() -> None:
    assert clutter(f"{SENTENCE} A final decision on fares is due next year. (AP)") == []


def test_a_photo_credit_marks_a_caption_anywhere() -> None:
    caption = "A gull rests on the empty pier. (AP Photo/Jane Doe)"
    assert clutter(f"{SENTENCE} {caption}\n\n{SENTENCE}") == [caption]


def test_a_byline_is_one_only_at_an_end_of_the_text() -> None:
    paragraphs = [SENTENCE] * 10
    inside = "\n\n".join([*paragraphs, "By Jane Doe", *paragraphs])
    assert clutter(inside) == []
    assert clutter(f"By Jane Doe\n\n{inside}") == ["By Jane Doe"]


def test_an_article_keeps_its_text() -> None:
    article = (
        f"By Jane Doe\n\n{SENTENCE}\n\nAlso read: How the ferry was lost\n\n"
        "By Friday, the ministers had agreed.\n\nWith inputs from (AP)"
    )
    assert clutter(article) == [
        "By Jane Doe",
        "Also read: How the ferry was lost",
        "With inputs from (AP)",
    ]


@given(
    st.lists(
        st.sampled_from((SENTENCE, CAPTION, "Also read: x", "(AP)", "\n", "\u2028", "\f", " ", "é"))
        | st.text(max_size=5)
    ).map("".join)
)
def test_spans_are_exact_sorted_and_trimmed(text: str) -> None:
    end = 0
    for span in find_clutter(text):
        assert end <= span.start < span.end <= len(text)
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        end = span.end


@pytest.mark.parametrize("line", ["Also read: a\n", "\tAlso read: a ", "Also read: a\r"])
def test_white_space_around_a_line_is_not_clutter(line: str) -> None:
    assert clutter(line) == ["Also read: a"]
