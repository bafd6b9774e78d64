"""Which documents can be ticked beside the conversation, to be the only ones that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.errors import ConfigError
from assistant.ui.events import QUICK, told
from assistant.ui.only import Only
from assistant.ui.parts import TICK, Talk
from assistant.ui.summaries import Summaries


class Ticks:
    """The list of documents to tick, narrowed by the boxes above it.

    Args:
        summaries: says which documents there are.
        shelf: the field that names the collection.
        talk: the list and the boxes.
    """

    def __init__(self, summaries: Summaries, shelf: Any, talk: Talk) -> None:
        self._summaries = summaries
        self._shelf = shelf
        self._talk = talk

    @property
    def event(self) -> dict[str, Any]:
        """What an event gives after which other documents can be ticked."""

        @told
        def narrowed(name: str, ticked: list[str] | None, *typed: str) -> Any:
            return self.offered(name, Only.typed(*typed), ticked or [])

        return {
            "fn": narrowed,
            "inputs": [self._shelf, self._talk.ticked, *self._talk.fields.boxes],
            "outputs": self._talk.ticked,
            "preprocess": False,  # which fails at a tick on what is no longer offered
            **QUICK,
        }

    def offered(self, shelf: str, only: Only, ticked: Sequence[str]) -> Any:
        """The documents to tick; those ticked that are no longer offered are dropped."""
        try:
            found = self._summaries.choices(shelf, only, ticked)
        except ConfigError:  # a date that is half typed
            return gr.skip()
        label, choices = found.label(TICK), list(found.offered)
        if set(found.chosen) == set(ticked):  # what was ticked meanwhile is not undone
            return gr.CheckboxGroup(label=label, choices=choices)
        return gr.CheckboxGroup(label=label, choices=choices, value=list(found.chosen))
