"""JSON Lines: one document a line, read as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from assistant.corpus.read.build import Extract
from assistant.corpus.read.files import MAX_TEXT_BYTES
from assistant.corpus.read.rows import TEXT_NAMES, row_extract, text_name
from assistant.errors import ReadError


def read(path: Path) -> Iterator[Extract]:
    """Read one document a line; rows are numbered by line, from 1.

    The file is never held whole: the size limit of texts applies to a line.
    A line whose text is empty, or null, is passed over.

    Raises:
        ReadError: at the end, if a line is not a document; all others are yielded before. At once,
            if a line is too long.
    """
    first: ReadError | None = None
    others = 0
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_TEXT_BYTES + 1), b""), 1):
            if len(line) > MAX_TEXT_BYTES:
                raise _bad_line(path, number, "is too long; no line after it was read")
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.strip():
                continue
            try:
                extract = _extract(line, path, number)
            except ReadError as error:
                others += first is not None
                first = first or error
                continue
            if extract.text.strip():
                yield extract
    if first is not None and others:
        more = f"{others:,} more line{'s are' if others > 1 else ' is'} no document either"
        raise ReadError(f"{first.message.rstrip('.')}; {more}.", first.hint)
    if first is not None:
        raise first


def _extract(line: bytes, path: Path, number: int) -> Extract:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _bad_line(path, number, "is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _bad_line(path, number, "is not valid JSON") from error
    if not isinstance(row, dict):
        raise _bad_line(path, number, "is not a JSON object")
    text_field = text_name(row)
    if text_field is None or not isinstance(row[text_field], str | None):
        raise _bad_line(path, number, f'has no "{TEXT_NAMES[0]}"')
    try:
        fields = {name: _as_text(value) for name, value in row.items()}
    except RecursionError as error:
        raise _bad_line(path, number, "nests its values too deeply") from error
    return row_extract(fields, text_field, number)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _bad_line(path: Path, number: int, fault: str) -> ReadError:
    return ReadError(
        f"Line {number} of {path} {fault}.",
        'Each line must be a JSON object such as {"text": "…", "title": "…", "date": "…"}.',
    )
