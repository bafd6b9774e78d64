"""HTML from text of unknown origin: nothing in it is ever markup.

Titles, file names, passages, questions and models' wording all come through here.
"""

from __future__ import annotations

import html
from pathlib import PurePath

from assistant.present.page import day
from assistant.present.printable import one_line, printable
from assistant.records import DateOrigin


def escaped(text: str) -> str:
    """A text as one line of HTML, also safe inside a quoted attribute."""
    return html.escape(one_line(text), quote=True)


def escaped_lines(text: str) -> str:
    """A text with its line breaks, as HTML."""
    return html.escape(printable(text), quote=True)


def file_name(source: str) -> str:
    """The last part of a path, with the row number of a table file."""
    return PurePath(source).name or source


def time_element(iso: str | None, origin: DateOrigin) -> str:
    """A date as a `time` element; empty without one."""
    said = day(iso, origin)
    return f'<time datetime="{escaped(str(iso))}">{escaped(said)}</time>' if said else ""
