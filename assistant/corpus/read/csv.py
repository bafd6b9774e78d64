"""Tables as comma-separated values."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from assistant.corpus.read.build import Extract
from assistant.corpus.read.files import MAX_TEXT_BYTES, read_text
from assistant.corpus.read.rows import row_extract, text_name
from assistant.errors import ReadError

_DELIMITERS = ",;\t|"


def read(path: Path) -> Iterator[Extract]:
    """Read one document a row where a column holds texts, else the whole table as one.

    Rows are numbered from 1, without the header.
    """
    header, rows = _table(path)
    text_column = text_name(header)
    if text_column is None:
        yield Extract("\n\n".join(_sentence(header, row) for row in rows))
        return
    for number, row in enumerate(rows, start=1):
        fields = dict(zip(header, row, strict=False))
        if fields.get(text_column, "").strip():
            yield row_extract(fields, text_column, number)


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    text = read_text(path)
    # The module's default limit for one field is 128 KiB, less than a long article.
    csv.field_size_limit(MAX_TEXT_BYTES)
    first_line = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    reader = csv.reader(StringIO(text.lstrip(), newline=""), delimiter=delimiter)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ReadError(
            f"{path} is not a readable table at line {reader.line_num} ({error}).",
            "Save it as CSV again, with quotes around fields that hold line breaks.",
        ) from error
    return (rows[0], rows[1:]) if rows else ([], [])


def _sentence(header: list[str], row: list[str]) -> str:
    named = zip(header, row, strict=False)
    return "; ".join(f"{name.strip()}: {cell.strip()}" for name, cell in named if cell.strip())
