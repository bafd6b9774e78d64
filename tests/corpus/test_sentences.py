from __future__ import annotations

import pytest
from hypothesis import given

from assistant.corpus.sentences import sentence_spans
from tests.corpus.texts import texts


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["He met the U.S. President.", "Mr. Smith said nothing."],
        ["The law passed in the U.S.", "The president signed it."],
        ["J. K. Rowling wrote it.", "J.R.R. Tolkien did not."],
        ["See No. 5 on 3.14 pages.", "Then see Fig. 2."],
        ["It opens in May.", "Governor Hill said so on Jan. 5."],
        ["The EU met on 5 Oct.", "Ministers agreed in Mar. 2019."],
        ["Lt. Gen. Smith and Sen. Joe Doe met at 10 a.m. on Jan. 5.", "They left."],
        ["Total incl. VAT 8,972.00.", "It is 7,540.00 excl. VAT."],
        ['"Why?" he asked.', '"Go!" she said.'],
        ["“We go on. We stop.”", "The end."],
        ["(It was late.)", "They left."],
        ["Look [see below.]", "Then read on."],
        ["Visit https://a.example/b.c?d=e.f&g=1.5.", "Then go."],
        ["Version 2.0.1 costs $3.50.", "It rose 4.5 per cent."],
        ["1. Buy milk.", "2. Sell eggs."],
        ["In 2020, Yahoo! Inc. bought it.", "What?", "Who!"],
        ["Is it blood type B.", "She left."],
    ],
)
def test_sentences(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["Am 3. März kam Dr. Holt, z. B. zum 5. Mai.", "Es kamen ca. 40 Personen."]),
        ("fr", ["M. Holt est là.", "« Où est-elle ? » demanda Mme Ruiz.", "Elle part."]),
        ("es", ["La Dra. Ruiz vive en la Av. Mayor.", "¿Dónde está?", "¡Qué bien!"]),
        ("tr", ["Sayın Dr. Holt 3 Mart 2021'de geldi.", "Nerede?"]),
        ("ar", ["أين هي؟", "غادرت في التاسعة!", "ثم عادت."]),
    ],
)
def test_other_languages(language: str, expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[a:b] for a, b in sentence_spans(text, 0, None, language)] == expected


def test_scripts_without_spaces() -> None:
    expected = ["会议于2021年举行。", "2022年又举行了一次。", "她问：“在哪里？”", "她离开了！"]
    text = "".join(expected)
    assert [text[a:b] for a, b in sentence_spans(text, 0, None, "zh")] == expected


def test_a_blank_line_always_ends_a_sentence() -> None:
    assert sentences("Dear Mr.\n\nSmith is here") == ["Dear Mr.", "Smith is here"]


def test_only_the_given_range_is_read() -> None:
    text = "One. Two three. Four."
    assert [text[span.start : span.end] for span in sentence_spans(text, 5, 15)] == ["Two three."]


def test_odd_white_space_before_an_initial_is_survived() -> None:
    assert sentences("It ended.\u2028\u2029Z. Smith won.\u0085") == ["It ended.", "Z. Smith won."]


@given(texts())
def test_sentences_are_exact_and_lose_nothing(text: str) -> None:
    end = 0
    for span in sentence_spans(text):
        assert span.start < span.end
        assert not text[end : span.start].strip()
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        end = span.end
    assert not text[end:].strip()
