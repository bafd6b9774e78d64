"""A table of segments in a collection, and how an operation over its rows is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.answering import rows
from assistant.answering.resources import Resources
from assistant.answering.rows import answer_rows
from assistant.corpus.read.table import table_lines
from assistant.language.question import Question
from assistant.language.words import stems
from assistant.records import Answer
from assistant.search.collection import EVERYTHING, Collection
from tests.answering.samples import SOUP, resources_of
from tests.search.samples import add, make_document

HEAD = [["Segment", "Region", "2023", "2024"]]
BODY = [
    ["Solar", "north", "88", "96"],
    ["Wind", "north", "114", "131"],
    ["Hydro", "south", "66", "61"],
    ["Storage", "south", "19", "34"],
]
LINES = table_lines(HEAD, [*BODY, ["Total", "", "287", "322"]], "Revenue, in million euros")
REPORT = make_document("\n\n".join(LINES), source="/docs/report.md", title="Annual report")


class Told:
    """Stands for the model that tells operations apart."""

    def __init__(self, operation: str) -> None:
        self.other = "lookup"
        said = "highest lowest sum total average sort share difference between rise sink come over "
        ends = "first last after before oldest newest quickest"
        self.words = {operation: frozenset(stems(f"{said} {ends}"))}
        self._operation = operation

    def tell(self, text: str, vector: object, but: Set[str] = frozenset()) -> str:
        return self._operation

    def shares(self, text: str, vector: object) -> dict[str, float]:
        return {self._operation: 1.0}


@contextmanager
def tabled(folder: Path) -> Iterator[Resources]:
    """A collection with the report."""
    with Collection.open(folder, create=True) as collection:
        add(collection, [REPORT, SOUP])
        yield resources_of(collection)


def ask(text: str, operation: str, resources: Resources) -> Answer | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "operations", lambda *_: Told(operation))
        return answer_rows(Question.parse(text), resources.query(text), resources, 10, EVERYTHING)
