"""The boxes in which a part of a collection is named, wherever the page has them."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.errors import ConfigError
from assistant.ui.only import Only
from assistant.ui.templates import render

DAY = "31/05/2024"
"""Also May 2024, 2024-05 or 2024, of which the first or the last day is meant."""


@dataclass(frozen=True, slots=True)
class OnlyFields:
    """Three boxes; their texts together are what `Only.typed` takes."""

    since: gr.Textbox
    until: gr.Textbox
    source: gr.Textbox

    @property
    def boxes(self) -> list[gr.Textbox]:
        return [self.since, self.until, self.source]


def only_fields(name: str) -> OnlyFields:
    """The boxes in a row, whose ids start with `name`."""
    with gr.Row(elem_classes="only-fields"):
        return OnlyFields(
            _day("From", f"{name}-since"),
            _day("Until", f"{name}-until"),
            gr.Textbox(label="Title or path contains", elem_id=f"{name}-source"),
        )


def _day(label: str, name: str) -> gr.Textbox:
    """A box for a day, with the browser's own calendar beside it, which page.js types from."""
    with gr.Column(elem_classes="day-field", min_width=120):
        box = gr.Textbox(label=label, placeholder=DAY, elem_id=name)
        gr.HTML(render("calendar", name=name, label=label))
    return box


def folded_fields(name: str, everything: str) -> tuple[gr.Accordion, OnlyFields]:
    """The boxes out of the way, below a line that says which documents are meant."""
    with gr.Accordion(everything, open=False, elem_id=name, elem_classes="only") as fold:
        fields = only_fields(name)
    return fold, fields


def only_label(only: Only, everything: str, part: str) -> str:
    """What stands above the boxes.

    Args:
        only: what was typed into them.
        everything: for all documents.
        part: comes before what `Only.words` says.
    """
    try:
        words = only.words()
    except ConfigError:  # a date that is half typed; whoever goes on is told
        words = "…"
    return f"{part} {words}" if words else everything
