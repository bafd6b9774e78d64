"""What was added: each document with what it is about, and questions to ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Overview:
    """Documents that are new, and questions to ask of them; without any, nothing is shown."""

    documents: Sequence[Mapping[str, str]]
    more: int
    questions: Sequence[str]

    def html(self, questions: Sequence[str] = ()) -> str:
        """As HTML, with other questions where there are some; empty without any document."""
        if not self.documents:
            return ""
        return render(
            "overview",
            documents=self.documents,
            more=self.more,
            questions=questions or self.questions,
        )


def overview(desk: Desk, shelf: str, among: Filter) -> Overview:
    """What is new in a collection.

    Args:
        desk: collections and models.
        shelf: the collection's name.
        among: the documents that are new.
    """
    new = desk.assistant(shelf).collection.documents(among)
    return Overview(
        documents=[
            {
                "title": one.title or "(no title)",
                "href": document_link(shelf, one.id, 0, 0),
                "about": _about(desk, shelf, one),
            }
            for one in new[:SHOWN]
        ],
        more=len(new) - SHOWN,
        questions=example_questions(desk, shelf, among, QUESTIONS) if new else [],
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
