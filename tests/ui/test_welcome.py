"""The questions that a page offers at first."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from assistant.assistant import Assistant
from assistant.indexing import index_paths
from assistant.records import Answer
from assistant.search.collection import EVERYTHING, Collection
from assistant.ui.desk import Desk
from assistant.ui.known import Known
from assistant.ui.welcome import _candidates, example_questions
from tests.fakes import FakeEmbedder, FakeReader


class Counting(Assistant):
    """An assistant that counts what it is asked."""

    asked = 0

    def ask(self, text: str, **options: Any) -> Answer:
        self.asked += 1
        return super().ask(text, **options)


def asked_of(folder: Path, *texts: str) -> list[str]:
    """What is offered to ask of documents, the beginning of their questions aside."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.md").write_text(text, "utf-8")
    with Collection.open(folder / "collection", create=True) as collection:
        index_paths(collection, [folder], FakeEmbedder())
        assistant = Assistant(collection, FakeEmbedder, FakeReader)
        found = list(_candidates(assistant, EVERYTHING))
    return [one.removeprefix("What do the documents say about ") for one in found]


def test_no_month_and_no_people_is_asked_for(tmp_path: Path) -> None:
    text = "The harbour of Bergen opened in May. American ships came to Bergen, with German crews."
    assert asked_of(tmp_path / "own", text) == ["Bergen?"]


def test_no_column_of_a_table_is_asked_for(tmp_path: Path) -> None:
    table = "| Member | Revenue (kroner) |\n|---|---|\n| Tomas Breide | 38200 |\n| Ada | 7 |\n"
    found = asked_of(tmp_path / "own", f"# Sales\n\nWhat each one sold.\n\n{table}")
    assert "Tomas Breide?" in found
    assert not any(one.startswith(("Revenue", "Member")) for one in found)


def test_names_in_sentences_come_before_those_in_rows(tmp_path: Path) -> None:
    rows = "".join(f"| {number} | Sunset-Boat | Lima |\n" for number in range(9))
    table = f"| No | Boat | Port |\n|---|---|---|\n{rows}"
    found = asked_of(tmp_path / "own", f"# Trips\n\nThe trips are led by Bo Lind.\n\n{table}")
    assert found[:2] == ["Bo Lind?", "Sunset-Boat?"]


def test_without_names_headings_are_asked_for(tmp_path: Path) -> None:
    text = (
        "# A lease\n\n## 1. Rent\n\nThe rent is due on the first of each month.\n\n"
        "## 1.1 Notice of the tenant\n\nIt takes three months. A notice is a letter.\n\n"
        "## Who pays for repairs?\n\nThe owner does.\n"
    )
    assert asked_of(tmp_path / "own", text) == [
        "Who pays for repairs?",
        "rent?",
        "notice of the tenant?",
    ]


def test_no_header_of_a_message_is_asked_for(tmp_path: Path) -> None:
    text = "From: Ann\nSent: 3 May 2024\nSubject: Oars\n\n## Racks for oars\n\nThey are full.\n"
    led = "Am 3. Mai 2024 um 10:12 schrieb Ann Poe:\n> Are the oars back?\n"
    found = asked_of(tmp_path / "own", text, f"# Oars\n\nNo, they are not.\n\n{led}")
    assert "Racks for oars?" in found
    assert not any("2024" in one for one in found)


def test_headings_that_are_questions_come_first_and_in_turn(tmp_path: Path) -> None:
    lease = (
        "# A lease\n\n## Who pays for repairs?\n\nThe owner Ada Brandt does.\n\n"
        "## When is the rent due?\n\nOn the first of each month.\n"
    )
    pool = "# A pool\n\n## May I bring a dog?\n\nNo dog is let in.\n"
    first, second, *rest = asked_of(tmp_path / "own", lease, pool)
    assert {first, second} == {"Who pays for repairs?", "May I bring a dog?"}
    assert rest == ["When is the rent due?", "Ada Brandt?"]


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
            known=Known(),
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
