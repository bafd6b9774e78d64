"""Which operation over rows a query that a person wrote asks for."""

from __future__ import annotations

import pytest

from benchmarks.operations import LOOKUP, TABLES, asked_of_tables, operation_of


@pytest.mark.parametrize(
    ("query", "operation"),
    [
        ("SELECT town, pop FROM t ORDER BY pop DESC LIMIT 1", "max"),
        ("SELECT town FROM t WHERE county = 'Veldra' ORDER BY pop LIMIT 1", "min"),
        (
            "SELECT CASE WHEN a.pop < b.pop THEN a.town ELSE b.town END AS less, a.pop AS one "
            "FROM t a, t b WHERE a.town = 'Ash' AND b.town = 'Oak'",
            "min",
        ),
        ("SELECT SUM(fee) AS total FROM t WHERE room = 'Great Hall'", "sum"),
        ("SELECT AVG(fee) AS mean FROM t", "mean"),
        ("SELECT COUNT(*) AS towns FROM t WHERE port = 'yes'", "count"),
        ("SELECT COUNT(*) AS towns FROM t WHERE port = 'yes' AND pop > 500", "over"),
        ("SELECT town, pop FROM t WHERE pop <= 1000.5", "to"),
        ("", LOOKUP),
        ("SELECT pop FROM t WHERE town = 'Ash'", LOOKUP),
        ("SELECT town FROM t ORDER BY pop DESC LIMIT 3", LOOKUP),  # the first three
        ("SELECT town FROM t ORDER BY pop DESC LIMIT 1 OFFSET 1", LOOKUP),
        ("SELECT town, new - old AS gain FROM t ORDER BY gain DESC LIMIT 1", LOOKUP),
        ("SELECT town, pop FROM t WHERE pop > 9 ORDER BY pop LIMIT 1", LOOKUP),
        ("SELECT COUNT(*) AS towns FROM t WHERE pop > 9 AND area < 5", LOOKUP),
        ("SELECT COUNT(*) AS towns FROM t WHERE new < old", LOOKUP),
        ("SELECT COUNT(*) AS towns FROM t WHERE founded > '1900-01-01'", LOOKUP),
        ("SELECT SUM(pop) AS total FROM t WHERE area > 5", LOOKUP),
        ("SELECT town FROM t WHERE pop > (SELECT pop FROM t WHERE town = 'Ash')", LOOKUP),
        (
            "SELECT CASE WHEN a.pop > b.pop THEN 'Yes' ELSE 'No' END AS verdict FROM t a, t b "
            "WHERE a.town = 'Ash' AND b.town = 'Oak'",
            LOOKUP,
        ),
    ],
)
def test_a_query_has_an_operation(query: str, operation: str) -> None:
    assert operation_of(query) == operation


def test_all_questions_of_the_tables_are_taken() -> None:
    found = list(asked_of_tables())
    assert len({number for number, *_ in found}) == len(list(TABLES.glob("*.csv")))
    assert {"max", "min", "sum", "mean", "count", "over", LOOKUP} <= {one for *_, one in found}
