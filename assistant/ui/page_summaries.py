"""The summaries tab: what to summarise, how, and what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import gradio as gr

from assistant.errors import AssistantError, ConfigError
from assistant.ui.events import Pressed, tab_of, told
from assistant.ui.notices import failure_html
from assistant.ui.only import Only
from assistant.ui.only_fields import folded_fields, only_label
from assistant.ui.parts import PRESSED
from assistant.ui.summaries import STYLES, Sight, Summaries, request_of
from assistant.ui.summarising import Wanted

EVERYTHING = "All documents of the collection"
SUITED = "0: as many as suit the text"
CHOOSE = "Choose some of them; none chosen means all"
TO_RESULTS = "() => document.querySelector('#summary-made')?.scrollIntoView({block: 'nearest'})"
PRIVATE: Any = {"api_visibility": "private", "show_progress": "hidden"}


def summaries_tab(summaries: Summaries, shelf: gr.Dropdown, profile: gr.Dropdown) -> None:
    """Build the tab and connect it.

    Args:
        summaries: the handlers.
        shelf: which collection the documents are from.
        profile: which models write.
    """
    with (
        gr.Tab("Summaries", id="summaries") as tab,
        gr.Column(elem_id="page-summaries"),
        gr.Row(elem_id="summary-columns"),
    ):
        with gr.Column(elem_id="summary-form", scale=2, min_width=300):
            fold, fields = folded_fields("summary-only", EVERYTHING)
            chosen = gr.Dropdown(
                label=CHOOSE,
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
            style = gr.Radio(label="Style", choices=list(STYLES), value="Paragraph")
            words = gr.Slider(
                label="Words, about", info=SUITED, minimum=0, maximum=300, step=10, value=0
            )
            focus = gr.Textbox(label="A question to answer first, if any", elem_id="focus")
            with gr.Row():
                start = gr.Button("Summarise", variant="primary", elem_id="summarise", scale=0)
                stop = gr.Button("Stop", elem_id="stop-summaries", scale=0, visible=False)
        made = _made()

    async def run(
        request: gr.Request,
        name: str,
        models: str,
        ids: list[str] | None,
        style: str,
        words: float,
        focus: str,
        together: bool,
        *typed: str,
    ) -> AsyncIterator[tuple[Any, ...]]:
        try:
            request_ = request_of(words, style, focus)
            only = Only.typed(*typed)
            only.filter()  # a date that is none is said at once
            wanted = Wanted(name, models or "", tuple(ids or ()), request_, bool(together), only)
        except AssistantError as error:
            yield failure_html(error), *[gr.skip()] * 6
            return
        yield *[gr.skip()] * 3, *_busy(True), 1, gr.Row(visible=False)
        shown = Sight("", "")
        async for sight in summaries.run(tab_of(request), wanted):
            results = gr.skip() if sight.results == shown.results else sight.results
            links = gr.skip() if sight.links == shown.links else sight.links
            yield sight.work, results, links, *[gr.skip()] * 4
            shown = sight
        tab = tab_of(request)
        place = _first_page(summaries, tab) if summaries.shows_newest(tab) else [gr.skip()] * 2
        yield *[gr.skip()] * 3, *_busy(False), *place

    def end(request: gr.Request) -> None:
        summaries.stop(tab_of(request))

    def choices(name: str, ids: list[str] | None, *typed: str) -> tuple[Any, Any]:
        only = Only.typed(*typed)
        fold = gr.Accordion(label=only_label(only, EVERYTHING, "Only documents"))
        try:
            found = summaries.choices(name, only, ids or ())
        except ConfigError:  # a date that is half typed
            return gr.skip(), fold
        dropdown = gr.Dropdown(
            label=found.label(CHOOSE), choices=list(found.offered), value=list(found.chosen)
        )
        return dropdown, fold

    narrowed = [box.change for box in fields.boxes]
    gr.on(
        [tab.select, shelf.change, *narrowed],
        told(choices),
        [shelf, chosen, *fields.boxes],
        [chosen, fold],
        trigger_mode="always_last",  # while one runs, what is typed meanwhile would be lost
        **PRIVATE,
        queue=False,
    )
    start.click(
        run,
        [shelf, profile, chosen, style, words, focus, together, *fields.boxes],
        [made.work, made.results, made.links, start, stop, made.page, made.turning],
        **PRIVATE,
        concurrency_limit=4,
    )
    _connect_made(summaries, made)
    start.click(None, js=TO_RESULTS)
    stop.click(end, None, None, **PRIVATE, queue=False)


class _Made(NamedTuple):
    """What came of runs: how it goes, the summaries page by page, and ways to other results."""

    work: gr.HTML
    links: gr.HTML
    results: gr.HTML
    turning: gr.Row
    newer: gr.Button
    older: gr.Button
    page: gr.State


def _made() -> _Made:
    with gr.Column(elem_id="summary-made", scale=3, min_width=300):
        work = gr.HTML(elem_id="summaries-work")
        links = gr.HTML(elem_id="summary-runs", js_on_load=PRESSED)
        results = gr.HTML(elem_id="summaries-results")
        with gr.Row(elem_id="summary-pages", visible=False) as turning:
            newer = gr.Button("Newer", elem_id="newer-summaries", elem_classes="quiet")
            older = gr.Button("Older", elem_id="older-summaries", elem_classes="quiet")
    return _Made(work, links, results, turning, newer, older, gr.State(1))


def _connect_made(summaries: Summaries, made: _Made) -> None:
    def turned(by: int) -> Callable[..., tuple[Any, ...]]:
        def turn(request: gr.Request, page: int) -> tuple[Any, ...]:
            tab = tab_of(request)
            page = min(max(1, page + by), summaries.pages(tab))
            return page, summaries.page(tab, page)

        return turn

    def stepped(request: gr.Request, event: gr.EventData) -> tuple[Any, ...]:
        tab = tab_of(request)
        sight = summaries.step(tab, {"earlier": -1, "later": 1}.get(Pressed.read(event).do, 0))
        return sight.work or gr.skip(), sight.results, sight.links, *_first_page(summaries, tab)

    for button, by in ((made.newer, -1), (made.older, 1)):
        button.click(turned(by), made.page, [made.page, made.results], **PRIVATE, queue=False).then(
            None, js=TO_RESULTS
        )
    made.links.click(
        stepped,
        None,
        [made.work, made.results, made.links, made.page, made.turning],
        **PRIVATE,
        queue=False,
    )


def _first_page(summaries: Summaries, tab: str) -> list[Any]:
    """The number of the first page, and whether there are others."""
    return [1, gr.Row(visible=summaries.pages(tab) > 1)]


def _busy(running: bool) -> tuple[Any, Any]:
    """One of the buttons `start` and `stop`."""
    return gr.Button(visible=not running), gr.Button(visible=running)
