from __future__ import annotations

import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.forms import BASE, base, forms, is_past
from assistant.language.words import content_stems, content_words, fold, stem, stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Taxes on goods.", ["taxes", "on", "goods"]),
        ("2,500.75 tonnes", ["2,500.75", "tonnes"]),
        ("It ended 2-0, then 3.", ["it", "ended", "2", "0", "then", "3"]),
        ("Trump's plan", ["trump", "s", "plan"]),
        ("São Paulo, Zürich, Łódź", ["sao", "paulo", "zurich", "łodz"]),
        ("snake_case", ["snake", "case"]),
        (
            "the rate¹ of 12² km² and 10⁶",
            ["the", "rate", "1", "of", "12", "2", "km2", "and", "10", "6"],
        ),
        ("— … !", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Élysée", "elysee"), ("MÜLLER", "muller"), ("ABC", "abc"), ("Erdoğan", "erdogan")],
)
def test_fold_lowers_and_drops_diacritics(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_composed_and_decomposed_text_has_the_same_words(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", composed)
    assert words(composed) == words(decomposed)


@given(st.text())
def test_content_words_are_words_in_order(text: str) -> None:
    rest = iter(words(text))
    assert all(word in rest for word in content_words(text))
    assert len(stems(text)) == len(words(text))
    assert len(content_stems(text)) == len(content_words(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("told", "tell"),
        ("won", "win"),
        ("men", "man"),
        ("children", "child"),
        ("rose", "rises"),
        ("fell", "falling"),
        ("tariffs", "tariff"),
        ("increased", "increases"),
        ("visited", "visits"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("win", "wind"), ("import", "export"), ("rise", "fall"), ("sale", "salt")]
)
def test_different_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["visited", "tariffs", "walk", "bridge", ""])
def test_regular_words_are_left_to_the_stemmer(word: str) -> None:
    assert base(word) == word
    assert forms(word) == (word,)


def test_forms_start_with_the_word_and_hold_its_relatives() -> None:
    assert forms("told") == ("told", "tell")
    assert forms("write") == ("write", "wrote", "written")
    assert forms("men") == ("men", "man")


@pytest.mark.parametrize("form", sorted(BASE))
def test_a_base_form_has_no_base_of_its_own(form: str) -> None:
    assert base(base(form)) == base(form)
    assert form in forms(base(form))
    assert base(form) in forms(form)


def test_threads_do_not_mix_up_their_words() -> None:
    made = [f"{a}{b}ation" for a in "bcdfghklmnprst" for b in ("nal", "ris", "mend", "cert")]
    expected = [stem(word) for word in made]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            runs = [pool.submit(lambda: list(map(stem.__wrapped__, made))) for _ in range(40)]
            assert all(run.result() == expected for run in runs)
    finally:
        sys.setswitchinterval(before)


def test_past_forms_and_participles() -> None:
    assert all(map(is_past, "held made adopted signed written put read".split()))
    assert not any(map(is_past, "hold meeting need seed Alfred minutes men ii cast set".split()))
