"""Words as the documents spell them: the index's vocabulary says what a mistyped word may mean."""

from __future__ import annotations

from collections.abc import Callable

from assistant.language.words import fold, stem, words

LONG = 8
"""Letters from which two slips are corrected; below, one."""

_STEMS = 8
"""Stems of the index whose words are compared: the nearest."""

_SAMPLE = 20
"""Passages that are looked into for the words behind a stem."""


def spelled(
    word: str,
    terms_like: Callable[[str, int, int], dict[str, int]],
    texts_with: Callable[[str, int], list[str]],
) -> str | None:
    """The word of the documents that a word they lack is most likely meant for.

    It begins with the same letter and is one slip away, a long one two: a letter too many, too few,
    another one, or two that changed places (optimal string alignment). A word with an ending that
    the documents do not have is no slip. Of equally near ones the most frequent wins. None where
    the documents have none like it.

    Args:
        word: as a person typed it.
        terms_like: as `Collection._terms_like`.
        texts_with: as `Collection._texts_with`.
    """
    typed = fold(word)
    if not stem(typed):
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(typed) >= LONG else 1
    length = len(stem(typed))
    known = terms_like(stem(typed)[0], length - slips - 1, length + slips + 1)
    near = process.extract(
        stem(typed), list(known), scorer=OSA.distance, score_cutoff=slips + 1, limit=_STEMS
    )
    forms = {form: known[term] for term, *_ in near for form in _forms(term, texts_with)}
    apart = {
        form: OSA.distance(typed, form)
        for form in forms
        if form[0] == typed[0] and not typed.startswith(form)
    }
    meant = [form for form in apart if apart[form] <= slips]
    return min(meant, key=lambda form: (apart[form], -forms[form], form), default=None)


def _forms(term: str, texts_with: Callable[[str, int], list[str]]) -> set[str]:
    """The words that have this stem, in some passages that hold it."""
    told = (word for text in texts_with(term, _SAMPLE) for word in words(text))
    return {word for word in told if stem(word) == term}
