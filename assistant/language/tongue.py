"""Which language a text is written in; the only importer of py3langid.

M. Lui and T. Baldwin, "langid.py: An Off-the-shelf Language Identification Tool", 2012: byte
n-grams, 97 languages, 4.5 MB that come with the library. Loading takes half a second and 100 MB.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

ENGLISH = "en"

# How likely English is beside the likeliest language, at least. In benchmarks/languages it was at
# most .016 where a text was not English; of 700 English paragraphs, .057 at least.
_ENGLISH = 0.03
# More says no more, and costs more.
_SAMPLE = 1_000


def language_of(text: str) -> str:
    """The code of ISO 639-1; English where the text is too short or too odd to tell."""
    return _tell(text[:_SAMPLE])


@lru_cache(maxsize=4)  # the same text is asked about again at once
def _tell(sample: str) -> str:
    likely: dict[str, float] = dict(_identifier().rank(sample))
    best = max(likely, key=likely.__getitem__)
    return ENGLISH if likely[ENGLISH] >= _ENGLISH * likely[best] else best


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
