"""Lexical search: BM25 over SQLite's full-text index, with queries that any text may enter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from assistant.search.database import Database
from assistant.search.rows import PASSAGES
from assistant.search.vectors import Rowids

BM25_WEIGHTS = (1.0, 1.0, 1.0)
"""How much a word counts in the title, the section's heading and the passage itself."""

FREQUENT = 5_000
"""A term in more passages than this brings up none by itself where rarer ones bring up enough."""

_SEARCH = "SELECT rowid, -bm25(passages_fts, ?, ?, ?) AS score FROM passages_fts"
_MATCH = "WHERE passages_fts MATCH ?"
# The + keeps SQLite from running the query once for each allowed row.
_AMONG = "AND +rowid IN (SELECT value FROM json_each(?))"
_BEST = "ORDER BY score DESC, rowid LIMIT ?"


def lexical_search(
    database: Database, terms: Sequence[str], limit: int, allowed: Rowids | None
) -> list[tuple[int, float]]:
    """See `Collection.lexical_search`."""
    query = match_query(terms)
    if not query:
        return []
    if allowed is None:
        return _best(database, terms, limit)
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
    rare, frequent = _parted(database, terms, limit)
    queries = [match_query(rare)]
    if frequent:
        queries.append(f"({match_query(rare)}) AND ({match_query(frequent)})")
    sql = f"{_SEARCH} {_MATCH} {_BEST}"
    found = (database.rows(sql, (*BM25_WEIGHTS, query, limit)) for query in queries)
    scores: dict[int, float] = dict(chain.from_iterable(found))
    return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]


def _parted(
    database: Database, terms: Sequence[str], limit: int
) -> tuple[Sequence[str], Sequence[str]]:
    """The rare terms, of which one at least stands in `limit` passages, and the frequent ones."""
    counts = {term: document_frequency(database, term) for term in terms}
    ascending = sorted((term for term in counts if counts[term]), key=counts.__getitem__)
    rare = [term for term in ascending if counts[term] <= FREQUENT]
    if not rare or counts[rare[-1]] < limit:
        rare = ascending[: len(rare) + 1]
    frequent = ascending[len(rare) :]
    return (rare, frequent) if frequent else (terms, ())


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
