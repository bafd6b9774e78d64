"""Words as the documents spell them: the index's vocabulary says what a mistyped word may mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.language.words import fold, stem, words
from assistant.search.database import Database
from assistant.search.lexical import document_frequency, match_query

LONG = 8
"""Letters of a stem from which two slips are corrected; below, one."""

_SAMPLE = 20
"""Passages that are looked into for the whole word behind a stem of the index."""

_VOCABULARY = """
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, passages_fts, row)
"""


def spelled(database: Database, word: str) -> str | None:
    """The word of the documents that a word they lack is most likely meant for.

    It begins with the same letter and is one slip away, a long one two: a letter too many, too few,
    another one, or two that changed places (optimal string alignment). Of equally near ones the
    most frequent wins. None where the documents have the word, or none like it.
    """
    typed = stem(fold(word))
    if not typed or document_frequency(database, word):
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(typed) >= LONG else 1
    known = _terms_like(database, typed, slips)
    near = process.extract(typed, list(known), scorer=OSA.distance, score_cutoff=slips, limit=None)
    if not near:
        return None
    term, *_ = min(near, key=lambda found: (found[1], -known[found[0]], found[0]))
    forms = _forms(database, term)
    return min(forms, key=lambda form: (OSA.distance(fold(word), form), -forms[form], form))


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


def _forms(database: Database, term: str) -> Counter[str]:
    """The words that have this stem, in some passages that hold it."""
    sql = (
        "SELECT title, section, text FROM passages_fts "
        f"WHERE passages_fts MATCH ? ORDER BY rowid LIMIT {_SAMPLE}"
    )
    found: Sequence[tuple[str, ...]] = database.rows(sql, (match_query([term]),))
    told = (word for parts in found for part in parts for word in words(part or ""))
    return Counter(word for word in told if stem(word) == term) or Counter([term])
