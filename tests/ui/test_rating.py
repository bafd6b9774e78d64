"""Ratings of answers, and what the evaluation makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evaluate.datasets.questions import load
from assistant.evaluate.items import ANSWERABLE
from assistant.indexing import index_paths
from assistant.protocols import Silent
from assistant.search.collection import Collection
from assistant.ui.chat import Chat
from assistant.ui.desk import Desk
from assistant.ui.screen import Where
from tests.fakes import FakeEmbedder
from tests.ui.asking import ask
from tests.ui.conftest import OPENED, QUESTION


@pytest.mark.parametrize(
    ("sentence", "file"),
    [
        ("It cost 40 million euros.", "bridge.txt"),
        ("The strike lasted nine days.", "strike.txt"),
        ("It cost nothing at all.", ""),
    ],
)
def test_the_right_sentence_is_kept_with_its_file(desk: Desk, sentence: str, file: str) -> None:
    last = ask(desk, QUESTION)[-1]
    chat = Chat(desk)
    where = Where("t", "default", "", last.conversation or 0)
    said = chat.rate(where, last.turn or 0, "bad", sentence)
    chat.close()
    (turn,) = desk.history("default").turns(where.conversation)
    assert turn.sentence == sentence
    assert turn.file.endswith(file)
    assert ("found in your documents" in said) == bool(turn.file) == bool(file)


def test_ratings_are_questions_for_the_evaluation(desk: Desk, documents: Path) -> None:
    """`evaluate --dataset questions` reads what was rated, and finds it in the documents."""
    text = "The quay\n\nIts owner is the city. The lease of the\nold quay ends in 2031."
    (documents / "lease.txt").write_text(text, "utf-8")
    growing = desk.growing(desk.shelf("default"))
    index_paths(growing.collection, [documents], FakeEmbedder())
    chat = Chat(desk)
    for question, rating, sentence in (
        (QUESTION, "good", ""),
        ("Who won the chess final in Lima?", "good", ""),
        ("When does the lease end?", "bad", "The lease of the old quay ends in 2031."),
        ("Where did dock workers go on strike?", "bad", "It was in Rome."),
    ):
        last = ask(desk, question)[-1]
        where = Where("t", "default", "", last.conversation or 0)
        chat.rate(where, last.turn or 0, "good" if rating == "good" else "bad", sentence)
    chat.close()
    questions = load(desk.shelf("default").folder / "feedback.jsonl", None)
    with Collection.open(documents.parent / "evaluated", create=True) as collection:
        asked = questions.build(collection, FakeEmbedder(), Silent())
        texts = [
            [collection.document(one.document).text[one.start : one.end] for one in item.gold]
            for item in asked
        ]
    assert [item.text for item in asked] == [
        QUESTION,
        "Who won the chess final in Lima?",
        "When does the lease end?",
    ]
    assert OPENED in texts[0]
    assert texts[1:] == [[], ["The lease of the\nold quay ends in 2031."]]
    assert asked[1].kind != ANSWERABLE
