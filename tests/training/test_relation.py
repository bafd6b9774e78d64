"""A table as a relation: what its cells become, what is told of it, and what a query may do."""

from __future__ import annotations

import csv

import pytest

from training.relation import Relation, Value, written

TREES = """\
Name,Species,Height (m),Planted,Last pruned,Value,Watered
Oak by the gate,oak,22.5,1890,3 May 2018,"€12,400",9:40
Old beech,beech,31,1820,11 October 2016,"€20,000",11:05
Fountain lime,lime,18,1935,2 March 2019,"€6,150",–
Cherry row,cherry,n/a,1998,–,€800,8:15"""


@pytest.fixture
def trees() -> Relation:
    return relation_of(TREES)


def relation_of(text: str) -> Relation:
    head, *rows = csv.reader(text.splitlines())
    return Relation("Trees of the park", [dict(zip(head, row, strict=True)) for row in rows])


def test_numbers_dates_and_times_are_such(trees: Relation) -> None:
    assert [(one.name, one.kind, one.unit) for one in trees.columns] == [
        ("name", "TEXT", ""),
        ("species", "TEXT", ""),
        ("height_m", "NUMBER", ""),
        ("planted", "NUMBER", ""),
        ("last_pruned", "DATE", ""),
        ("value", "NUMBER", "€"),
        ("watered", "TIME", ""),
    ]
    assert trees.run("SELECT sum(value), max(height_m) FROM t").rows == ((39350, 31),)
    assert trees.run("SELECT name FROM t ORDER BY last_pruned DESC LIMIT 1").rows == (
        ("Fountain lime",),
    )
    assert trees.run("SELECT count(*) FROM t WHERE watered < '10:00'").rows == ((2,),)
    assert trees.run("SELECT height_m FROM t WHERE name = 'cherry row'").rows == ((None,),)


def test_what_a_writer_is_told_of_it(trees: Relation) -> None:
    assert trees.described() == (
        "Table t: Trees of the park\n"
        "  row NUMBER: 1 to 4, its place\n"
        "  name TEXT: 'Oak by the gate', 'Old beech', 'Fountain lime', 'Cherry row'\n"
        "  species TEXT: 'oak', 'beech', 'lime', 'cherry'\n"
        "  height_m NUMBER: 18 to 31\n"
        "  planted NUMBER: 1820 to 1998\n"
        "  last_pruned DATE: 2016-10-11 to 2019-03-02\n"
        "  value NUMBER in €: 800 to 20000\n"
        "  watered TIME: 08:15 to 11:05"
    )


def test_cells_that_a_question_names(trees: Relation) -> None:
    assert trees.named_in("who pruned the beeches?") == [
        ("species", "beech"),
        ("name", "Old beech"),
    ]
    assert trees.named_in("what is the name of the tallest?") == []


def test_a_last_row_that_sums_the_others_is_none() -> None:
    rows = "Item,2023,2024\nRent,100,110\nPower,50,60\nPaper,10,12\nAltogether,160,182"
    assert relation_of(rows).count == 3
    assert relation_of(rows.replace("182", "190")).count == 4
    assert relation_of(rows.replace("Paper,10,12\n", "")).count == 3


def test_heads_that_are_no_names() -> None:
    named = relation_of(",From,2024,Price (net),Price: net\na,b,1,2,3").columns
    assert [one.name for one in named] == ["name", "c_from", "c_2024", "price_net", "price_net_"]


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE t",
        "INSERT INTO t (name) VALUES ('x')",
        "ATTACH 'x.db' AS x",
        "PRAGMA user_version",
        "SELECT name FROM t; SELECT name FROM t",
        "SELECT nothing FROM t",
        "SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j, t k",
        "NONE",
    ],
)
def test_what_is_no_query_or_takes_too_long_fails(query: str, trees: Relation) -> None:
    with pytest.raises(ValueError, match="the query fails"):
        trees.run(query)
    assert trees.run("SELECT count(*) FROM t").rows == ((4,),)


def test_values_as_a_person_writes_them() -> None:
    values: list[Value] = [1990, 39350, 12.5, 1234.567, "2024-05-03", "09:40", "10:05", "oak", None]
    assert [written(one) for one in values] == [
        *("1990", "39,350", "12.5", "1,234.57"),
        *("3 May 2024", "9:40", "10:05", "oak", ""),
    ]
