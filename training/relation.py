"""A table as a relation that can be queried: SQLite, in memory, read only.

Cells that are numbers, dates or times become such, so that they can be compared and added; a unit
that all numbers of a column share is kept with the column. What is described of a relation is all
that a writer sees of the table.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.corpus.rows import number_in
from assistant.language.quantities import dates
from assistant.language.words import content_stems

Kind = Literal["NUMBER", "DATE", "TIME", "TEXT"]
Value = float | int | str | None

NAME = "t"
"""What a relation is called in a query."""

ROW = "row"
"""The column that has a row's place in the table, from 1."""

MOST = 0.6
"""The share of a column's cells that are numbers, dates or times in a column of these."""

SHOWN = 6
"""Cells of a column of text that are described, and cells that a question names."""

STEPS = 200_000
"""Of SQLite's machine that a query may take."""

RESULTS = 200
"""Rows of a result, at most."""

GROUPED = 10_000
"""Whole numbers from here on are written in groups of three digits: less may be a year."""

LEAST_FOR_TOTAL = 3
"""Rows, at least, that a last one is taken for the sum of."""

ROUNDED = 0.005
"""By which share of itself a sum may be off, since its parts are rounded."""

_YEARS = range(1_000, 2_200)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})((?::\d{2})?)(?: ?(am|pm))?", re.IGNORECASE)
_RESERVED = frozenset("from to order group table index row select where limit by as t".split())


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in a query, its head in the table, what its cells are, and their unit."""

    name: str
    head: str
    kind: Kind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gives: the names of its columns, and its rows."""

    names: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


class Relation:
    """The rows of a table; a last row that is the sum of the others is none of them.

    Args:
        about: what the table is called.
        rows: the cells of each row by their heads.
    """

    def __init__(self, about: str, rows: Sequence[Mapping[str, str]]) -> None:
        self.about, self.count = about, len(rows)
        heads = dict.fromkeys(head for row in rows for head in row)
        self.columns: list[Column] = []
        stored: list[list[Value]] = []
        for head in heads:
            cells = [row.get(head, "") for row in rows]
            kind, unit, values = _typed(cells)
            name = _name_of(head, {one.name for one in self.columns})
            self.columns.append(Column(name, head, kind, unit))
            stored.append(values)
        if _ends_in_total(self.columns, stored):
            self.count -= 1
            stored = [values[:-1] for values in stored]
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        typed = [f"{one.name} {_AFFINITY[one.kind]}" for one in self.columns]
        self._database.execute(f"CREATE TABLE {NAME} ({', '.join([f'{ROW} INTEGER', *typed])})")
        marks = ", ".join("?" * (len(self.columns) + 1))
        lines = zip(range(1, self.count + 1), *stored, strict=True)
        self._database.executemany(f"INSERT INTO {NAME} VALUES ({marks})", lines)
        self._texts = {
            one.name: list(dict.fromkeys(value for value in values if isinstance(value, str)))
            for one, values in zip(self.columns, stored, strict=True)
            if one.kind == "TEXT"
        }
        self._database.set_authorizer(_reading_only)

    def run(self, query: str) -> Result:
        """What a query gives, `RESULTS` rows at most.

        Raises:
            ValueError: it is no query of this relation, or it takes too long.
        """
        self._database.set_progress_handler(_stopping(), 1_000)
        try:
            cursor = self._database.execute(query)
            rows = tuple(cursor.fetchmany(RESULTS))
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise ValueError(f"the query fails: {error}") from error
        if any(isinstance(value, bytes) for row in rows for value in row):
            raise ValueError("the query fails: it gives bytes")
        return Result(tuple(one[0] for one in cursor.description or ()), rows)

    def described(self) -> str:
        """Name, columns and some of the cells, as a writer is told of them."""
        lines = [f"Table {NAME}: {self.about}", f"  {ROW} NUMBER: 1 to {self.count}, its place"]
        for one in self.columns:
            unit = f" in {one.unit}" if one.unit else ""
            lines.append(f"  {one.name} {one.kind}{unit}: {self._sample(one)}")
        return "\n".join(lines)

    def _sample(self, column: Column) -> str:
        if column.kind == "TEXT":
            texts = self._texts[column.name]
            more = ", …" if len(texts) > SHOWN else ""
            return ", ".join(map(_quoted, texts[:SHOWN])) + more
        least, most = self.run(f"SELECT min({column.name}), max({column.name}) FROM {NAME}").rows[0]
        return f"{_plain(least)} to {_plain(most)}"

    def named_in(self, question: str) -> list[tuple[str, str]]:
        """Cells of text whose words a question has, each after its column; the best ones first.

        Words of the table's title say which table is meant, not which cell.

        What a question calls a cell has to be found before it can be asked for (X. Lin et al.,
        "Bridging Textual and Tabular Data for Cross-Domain Text-to-SQL", 2020).
        """
        asked = set(content_stems(question)) - set(content_stems(self.about))
        found: list[tuple[float, str, str]] = []
        for column in self.columns:
            for text in self._texts.get(column.name, ()):
                own = set(content_stems(text)) - set(content_stems(column.head))
                if own & asked:
                    found.append((len(own & asked) / len(own), column.name, text))
        found.sort(key=lambda one: -one[0])
        return [(name, text) for _, name, text in found[:SHOWN]]


_AFFINITY = {"NUMBER": "NUMERIC", "DATE": "TEXT", "TIME": "TEXT", "TEXT": "TEXT COLLATE NOCASE"}


def written(value: Value) -> str:
    """A value as a person writes it: 12,500.5, 3 May 2024, 9:40.

    Raises:
        ValueError: it is a date that no calendar has.
    """
    if isinstance(value, str):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            day = date.fromisoformat(value)
            return f"{day.day} {day:%B %Y}"
        return value[1:] if re.match(r"0\d:\d\d", value) else value
    if value is None:
        return ""
    if value % 1:
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{int(value):,}" if abs(value) >= GROUPED else str(int(value))


def _typed(cells: Sequence[str]) -> tuple[Kind, str, list[Value]]:
    """What most cells are, the unit of the numbers, and the cells as such."""
    filled = sum(any(map(str.isalnum, cell)) for cell in cells)
    numbers = [number_in(cell) for cell in cells]
    units = Counter((one.before, one.behind) for one in numbers if one)
    if units and units.total() >= MOST * filled:
        (unit, count), *_ = units.most_common(1)
        if count >= MOST * units.total():
            values: list[Value] = [
                one.value if one and (one.before, one.behind) == unit else None for one in numbers
            ]
            return "NUMBER", " ".join(unit).strip(" ()"), values
    for kind, read in (("DATE", _date_in), ("TIME", _time_in)):
        found = [read(cell) for cell in cells]
        if filled and sum(one is not None for one in found) >= MOST * filled:
            return kind, "", list(found)  # type: ignore[return-value]
    return "TEXT", "", [cell if any(map(str.isalnum, cell)) else None for cell in cells]


def _ends_in_total(columns: Sequence[Column], stored: Sequence[Sequence[Value]]) -> bool:
    """Whether the last row is, in all columns of numbers but years, the sum of the others."""
    found = False
    for column, values in zip(columns, stored, strict=True):
        numbers = [value or 0.0 for value in values if not isinstance(value, str)]
        if column.kind != "NUMBER" or all(value in _YEARS for value in numbers):
            continue
        *others, last = numbers
        if len(others) < LEAST_FOR_TOTAL or not last or abs(sum(others) - last) > ROUNDED * last:
            return False
        found = True
    return found


def _date_in(cell: str) -> str | None:
    """A cell that is one whole date, as 2024-05-03."""
    found = dates(cell)
    if len(found) != 1 or found[0].text.strip() != cell.strip():
        return None
    one = found[0]
    if one.year is None or one.month is None or one.day is None:
        return None
    return f"{one.year:04}-{one.month:02}-{one.day:02}"


def _time_in(cell: str) -> str | None:
    """A cell that is a time or a duration, as 04:52:10."""
    found = _TIME.fullmatch(cell.strip())
    if found is None:
        return None
    hour = int(found[1]) % 12 + 12 * (found[4].lower() == "pm") if found[4] else int(found[1])
    return f"{hour:02}:{found[2]}{found[3]}"


def _name_of(head: str, taken: set[str]) -> str:
    name = re.sub(r"\W+", "_", head.lower()).strip("_") or "name"
    if name in _RESERVED or not name[0].isalpha():
        name = f"c_{name}"
    while name in taken:
        name += "_"
    return name


def _plain(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _stopping() -> Callable[[], bool]:
    """A handler that stops a query which takes more than `STEPS`."""
    left = STEPS // 1_000

    def over() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    return over


_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION)


def _reading_only(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
