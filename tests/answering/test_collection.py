from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answering import collection
from assistant.answering.collection import LISTED, answer_inventory, answer_mentions, subject_of
from assistant.answering.kinds import Kind
from assistant.answering.resources import Resources
from assistant.language.question import Question
from assistant.records import Answer, DateOrigin, Receipt
from assistant.search.collection import EVERYTHING
from assistant.search.filters import Filter
from tests.answering.samples import filled, resources_of
from tests.answering.tabled import Told
from tests.search.samples import add, make_document

NONE = Receipt({}, {})


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with filled(tmp_path) as opened:
        yield resources_of(opened)


def mentions(text: str, resources: Resources, among: Filter = EVERYTHING) -> Answer:
    answer = answer_mentions(Question.parse(text), "count", resources, among, NONE)
    assert answer is not None
    return answer


def inventory(text: str, resources: Resources) -> Answer:
    answer = answer_inventory(Question.parse(text), resources, EVERYTHING, NONE)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("text", "kind", "subject"),
    [
        ("How many documents mention North Korea?", "count", ("North Korea",)),
        ("how many articles mention fentanyl", "count", ("fentanyl",)),
        ("Which documents talk about parking fees?", "mention", ("parking", "fees")),
        ("how many documents are there", "count", ()),
    ],
)
def test_the_subject_is_what_the_form_leaves(
    text: str, kind: Kind, subject: tuple[str, ...]
) -> None:
    assert subject_of(Question.parse(text), kind) == subject


def test_every_document_that_mentions_it_is_counted_and_cited(resources: Resources) -> None:
    answer = mentions("How many documents mention Oslo?", resources)
    head, *listed = answer.claims
    assert head.text == "2 of 3 documents mention “Oslo”, 1 of them in the title or file name."
    assert [claim.text for claim in listed] == [
        "Strike in Bergen · 1 Mar 2021",
        "A bridge for Oslo · 12 May 2019",
    ]
    assert {claim.verdict for claim in answer.claims} == {"counted"}
    for claim, citation in zip(listed, answer.citations, strict=True):
        assert claim.citations == (citation.id,)
        text = resources.collection.document(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert "Oslo" in citation.quote


def test_several_words_have_to_stand_in_one_passage(resources: Resources) -> None:
    answer = mentions("how many documents mention soup and bread", resources)
    assert answer.claims[0].text == "1 of 3 documents mentions “soup” and “bread”."
    answer = mentions("how many documents mention soup and dock workers", resources)
    assert answer.claims[0].text.startswith("None of 3 documents mention")


def test_only_the_chosen_documents_are_counted(resources: Resources) -> None:
    among = Filter(since=date(2020, 1, 1))
    answer = mentions("how many documents mention Oslo", resources, among)
    assert answer.claims[0].text == "1 of 1 document mentions “Oslo”."


def test_what_documents_are_called_is_counted_too(resources: Resources) -> None:
    more = [
        make_document("Welcome, spring is here.", source="/docs/newsletter-3.txt", title="March"),
        make_document("Welcome back.", source="/docs/n4.txt", title="Newsletter of April"),
    ]
    add(resources.collection, more)
    head, *listed = mentions("how many newsletters do I have?", resources).claims
    assert head.text == "2 of 5 documents mention “newsletters” in the title or file name."
    assert [(claim.text, len(claim.citations)) for claim in listed] == [
        ("March", 0),
        ("Newsletter of April", 1),
    ]


def test_a_name_in_a_title_has_to_stand_there_as_a_phrase(resources: Resources) -> None:
    add(resources.collection, [make_document("Sums.", source="/d/s.txt", title="Lake or Salt")])
    answer = mentions("how many documents mention Salt Lake", resources)
    assert answer.claims[0].text == "None of 4 documents mention “Salt Lake”."


def test_what_no_document_mentions_is_counted_but_not_listed(resources: Resources) -> None:
    assert mentions("How many documents mention Lima?", resources).citations == ()
    question = Question.parse("Do you have anything about Lima?")
    assert answer_mentions(question, "mention", resources, EVERYTHING, NONE) is None


def test_without_a_subject_there_is_nothing_to_count(resources: Resources) -> None:
    question = Question.parse("How many documents mention?")
    assert answer_mentions(question, "count", resources, EVERYTHING, NONE) is None


def test_the_inventory_lists_the_newest_first(resources: Resources) -> None:
    answer = inventory("What documents do you have?", resources)
    assert [claim.text for claim in answer.claims] == [
        "3 documents, dated 12 May 2019 to 1 March 2021.",
        "Strike in Bergen · 1 Mar 2021",
        "A bridge for Oslo · 12 May 2019",
        "Soup",
    ]
    assert (answer.kind, answer.status) == ("collection", "answered")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("how many documents from 2021 are there?", "1 of 3 documents is of 2021."),
        ("Which documents are of May 2019?", "1 of 3 documents is of May 2019."),
        ("list the documents in may 2019", "1 of 3 documents is of May 2019."),
        ("Which documents are dated 12 May 2019?", "1 of 3 documents is of 12 May 2019."),
        ("Which documents are from 2020?", "None of 3 documents are of 2020."),
        ("How many documents since 2019 are there?", ""),
        ("How many documents from 2019 on are there?", ""),
        ("How many documents from 2019 to 2021 are there?", ""),
        ("How many documents from 2019 to today are there?", ""),
        ("Which documents are from 2019 onwards?", ""),
        ("Which documents are from 2019 or later?", ""),
        ("Which documents are from the first half of 2019?", ""),
        ("Show me all documents except those of 2019", ""),
        ("Which documents are other than from 2019?", ""),
        ("Which documents are earlier than those of 2021?", ""),
        ("Which documents are of the week of 12 May 2019?", ""),
        ("show me all files from 2019 please", "1 of 3 documents is of 2019."),
        ("Which documents are not from 2019?", ""),
        ("Which documents are of Monday?", ""),
    ],
)
def test_documents_of_a_time_are_those_that_give_themselves_its_date(
    asked: str, told: str, resources: Resources
) -> None:
    answer = answer_inventory(Question.parse(asked), resources, EVERYTHING, NONE)
    assert (answer.claims[0].text if answer else "") == told
    assert answer is None or len(answer.claims) == 1 + int(told.startswith("1"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("how many markdown files do i have", "2 of 6 documents are from markdown files."),
        ("list all pdfs", "None of 6 documents are from PDF files."),
        ("Which CSV files are there?", "1 of 6 documents is from CSV files."),
        (
            "how many text files from 2021 are there",
            "1 of 6 documents is from text files and of 2021.",
        ),
        ("which texts are in here?", "6 documents, dated 12 May 2019 to 1 March 2021."),
    ],
)
def test_files_of_a_format_are_those_that_were_read_from_such(
    asked: str, told: str, resources: Resources
) -> None:
    sources = ("/docs/a.md", "/docs/B.MD", "/docs/list.csv#2")
    add(resources.collection, [make_document(one, source=one) for one in sources])
    assert inventory(asked, resources).claims[0].text == told


def test_files_are_counted_also_where_mentions_seem_to_be_asked_for(resources: Resources) -> None:
    add(resources.collection, [make_document("A", source="/docs/a.md")])
    for asked in ("how many markdown files do i have", "how many md files do i have"):
        assert mentions(asked, resources).claims[0].text.startswith("1 of 4 documents is from ")
    assert mentions("how many pdfs do i have", resources).claims[0].text.startswith("None of 4")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("how many files mention csv", "1 of 4 documents mentions “csv”."),
        ("which documents are about excel", "1 of 4 documents mentions “excel”."),
        ("how many markdown files mention csv", "1 of 1 document from markdown files mentions"),
    ],
)
def test_a_format_that_is_mentioned_is_not_that_of_the_files(
    asked: str, told: str, resources: Resources
) -> None:
    text = "Save the sheet of excel as csv."
    add(resources.collection, [make_document(text, source="/docs/a.md")])
    assert mentions(asked, resources).claims[0].text.startswith(told)


def test_files_of_a_format_may_end_in_a_shorter_or_a_longer_name(resources: Resources) -> None:
    sources = ("/docs/a.htm", "/docs/b.html", "/docs/c.jpg")
    add(resources.collection, [make_document(one, source=one) for one in sources])
    assert inventory("list html files", resources).claims[0].text.startswith("2 of 6")
    assert inventory("list jpeg files", resources).claims[0].text.startswith("1 of 6")


def test_files_of_all_formats_but_one_are_not_those_of_that_one(resources: Resources) -> None:
    for asked in ("list all files except pdfs", "how many documents are not pdfs"):
        assert answer_inventory(Question.parse(asked), resources, EVERYTHING, NONE) is None
    assert inventory("list csv and markdown files", resources).claims[0].text.startswith("3 doc")


def test_what_is_mentioned_is_counted_in_files_of_a_format(resources: Resources) -> None:
    add(resources.collection, [make_document("Soup is hot.", source="/docs/a.md")])
    answer = mentions("how many markdown files mention soup", resources)
    assert answer.claims[0].text == "1 of 1 document from markdown files mentions “soup”."
    assert len(answer.claims) == 2


@pytest.mark.parametrize(
    ("origin", "of_year", "of_month", "of_day"), [("year", 1, 0, 0), ("month", 1, 1, 0)]
)
def test_no_document_is_of_a_day_that_it_does_not_say(
    origin: DateOrigin, of_year: int, of_month: int, of_day: int, resources: Resources
) -> None:
    report = make_document("A report.", source="/docs/report.md", title="Report")
    add(resources.collection, [replace(report, date=date(2020, 1, 1), date_origin=origin)])
    for asked, count in (("2020", of_year), ("January 2020", of_month), ("1 January 2020", of_day)):
        answer = inventory(f"Which documents are from {asked}?", resources)
        assert len(answer.claims) == 1 + count


def test_the_day_of_a_file_is_no_date_of_what_it_says(resources: Resources) -> None:
    day = date(2026, 11, 28)
    prices = make_document("Prices.", source="/docs/prices.csv", title="Prices")
    add(resources.collection, [replace(prices, date=day, date_origin="file")])
    answer = inventory("What documents do you have?", resources)
    head, *listed = answer.claims
    assert head.text == "4 documents, dated 12 May 2019 to 1 March 2021."
    assert [claim.text for claim in listed[-2:]] == ["Soup", "Prices"]


def test_the_oldest_comes_first_where_it_is_asked_for(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "known_for", lambda *_: Told("oldest"))
    answer = inventory("What is the oldest document?", resources)
    assert [claim.text for claim in answer.claims] == [
        "3 documents, dated 12 May 2019 to 1 March 2021, the oldest first.",
        "A bridge for Oslo · 12 May 2019",
        "Strike in Bergen · 1 Mar 2021",
        "Soup",
    ]


def test_a_list_of_documents_does_not_tell_the_longest(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "known_for", lambda *_: Told("max"))
    question = Question.parse("Which document is the longest?")
    assert answer_inventory(question, resources, EVERYTHING, NONE) is None


def test_a_long_list_says_how_many_it_leaves_out(resources: Resources) -> None:
    more = [make_document(f"Note {n}.", source=f"/docs/{n}.txt") for n in range(LISTED)]
    add(resources.collection, more)
    answer = inventory("What documents do you have?", resources)
    assert len(answer.claims) == LISTED + 2
    assert answer.claims[-1].text == "… and 3 more."


@pytest.mark.parametrize(
    "asked",
    [
        "How many documents do not mention Oslo?",
        "How many documents mention Oslo or Lima?",
        "How many documents of 2024 mention Oslo?",
        "How many documents from 3 May 2024 mention soup?",
    ],
)
def test_what_is_denied_a_choice_or_of_a_time_is_not_counted(
    resources: Resources, asked: str
) -> None:
    question = Question.parse(asked)
    assert answer_mentions(question, "count", resources, EVERYTHING, NONE) is None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("how many documents from 2021 mention Oslo", "1 of 1 document of 2021 mentions “Oslo”."),
        ("In May 2019, how many files mention Lima?", "None of 1 document of May 2019 mention “Li"),
        ("which text files from 2021 are on soup", "None of 1 document from text files of 2021 m"),
        ("how many documents are from 2021", "1 of 3 documents is of 2021."),
        ("how many documents from 2021 onwards mention Oslo", ""),
        ("how many documents since 2021 mention Oslo", ""),
        ("how many documents mention the strike of 2021", ""),
        ("how many documents other than from 2021 mention Oslo", ""),
    ],
)
def test_what_documents_of_a_time_mention_is_counted_among_them(
    asked: str, told: str, resources: Resources
) -> None:
    answer = answer_mentions(Question.parse(asked), "count", resources, EVERYTHING, NONE)
    assert bool(answer) == bool(told)
    assert answer is None or answer.claims[0].text.startswith(told)


def test_what_speaks_of_no_document_and_names_none_is_not_counted(resources: Resources) -> None:
    question = Question.parse("how many loaves of bread may I bake?")
    assert answer_mentions(question, "count", resources, EVERYTHING, NONE) is None
    assert mentions("how many soups may I have?", resources).claims[0].text.startswith("1 of 3")


def test_many_words_that_nothing_mentions_are_another_question(resources: Resources) -> None:
    asked = "how many kilos can I put through the kilns each month before I get billed"
    assert answer_mentions(Question.parse(asked), "count", resources, EVERYTHING, NONE) is None
