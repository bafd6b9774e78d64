"""The page's HTML templates: whatever they are given is text, unless it was made by another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from assistant.grounding.recognised import read_by
from assistant.present.emphasis import set_off
from assistant.present.page import count, day, file_name
from assistant.present.printable import printable
from assistant.present.tables import Line, Told, in_tables

if TYPE_CHECKING:
    from jinja2 import Environment


def render(name: str, /, **given: Any) -> str:
    """A template filled in, without blanks around it. Texts are made printable and escaped."""
    return _environment().get_template(f"{name}.html").render(given).strip()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.filters |= {
        "html": Markup,  # what another template made
        "day": lambda of: day(of["date"], of.get("date_origin", "")),
        "set_off": set_off,
        "file_name": file_name,
        "read_by": read_by,
        "in_tables": _in_tables,
    }
    made.globals["count"] = count
    return made


def _in_tables(
    claims: Sequence[Any], marks: Mapping[int, Any], below_headings: bool
) -> Iterator[Told[Any]]:
    """Claims of an answer, rows in the table that they are of; see `in_tables`."""
    known = {number: mark.document for number, mark in marks.items()}

    def line_of(one: Any) -> Line:
        return Line.of(one["text"], one["verdict"], one["citations"], known)

    return in_tables(claims, line_of, below_headings=below_headings)


def _shown(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
