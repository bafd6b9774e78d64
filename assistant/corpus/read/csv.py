"""Tables as comma-separated values."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from assistant.corpus.read.build import Extract, normalise
from assistant.corpus.read.files import MAX_TEXT_BYTES, read_text
from assistant.corpus.read.rows import row_extract, text_name

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
    text = normalise(read_text(path)).lstrip()
    # The module's default limit for one field is 128 KiB, less than a long article.
    csv.field_size_limit(MAX_TEXT_BYTES)
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    rows = [row for row in reader if any(cell.strip() for cell in row)]
    return (rows[0], rows[1:]) if rows else ([], [])


def _sentence(header: list[str], row: list[str]) -> str:
    named = zip(header, row, strict=False)
    return "; ".join(f"{name.strip()}: {cell.strip()}" for name, cell in named if cell.strip())
