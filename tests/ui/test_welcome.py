"""The questions that a page offers at first."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from assistant.assistant import Assistant
from assistant.indexing import index_paths
from assistant.records import Answer
from assistant.search.collection import Collection
from assistant.ui.desk import Desk
from assistant.ui.welcome import example_questions
from tests.fakes import FakeEmbedder, FakeReader


class Counting(Assistant):
    """An assistant that counts what it is asked."""

    asked = 0

    def ask(self, text: str, **options: Any) -> Answer:
        self.asked += 1
        return super().ask(text, **options)


def test_examples_are_tried_once_for_the_same_documents(tmp_path: Path) -> None:
    first = tmp_path / "bergen.txt"
    first.write_text("Bergen has a harbour. What is said about Bergen is that it rains.\n", "utf-8")
    with Collection.open(tmp_path / "collection", create=True) as collection:
        index_paths(collection, [first], FakeEmbedder())
        assistant = Counting(collection, FakeEmbedder, FakeReader)
        desk = SimpleNamespace(
            models=SimpleNamespace(absent=dict),
            has=lambda name: True,
            reader=lambda name: assistant,
            examples={},
        )
        found = example_questions(cast(Desk, desk), "own")
        tried = assistant.asked
        assert tried
        assert example_questions(cast(Desk, desk), "own") == found
        assert assistant.asked == tried
        second = tmp_path / "oslo.txt"
        second.write_text("Oslo has an opera. Oslo is the capital of Norway.\n", "utf-8")
        index_paths(collection, [second], FakeEmbedder())
        example_questions(cast(Desk, desk), "own")
        assert assistant.asked > tried
