from __future__ import annotations

from datetime import date
from pathlib import Path

from assistant.answering.receipts import made_again, question_asked
from assistant.records import Answer
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.summariser import Summariser
from tests.fakes import FakeEmbedder, FakeReader
from tests.present.samples import quoting


def test_a_question_is_asked_again_of_the_same_documents(tmp_path: Path) -> None:
    among = Filter(
        since=date(2024, 1, 2),
        source_glob="*.md",
        named="Minutes",
        metadata={"author": "Ann"},
        without=frozenset({"a"}),
        documents=frozenset({"b", "c"}),
    )
    seen: list[tuple[str, int, Filter]] = []

    def ask(text: str, top: int, filtered: Filter) -> Answer:
        seen.append((text, top, filtered))
        return quoting()

    content = {"kind": "answer", "asked": question_asked("Who won?", 8, among)}
    with Collection.open(tmp_path, create=True) as collection:
        made_again(collection, content, ask, lambda: Summariser(FakeEmbedder, FakeReader))
    assert seen == [("Who won?", 8, among)]
