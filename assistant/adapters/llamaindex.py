"""A retriever for LlamaIndex: `AssistantRetriever(assistant)`; needs `llama-index-core`."""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.assistant import Assistant
from assistant.present.json import hit_to_json
from assistant.records import Hit
from assistant.search.collection import EVERYTHING
from assistant.search.filters import Filter


class AssistantRetriever(BaseRetriever):
    """The passages nearest to a question, best first, with where they stand.

    Args:
        assistant: open; who made it closes it.
        top: how many passages are given; None is as many as the settings say.
        among: which documents may be found.
    """

    def __init__(
        self, assistant: Assistant, top: int | None = None, among: Filter = EVERYTHING
    ) -> None:
        super().__init__()
        self._assistant = assistant
        self._top = top
        self._among = among

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        text = query_bundle.query_str
        return [
            _node(hit) for hit in self._assistant.search(text, top=self._top, among=self._among)
        ]


def _node(hit: Hit) -> NodeWithScore:
    found = hit_to_json(hit)
    text, score = found.pop("text"), found.pop("score")
    return NodeWithScore(node=TextNode(id_=hit.passage.id, text=text, metadata=found), score=score)
