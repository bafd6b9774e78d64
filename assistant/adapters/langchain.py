"""A retriever for LangChain: `AssistantRetriever(assistant=…)`; needs `langchain-core`."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from assistant.assistant import Assistant
from assistant.present.json import hit_to_json
from assistant.search.collection import EVERYTHING
from assistant.search.filters import Filter


class AssistantRetriever(BaseRetriever):
    """The passages nearest to a question, best first, with where they stand.

    Attributes:
        assistant: open; who made it closes it.
        top: how many passages are given; None is as many as the settings say.
        among: which documents may be found; None is all.
    """

    assistant: Assistant
    top: int | None = None
    among: Filter | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = self.assistant.search(query, top=self.top, among=self.among or EVERYTHING)
        return [_document(hit_to_json(hit), hit.passage.id) for hit in hits]


def _document(found: dict[str, Any], id_: str) -> Document:
    text = found.pop("text")
    return Document(id=id_, page_content=text, metadata=found)
