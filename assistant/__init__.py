"""An assistant that answers from your own documents and shows nothing it has not checked.

The stages, in the order of the flow:

    corpus     files → Document → Passage
    models     the model store; embedder and generator
    search     Collection (SQLite + FAISS); question → Hit
    writing    Hit → Evidence → Draft
    grounding  Draft → Answer, or a refusal
    present    Answer → text, JSON

`from assistant import Assistant` gives the object that runs them all; docs/python.md shows how.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.records import SummaryRequest

if TYPE_CHECKING:
    from assistant.assistant import Assistant

__all__ = ["Assistant", "AssistantError", "SummaryRequest"]

logging.getLogger(__name__).addHandler(logging.NullHandler())  # who runs it says where it goes

if not TYPE_CHECKING:  # else every name would be thought to be here

    def __getattr__(name: str) -> object:
        """`Assistant`, which brings all stages with it, at its first use."""
        if name == "Assistant":
            from assistant.assistant import Assistant

            return Assistant
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
