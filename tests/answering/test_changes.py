from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answering import changes
from assistant.answering.changes import answer_changes
from assistant.answering.kinds import default_kinds, without
from assistant.language.question import Question
from assistant.records import Answer, Document
from assistant.runtime import Runtime
from assistant.search.collection import EVERYTHING, Collection
from tests.answering.samples import resources_of
from tests.search.samples import add, make_document


def minutes(day: date | None, text: str) -> Document:
    return make_document(text, source=f"/docs/{day}.txt", title="Minutes", day=day)


MARCH = minutes(date(2023, 3, 18), "The waiting list has 63 names.")
AUTUMN = minutes(date(2023, 9, 23), "The waiting list has 57 names.")
SPRING = minutes(date(2024, 3, 16), "The waiting list has 60 names.")
UNDATED = minutes(None, "The waiting list has 99 names.")
OTHER = make_document(
    "The ferry sails twice a day.", source="/docs/f.txt", title="Ferry", day=date(2024, 1, 1)
)
HOW = "How has the waiting list changed?"


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes it a question of change is told by the real embedder alone."""
    monkeypatch.setattr(changes, "without", lambda *_: "the waiting list names")


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path, create=True) as opened:
        yield opened


def ask(collection: Collection, *documents: Document) -> Answer | None:
    add(collection, documents)
    resources = resources_of(collection)
    question = Question.parse(HOW)
    return answer_changes(question, resources.query(HOW), resources, 8, EVERYTHING)


def test_each_document_says_its_own_in_the_order_of_days(collection: Collection) -> None:
    answer = ask(collection, SPRING, UNDATED, MARCH, OTHER, AUTUMN)
    assert answer is not None
    head, *told = answer.claims
    assert head.text == "3 documents of different days speak of it, in order:"
    assert [(claim.text, claim.citations) for claim in told] == [
        ("18 March 2023: “The waiting list has 63 names.”", (1,)),
        ("23 September 2023: “The waiting list has 57 names.”", (2,)),
        ("16 March 2024: “The waiting list has 60 names.”", (3,)),
    ]
    assert len(answer.citations) == 3


def test_what_answers_the_words_and_speaks_of_something_else_is_not_told(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ABOUT_IT", 0.5)  # the fake embedder goes by words alone
    elsewhere = make_document(
        "Waiting for the tide, old fishermen of Skerrow list their names on a board beside the "
        "harbour office, where gulls, ropes, nets, barrels, anchors and lobster pots pile up.",
        source="/docs/tide.txt",
        title="Tide",
        day=date(2023, 12, 1),
    )
    answer = ask(collection, MARCH, SPRING, elsewhere)
    assert answer is not None
    assert [one.quote for one in answer.citations] == [
        "The waiting list has 63 names.",
        "The waiting list has 60 names.",
    ]


@pytest.mark.parametrize("documents", [(MARCH, OTHER), (UNDATED, MARCH), (OTHER,), ()])
def test_one_day_alone_shows_no_change(
    collection: Collection, documents: tuple[Document, ...]
) -> None:
    assert ask(collection, *documents) is None


def test_what_is_not_there_is_refused_like_anything_else(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "confidence_in", lambda *_: 0.01)
    assert ask(collection, MARCH, SPRING) is None


@pytest.mark.models
@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("How did the budget of the pool change?", "budget of the pool"),
        ("has the price of bread gone up or down", "price of bread"),
    ],
)
def test_what_it_is_about_stays(text: str, about: str) -> None:
    embedder = Runtime.open().load_embedder()
    (vector,) = embedder.encode_queries([text])
    assert default_kinds().tell(text, vector) == "changes"
    left = without("changes", text, embedder)
    assert about in left
    assert len(left) < len(text)
