"""The documents tab: adding, finding and removing them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import gradio as gr

from assistant.corpus.read import EXTENSIONS
from assistant.ui.documents import Documents
from assistant.ui.events import tab_of, told
from assistant.ui.handlers import Handlers
from assistant.ui.notices import notice
from assistant.ui.only import Only
from assistant.ui.only_fields import only_fields

PRIVATE: Any = {"api_visibility": "private", "show_progress": "hidden"}
MANY = 16
"""Pages whose new documents are introduced at once."""

CHOSEN = (
    "(page, _, ...rest) => [page, "
    "[...document.querySelectorAll('#documents-table input:checked')].map(x => x.value), ...rest]"
)
"""Reads the boxes of the table in the browser."""

TO_REMOVE = "() => setTimeout(() => document.querySelector('#remove')?.focus(), 100)"
"""The focus goes back to where it came from."""

TO_TABLE = "() => document.querySelector('#documents-table')?.scrollIntoView({block: 'start'})"


def documents_tab(handlers: Handlers, shelf: gr.Dropdown) -> list[Any]:
    """Build the tab and connect it; returns the events after which other documents are there.

    Args:
        handlers: of the documents; of the conversation, for what is under way there.
        shelf: which collection is shown; a new one is added to it.
    """
    documents = handlers.documents
    with gr.Tab("Documents", id="documents") as tab, gr.Column(elem_id="page-documents"):
        adding = _adding(documents)
        gr.HTML("<h2>In this collection</h2>", elem_classes="tab-title")
        only = only_fields("listed")
        table = gr.HTML(elem_id="documents-table")
        with gr.Row(elem_id="documents-pages", visible=False) as turning:
            back = gr.Button("Previous", elem_id="previous-page", elem_classes="quiet")
            on = gr.Button("Next", elem_id="next-page", elem_classes="quiet")
        remove = gr.Button("Remove the ticked ones", elem_id="remove", elem_classes="quiet")
        asking = _asking()
        chosen, page = gr.JSON(visible=False), gr.State(1)

    filters = [shelf, *only.boxes]
    listing = [table, page, turning, back, on]

    async def introduce(name: str, shown: str) -> AsyncIterator[str]:
        if name == shown:  # else its questions would be put to another collection
            async for html in documents.introduce(name):
                yield html

    @told
    def listed(name: str, *typed: str, page: int = 1) -> tuple[Any, ...]:
        found = documents.table(name, Only.typed(*typed), page)
        return (
            found.html,
            found.page,
            gr.Row(visible=found.pages > 1),
            gr.Button(interactive=found.page > 1),
            gr.Button(interactive=found.page < found.pages),
        )

    def removed(page: int, ids: list[str], of: str, *shown: str) -> tuple[Any, ...]:
        said = documents.remove(of, ids or [])
        return said, gr.Row(visible=False), *listed(*shown, page=page)

    def turned(by: int) -> Callable[..., tuple[Any, ...]]:
        return lambda page, *asked: listed(*asked, page=page + by)

    # In the browser: an answer of the server would come after what is typed meanwhile.
    gr.on([tab.select, shelf.change], None, shelf, adding.target, js="name => name", **PRIVATE)
    # Picked by hand: what sets the shelf otherwise on this tab lists the documents itself, and of
    # two lists the later one would undo a turned page.
    gr.on(
        [tab.select, shelf.input, only.since.submit, only.until.submit, only.source.change],
        listed,
        filters,
        listing,
        trigger_mode="always_last",  # while one runs, what is typed meanwhile would be lost
        **PRIVATE,
        queue=False,
    )
    for button, by in ((back, -1), (on, 1)):
        button.click(turned(by), [page, *filters], listing, **PRIVATE, queue=False).then(
            None, js=TO_TABLE
        )
    uploaded, added = (
        entered.then(listed, filters, listing, **PRIVATE, queue=False)
        for entered in _connect_adding(handlers, adding, shelf)
    )
    for shown in (uploaded, added):
        both = [adding.target, shelf]
        shown.then(introduce, both, adding.overview, **PRIVATE, concurrency_limit=MANY)
    _connect_asking(documents, asking, remove, [page, chosen, shelf])
    gone = asking.sure.click(
        removed,
        [page, chosen, asking.of, *filters],
        [asking.gone, asking.row, *listing],
        **PRIVATE,
    )
    gone.then(None, js=TO_REMOVE)
    return [uploaded, added, gone]


class _Adding(NamedTuple):
    """Where documents come from and go to, and what came of them."""

    target: gr.Textbox
    uploads: gr.File
    path: gr.Textbox
    add: gr.Button
    work: gr.HTML
    overview: gr.HTML


def _adding(documents: Documents) -> _Adding:
    gr.HTML("<h2>Add documents</h2>", elem_classes="tab-title")
    target = gr.Textbox(
        label="Into the collection (another name makes a new one)", elem_id="target"
    )
    uploads = gr.File(
        label="Drop files here",
        file_count="multiple",
        file_types=sorted(EXTENSIONS),
        elem_id="uploads",
        height=150,
    )
    with gr.Row(visible=documents.paths_allowed):
        path = gr.Textbox(label="Or a file or folder on this machine", elem_id="folder", scale=4)
        add = gr.Button("Add", elem_id="add-folder", scale=0)
    work = gr.HTML(elem_id="documents-work")
    overview = gr.HTML(elem_id="documents-overview")
    return _Adding(target, uploads, path, add, work, overview)


def _connect_adding(handlers: Handlers, adding: _Adding, shelf: gr.Dropdown) -> tuple[Any, Any]:
    documents = handlers.documents

    async def upload(
        request: gr.Request, name: str, files: list[str] | None
    ) -> AsyncIterator[tuple[Any, ...]]:
        if not files:  # without a word Gradio would empty the parts
            yield gr.skip(), gr.skip(), gr.skip()
            return
        html = ""
        async for html in documents.upload(name, files):
            yield html, gr.skip(), gr.skip()
        said, shelves = _shelves(handlers, request, name)
        yield html + said, None, shelves

    async def add_path(request: gr.Request, name: str, path: str) -> AsyncIterator[tuple[Any, ...]]:
        html = ""
        async for html in documents.add_path(name, path):
            yield html, gr.skip()
        said, shelves = _shelves(handlers, request, name)
        yield html + said, shelves

    uploads, work = adding.uploads, adding.work
    uploaded = uploads.upload(upload, [adding.target, uploads], [work, uploads, shelf], **PRIVATE)
    named = gr.on(
        [adding.add.click, adding.path.submit],
        add_path,
        [adding.target, adding.path],
        [work, shelf],
        **PRIVATE,
    )
    return uploaded, named


class _Asking(NamedTuple):
    """Whether documents are really to be removed; `of` names the collection that is meant."""

    row: gr.Row
    question: gr.HTML
    sure: gr.Button
    keep: gr.Button
    gone: gr.HTML
    of: gr.State


def _asking() -> _Asking:
    with gr.Row(elem_id="confirm", visible=False) as row:
        question = gr.HTML()
        sure = gr.Button("Remove", elem_id="confirm-remove", variant="stop", scale=0)
        keep = gr.Button("Keep", elem_id="keep-documents", scale=0)
    return _Asking(row, question, sure, keep, gr.HTML(elem_id="removed"), gr.State(""))


def _connect_asking(
    documents: Documents, asking: _Asking, remove: gr.Button, given: list[Any]
) -> None:
    def doubted(_: int, ids: list[str] | None, name: str) -> tuple[Any, ...]:
        question = documents.before_removing(name, ids or [])
        return ids or [], question, gr.Row(visible=True), gr.Button(visible=bool(ids)), "", name

    def put_away() -> Any:
        return gr.Row(visible=False)

    outputs = [given[1], asking.question, asking.row, asking.sure, asking.gone, asking.of]
    remove.click(doubted, given, outputs, js=CHOSEN, **PRIVATE, queue=False).then(
        None, js="() => setTimeout(() => document.querySelector('#keep-documents')?.focus(), 100)"
    )
    asking.keep.click(put_away, None, asking.row, **PRIVATE, queue=False).then(None, js=TO_REMOVE)
    given[-1].change(put_away, None, asking.row, **PRIVATE, queue=False)


def _shelves(handlers: Handlers, request: gr.Request, name: str) -> tuple[str, Any]:
    """What was added to is chosen, or it is said why not."""
    names = [shelf.name for shelf in handlers.desk.shelves()]
    if name not in names:
        return "", gr.skip()
    if handlers.chat.stays(tab_of(request), name):
        said = (
            f"A question is under way in another collection. Choose “{name}” once it is answered: "
            "choosing it now cuts that off."
        )
        return notice(said), gr.Dropdown(choices=names)
    return "", gr.Dropdown(choices=names, value=name)
