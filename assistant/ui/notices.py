"""What the page says in a paragraph of its own: what came of something, or what failed.

A failure comes with what a person in a browser can do about it. The command that mends it is no
use there: it goes to the log, for whoever has a terminal.
"""

from __future__ import annotations

import logging
from typing import Literal

from assistant.errors import AssistantError
from assistant.ui.templates import render

Kind = Literal["note", "warning", "error"]


def notice(text: str, kind: Kind = "note", role: Literal["", "status", "alert"] = "") -> str:
    """A paragraph that stands apart, as HTML; empty without a text.

    Args:
        text: what it says.
        kind: how it looks, and what a screen reader says before it.
        role: has it spoken as it comes.
    """
    return render("notice", text=text, kind=kind, role=role)


def page_text(error: AssistantError) -> str:
    """The sentences of a failure."""
    if error.on_page != str(error):
        logging.getLogger(__name__).warning("%s", error)
    return error.on_page


def failure_html(error: AssistantError, role: Literal["", "alert"] = "") -> str:
    """The same as HTML that stands apart."""
    return notice(page_text(error), "error", role)
