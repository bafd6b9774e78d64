"""The documents tab: adding, finding and removing them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from assistant.corpus.read import EXTENSIONS
from assistant.ui.desk import Desk
from assistant.ui.documents import Documents
from assistant.ui.events import told

PRIVATE: Any = {"api_visibility": "private", "show_progress": "hidden"}
CHOSEN = (
    "(shelf, _, ...rest) => [shelf, "
    "[...document.querySelectorAll('#documents-table input:checked')].map(x => x.value), ...rest]"
)
"""Reads the boxes of the table in the browser."""


def documents_tab(desk: Desk, documents: Documents, shelf: gr.Dropdown) -> None:
    """Build the tab and connect it.

    Args:
        desk: for the names of the collections.
        documents: the handlers.
        shelf: which collection is shown; a new one is added to it.
    """
    with gr.Tab("Documents", id="documents") as tab, gr.Column(elem_id="page-documents"):
        gr.HTML("<h2>Add documents</h2>", elem_classes="tab-title")
        target = gr.Textbox(
            label="Into the collection (another name makes a new one)", elem_id="target"
        )
        uploads = gr.File(
            label="Drop files here",
            file_count="multiple",
            file_types=sorted(EXTENSIONS),
            elem_id="uploads",
            height=130,
        )
        with gr.Row(visible=documents.paths_allowed):
            path = gr.Textbox(
                label="Or a file or folder on this machine", elem_id="folder", scale=4
            )
            add = gr.Button("Add", elem_id="add-folder", scale=0)
        work = gr.HTML(elem_id="documents-work")
        gr.HTML("<h2>In this collection</h2>", elem_classes="tab-title")
        with gr.Row():
            since = gr.Textbox(label="From (2024-05-31)", elem_id="since")
            until = gr.Textbox(label="Until", elem_id="until")
            source = gr.Textbox(label="Path contains", elem_id="path-contains")
        table = gr.HTML(elem_id="documents-table")
        remove = gr.Button("Remove the chosen ones", elem_id="remove", elem_classes="quiet")
        chosen = gr.JSON(visible=False)

    filters = [shelf, since, until, source]

    async def upload(name: str, files: list[str] | None) -> AsyncIterator[tuple[Any, ...]]:
        if not files:
            return
        async for html in documents.upload(name, files):
            yield html, gr.skip(), gr.skip()
        yield gr.skip(), None, _shelves(desk, name)

    async def add_path(name: str, path: str) -> AsyncIterator[tuple[Any, ...]]:
        async for html in documents.add_path(name, path):
            yield html, gr.skip()
        yield gr.skip(), _shelves(desk, name)

    def removed(shelf: str, ids: list[str], *rest: str) -> tuple[str, str]:
        return documents.remove(shelf, ids or []), documents.table(shelf, *rest)

    gr.on([tab.select, shelf.change], lambda name: name, shelf, target, **PRIVATE, queue=False)
    gr.on(
        [tab.select, shelf.change, since.submit, until.submit, source.change],
        told(documents.table),
        filters,
        table,
        **PRIVATE,
        queue=False,
    )
    uploads.upload(upload, [target, uploads], [work, uploads, shelf], **PRIVATE).then(
        told(documents.table), filters, table, **PRIVATE, queue=False
    )
    gr.on([add.click, path.submit], add_path, [target, path], [work, shelf], **PRIVATE).then(
        told(documents.table), filters, table, **PRIVATE, queue=False
    )
    remove.click(
        removed, [shelf, chosen, since, until, source], [work, table], js=CHOSEN, **PRIVATE
    )


def _shelves(desk: Desk, name: str) -> Any:
    names = [shelf.name for shelf in desk.shelves()]
    return gr.Dropdown(choices=names, value=name) if name in names else gr.skip()
