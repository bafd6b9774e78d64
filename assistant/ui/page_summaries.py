"""The summaries tab: what to summarise, how, and what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.events import tab_of
from assistant.ui.markup import notice
from assistant.ui.summaries import STYLES, Summaries, request_of
from assistant.ui.summarising import Wanted

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
        together = gr.Radio(
            label="Make",
            choices=[("One summary of each", False), ("One digest of all together", True)],
            value=False,
            elem_id="together",
        )
        with gr.Row():
            style = gr.Radio(label="Style", choices=list(STYLES), value="Paragraph", scale=3)
            words = gr.Slider(
                label="Words, about", minimum=20, maximum=300, step=10, value=60, scale=2
            )
        focus = gr.Textbox(label="A question to answer first, if any", elem_id="focus")
        with gr.Row():
            start = gr.Button("Summarise", variant="primary", elem_id="summarise", scale=0)
            stop = gr.Button("Stop", elem_id="stop-summaries", scale=0, visible=False)
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
        together: bool,
    ) -> AsyncIterator[tuple[Any, ...]]:
        try:
            request_ = request_of(words, style, focus)
            wanted = Wanted(name, models or "", tuple(ids or ()), request_, bool(together))
        except AssistantError as error:
            yield notice(str(error), "error"), *[gr.skip()] * 4
            return
        yield gr.skip(), gr.skip(), "", *_busy(True)
        shown = None
        async for sight in summaries.run(tab_of(request), wanted):
            results = gr.skip() if sight.results == shown else sight.results
            yield sight.work, results, sight.links, gr.skip(), gr.skip()
            shown = sight.results
        yield *[gr.skip()] * 3, *_busy(False)

    def end(request: gr.Request) -> None:
        summaries.stop(tab_of(request))

    def choices(name: str) -> Any:
        return gr.Dropdown(choices=summaries.choices(name), value=[])

    gr.on([tab.select, shelf.change], choices, shelf, chosen, **PRIVATE, queue=False)
    start.click(
        run,
        [shelf, profile, chosen, style, words, focus, together],
        [work, results, links, start, stop],
        **PRIVATE,
        concurrency_limit=4,
    )
    stop.click(end, None, None, **PRIVATE, queue=False)


def _busy(running: bool) -> tuple[Any, Any]:
    """One of the buttons `start` and `stop`."""
    return gr.Button(visible=not running), gr.Button(visible=running)
