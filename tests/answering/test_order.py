from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answering import order
from assistant.answering.order import RIGHT, Day, answer_order, sides_of
from assistant.language.question import Question
from assistant.records import Answer, Document
from assistant.search.collection import EVERYTHING, Collection
from tests.answering.samples import resources_of
from tests.fakes import FakeGenerator
from tests.search.samples import add, make_document


def note(text: str, day: date | None = None, title: str = "Log") -> Document:
    return make_document(text, source=f"/docs/{abs(hash(text))}.txt", title=title, day=day)


FIRE = note("The barn fire was on 14 August 2023.")
FLOOD = note("The flood was on Tuesday.", date(2024, 3, 8))
SCHOOL = note("The school was built in 1961.")
ASKED = "Which came first, the flood or the barn fire?"


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path, create=True) as opened:
        yield opened


def ask(
    collection: Collection,
    *documents: Document,
    text: str = ASKED,
    writer: FakeGenerator | None = None,
) -> Answer | None:
    add(collection, documents)
    resources = resources_of(collection, writer)
    return answer_order(Question.parse(text), resources, 8, EVERYTHING)


def test_the_days_of_both_are_given_the_first_one_first(collection: Collection) -> None:
    answer = ask(collection, FLOOD, FIRE, SCHOOL)
    assert answer is not None
    head, *told = answer.claims
    assert head.text == "First: the barn fire, on 14 August 2023. Then: the flood, on 5 March 2024."
    assert [(claim.text, claim.citations) for claim in told] == [
        ("the barn fire: “The barn fire was on 14 August 2023.”", (1,)),
        ("the flood: “The flood was on Tuesday.”", (2,)),
    ]
    assert answer.short_answer == "the barn fire"
    assert answer.confidence == RIGHT


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Which was later, the barn fire or the flood?", "the flood"),
        ("Was the barn fire or the flood later?", "the flood"),
        ("Was the barn fire before or after the flood?", None),
    ],
)
def test_what_was_asked_for_is_set_off(
    collection: Collection, text: str, short: str | None
) -> None:
    answer = ask(collection, FIRE, FLOOD, text=text)
    assert answer is not None
    assert answer.claims[0].text.startswith("First: the barn fire, ")
    assert answer.short_answer == short


def test_a_day_that_is_not_sure_is_not_said(collection: Collection) -> None:
    fires = [note(f"The barn fire was on {day} August 2023.") for day in (14, 15, 16)]
    answer = ask(collection, *fires, note("The flood was on 5 March 2024."))
    assert answer is not None
    assert answer.claims[0].text == "First: the barn fire. Then: the flood."


def test_a_tie_that_is_likelier_decides_nothing(collection: Collection) -> None:
    same = note("The flood was on 14 August 2023.")
    weaker = note("Long after the flood, on 3 May 2024, the wet meadow was sown again.")
    assert ask(collection, FIRE, same, weaker) is None


@pytest.mark.parametrize(("odds", "is_told"), [(-2.9, True), (-3.1, False)])
def test_one_unlikely_day_decides_nothing_whatever_the_other_is(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, odds: float, *, is_told: bool
) -> None:
    def approved(question: str, days: list[tuple[float, Day]], *_: object) -> object:
        return [(odds if "flood" in question else 9.0, day) for _, day in days]

    monkeypatch.setattr(order, "_approved", approved)
    assert (ask(collection, FLOOD, FIRE) is not None) == is_told


def test_a_weekday_has_a_day_only_beside_a_whole_date(collection: Collection) -> None:
    month = replace(FLOOD, date_origin="month")
    assert ask(collection, FIRE, month) is None
    assert ask(collection, FIRE, note("The flood was on Tuesdays.", date(2024, 3, 8))) is None


FLOODS = (FIRE, *(note(f"The flood was on 2 May {year}.") for year in (2021, 2024)))


@pytest.mark.parametrize("opinions", [("Yes", "No", "Yes"), ("No", "Yes", "Yes")])
def test_the_day_that_the_writer_believes_in_decides(
    collection: Collection, opinions: tuple[str, ...]
) -> None:
    writer = FakeGenerator(*opinions, sureness=math.log(0.999), is_taught=True)
    answer = ask(collection, *FLOODS, writer=writer)
    assert answer is not None
    asked = [prompt.user for prompt in writer.prompts]
    years = [next(year for year in ("2021", "2024") if f"2 May {year}" in one) for one in asked[:2]]
    believed = years[opinions.index("Yes")]
    assert f"the flood, on 2 May {believed}" in answer.claims[0].text
    assert len(writer.prompts) == len(opinions)


def test_a_writer_that_does_not_say_decides_nothing(collection: Collection) -> None:
    assert ask(collection, *FLOODS, writer=FakeGenerator("?", is_taught=True)) is None


@pytest.mark.parametrize("said", ["held 1500 people", "came in the 1990s", "was 2000 metres wide"])
def test_not_every_number_is_a_year(collection: Collection, said: str) -> None:
    assert ask(collection, FIRE, note(f"The flood {said}.")) is None


def test_a_year_is_enough_where_it_decides(collection: Collection) -> None:
    answer = ask(collection, FIRE, SCHOOL, text="What was earlier, the barn fire or the school?")
    assert answer is not None
    assert answer.short_answer == "the school"
    assert "in 1961" in answer.claims[0].text


@pytest.mark.parametrize(
    "documents",
    [
        (FIRE, SCHOOL),
        (FIRE, note("The flood was bad.")),
        (FIRE, note("The flood was on Tuesday.")),  # of no known week
        (FIRE, note("The flood was on 14 August 2023.")),
        (FIRE, note("The flood was in 2023.")),
        (FIRE, *(note(f"The flood was on 2 May {year}.") for year in (2021, 2024))),
        (),
    ],
)
def test_what_does_not_decide_is_left_to_the_passages(
    collection: Collection, documents: tuple[Document, ...]
) -> None:
    assert ask(collection, *documents) is None


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Who joined first, Sweden or Finland?", ("Sweden", "Finland")),
        ("what came first: the strike or the new tram", ("the strike", "the new tram")),
        ("Did the strike or the flood happen first?", ("the strike", "the flood")),
        ("Was the flood or the fire later", ("the flood", "the fire")),
        ("The strike or the flood, which was earlier?", ("The strike", "the flood")),
        ("which of the fair and the fete was earlier?", ("the fair", "the fete")),
        (
            "what was first, the day of Bo and Ann or the fair",
            ("the day of Bo and Ann", "the fair"),
        ),
        ("did Ann leave before or after Bo came?", ("Ann leave", "Bo")),
        ("Which  came first, the old bus or the new  tram?", ("the old bus", "the new tram")),
        ("what's older, the staff meeting or year 7?", ("the staff meeting", "year 7")),
        ("Which opened first, the library, the pool or the park?", None),
        ("which was first, the tram or the bus or the train?", None),
        ("Who was the first to land?", None),
        ("Was it first or not?", None),
    ],
)
def test_the_two_sides_are_found(text: str, sides: tuple[str, str] | None) -> None:
    found = sides_of(Question.parse(text))
    assert (found and (found.one, found.two)) == sides


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Who joined NATO first, Sweden or Finland?", "joined NATO"),
        ("what started first, art or music?", "started"),
        ("Which came first, the flood or the fire?", ""),
    ],
)
def test_what_each_side_did_is_kept(text: str, left: str) -> None:
    found = sides_of(Question.parse(text))
    assert found is not None
    assert found.left == left
