from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.events import LISTED, answer_events
from assistant.answering.resources import Resources
from assistant.language.question import Question
from assistant.records import Answer
from assistant.search.collection import EVERYTHING, Collection
from tests.answering.samples import resources_of
from tests.search.samples import add, make_document

FAIR = make_document(
    "The fair is on 21 June 2025.\n\nTickets are sold from 2 June.\n\nThe school is old.",
    source="/docs/fair.txt",
    title="Fair",
    day=date(2025, 3, 6),
)
REPORT = make_document(
    "The roof was mended on 9 June 2024.\n\nA new one opened on 14 June 2025.",
    source="/docs/report.txt",
    title="Report",
    day=date(2026, 1, 5),
)
MANY = make_document(
    "\n\n".join(f"Meeting {day} is on {day} May 2023." for day in range(1, LISTED + 4)),
    source="/docs/many.txt",
    title="Meetings",
)


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with Collection.open(tmp_path, create=True) as collection:
        add(collection, (FAIR, REPORT, MANY))
        yield resources_of(collection)


def events(text: str, resources: Resources) -> Answer | None:
    return answer_events(Question.parse(text), resources, EVERYTHING)


@pytest.mark.parametrize("question", ["what is on in June 2025?", "whats on in june 2025"])
def test_every_sentence_with_the_date_is_quoted_in_order(
    question: str, resources: Resources
) -> None:
    answer = events(question, resources)
    assert answer is not None
    head, *quoted = answer.claims
    assert head.verdict == "counted"
    assert head.text.startswith("3 sentences speak of")
    assert [claim.text for claim in quoted] == [
        "Tickets are sold from 2 June.",
        "A new one opened on 14 June 2025.",
        "The fair is on 21 June 2025.",
    ]
    assert [one.quote for one in answer.citations] == [claim.text for claim in quoted]


@pytest.mark.parametrize(
    "text",
    [
        "The regatta is on 25/09/2024.",
        "The regatta: 2024-09-25, at noon.",
        "The regatta is on 25 Sept.",
        "Regattas are on 11, 18 and 25 September.",
        "REGATTA: 25 SEPTEMBER",
    ],
)
def test_a_day_may_be_written_in_any_way(text: str, resources: Resources) -> None:
    day = date(2024, 7, 1)
    add(resources.collection, [make_document(text, source="/docs/regatta.txt", day=day)])
    for asked in ("25 September 2024", "2024-09-25", "September 2024"):
        answer = events(f"what is on on {asked}?", resources)
        assert answer is not None
        assert [claim.text for claim in answer.claims[1:]] == [text]


@pytest.mark.parametrize(
    "line", ["5 March 2022", "Norrvik, 5 March 2022", "Date: 5 March 2022", "05.03.2022"]
)
def test_the_day_of_a_letter_is_no_event(line: str, resources: Resources) -> None:
    text = f"Harbour Homes\n\n{line}\n\nThe chimney sweep comes on 26 March 2022."
    letter = make_document(text, source="/docs/letter.txt", day=date(2022, 3, 5))
    plan = make_document(f"{line}\n\nFair.", source="/docs/plan.txt", day=date(2022, 2, 1))
    add(resources.collection, [letter])
    answer = events("list all events in March 2022", resources)
    assert answer is not None
    assert [claim.text for claim in answer.claims[1:]] == [
        "The chimney sweep comes on 26 March 2022."
    ]
    add(resources.collection, [plan])
    answer = events("list all events in March 2022", resources)
    assert answer is not None
    assert line in [claim.text for claim in answer.claims[1:]]


def test_the_same_day_of_another_year_is_not_that_of_the_letter(resources: Resources) -> None:
    text = "Harbour Homes\n\n5 March 2021"
    add(resources.collection, [make_document(text, source="/docs/b.txt", day=date(2022, 3, 5))])
    answer = events("list all events in March 2021", resources)
    assert answer is not None
    assert [claim.text for claim in answer.claims[1:]] == ["5 March 2021"]


def test_one_sentence_is_one(resources: Resources) -> None:
    answer = events("what happened on 9 June 2024", resources)
    assert answer is not None
    assert answer.claims[0].text == "One sentence speaks of 9 June 2024, in order of date:"


def test_what_is_too_much_is_counted(resources: Resources) -> None:
    answer = events("which meetings are in May 2023?", resources)
    assert answer is not None
    assert len(answer.citations) == LISTED
    assert answer.claims[-1].text == "… and 3 more."


@pytest.mark.parametrize("question", ["what is on?", "what is on in August 2025?"])
def test_without_a_date_or_a_sentence_it_is_left_to_the_passages(
    question: str, resources: Resources
) -> None:
    assert events(question, resources) is None
