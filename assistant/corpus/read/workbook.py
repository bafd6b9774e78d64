"""Excel workbooks, row by row; the only importer of openpyxl.

The used range of a sheet is what has values. What the file states of it is not believed: one
cell at XFD1048576 would make it seventeen billion cells.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.corpus.read.archives import broken
from assistant.corpus.read.cells import Cell, read_cell
from assistant.corpus.read.table import count_heads, loose_table_lines
from assistant.errors import AtTerminal, ReadError

# What a sheet is called that nobody gave a name: "Sheet1", "Tabelle1".
_OWN_NAME = re.compile(r"[^\W\d_]+\d{1,3}")
# A merged cell that covers more rows is there for its look.
_MAX_SPAN = 1000
_MERGED = re.compile(
    rb'<(?:\w{1,20}:)?mergeCell\s[^<>]{0,100}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"'
)
_MERGED_BYTES = 200
_CHUNK = 1_000_000
_MAX_COLUMNS = 16_384
# XML that is none is a SyntaxError to its parsers, and an attribute that is no number a TypeError.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    SyntaxError,
    TypeError,
)

_Row = dict[int, Cell]


def workbook_text(path: Path, format_name: str) -> tuple[str, int]:
    """The sheets, each the lines of its tables, below a heading where it has a name.

    Returns:
        Their text, and how many words in cells were left out of it, since they are struck out.

    Raises:
        ReadError: it is no workbook, or its reader is not installed.
    """
    try:
        from openpyxl.reader.excel import ExcelReader
    except ImportError as error:
        raise missing(path) from error
    struck: list[str] = []
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # about parts that hold no text
        try:
            reader = ExcelReader(file, read_only=True, data_only=True, rich_text=True)
            # What the file says of itself may be anything, and is read by `office`.
            reader.read_properties = reader.read_custom = lambda: None
            reader.read()
            book = reader.wb
            try:
                sheets = [_sheet(sheet, struck) for sheet in book.worksheets]
            finally:
                book.close()
        except _BROKEN as error:
            raise broken(path, format_name) from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise broken(path, format_name) from error  # another kind of document
    return "\n\n".join(filter(None, sheets)), sum(len(one.split()) for one in struck)


def missing(path: Path) -> ReadError:
    """The error for where the libraries for office files are not installed."""
    return ReadError(
        f"{path} needs the reader for office files, which is not installed.",
        AtTerminal(
            'Run: pip install "markitdown[docx,pptx]" openpyxl',
            "Have it installed where the assistant runs, or save the file as PDF.",
        ),
    )


def _sheet(sheet: Any, struck: list[str]) -> str:
    """The text of a sheet; what is struck out on it is added to `struck`."""
    about = "" if _OWN_NAME.fullmatch(sheet.title) else sheet.title
    lines = [
        line
        for rows in _tables(_rows(sheet, struck))
        for table in _side_by_side(rows)
        for line in loose_table_lines(_texts(table), about)
    ]
    heading = [f"## {about}"] if about and lines else []
    return "\n\n".join([*heading, *lines])


def _tables(sheet: Iterable[_Row]) -> Iterator[list[_Row]]:
    """The tables of a sheet.

    Rows behind a blank one belong to the table above it, unless they begin another: with words
    in other columns, or where the column above has numbers.
    """
    table: list[_Row] = []
    titles: list[_Row] = []
    is_behind_blank = False
    for row in sheet:
        if not row:
            is_behind_blank = True
        elif len(row) == 1 and (is_behind_blank or titles):
            titles.append(row)
        else:
            if (is_behind_blank or titles) and _begins_another(table, row):
                yield table
                table = []
            table += [*titles, row]
            titles = []
            is_behind_blank = False
    yield [*table, *titles]


def _begins_another(table: list[_Row], row: _Row) -> bool:
    wide = [above for above in table if len(above) > 1]
    if not wide or any(cell.is_number for cell in row.values()):
        return False
    first, last = wide[0], wide[-1]
    return row.keys() != first.keys() or any(last[at].is_number for at in row if at in last)


def _side_by_side(table: list[_Row]) -> list[list[_Row]]:
    """The tables beside each other in one: a blank column parts them, and each has its own names.

    The names are words, each once, in the first column below its head.
    """
    columns = sorted({column for row in table if len(row) > 1 for column in row})
    starts = [after for before, after in pairwise(columns) if after > before + 1]
    parts = [
        [part for row in table if (part := {at: row[at] for at in row if start <= at < end})]
        for start, end in pairwise([0, *starts, _MAX_COLUMNS])
    ]
    is_parted = len(parts) > 1 and all(map(_is_table, parts))
    return parts if is_parted else [table]


def _is_table(rows: list[_Row]) -> bool:
    wide = [row for row in rows if len(row) > 1]
    first = min((min(row) for row in wide), default=0)
    names = [row[first] for row in wide if first in row]
    is_named = len({name.text for name in names}) == len(names) == len(wide)
    is_headed = len(wide) > 1 and count_heads(_texts(wide)) > 0
    return is_headed and is_named and not any(name.is_number for name in names)


def _texts(table: list[_Row]) -> list[list[str]]:
    """The rows over the columns that have anything; a row that is one cell has it alone."""
    columns = sorted({column for row in table for column in row})
    return [
        [cell.text for cell in row.values()]
        if len(row) == 1
        else [row[column].text if column in row else "" for column in columns]
        for row in table
    ]


def _rows(sheet: Any, struck: list[str]) -> Iterator[_Row]:
    """Each row as its cells by column; one merged over rows is in each of them, as in a page.

    What is struck out is added to `struck`.
    """
    sheet.reset_dimensions()
    merged = _merged(sheet)
    hanging: dict[int, tuple[int, Cell]] = {}  # to which row a cell in a column reaches
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = {column: shown for column, cell in enumerate(cells) if (shown := _read(cell, struck))}
        hanging = {column: one for column, one in hanging.items() if one[0] >= number}
        if row:
            row = dict(sorted({**{at: cell for at, (_, cell) in hanging.items()}, **row}.items()))
        for column, end in merged.get(number, ()):
            if column in row:
                hanging[column] = end, row[column]
        yield row


def _read(cell: Any, struck: list[str]) -> Cell | None:
    """A cell without what is struck out, which is added to `struck`; None where it is blank.

    One that is struck out keeps its place: the others of its row are not alone.
    """
    value, number_format = cell.value, cell.number_format
    if value is None:
        return None
    if cell.font is not None and cell.font.strike:
        gone = read_cell(value, number_format)
        struck.append("" if gone is None else gone.text)
        return Cell("", is_number=False)
    if isinstance(value, list):  # of parts, each with a look of its own
        parts = [(str(part), getattr(part, "font", None)) for part in value]
        struck += [text for text, font in parts if font is not None and font.strike]
        value = "".join(text for text, font in parts if font is None or not font.strike)
    return read_cell(value, number_format)


def _merged(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Where cells are merged over rows: by their first row, the column and the last row."""
    from openpyxl.utils import range_boundaries

    found: dict[int, list[tuple[int, int]]] = {}
    with sheet._get_source() as source:
        rest = b""
        while data := source.read(_CHUNK):
            for match in _MERGED.finditer(rest + data):
                left, top, _, low = range_boundaries(match[1].decode())
                if top and low and top < low <= top + _MAX_SPAN:
                    found.setdefault(top, []).append((left - 1, low))
            rest = data[-_MERGED_BYTES:]
    return found
