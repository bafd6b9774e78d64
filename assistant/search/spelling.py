"""Words as the documents spell them: the index's vocabulary says what a mistyped word may mean."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.words import fold, stem, words
from assistant.search.database import Database
from assistant.search.lexical import document_frequency, match_query

LONG = 8
"""Letters from which two slips are corrected; below, one."""

_STEMS = 8
"""Stems of the index whose words are compared: the nearest."""

_SAMPLE = 20
"""Passages that are looked into for the words behind a stem."""

_VOCABULARY = """
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, passages_fts, row)
"""


def spelled(database: Database, word: str) -> str | None:
    """The word of the documents that a word they lack is most likely meant for.

    It begins with the same letter and is one slip away, a long one two: a letter too many, too few,
    another one, or two that changed places (optimal string alignment). A word with an ending that
    the documents do not have is no slip. Of equally near ones the most frequent wins. None where
    the documents have the word, or none like it.
    """
    typed = fold(word)
    if not stem(typed) or document_frequency(database, word):
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(typed) >= LONG else 1
    known = _terms_like(database, stem(typed), slips + 1)
    near = process.extract(
        stem(typed), list(known), scorer=OSA.distance, score_cutoff=slips + 1, limit=_STEMS
    )
    forms = {form: known[term] for term, *_ in near for form in _forms(database, term)}
    apart = {
        form: OSA.distance(typed, form)
        for form in forms
        if form[0] == typed[0] and not typed.startswith(form)
    }
    meant = [form for form in apart if apart[form] <= slips]
    return min(meant, key=lambda form: (apart[form], -forms[form], form), default=None)


def _terms_like(database: Database, typed: str, slips: int) -> dict[str, int]:
    """Stems with the first letter and about the length of one, and in how many passages each is."""
    database.rows(_VOCABULARY)
    sql = (
        "SELECT term, doc FROM temp.vocabulary WHERE term >= ? AND term < ? "
        "AND length(term) BETWEEN ? AND ?"
    )
    first = typed[0]
    bounds = (first, chr(ord(first) + 1), len(typed) - slips, len(typed) + slips)
    return dict(database.rows(sql, bounds))


def _forms(database: Database, term: str) -> set[str]:
    """The words that have this stem, in some passages that hold it."""
    sql = (
        "SELECT title, section, text FROM passages_fts "
        f"WHERE passages_fts MATCH ? ORDER BY rowid LIMIT {_SAMPLE}"
    )
    found: Sequence[tuple[str, ...]] = database.rows(sql, (match_query([term]),))
    told = (word for parts in found for part in parts for word in words(part or ""))
    return {word for word in told if stem(word) == term}
