"""BM25 in SQL, of texts as a `tsvector` has them.

PostgreSQL has no BM25, and to count a word it takes a whole text apart. But `ts_rank` of one word
is the sum of 1/j² for j = 1 … n, where n is how often the word stands there, divided by π²/6. What
the sum lacks of π²/6 is so near to 1/(n + ½) that n comes out of it exactly, up to the 256 places
of a word that a `tsvector` keeps. The rank can also be had divided by the length of the text, and
so the two tell that length.

The average length is stored nowhere. It is that of all passages while they are few, else of some.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from assistant.search.postgres.words import lexemes, word_query
from assistant.search.tables import Condition, Parameter

K1, B = 1.2, 0.75
"""How soon a word stops to count more, and how much the length counts: as in SQLite's FTS5."""

LEAST_WEIGHT = 1e-6
"""Of a word that stands in half of the passages or more; as in FTS5."""

SAMPLED = 1_000
"""So many passages, evenly spread, say how long one is on average."""

AVERAGE_LENGTH = """
    SELECT avg(coalesce((SELECT sum(cardinality(positions)) FROM unnest(words)), 0))::float8
    FROM passages WHERE id IN (
        SELECT (SELECT min(id) FROM passages WHERE id >= at) FROM generate_series(1, ?, ?) AS at
    )
"""
"""How many words a passage has; of the highest id, and of how far apart those asked are."""

_RANK = "ts_rank('{1, 1, 1, 1}', words,"

_TIMES = f"""CASE
    WHEN cardinality(parts) = 1
    THEN round(1 / (pi() * pi() / 6 - 1.64493406685 * {_RANK} query)) - 0.5)
    WHEN words @@ query
    THEN (SELECT count(*) FROM (
        SELECT FROM unnest(words) JOIN unnest(parts) WITH ORDINALITY AS part (lexeme, nth)
        USING (lexeme) CROSS JOIN unnest(positions) AS place
        GROUP BY place - nth HAVING count(*) = cardinality(parts)
    ) AS begun)
    ELSE 0
END"""
"""How often a term of these `parts` stands in a passage, as one word or as a phrase."""

_SCORE = f"""(
    WITH asked AS MATERIALIZED (
        SELECT query::tsquery, string_to_array(phrase, ' ') AS parts, weight
        FROM unnest(?::text[], ?::text[], ?::float8[]) AS given (query, phrase, weight)
    )
    SELECT sum(weight * {K1 + 1} * times / (times + {K1} * ({1 - B} + {B} * length)))
    FROM (
        SELECT {_RANK} ?::tsquery)::float8 / {_RANK} ?::tsquery, 2) / ?::float8 AS length OFFSET 0
    ) AS passage CROSS JOIN asked CROSS JOIN LATERAL (SELECT {_TIMES} AS times OFFSET 0) AS counted
)"""


def scored(counts: Mapping[str, int], passages: int, average: float) -> Condition:
    """The score of a passage that holds one of the terms at least: a sum over all of them.

    Args:
        counts: in how many passages each term stands.
        passages: how many there are.
        average: how many words one has.
    """
    phrases: dict[str, str] = {}
    weights: dict[str, float] = {}  # of forms that have one stem, one counts
    for term, count in counts.items():
        if count:  # while somebody writes, there may be more of them than passages
            rarity = math.log((max(passages - count, 0) + 0.5) / (count + 0.5))
            phrases[query := word_query(term)] = " ".join(lexemes(term))
            weights[query] = max(rarity, LEAST_WEIGHT)
    any_of_them = " | ".join(f"({query})" for query in phrases)
    given: list[Parameter] = [list(phrases), list(phrases.values()), list(weights.values())]
    return _SCORE, [*given, any_of_them, any_of_them, average]
