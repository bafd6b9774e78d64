"""Tables of a collection, put together again from the rows that are its passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.corpus.rows import Number, number_in, parse_row, tables_among
from assistant.records import DocumentInfo, Evidence, Hit, Passage, Span
from assistant.search.collection import Collection

TABLES = 3
"""Tables, at most, that a question is put to."""

_NUMERIC = 0.6  # share of a column's cells that are numbers
_YEARS = range(1_000, 2_200)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row, and where it stands."""

    cells: dict[str, str]
    place: Evidence

    def number(self, head: str) -> Number | None:
        """The number in a column; None where there is none."""
        return number_in(self.cells.get(head, ""))


@dataclass(frozen=True)
class Table:
    """Rows that stand together in a document, of one caption and the same columns."""

    document: DocumentInfo
    about: str
    section: str
    rows: tuple[TableRow, ...]

    @property
    def name(self) -> str:
        """What the table is called: by its caption, the heading above it, or its document."""
        return (self.about or self.section or self.document.title).rstrip(":")

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
        return next((head for head in others if self._tells_rows_apart(head)), first)

    def label(self, row: TableRow) -> str:
        """What a row is called."""
        return row.cells.get(self.naming) or next(iter(row.cells.values()))

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The heads of the columns of numbers; the first column names the rows."""
        return tuple(head for head in self.heads[1:] if self._is_numeric(head))

    @cached_property
    def units(self) -> str:
        """What stands before and behind the numbers, and behind the heads of their columns."""
        return " ".join(map(self.unit, self.measures))

    def unit(self, head: str) -> str:
        """What a column's numbers are of: "million euros", "€", "km"."""
        numbers = [row.number(head) for row in self.rows]
        own = {f"{one.before} {one.behind}" for one in numbers if one}
        return " ".join([*sorted(own), head.partition(" (")[2].rstrip(")")])

    def is_year(self, head: str) -> bool:
        """Whether all numbers of a column are written as years are."""
        numbers = [row.number(head) for row in self.rows if row.cells.get(head)]
        return all(
            one is not None
            and one.value in _YEARS
            and not (one.decimals or one.before or one.behind)
            for one in numbers
        )

    def _counts_rows(self, head: str) -> bool:
        cells = [row.cells.get(head, "") for row in self.rows]
        return not self.is_year(head) and all(
            cell.strip(" .#=").isdecimal() or not any(map(str.isalnum, cell)) for cell in cells
        )

    def _tells_rows_apart(self, head: str) -> bool:
        cells = {row.cells.get(head, "") for row in self.rows}
        return len(cells) == len(self.rows) and all(
            number_in(cell) is None and any(map(str.isalpha, cell)) for cell in cells
        )

    def _is_numeric(self, head: str) -> bool:
        cells = [row.cells[head] for row in self.rows if head in row.cells]
        return sum(number_in(cell) is not None for cell in cells) >= _NUMERIC * len(cells)


def tables_of(collection: Collection, hits: Sequence[Hit]) -> list[Table]:
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
    for found in tables_among([parse_row(passage.text) for passage in passages]):
        opening = [passages[row.lines[0]] for row in found.rows]
        rows = tuple(
            TableRow(row.cells, Evidence.at(first, document, Span(first.start, first.end)))
            for row, first in zip(found.rows, opening, strict=True)
        )
        ids = {passages[number].id for row in found.rows for number in row.lines}
        yield Table(document, found.about, opening[0].section, rows), ids
