"""Which operation over the rows of a table a query asks for, of those that code works out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

LOOKUP = "lookup"
"""All that is none of them: a cell, a list, a difference, the second largest."""

TABLES = Path(__file__).parents[1] / "training/tables"

_BOUNDS = {">": "over", ">=": "from", "<": "under", "<=": "to"}
_SUMS = {"COUNT(*)": "count", "SUM": "sum", "AVG": "mean"}
_NUMBER = r"-?[\d.]+(?![\w:-])"
_BOUND = re.compile(rf"\w+ (>=|<=|>|<) {_NUMBER}")
# Several tables or queries, alternatives, and comparisons with another cell, a text or nothing.
_MORE = re.compile(
    r"FROM t a\b|\(SELECT|OFFSET|GROUP BY| OR |\bCASE\b|UNION|BETWEEN|IS NULL"
    rf"|(?<!<)(?:[<>]=?|=) (?!{_NUMBER}|'|\()|[<>]=? '"
)
_OF_TWO = re.compile(
    r"SELECT CASE WHEN a\.(\w+) ([<>]) b\.\1 THEN (?!'Yes'|'No').+? ELSE .+? END AS \w+,? .*"
    r"FROM t a, t b WHERE .*"
)
_SUMMED = re.compile(r"SELECT (COUNT\(\*\)|SUM|AVG)(?:\(\w+\))? AS \w+ FROM t(?: WHERE .*)?")
_FIRST = re.compile(r"SELECT (.*) FROM t(?: WHERE .*)? ORDER BY (\w+)( DESC)? LIMIT 1")
_LISTED = re.compile(r"SELECT .* FROM t WHERE (?!.* (?:AND|ORDER BY) ).*")


def operation_of(query: str) -> str:
    """The operation of a query in SQL over the table `t`; `LOOKUP` for an empty one."""
    query = " ".join(query.split())
    if two := _OF_TWO.fullmatch(query):
        return "max" if two[2] == ">" else "min"
    if _MORE.search(query):
        return LOOKUP
    bounds = _BOUND.findall(query)
    if summed := _SUMMED.fullmatch(query):
        if bounds:
            return _BOUNDS[bounds[0]] if len(bounds) == 1 and "COUNT" in query else LOOKUP
        return _SUMS[summed[1]]
    if (first := _FIRST.fullmatch(query)) and not bounds:
        return LOOKUP if f"AS {first[2]}" in first[1] else "max" if first[3] else "min"
    if _LISTED.fullmatch(query) and len(bounds) == 1:
        return _BOUNDS[bounds[0]]
    return LOOKUP


def asked_of_tables() -> Iterator[tuple[int, str, str]]:
    """Questions in people's words: the number of the table, the question, the operation."""
    for number, path in enumerate(sorted(TABLES.glob("*.jsonl"))):
        for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield number, line["question"], operation_of(line["query"])
