from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.present.printable import dumps, one_line, printable

BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jcleared", "cleared"),
        ("\x1b]0;a new title\x07text", "]0;a new titletext"),
        ("over\rwritten", "overwritten"),
        ("a\x08b\x00c\x7fd", "abcd"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041", "tag"),
        ("half \ud800", "half "),
    ],
)
def test_nothing_is_left_for_the_terminal_to_obey(hostile: str, shown: str) -> None:
    assert printable(hostile) == shown


@pytest.mark.parametrize(
    "text", ["[red]not markup[/red]", "naïve café, 北京, العربية", "👩‍👩‍👧", "می‌خواهم", "a\tb\nc"]
)
def test_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_one_line_has_no_breaks_and_joins_no_words() -> None:
    assert one_line(" a\n\n b\r\nc\x0cd\u2028e\x1b[1mf ") == "a b c d ef"


@given(st.text(st.characters()))
def test_whatever_comes_in_can_be_written_to_a_terminal(text: str) -> None:
    shown = one_line(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(character) for character in shown} & BIDI_CONTROLS


@given(st.text())
def test_json_reads_back_exactly(text: str) -> None:
    written = dumps({"text": text})
    written.encode("utf-8")
    assert json.loads(written) == {"text": text}


def test_json_writes_what_is_not_printable_as_an_escape() -> None:
    assert dumps("né\x9b\u202e\U000e0041\ud800") == '"né\\u009b\\u202e\\udb40\\udc41\\ud800"'
