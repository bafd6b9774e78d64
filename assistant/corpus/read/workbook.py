"""Excel workbooks as Markdown tables; the only importer of openpyxl.

The used range of a sheet is what has values. What the file states of it is not believed: one
cell at XFD1048576 would make it seventeen billion cells.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

from assistant.corpus.read.archives import broken
from assistant.errors import ReadError

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, SyntaxError)


def workbook_text(path: Path, format_name: str) -> str:
    """The sheets, each a heading and a table; its first row with values is the table's head.

    Raises:
        ReadError: it is no workbook, or its reader is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise missing(path) from error
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # about parts that hold no text
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            try:
                sheets = [_sheet(sheet) for sheet in book.worksheets]
            finally:
                book.close()
        except _BROKEN as error:  # its parsers raise SyntaxError for XML that is none
            raise broken(path, format_name) from error
    return "\n\n".join(filter(None, sheets))


def missing(path: Path) -> ReadError:
    """The error for where the libraries for office files are not installed."""
    return ReadError(
        f"{path} needs the reader for office files, which is not installed.",
        'Run: pip install "markitdown[docx,pptx]" openpyxl',
    )


def _sheet(sheet: Any) -> str:
    rows = list(_rows(sheet))
    if not rows:
        return ""
    columns = sorted({column for row in rows for column in row})
    lines = [f"| {' | '.join(row.get(column, '') for column in columns)} |" for row in rows]
    rule = f"|{' --- |' * len(columns)}"
    return "\n".join([f"## {sheet.title}", lines[0], rule, *lines[1:]])


def _rows(sheet: Any) -> Iterator[dict[int, str]]:
    """The rows that have values, each as the texts of its cells by column."""
    sheet.reset_dimensions()
    for cells in sheet.iter_rows(values_only=True):
        row = {column: text for column, cell in enumerate(cells) if (text := _text(cell))}
        if row:
            yield row


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return " ".join(str(cell).split())
