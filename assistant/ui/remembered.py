"""What was chosen in the sidebar, kept by the browser until the server starts anew.

A server that starts with another `--profile` or `--collection` is not overruled: it cannot read
what an earlier one left in the browser.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.ui.desk import Desk
from assistant.ui.events import QUICK
from assistant.ui.parts import Side


def remember(side: Side) -> gr.BrowserState:
    """Keep collection and profile with each change; returns where `recalled` finds them."""
    kept = gr.BrowserState(None, storage_key="assistant-chosen")
    gr.on(
        [side.shelf.change, side.profile.change],
        None,
        [side.shelf, side.profile],
        kept,
        js="(...chosen) => [chosen]",
        trigger_mode="always_last",
        **QUICK,
    )
    return kept


def recalled(desk: Desk, kept: Any) -> tuple[str, str]:
    """Collection and profile for a page that opens: what was chosen before, if it is there still.

    Args:
        desk: what can be chosen.
        kept: from the browser, so it may be anything.
    """
    shelf, profile = kept if isinstance(kept, list) and len(kept) == 2 else ("", "")
    shelves = [found.name for found in desk.shelves()]
    profiles = [name for _, name in desk.models.profiles()]
    return (
        shelf if shelf in shelves else desk.first,
        profile if profile in profiles else desk.models.profile,
    )
