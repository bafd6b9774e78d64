"""What was added: each document with what it is about, and questions to ask of it."""

from __future__ import annotations

from collections.abc import Collection as Ids

from assistant.corpus.layout import is_row
from assistant.present.page import count
from assistant.records import DocumentInfo, SummaryRequest
from assistant.search.filters import Filter
from assistant.ui.desk import Desk
from assistant.ui.sources import document_link
from assistant.ui.tables import tables_of
from assistant.ui.templates import render
from assistant.ui.welcome import example_questions

SHOWN = 5
"""Documents that are introduced."""

QUESTIONS = 3

_ABOUT = SummaryRequest(words=25, style="extractive")


def overview_html(desk: Desk, shelf: str, ids: Ids[str]) -> str:
    """Documents that are new, as HTML; empty where none is there any more.

    Args:
        desk: collections and models.
        shelf: the collection's name.
        ids: of the documents that are new.
    """
    among = Filter(documents=frozenset(ids))
    new = desk.assistant(shelf).collection.documents(among) if ids else []
    if not new:
        return ""
    return render(
        "overview",
        documents=[
            {
                "title": one.title or "(no title)",
                "href": document_link(shelf, one.id, 0, 0),
                "about": _about(desk, shelf, one),
            }
            for one in new[:SHOWN]
        ],
        more=len(new) - SHOWN,
        questions=example_questions(desk, shelf, among, QUESTIONS),
    )


def _about(desk: Desk, shelf: str, info: DocumentInfo) -> str:
    """The sentence of a document that says most of it, or what its table holds."""
    assistant = desk.reader(shelf)
    sentences = assistant.summarise(assistant.collection.document(info.id), _ABOUT).sentences
    said = sentences[0].text if sentences else ""
    if is_row(said) and (tables := tables_of(assistant.collection.passages_of(info.id))):
        rows = sum(len(table.rows) for table in tables)
        return f"{count(rows, 'row')} of a table: {', '.join(filter(None, tables[0].heads))}."
    return said
