from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.search.collection import Collection
from tests.search.conftest import NewPlace
from tests.search.samples import add, make_document

TEXT = """\
Finland joined the alliance after the election, it was said in Helsinki.

The elected members met. The election of the composting committee was close.

A scorer kept the books, and sooner or later the fens were drained.\
"""


@pytest.fixture(scope="module")
def collection(new_place: NewPlace) -> Iterator[Collection]:
    with Collection.open(new_place(), create=True) as opened:
        add(opened, [make_document(TEXT)])
        yield opened


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Finnland", "finland"),
        ("finlnad", "finland"),
        ("elektion", "election"),
        ("compostng", "composting"),
        ("helsnki", "helsinki"),
        ("allience", "alliance"),
        ("fnlandd", None),  # two slips in a short word
        ("election", None),
        ("elections", None),
        ("scooters", None),
        ("xylophone", None),
        ("", None),
        ("?", None),
        ('"', None),
    ],
)
def test_a_word_is_spelled_as_in_the_documents(
    collection: Collection, typed: str, meant: str | None
) -> None:
    assert collection.spelled(typed) == meant


def test_an_empty_collection_spells_nothing(new_place: NewPlace) -> None:
    with Collection.open(new_place(), create=True) as opened:
        assert opened.spelled("finnland") is None
