"""Lexical search: BM25 over SQLite's full-text index, with queries that any text may enter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from assistant.search.database import Database
from assistant.search.rows import PASSAGES
from assistant.search.vectors import Rowids

BM25_WEIGHTS = (1.0, 1.0, 1.0)
"""How much a word counts in the title, the section's heading and the passage itself."""

FREQUENT = 5_000
"""A term in more passages than this brings up none by itself where rarer ones bring up enough."""

PASSING = 3
"""A filter that lets more than one in so many pass is looked at after the search."""

_SEARCH = "SELECT rowid, -bm25(passages_fts, ?, ?, ?) AS score FROM passages_fts"
_MATCH = "WHERE passages_fts MATCH ?"
# The + keeps SQLite from running the query once for each allowed row.
_AMONG = "AND +rowid IN (SELECT value FROM json_each(?))"
_BEST = "ORDER BY score DESC, rowid LIMIT ?"

_VOCABULARY = """
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, passages_fts, row)
"""


def lexical_search(
    database: Database, terms: Sequence[str], limit: int, allowed: Rowids | None
) -> list[tuple[int, float]]:
    """See `Collection.lexical_search`."""
    query = match_query(terms)
    if not query:
        return []
    if allowed is None:
        return _best(database, terms, limit)
    ((every,),) = database.rows(f"SELECT {database.dialect.last_passage}")
    if len(allowed) * PASSING > every:
        # So many pass that the best of all, half as many again as should do, hold enough of them.
        enough = 3 * limit * every // (2 * len(allowed)) + 1
        best = _best(database, terms, enough)
        passing = np.isin([row for row, _ in best], allowed)
        found = [hit for hit, passes in zip(best, passing, strict=True) if passes]
        if len(found) >= limit or len(best) < enough:
            return found[:limit]
    # To find what matches is quick; each row that SQLite is told to choose from costs it more.
    matching = database.rowids(f"SELECT rowid AS id FROM passages_fts {_MATCH}", (query,))
    among = json.dumps(matching[np.isin(matching, allowed, kind="table")].tolist())
    return database.rows(
        f"{_SEARCH} {_MATCH} {_AMONG} {_BEST}", (*BM25_WEIGHTS, query, among, limit)
    )


def _best(database: Database, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
    """The best passages with a rare term, scored by all terms.

    BM25 costs SQLite most of a microsecond for each passage that holds any term: with some in
    every twentieth passage of a million, that is most of a search. It is a sum over terms, so
    a passage without a frequent one has its whole score from the rare ones, and the best of
    both queries are the best of all that hold a rare one.
    """
    counts = {term: document_frequency(database, term) for term in terms}
    rare = parted(counts, limit)
    frequent = [term for term in counts if counts[term] and term not in rare]
    queries = [match_query(rare if frequent else terms)]
    if frequent:
        queries.append(f"({match_query(rare)}) AND ({match_query(frequent)})")
    sql = f"{_SEARCH} {_MATCH} {_BEST}"
    found = (database.rows(sql, (*BM25_WEIGHTS, query, limit)) for query in queries)
    scores: dict[int, float] = dict(chain.from_iterable(found))
    return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]


def parted(counts: Mapping[str, int], limit: int) -> list[str]:
    """The terms that bring passages up, and do not only weigh what others bring up.

    They are the rare ones, of which one at least stands in `limit` passages, or all.

    Args:
        counts: in how many passages each term stands.
        limit: how many passages are asked for.
    """
    ascending = sorted((term for term in counts if counts[term]), key=counts.__getitem__)
    rare = [term for term in ascending if counts[term] <= FREQUENT]
    if not rare or counts[rare[-1]] < limit:
        rare = ascending[: len(rare) + 1]
    return rare


def document_frequency(database: Database, term: str) -> int:
    """In how many passages a term occurs."""
    query = match_query([term])
    if not query:
        return 0
    ((count,),) = database.rows(f"SELECT count(*) FROM passages_fts {_MATCH}", (query,))
    return int(count)


def mentioning(database: Database, words: Sequence[str], allowed: Rowids | None) -> list[int]:
    """Rows of all passages that hold each of the words, best first; see `Collection.mentioning`."""
    quoted = [part for part in map(_quoted, words) if part]
    if not quoted:
        return []
    sql = f"SELECT rowid FROM passages_fts {_MATCH} ORDER BY bm25(passages_fts), rowid"
    found = [row for (row,) in database.rows(sql, (" AND ".join(quoted),))]
    kept = None if allowed is None else set(allowed.tolist())
    return [row for row in found if kept is None or row in kept]


def mentions(database: Database, document_ids: Sequence[str], term: str) -> bool:
    """See `Collection.mentions`."""
    query = match_query([term])
    if not query:
        return False
    sql = (
        f"SELECT 1 FROM {PASSAGES} JOIN passages_fts ON passages_fts.rowid = passages.id {_MATCH} "
        "AND documents.id IN (SELECT value FROM json_each(?)) LIMIT 1"
    )
    return bool(database.rows(sql, (query, json.dumps(document_ids))))


def terms_like(database: Database, first: str, shortest: int, longest: int) -> dict[str, int]:
    """See `Collection._terms_like`."""
    database.rows(_VOCABULARY)
    sql = (
        "SELECT term, doc FROM temp.vocabulary WHERE term >= ? AND term < ? "
        "AND length(term) BETWEEN ? AND ?"
    )
    return dict(database.rows(sql, (first, chr(ord(first) + 1), shortest, longest)))


def texts_with(database: Database, term: str, most: int) -> list[str]:
    """See `Collection._texts_with`."""
    sql = f"SELECT title, section, text FROM passages_fts {_MATCH} ORDER BY rowid LIMIT ?"
    rows = database.rows(sql, (match_query([term]), most))
    return [part for parts in rows for part in parts if part]


def match_query(terms: Iterable[str]) -> str:
    """An FTS5 query for passages with any of `terms`, whatever characters these hold.

    Each term becomes a quoted string, in which only the quote itself is special: operators,
    wildcards and column names of the query language are plain words. A term of several
    words matches as a phrase. Empty where no term holds anything to search for.
    """
    quoted = (_quoted(term) for term in terms)
    return " OR ".join(part for part in quoted if part)


def _quoted(term: str) -> str:
    # SQLite ends a query at a NUL, and takes no half of a surrogate pair.
    clean = term.replace("\0", " ").encode("utf-8", "replace").decode("utf-8").strip()
    doubled = clean.replace('"', '""')
    return f'"{doubled}"' if doubled else ""
