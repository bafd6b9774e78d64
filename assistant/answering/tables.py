"""Tables of a collection, put together again from the rows that are its passages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answering.moments import YEARS, day_of, moment_of, number_of
from assistant.corpus.lengths import CLOCK, in_one_unit, is_length, is_unit_of_time
from assistant.corpus.rows import Number, number_in, parse_row, tables_among
from assistant.corpus.totals import Totals, totals_of
from assistant.grounding.polarity import negates
from assistant.language.forms import base
from assistant.language.quantities import dates
from assistant.language.words import words
from assistant.records import DocumentInfo, Evidence, Hit, Passage, Span
from assistant.search.collection import Collection

TABLES = 3
"""Tables, at most, that a question is put to."""

_NUMERIC = 0.6  # share of a column's cells that are numbers
_FALSE = {"n", "false"}  # as files write what is not so
_NONE = {"no", "none", "n/a", "nil"}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row, where it stands, and its numbers, those of a column in one unit where they can be."""

    cells: dict[str, str]
    place: Evidence
    numbers: dict[str, Number]

    def number(self, head: str) -> Number | None:
        """The number in a column, or the length of time; None where there is neither."""
        return self.numbers.get(head)


@dataclass(frozen=True)
class Table:
    """Rows that stand together in a document, of one caption and the same columns."""

    document: DocumentInfo
    about: str
    section: str
    rows: tuple[TableRow, ...]

    @property
    def name(self) -> str:
        """What the table is called: by its caption, the heading above it, or its document.

        A mere number, as a sheet's year, stands behind the document's title.
        """
        own = (self.about or self.section).rstrip(":")
        has_words = any(map(str.isalpha, own))
        return own if has_words else " ".join(filter(None, (self.document.title, own)))

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The heads of the columns, in order."""
        return tuple(dict.fromkeys(head for row in self.rows for head in row.cells))

    @cached_property
    def naming(self) -> str:
        """The head of the column that names the rows.

        The first one; if that only counts them (ranks, numbers of episodes), the first one of words
        that are different in each row, where there is one.
        """
        first, *others = self.heads
        if not self._counts_rows(first):
            return first
        return next((head for head in others if self.has_names(head, self.body)), first)

    @cached_property
    def names(self) -> frozenset[str]:
        """The heads of the columns that tell what the rows are: that one, and the first."""
        return frozenset({self.naming, self.heads[0]})

    @cached_property
    def repeats_names(self) -> bool:
        """Whether several rows are called the same."""
        return len({row.cells.get(self.naming, "") for row in self.body}) < len(self.body)

    def label(self, row: TableRow, asked: str | None = None) -> str:
        """What a row is called; where a question asks for another column, also by that one."""
        name = row.cells.get(self.naming) or next(iter(row.cells.values()))
        cell = "" if asked is None else row.cells.get(asked, "")
        if cell in {"", name}:
            return name
        return f"{asked} {cell} ({name})" if cell.isdecimal() else f"{cell} ({name})"

    def apart(self, row: TableRow) -> str:
        """What a row is called that shares its name (the room of an inventory): by another column.

        The first one of words that are different in each row; empty where there is none, and where
        no other row is called so.
        """
        own = [one.cells.get(self.naming, "") for one in self.body]
        if own.count(row.cells.get(self.naming, "")) < 2:
            return ""
        head = next((head for head in self.heads if self.has_names(head, self.body)), "")
        return row.cells.get(head, "")

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The heads of the columns of numbers; the first column names the rows."""
        return tuple(
            head
            for head in self.heads[1:]
            if head and self._is_numeric(head) and not self._numbers(head)
        )

    @cached_property
    def flags(self) -> dict[str, tuple[str, str]]:
        """The columns that say yes or no, with the cells that do; a cell may be empty.

        All their cells are one of two, of which only one says that something is not there, or only
        the other is a check mark.
        """
        found: dict[str, tuple[str, str]] = {}
        for head in self.heads[1:]:
            cells = {row.cells.get(head, "") for row in self.body}
            checked = {cell for cell in cells if _is_check(cell)}
            absent = cells - checked if checked else {one for one in cells if _is_absence(one)}
            if len(cells) == 2 and len(absent) == 1:
                (yes,), (no,) = cells - absent, absent
                found[head] = yes, no
        return found

    @property
    def total(self) -> TableRow | None:
        """The row whose numbers are mostly the sums of all others; None where there is none."""
        place = self._totals.whole
        return None if place is None else self.rows[place]

    @cached_property
    def sums(self) -> tuple[TableRow, ...]:
        """The rows that are sums of others: the total, and those of parts."""
        return tuple(self.rows[place] for place in sorted(self._totals.all))

    @cached_property
    def body(self) -> tuple[TableRow, ...]:
        """The rows that are no sums of others."""
        return tuple(row for at, row in enumerate(self.rows) if at not in self._totals.all)

    @cached_property
    def _totals(self) -> Totals:
        amounts = [head for head in self.measures if not self.is_year(head)]
        return totals_of(self.rows, amounts if len(self.measures) > 1 else self.measures)

    def is_in_order(self, rows: Sequence[TableRow]) -> bool:
        """Whether rows stand in the order of all times and dates that they give."""
        columns = [
            [moment_of(row.cells.get(head, "")) for row in rows if row.cells.get(head)]
            for head in self.heads
        ]
        timed = [[one for one in column if one] for column in columns if column and all(column)]
        return all(column == sorted(column) for column in timed)

    def days(self, head: str, rows: Sequence[TableRow]) -> list[tuple[int, ...]]:
        """The days that a column gives in some rows; none where one gives no whole date.

        Times of day are not among them: which days they are of is not certain.
        """
        found = [day_of(row.cells.get(head, "")) for row in rows]
        return [one for one in found if one] if all(found) else []

    @cached_property
    def has_days(self) -> bool:
        """Whether a cell says a day, with or without other words: "Sat 15 Feb"."""
        cells = (cell for row in self.body for cell in row.cells.values())
        return any(day.day for cell in cells for day in dates(cell))

    @cached_property
    def units(self) -> str:
        """What stands before and behind the numbers, and behind the heads of their columns."""
        return " ".join(map(self.unit, self.measures))

    def unit(self, head: str) -> str:
        """What a column's numbers are of, signs also by their names: "million euros", "€ euro"."""
        numbers = [row.number(head) for row in self.rows]
        own = {f"{one.before} {one.behind}" for one in numbers if one}
        written = " ".join([*sorted(own), head.partition(" (")[2].rstrip(")")])
        return " ".join([written, *filter(None, map(_spoken, written))])

    def is_year(self, head: str) -> bool:
        """Whether all numbers of a column are written as years are."""
        numbers = [row.number(head) for row in self.rows if row.cells.get(head)]
        return all(
            one is not None
            and one.value in YEARS
            and not (one.decimals or one.before or one.behind)
            for one in numbers
        )

    def is_clock(self, head: str) -> bool:
        """Whether a column has times as a clock shows them, which can be ordered and not added."""
        return any(one.behind == CLOCK for row in self.rows if (one := row.number(head)))

    def begins_and_ends(self, heads: Sequence[str]) -> bool:
        """Whether two columns of times say of each row when it begins and when it ends."""
        if len(heads) != 2 or not all(map(self.is_clock, heads)):
            return False
        times = [[one.value for head in heads if (one := row.number(head))] for row in self.body]
        return all(len(own) == 2 and own[0] < own[1] for own in times)

    def is_length(self, head: str) -> bool:
        """Whether a column has lengths of time."""
        return any(is_length(one) for row in self.rows if (one := row.number(head)))

    def is_time(self, head: str) -> bool:
        """Whether a column has times, of which the quickest is the least."""
        unit = self.unit(head)
        said = {*words(f"{head} {unit}")}
        is_speed = "/" in unit or "per" in said
        is_unit = "time" in said or any(map(is_unit_of_time, said))
        return self.is_clock(head) or (is_unit and not is_speed)

    def _numbers(self, head: str) -> bool:
        """Whether a column numbers the rows, in any order: 1 to their count."""
        numbers = [one.value for row in self.rows if (one := row.number(head))]
        return sorted(numbers) == list(range(1, len(self.rows) + 1))

    def _counts_rows(self, head: str) -> bool:
        cells = [row.cells.get(head, "") for row in self.rows]
        return not self.is_year(head) and all(
            cell.strip(" .#=").isdecimal() or not any(map(str.isalnum, cell)) for cell in cells
        )

    def different(self, head: str, rows: Sequence[TableRow]) -> list[str]:
        """The cells of a column in some rows that say something, each once."""
        cells = dict.fromkeys(row.cells.get(head, "") for row in rows)
        return [cell for cell in cells if not is_nothing(cell)]

    def counts(self, head: str) -> bool:
        """Whether a column says of each row how many it has of what its head calls by a plural.

        So 0 is none of it: of "Hens" it is, and not of "Floor" or "Minimum", which are scales.
        """
        name, *others = words(head) or [""]
        is_plural = base(name) != name or (name.endswith("s") and not name.endswith("ss"))
        cells = [row.cells.get(head, "") for row in self.body]
        return is_plural and not others and all(map(str.isdecimal, cells))

    def is_partial(self, head: str) -> bool:
        """Whether some cells of a column say that something is not there."""
        return any(_is_absence(row.cells.get(head, "")) for row in self.body)

    def has_names(self, head: str, rows: Sequence[TableRow]) -> bool:
        """Whether a column has words that are different in each of some rows."""
        cells = {row.cells.get(head, "") for row in rows}
        return len(cells) == len(rows) and all(
            number_in(cell) is None and any(map(str.isalpha, cell)) for cell in cells
        )

    def _is_numeric(self, head: str) -> bool:
        cells = [row.cells[head] for row in self.rows if head in row.cells]
        return sum(head in row.numbers for row in self.rows) >= _NUMERIC * len(cells)


def rows_of_cells(rows: Sequence[tuple[dict[str, str], Evidence]]) -> tuple[TableRow, ...]:
    """Rows of one table, from the cells of each and where it stands."""
    numbers: list[dict[str, Number]] = [{} for _ in rows]
    for head in dict.fromkeys(head for cells, _ in rows for head in cells):
        texts = [cells.get(head, "") for cells, _ in rows]
        found = {at: one for at, text in enumerate(texts) if (one := number_of(text))}
        alike = in_one_unit([*found.values()]) or found.values()
        for at, one in zip(found, alike, strict=True):
            numbers[at][head] = one
    return tuple(TableRow(*row, own) for row, own in zip(rows, numbers, strict=True))


def _spoken(sign: str) -> str:
    """What a sign of a unit is called in Unicode: "euro" or "degree"; empty for all else."""
    if unicodedata.category(sign) not in {"Sc", "So"}:
        return ""
    return unicodedata.name(sign, "").lower().removesuffix(" sign")


def _is_absence(cell: str) -> bool:
    """Whether a cell says that something is not there: empty, a dash, "no", "not included"."""
    return is_nothing(cell) or negates(cell)


def is_nothing(cell: str) -> bool:
    """Whether a cell says nothing else: "No Time to Die" is a film."""
    is_dash = all(unicodedata.category(letter) == "Pd" for letter in cell)
    return is_dash or cell.casefold().rstrip(".") in _FALSE | _NONE


def _is_check(cell: str) -> bool:
    """Whether a cell is a check mark, by what Unicode calls it."""
    return any("CHECK" in unicodedata.name(letter, "") for letter in cell)


def tables_of(collection: Collection, hits: Sequence[Hit | Evidence]) -> list[Table]:
    """The tables that the rows among some hits are of, the best hit's first."""
    rows = [hit for hit in hits if parse_row(hit.passage.text) is not None]
    known: dict[str, list[tuple[Table, set[str]]]] = {}
    found: list[Table] = []
    for hit in rows:
        if hit.document.id not in known:
            passages = collection.passages_of(hit.document.id)
            known[hit.document.id] = list(_tables(hit.document, passages))
        for table, ids in known[hit.document.id]:
            if hit.passage.id in ids and table not in found:
                found.append(table)
    return found[:TABLES]


def _tables(
    document: DocumentInfo, passages: Sequence[Passage]
) -> Iterator[tuple[Table, set[str]]]:
    """The tables of a document, each with the ids of its passages."""
    for found in tables_among([passage.text for passage in passages]):
        opening = [passages[row.lines[0]] for row in found.rows]
        places = [Evidence.at(one, document, Span(one.start, one.end)) for one in opening]
        rows = rows_of_cells([(row.cells, at) for row, at in zip(found.rows, places, strict=True)])
        ids = {passages[number].id for row in found.rows for number in row.lines}
        yield Table(document, found.about, opening[0].section, rows), ids
