"""What the formats with one document a row share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.corpus.read.build import Extract

TEXT_NAMES = ("text", "body", "content")


def text_name(names: Iterable[str]) -> str | None:
    """Find which of the names holds the text; case does not matter."""
    by_lower = {name.strip().lower(): name for name in names}
    return next((by_lower[name] for name in TEXT_NAMES if name in by_lower), None)


def row_extract(row: Mapping[str, str], text_field: str, number: int) -> Extract:
    """Make an extract of a row; what is neither text, title nor date is metadata."""
    fields = {name.strip().lower(): value for name, value in row.items() if name != text_field}
    return Extract(
        row[text_field],
        title=fields.pop("title", ""),
        date=fields.pop("date", ""),
        metadata={name: value for name, value in fields.items() if value},
        row=number,
    )
