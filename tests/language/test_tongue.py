"""Which language a text is in."""

from __future__ import annotations

import pytest
import yaml

from assistant.language.tongue import language_of
from benchmarks.languages import PARALLEL


def test_passages_and_questions_of_seven_languages() -> None:
    """Some short questions in Chinese pass for Wu, which is written alike."""
    told = [
        (language, language_of(text))
        for one in yaml.safe_load(PARALLEL.read_text(encoding="utf-8"))
        for language, texts in one.items()
        for text in texts
    ]
    wrong = [pair for pair in told if pair[0] != pair[1]]
    assert len(wrong) <= 0.01 * len(told)
    assert [pair for pair in wrong if "en" in pair] == [("de", "en")]  # "Wer hat Basketball …?"


@pytest.mark.parametrize("text", ["", "12", "xyz 12", "Solar · 2024: 96", "Tiskra Solo 40"])
def test_what_is_too_short_to_tell_is_taken_for_english(text: str) -> None:
    assert language_of(text) == "en"
