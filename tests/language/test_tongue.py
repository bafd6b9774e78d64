"""Which language a text is in."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from assistant.language.tongue import language_of
from benchmarks.languages import PARALLEL


def test_passages_and_questions_of_seven_languages() -> None:
    """All are recognised but "Wer hat Basketball erfunden?" and eight short ones in Chinese.

    These pass for Wu, which is written alike; none of them is of the first ten subjects.
    """
    wrong = Counter(
        (place < 10, language, found)
        for place, one in enumerate(yaml.safe_load(PARALLEL.read_text(encoding="utf-8")))
        for language, texts in one.items()
        for found in map(language_of, texts)
        if found != language
    )
    assert wrong == {(False, "zh", "wuu"): 8, (False, "de", "en"): 1}


@pytest.mark.parametrize("text", ["", "12", "xyz 12", "Solar · 2024: 96", "Tiskra Solo 40"])
def test_what_is_too_short_to_tell_is_taken_for_english(text: str) -> None:
    assert language_of(text) == "en"
