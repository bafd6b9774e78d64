"""Tables as comma-separated values."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import islice, pairwise
from pathlib import Path

from assistant.corpus.layout import CAPTION_MARK
from assistant.corpus.read.build import Extract, normalise
from assistant.corpus.read.files import MAX_TEXT_BYTES, read_text
from assistant.corpus.read.parted import head_rows, parted, with_titles
from assistant.corpus.read.rows import row_extract, text_name
from assistant.corpus.read.table import Rows, split_facts, split_titles, table_lines

_DELIMITERS = ",;\t|"
_STATED = re.compile(r'sep=([^\w"\n ])(?=\n)', re.IGNORECASE)  # as spreadsheets write it
_NAMED_LINES = 5
_FIRST_LINES = 20
_LAST_LINES = 2


def read(path: Path) -> Iterator[Extract]:
    """Read one document a row where a column holds texts, else the whole table as one.

    Rows are numbered from 1, without the header; one without a text is what its other columns say,
    if that is more than a title and a date. Quotation marks that are never closed are
    noted with the first document.
    """
    text = normalise(read_text(path)).lstrip()
    table = _Table(text)
    notes = _notes(table.unclosed)
    for extract in _extracts(table):
        yield replace(extract, notes=notes)
        notes = ()


def _notes(unclosed: Sequence[int]) -> tuple[str, ...]:
    if not unclosed:
        return ()
    named = ", ".join(map(str, unclosed[:_NAMED_LINES]))
    more = len(unclosed) - _NAMED_LINES
    lines = f"lines {named}" if len(unclosed) > 1 else f"line {named}"
    return (
        f"a quotation mark is not closed in {lines}{f' and {more:,} more' if more > 0 else ''}"
        "; the rows after it were read as rows of their own",
    )


def _extracts(table: _Table) -> Iterator[Extract]:
    header, *body = table.rows or [[]]
    text_column = _text_column(header, body)
    if text_column is None and len(table.tables) > 1:
        yield _together(table.tables, table.delimiter)
        return
    if text_column is None:
        titles, named = split_titles(table.rows)
        yield _whole(titles, _lines(titles, named, table.delimiter))
        return
    for number, row in enumerate(body, start=1):
        fields = {text_column: "", **dict(zip(header, row, strict=False))}
        extract = row_extract(fields, text_column, number)
        if extract.text.strip():
            yield _with_other_columns(extract)
        elif any(map(str.strip, extract.metadata.values())):
            text = "\n\n".join(table_lines([[*fields]], [[*fields.values()]]))
            yield replace(extract, text=text)


def _text_column(header: Sequence[str], body: Sequence[Sequence[str]]) -> str | None:
    """The name of the column that holds texts; None where no row has any, but other columns."""
    name = text_name(header)
    if name is None:
        return None
    at = header.index(name)
    has_any = any(row[at].strip() for row in body if at < len(row))
    others = row_extract(dict.fromkeys(header, name), name, 0).metadata
    return name if has_any or not others else None


def _lines(
    titles: Sequence[list[str]],
    rows: Sequence[list[str]],
    delimiter: str,
    *,
    is_headed: bool = False,
) -> list[str]:
    facts, below = split_facts(rows)
    own, below = split_titles(below) if facts else ([], below)
    named = _as_wide(below, delimiter)
    heads = max(head_rows(named), int(is_headed))
    lines = table_lines([*titles, *own, *named[:heads]], named[heads:])
    return [*table_lines(titles, facts), *lines[len(titles) :]] if facts else lines


def _together(tables: Sequence[Sequence[list[str]]], delimiter: str) -> Extract:
    """Several tables as one text, whose title is what stands over all of them, if anything does."""
    title = part = ""
    lines: list[str] = []
    for number, table in enumerate(tables):
        titles, rows = split_titles(table)
        if not titles and not any(sum(map(bool, row)) > 1 for row in rows):
            above = ["".join(row) for row in rows]
            title = above[0]
            lines += above
        elif number:  # by its heads it is told from the one above
            lines += _lines(titles, rows, delimiter, is_headed=True)
        else:
            lines += _lines(titles, rows, delimiter)
            part = "".join(titles[0]) if titles else ""
    return Extract("\n\n".join(lines), title=title, part=part)


def _whole(titles: Sequence[list[str]], lines: Sequence[str]) -> Extract:
    """The lines of a table; what stands over the whole file is its title, and not in each row."""
    caption = f"{lines[0]}{CAPTION_MARK}" if len(titles) == 1 else ""
    if not caption or not all(line.startswith(caption) for line in lines[1:]):
        return Extract("\n\n".join(lines))
    rows = (line.removeprefix(caption) for line in lines[1:])
    return Extract("\n\n".join([lines[0], *rows]), title=lines[0])


def _as_wide(rows: Rows, delimiter: str) -> list[Sequence[str]]:
    """The rows, none wider than the first where most of those that are not less wide are as wide.

    What is behind its last column are parts of a text that has the mark between fields in it.
    """
    width = len(rows[0]) if rows else 0
    wide = [len(row) for row in rows if len(row) >= width]
    if 2 * wide.count(width) <= len(wide):
        return list(rows)
    last = f"{delimiter.strip()} "
    return [
        [*row[: width - 1], last.join(filter(None, map(str.strip, row[width - 1 :])))]
        if len(row) > width
        else row
        for row in rows
    ]


def _with_other_columns(extract: Extract) -> Extract:
    """Put what the row's other columns say below its text, where it can be found and cited."""
    names, values = [*extract.metadata], [*extract.metadata.values()]
    below = "\n\n".join(table_lines([names], [values]))
    return replace(extract, text=f"{extract.text}\n\n{below}") if below else extract


def _delimiter(text: str) -> str:
    """What parts the fields: most frequent in the first line, unless that stands above a table.

    It does if its mark is not in the next line, while another parts the last lines of the
    beginning, each into as many fields, or the mark is the same and there are none of it.
    """
    lines = [line for line in islice(StringIO(text), _FIRST_LINES) if line.strip()]
    first, second = [*lines, "", ""][:2]
    found = max(_DELIMITERS, key=first.count)
    if found not in second:
        last = lines[-_LAST_LINES:]
        other = max(_DELIMITERS, key=last[-1].count) if last else found
        counts = {line.count(other) for line in last}
        if len(last) > 1 and len(counts) == 1 and counts != {0}:
            return other
    return found


class _Table:
    """The rows of a table that are not blank; a title is one cell.

    A quotation mark that is not closed would take all that follows into its field, up to the
    next mark. So a row whose quotes are at fault ends before the first line that has as many
    fields as the header.

    Attributes:
        delimiter: what parts the fields.
        unclosed: numbers of the lines in which a row begins that was ended so.
        rows: all of the file.
        tables: the same as several tables, where it holds more than one.
    """

    def __init__(self, text: str) -> None:
        # The module's default limit for one field is 128 KiB, less than a long article.
        csv.field_size_limit(MAX_TEXT_BYTES)
        self.unclosed: list[int] = []
        stated = _STATED.match(text)
        self.delimiter = stated[1] if stated else _delimiter(text)
        self._lines = list(StringIO(text[stated.end() if stated else 0 :], newline="\n"))
        every = list(self._rows())
        rows = [row for row in every if any(cell.strip() for cell in row)]
        width = max(map(len, every), default=0)
        is_apart = any(
            not any(above) and len(row) == width
            for above, row in islice(pairwise(every), _FIRST_LINES)
        )
        self.rows = with_titles(rows, self.delimiter, is_apart=is_apart)
        self.tables = parted(every, self.delimiter)

    def _rows(self) -> Iterator[list[str]]:
        width = 0
        at = 0
        while at < len(self._lines):
            reader = csv.reader(self._from(at), delimiter=self.delimiter, strict=True)
            begin = at
            try:
                for row in reader:
                    yield row
                    width = width or len(row)
                    at = begin + reader.line_num
            except csv.Error:
                row, at = self._faulty_row(at, width)
                yield row
                width = width or len(row)

    def _faulty_row(self, at: int, width: int) -> tuple[list[str], int]:
        """The row that begins in a line, and the line after it."""
        is_open = False

        def own_lines() -> Iterator[str]:
            nonlocal is_open
            yield self._lines[at]
            for line in self._from(at + 1):
                widths = len(line.split(self.delimiter)), len(self._parse((line,))[0])
                if not width or width in widths:
                    break
                yield line
            is_open = True

        row, used = self._parse(own_lines())
        if is_open:
            self.unclosed.append(at + 1)
            plain = self._lines[at].split(self.delimiter)
            if used == 1 and (not width or len(plain) == width):
                row = [cell.strip('"\n') for cell in plain]
            row = [cell.rstrip("\n") for cell in row]
        return row, at + used

    def _parse(self, lines: Iterable[str]) -> tuple[list[str], int]:
        """The first row of some lines, its quotes taken as they come, and how many it takes."""
        reader = csv.reader(lines, delimiter=self.delimiter)
        return next(reader, []), reader.line_num

    def _from(self, at: int) -> Iterator[str]:
        return (self._lines[number] for number in range(at, len(self._lines)))
