from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.versions import answer_versions, meant
from assistant.language.question import Question
from assistant.records import Answer, Document
from assistant.search.collection import EVERYTHING, Collection
from tests.answering.samples import resources_of
from tests.search.samples import add, make_document


def terms(year: int, *sentences: str, day: bool = True) -> Document:
    return make_document(
        "\n\n".join(sentences),
        source=f"/docs/terms-{year}.txt",
        title=f"Terms of hire {year}",
        day=date(year, 1, 10) if day else None,
    )


def minutes(month: int, year: int, *sentences: str) -> Document:
    return make_document(
        "\n\n".join(sentences),
        source=f"/docs/{year}-{month}.txt",
        title="Minutes of the committee",
        day=date(year, month, 9),
    )


KEPT = "Members of the association pay half."
OLDER = terms(
    2025,
    "The hall costs 22 euros an hour at weekends.",
    KEPT,
    "Smoking is allowed in the yard.",
    "Music must stop at eleven in the evening.",
)
NEWER = terms(
    2026,
    "Music must stop at eleven in the evening.",
    "The hall costs 24 euros an hour at weekends.",
    KEPT,
    "Dogs stay outside.",
)
SOUP = make_document("Soup is served.", source="/docs/soup-2026.txt", title="Soup 2026")


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path, create=True) as opened:
        yield opened


def ask(
    collection: Collection, text: str, *documents: Document, is_full: bool = False
) -> Answer | None:
    add(collection, documents)
    resources = resources_of(collection)
    return answer_versions(Question.parse(text), resources, EVERYTHING, is_full=is_full)


def told(answer: Answer | None) -> list[str]:
    assert answer is not None
    return [claim.text for claim in answer.claims[1:]]


def test_what_was_is_is_new_and_is_gone_is_quoted(collection: Collection) -> None:
    answer = ask(collection, "What changed between the 2025 and 2026 terms?", SOUP, NEWER, OLDER)
    assert told(answer) == [
        "Was: “The hall costs 22 euros an hour at weekends.” "
        "Now: “The hall costs 24 euros an hour at weekends.”",
        "New: “Dogs stay outside.”",
        "Gone: “Smoking is allowed in the yard.”",
    ]
    assert answer is not None
    assert answer.claims[0].text == (
        "Between “Terms of hire 2025” (10 January 2025) and “Terms of hire 2026” (10 January 2026):"
    )
    assert [claim.citations for claim in answer.claims[1:]] == [(1, 2), (3,), (4,)]
    assert answer.citations[2].quote == "Dogs stay outside."
    assert answer.short_answer is None


def test_documents_that_say_the_same_say_so(collection: Collection) -> None:
    same = [terms(2025, KEPT, day=False), terms(2026, KEPT, day=False)]
    answer = ask(collection, "compare the 2025 and 2026 terms", *same)
    assert answer is not None
    (claim,) = answer.claims
    assert claim.text == "“Terms of hire 2026” says the same as “Terms of hire 2025”."
    assert [one.title for one in answer.citations] == ["Terms of hire 2025", "Terms of hire 2026"]


def test_documents_of_one_title_are_told_apart_by_their_files(collection: Collection) -> None:
    drafts = [
        make_document(text, source=f"/docs/lease draft {number}.txt", title="Lease")
        for number, text in ((1, "The rent is 5 euros."), (2, "The rent is 6 euros."))
    ]
    answer = ask(collection, "compare lease draft 1 and draft 2", *drafts)
    assert answer is not None
    assert answer.claims[0].text == (
        "Between “Lease”, lease draft 1.txt and “Lease”, lease draft 2.txt:"
    )


def test_versions_are_named_as_their_files_are(collection: Collection) -> None:
    terms = [
        make_document(text, source=f"/docs/terms_v1.{number}.md", title="Terms of use")
        for number, text in ((2, "Plus costs 5 euros."), (3, "Plus costs 6 euros."))
    ]
    answer = ask(collection, "v1.2 -> v1.3 changes?", *terms)
    assert told(answer) == ["Was: “Plus costs 5 euros.” Now: “Plus costs 6 euros.”"]


def test_of_two_texts_only_what_both_speak_of_is_told(collection: Collection) -> None:
    march = minutes(3, 2026, "The boiler failed again.", "A band was heard.", "The fair is in May.")
    may = minutes(5, 2026, "The boiler is repaired again.", "The youth club came.", "Cakes sold.")
    answer = ask(collection, "What changed between March and May?", march, may)
    assert told(answer) == [
        "9 March 2026: “The boiler failed again.” 9 May 2026: “The boiler is repaired again.”",
    ]


def test_a_long_list_is_cut_unless_all_is_asked_for(collection: Collection) -> None:
    fees = [f"{name} costs {{}} euros a day." for name in "Boat Tent Kayak Canoe Bike Raft".split()]
    more = [
        f"{name} lends for {{}} hours."
        for name in "Sauna Grill Stage Piano Oven Tub Saw Van Bell Mast Oar Sail Rope".split()
    ]
    older, newer = (
        terms(year, *(one.format(number) for one in fees + more))
        for year, number in ((2025, 3), (2026, 4))
    )
    question = "compare the 2025 and 2026 terms"
    answer = ask(collection, question, older, newer)
    cut = told(answer)
    assert cut[-1] == "… and 3 more."
    assert len(cut) == 17
    assert answer is not None
    assert len(answer.citations) == 32
    assert answer.claims[-2].citations == (31, 32)
    assert len(told(ask(collection, question, is_full=True))) == 19


@pytest.mark.parametrize(
    "text",
    [
        "What did the hall cost in 2025 and 2026?",
        "What changed?",
        "What changed since the 2025 terms?",
        "What changed between the 2024 and 2026 terms?",
        "Terms 2025, terms 2026?",
        "What changed between soup 2026 and the 2025 terms?",
    ],
)
def test_what_asks_for_more_or_names_no_two_documents_is_left(
    collection: Collection, text: str
) -> None:
    assert ask(collection, text, OLDER, NEWER, SOUP) is None


@pytest.mark.parametrize("text", ["What changed in the terms?", "what's new in the 2026 terms"])
def test_the_last_two_versions_are_meant_where_no_older_one_is_named(
    collection: Collection, text: str
) -> None:
    first = terms(2024, "The hall costs 20 euros an hour at weekends.", KEPT)
    answer = ask(collection, text, OLDER, NEWER, first)
    assert told(answer)[0].startswith("Was: “The hall costs 22 euros an hour at weekends.” Now: ")


def test_texts_of_one_series_are_compared_only_where_both_are_named(
    collection: Collection,
) -> None:
    march = minutes(3, 2026, "The boiler failed again.", "A band was heard.")
    may = minutes(5, 2026, "The youth club came.", "Cakes were sold.")
    assert ask(collection, "what's new in the May minutes?", march, may) is None


def test_the_newest_that_follow_each_other_are_meant(collection: Collection) -> None:
    every = [minutes(month, year, KEPT) for year in (2024, 2025, 2026) for month in (3, 5)]
    add(collection, every)
    question = Question.parse("What changed between March and May?")
    pair = meant(question, collection.documents())
    assert pair is not None
    assert [pair.older.own_date, pair.newer.own_date] == [date(2026, 3, 9), date(2026, 5, 9)]


def test_no_sentences_are_no_comparison(collection: Collection) -> None:
    assert ask(collection, "compare the 2025 and 2026 terms", OLDER, terms(2026, "")) is None
