"""The summaries tab: what to summarise, how, and what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.markup import escaped, notice
from assistant.ui.summaries import STYLES, Summaries, Wanted, request_of

PRIVATE: Any = {"api_visibility": "private", "show_progress": "hidden"}


def summaries_tab(summaries: Summaries, shelf: gr.Dropdown, profile: gr.Dropdown) -> None:
    """Build the tab and connect it.

    Args:
        summaries: the handlers.
        shelf: which collection the documents are from.
        profile: which models write.
    """
    with gr.Tab("Summaries", id="summaries") as tab, gr.Column(elem_id="page-summaries"):
        chosen = gr.Dropdown(
            label="Documents; none chosen means all of the collection",
            choices=[],
            multiselect=True,
            elem_id="summary-documents",
        )
        with gr.Row():
            style = gr.Radio(label="Style", choices=list(STYLES), value="Paragraph")
            words = gr.Slider(label="Words, about", minimum=20, maximum=300, step=10, value=60)
        focus = gr.Textbox(label="A question to answer first, if any", elem_id="focus")
        with gr.Row():
            start = gr.Button("Summarise", variant="primary", elem_id="summarise", scale=0)
            stop = gr.Button("Stop", elem_id="stop-summaries", scale=0)
        work = gr.HTML(elem_id="summaries-work")
        links = gr.HTML()
        results = gr.HTML(elem_id="summaries-results")

    async def run(
        request: gr.Request,
        name: str,
        models: str,
        ids: list[str] | None,
        style: str,
        words: float,
        focus: str,
    ) -> AsyncIterator[tuple[Any, ...]]:
        try:
            wanted = Wanted(name, models or "", tuple(ids or ()), request_of(words, style, focus))
        except AssistantError as error:
            yield notice(str(error), "error"), gr.skip(), gr.skip()
            return
        shown = ""
        async for progress, html in summaries.run(str(request.session_hash), wanted):
            yield progress, gr.skip() if html == shown else html, _links(name)
            shown = html

    def end(request: gr.Request) -> None:
        summaries.stop(str(request.session_hash))

    def choices(name: str) -> Any:
        return gr.Dropdown(choices=summaries.choices(name), value=[])

    gr.on([tab.select, shelf.change], choices, shelf, chosen, **PRIVATE, queue=False)
    start.click(
        run,
        [shelf, profile, chosen, style, words, focus],
        [work, results, links],
        **PRIVATE,
        concurrency_limit=4,
    )
    stop.click(end, None, None, **PRIVATE, queue=False)


def _links(shelf: str) -> str:
    address = escaped(f"summaries/{quote(shelf, safe='')}")
    return (
        '<p class="where">Download all summaries of this collection: '
        f'<a href="{address}.jsonl" download>JSON Lines</a>, '
        f'<a href="{address}.md" download>Markdown</a></p>'
    )
