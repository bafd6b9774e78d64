"""Excel workbooks, row by row; the only importer of openpyxl.

The used range of a sheet is what has values. What the file states of it is not believed: one
cell at XFD1048576 would make it seventeen billion cells.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

from assistant.corpus.read.archives import broken
from assistant.corpus.read.table import is_number, loose_table_lines
from assistant.errors import AtTerminal, ReadError

# What a sheet is called that nobody gave a name: "Sheet1", "Tabelle1".
_OWN_NAME = re.compile(r"[^\W\d_]+\d{1,3}")
# XML that is none is a SyntaxError to its parsers, and an attribute that is no number a TypeError.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, SyntaxError, TypeError)


def workbook_text(path: Path, format_name: str) -> str:
    """The sheets, each the lines of its tables, below a heading where it has a name.

    Raises:
        ReadError: it is no workbook, or its reader is not installed.
    """
    try:
        from openpyxl.reader.excel import ExcelReader
    except ImportError as error:
        raise missing(path) from error
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # about parts that hold no text
        try:
            reader = ExcelReader(file, read_only=True, data_only=True)
            # What the file says of itself may be anything, and is read by `office`.
            reader.read_properties = reader.read_custom = lambda: None
            reader.read()
            book = reader.wb
            try:
                sheets = [_sheet(sheet) for sheet in book.worksheets]
            finally:
                book.close()
        except _BROKEN as error:
            raise broken(path, format_name) from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise broken(path, format_name) from error  # another kind of document
    return "\n\n".join(filter(None, sheets))


def missing(path: Path) -> ReadError:
    """The error for where the libraries for office files are not installed."""
    return ReadError(
        f"{path} needs the reader for office files, which is not installed.",
        AtTerminal(
            'Run: pip install "markitdown[docx,pptx]" openpyxl',
            "Have it installed where the assistant runs, or save the file as PDF.",
        ),
    )


def _sheet(sheet: Any) -> str:
    about = "" if _OWN_NAME.fullmatch(sheet.title) else sheet.title
    lines = [line for rows in _tables(sheet) for line in loose_table_lines(rows, about)]
    heading = [f"## {about}"] if about and lines else []
    return "\n\n".join([*heading, *lines])


def _tables(sheet: Any) -> Iterator[list[list[str]]]:
    """The tables of a sheet.

    Rows behind a blank one belong to the table above it, unless they begin another: with words
    in other columns, or where the column above has numbers.
    """
    table: list[dict[int, str]] = []
    titles: list[dict[int, str]] = []
    is_behind_blank = False
    for row in _rows(sheet):
        if not row:
            is_behind_blank = True
        elif len(row) == 1 and (is_behind_blank or titles):
            titles.append(row)
        else:
            if (is_behind_blank or titles) and _begins_another(table, row):
                yield _cells(table)
                table = []
            table += [*titles, row]
            titles = []
            is_behind_blank = False
    yield _cells([*table, *titles])


def _begins_another(table: list[dict[int, str]], row: dict[int, str]) -> bool:
    wide = [above for above in table if len(above) > 1]
    if not wide or any(is_number(cell) for cell in row.values()):
        return False
    return row.keys() != wide[0].keys() or any(is_number(wide[-1].get(at, "")) for at in row)


def _cells(table: list[dict[int, str]]) -> list[list[str]]:
    """The rows over the columns that have anything; a row that is one cell has it alone."""
    columns = sorted({column for row in table for column in row})
    return [
        [*row.values()] if len(row) == 1 else [row.get(column, "") for column in columns]
        for row in table
    ]


def _rows(sheet: Any) -> Iterator[dict[int, str]]:
    """Each row as the texts of its cells by column."""
    sheet.reset_dimensions()
    for cells in sheet.iter_rows():
        yield {column: text for column, cell in enumerate(cells) if (text := _text(cell))}


def _text(cell: Any) -> str:
    """A cell as its program shows it, as far as that changes what it says."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        if "%" in cell.number_format:
            decimals = cell.number_format.partition(".")[2].partition("%")[0].count("0")
            return f"{value:.{decimals}%}"
        return f"{value:.15g}"  # no more digits are shown anywhere
    return " ".join(str(value).split())
