"""The page: its parts, put together and connected. No logic lives here."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.present.json import to_json
from assistant.ui.desk import Desk
from assistant.ui.events import tab_of, told
from assistant.ui.handlers import Handlers
from assistant.ui.only import Only
from assistant.ui.page_documents import documents_tab
from assistant.ui.page_summaries import summaries_tab
from assistant.ui.parts import build_side, build_talk
from assistant.ui.summaries import Summaries
from assistant.ui.templates import render
from assistant.ui.wiring import Wiring


def build_page(handlers: Handlers) -> gr.Blocks:
    """The whole page over the handlers."""
    desk, summaries = handlers.desk, handlers.summaries
    with gr.Blocks(title="Grounded assistant", fill_width=True, analytics_enabled=False) as page:
        gr.HTML(render("masthead"), elem_id="masthead")
        side = build_side(desk)
        with gr.Tabs(elem_id="frame"):
            with gr.Tab("Ask", id="ask"):
                talk = build_talk()
            summaries_tab(summaries, side.shelf, side.profile)
            changes = documents_tab(handlers, side.shelf)
        Wiring(handlers, side, talk, changes).connect(page)
        _stop_when_closed(page, summaries)
        _api(desk)
    built: gr.Blocks = page
    return built


def _stop_when_closed(page: gr.Blocks, summaries: Summaries) -> None:
    def closed(request: gr.Request) -> None:
        summaries.leave(tab_of(request))

    page.unload(closed)


def _api(desk: Desk) -> None:
    @told
    def chat(
        question: str,
        collection: str = "",
        profile: str = "",
        since: str = "",
        until: str = "",
        source: str = "",
    ) -> dict[str, Any]:
        """A checked answer, as `ask --json` prints it."""
        assistant = desk.assistant(collection or desk.first, profile or None)
        among = Only.typed(since, until, source).filter()
        return to_json(assistant.ask(question.strip(), among=among))

    gr.api(chat, api_name="chat", concurrency_limit=4)  # type: ignore[attr-defined]
