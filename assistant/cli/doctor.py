"""`doctor`: what works here, what does not, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from assistant.cli import options
from assistant.cli.output import results, say
from assistant.cli.session import collection_place
from assistant.present.page import Page
from assistant.present.printable import one_line

Deep = Annotated[
    bool, typer.Option("--deep", help="Also read every byte of the models and the collection.")
]

_MARKS = {"ok": ("ok", "green"), "note": ("note", "yellow"), "broken": ("BROKEN", "bold red")}
_INDENT = 8


def doctor(
    collection: options.Collection = None,
    profile: options.Profile = None,
    writer_url: options.WriterUrl = None,
    deep: Deep = False,
) -> None:
    """Examine the installation, the models and the collection; exit 1 if something is broken."""
    from assistant.doctor import examine

    page = Page(results())
    broken = 0
    for finding in examine(collection_place(collection), profile, deep=deep):
        label, style = _MARKS[finding.state]
        line = Text.assemble((label.ljust(_INDENT), style), one_line(finding.detail))
        page.paragraph(line, hanging=_INDENT)
        if finding.mend:
            page.paragraph(f"mend: {one_line(finding.mend)}", indent=_INDENT)
        broken += finding.state == "broken"
    if broken:
        say(f"{broken} {'thing is' if broken == 1 else 'things are'} broken.", "red")
        raise typer.Exit(1)
