"""The oldest and the newest of a table, and who it is that has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.resources import Resources
from assistant.protocols import Vectors
from tests.answering.tabled import ask, tabled
from tests.answering.test_table_questions import table


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        yield opened


def embed(
    near: Mapping[str, tuple[float, float]], resources: Resources, patch: pytest.MonkeyPatch
) -> None:
    """Give some words the directions that their embeddings have, and all others none."""

    def encode(texts: Sequence[str]) -> Vectors:
        return np.array([near.get(text, (0.0, 0.0)) for text in texts], dtype=np.float32)

    patch.setattr(resources.recent, "encode_queries", encode)


@pytest.mark.parametrize(("born", "short"), [(0.4, "T-3"), (0.6, None)])
def test_the_oldest_is_told_by_the_word_that_asks(
    born: float, short: str | None, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = [["T-1", "4 May", "31"], ["T-2", "9 May", "28"], ["T-3", "2 June", "36"]]
    table(resources, "Herd", ["Tag", "Born", "Milk"], body)
    near = {"cow": (1.0, 0.0), "tag": (1.1, 0.0), "milk": (1.0, 0.5), "born": (0.0, born)}
    embed({**near, "oldest": (0.0, 1.0)}, resources, monkeypatch)
    answer = ask("Which cow is the oldest?", "oldest", resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(("unit", "short"), [("", "T3"), (" years", "T3"), (" m", None)])
def test_the_oldest_is_not_the_tallest(
    unit: str, short: str | None, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = [["T1", "oak", f"12{unit}"], ["T2", "ash", f"9{unit}"], ["T3", "oak", f"15{unit}"]]
    table(resources, "Trees", ["Tree", "Species", "Size"], body)
    embed({"size": (0.0, 0.5), "oldest": (0.0, 1.0)}, resources, monkeypatch)
    answer = ask("Which tree is the oldest?", "oldest", resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Which dog has the highest weight?", "Rex"),
        ("Which owner has the dog of the highest weight?", "Pat (Rex)"),
        ("Who is the owner of the dog with the highest weight?", "Pat (Rex)"),
        ("Who is the dog with the highest weight?", "Rex"),
        ("Who has the dog with the highest weight?", None),
        ("Whose dog has the highest weight?", None),
        ("Who has the highest weight?", "Rex"),
    ],
)
def test_who_has_something_is_not_what_it_is(
    text: str, short: str | None, resources: Resources
) -> None:
    body = [["Rex", "Pat", "31"], ["Fly", "Quin", "18"], ["Bob", "Ruth", "24"]]
    table(resources, "Kennel", ["Dog", "Owner", "Weight"], body)
    answer = ask(text, "max", resources)
    assert (answer and answer.short_answer) == short


def test_who_did_something_is_told_by_the_column_that_is_nearest(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = [["Dune", "Herbert", "1965"], ["Emma", "Austen", "1815"], ["Ulysses", "Joyce", "1922"]]
    table(resources, "Shelf", ["Title", "Author", "Year"], body)
    near = {"wrote": (1.0, 1.0), "author": (0.6, 0.0), "year": (0.0, 0.5), "oldest": (0.0, 1.0)}
    embed(near, resources, monkeypatch)
    assert ask("Who wrote the oldest on the shelf?", "oldest", resources) is None
    answer = ask("Which author wrote the oldest on the shelf?", "oldest", resources)
    assert answer is not None
    assert answer.short_answer == "Austen (Emma)"
