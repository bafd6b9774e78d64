"""Which newer sentence holds in place of the one that answers best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.replaced import ASKED, may_replace, replacing
from assistant.answering.wording import Worded, drafted_from
from assistant.corpus.split import split_passages
from assistant.grounding.judge import Judged
from assistant.records import DocumentInfo, Evidence
from assistant.writing.approval import FARTHEST
from assistant.writing.evidence import said_on
from tests.fakes import FakeEmbedder, FakeGenerator
from tests.search.samples import make_document
from tests.writing.samples import hit_of

QUESTION = "What is the rent of a plot?"


def sentences_of(text: str, day: date | None, score: float) -> list[Evidence]:
    hit = hit_of(make_document(text, title="Plots", day=day))
    return [
        replace(Evidence.at(hit.passage, hit.document, span), score=score)
        for span in hit.passage.sentences
    ]


[RULES] = sentences_of("The rent of a plot is 48 pounds.", date(2023, 1, 1), 7.0)
MINUTES = sentences_of(
    "The hedge was cut. From April the rent of plots is 54 pounds. All agreed. "
    "Tea followed. We left.",
    date(2024, 3, 16),
    1.0,
)
[UNDATED] = sentences_of("The rent of a plot is 60 pounds.", None, 6.0)
[NOTICE] = sentences_of("The rent of a plot is 57 pounds.", date(2025, 2, 1), 2.0)
NEW = MINUTES[1]


def said_by(*words: str, sureness: float = math.log(0.9)) -> FakeGenerator:
    return FakeGenerator(*words, sureness=sureness, is_taught=True)


def found(writer: FakeGenerator, *others: Evidence, question: str = QUESTION) -> Evidence | None:
    return replacing(question, RULES, others, FakeEmbedder(), writer)


def test_a_newer_sentence_holds_where_the_writer_says_so() -> None:
    assert found(said_by("Yes"), NEW) is NEW
    assert found(said_by("No"), NEW) is None
    assert found(said_by("Yes", sureness=math.log(0.55)), NEW) is None
    assert found(said_by("Maybe"), NEW) is None


def test_of_two_that_hold_it_is_the_one_that_the_writer_is_surer_of() -> None:
    for others in ([NEW, NOTICE], [NOTICE, NEW]):
        assert found(said_by("Yes", "No"), *others) is NOTICE
        assert found(said_by("No", "Yes"), *others) is NEW


@pytest.mark.parametrize(("year", "expected"), [("2023", None), ("2024", NEW), ("4711", NEW)])
def test_who_asks_about_a_year_is_not_told_what_came_later(
    year: str, expected: Evidence | None
) -> None:
    assert found(said_by("Yes"), NEW, question=f"What was the rent in {year}?") is expected


def test_the_writer_reads_both_with_their_days_and_what_follows_the_newer() -> None:
    writer = said_by("Yes")
    found(writer, NEW)
    prompt = writer.prompts[-1].user
    for text in (RULES.text, NEW.text, "The hedge was cut.", "All agreed.", "Tea followed."):
        assert text in prompt
    assert "We left." not in prompt
    assert f"Now, after all changes: {QUESTION}" in prompt
    assert "2023" in prompt
    assert "2024" in prompt


@pytest.mark.parametrize(
    "others",
    [
        [UNDATED],
        [replace(RULES, score=3.0)],
        [replace(NEW, score=-5.0)],
        [replace(MINUTES[0], score=3.0)],
    ],
    ids=["without a day", "of the same day", "that answers nothing", "of something else"],
)
def test_nobody_is_asked_about_one(others: Sequence[Evidence]) -> None:
    writer = said_by("Yes")
    assert found(writer, *others) is None
    assert writer.prompts == []


def test_what_has_no_day_is_replaced_by_nothing() -> None:
    assert may_replace(QUESTION, UNDATED, [NEW, NOTICE], FakeEmbedder()) == []


THREAD = """\
From: Ann Poe
Date: 3 June 2024, 13:05
Subject: Rent of a plot

The rent of a plot is 48 pounds.

From: Ben Rook
Date: 24 June 2024, 08:06
Subject: Re: Rent of a plot

The rent of a plot will be 54 pounds."""


def test_a_newer_message_of_one_thread_is_newer_and_its_header_replaces_nothing() -> None:
    document = make_document(THREAD, title="Rent of a plot", day=date(2024, 6, 3))
    told = [
        replace(Evidence.at(passage, DocumentInfo.of(document), span), score=5.0)
        for passage in split_passages(document, FakeEmbedder().count_tokens, 200)
        for span in passage.sentences
    ]
    old, new = (one for one in told if one.text.startswith("The rent"))
    assert (said_on(old), said_on(new)) == (date(2024, 6, 3), date(2024, 6, 24))
    assert may_replace(QUESTION, old, told, FakeEmbedder()) == [new]
    assert may_replace(QUESTION, new, told, FakeEmbedder()) == []
    judged = Judged((), ())
    assert Worded(judged, (new,), (new,), old).replaced is None
    assert Worded(judged, (NOTICE,), (NOTICE,), RULES).replaced == (NOTICE, RULES)


def test_those_most_like_the_old_one_are_asked_about() -> None:
    others = [replace(one, score=3.0) for one in MINUTES]
    asked = may_replace(QUESTION, RULES, [*others, NOTICE], FakeEmbedder())
    assert asked[0] is NOTICE
    assert len(asked) == ASKED


@pytest.mark.parametrize("holds", [True, False])
def test_the_answer_is_written_from_what_holds(*, holds: bool) -> None:
    """Also where it is so far behind that nobody asks whether it answers."""
    words = ("Yes", "Yes" if holds else "No", "It is.")
    writer = said_by(*words, sureness=math.log(0.99))
    read = [hit_of(make_document("Some."))]
    made = drafted_from(QUESTION, read, [RULES, NEW], FakeEmbedder(), writer, 40)
    first, older = (NEW, RULES) if holds else (RULES, None)
    assert [one.text for one in made.sources] == [first.text]
    assert (made.older and made.older.text) == (older and older.text)
    assert made.chosen is not None
    assert made.chosen.score > 7.0
    assert made.chosen.ahead == FARTHEST
    assert [one.text for one in made.weighed] == ([NEW.text] if holds else [RULES.text, NEW.text])


def test_who_compares_two_documents_is_given_both() -> None:
    [old] = sentences_of("The rent of North is 48 pounds.", date(2023, 1, 1), 7.0)
    [new] = sentences_of("The rent of South is 54 pounds.", date(2024, 1, 1), 6.0)
    read = [hit_of(make_document("Some."))]
    question = "How do the rents of North and South compare?"
    made = drafted_from(question, read, [old, new], FakeEmbedder(), said_by("Yes", "Yes", "."), 40)
    assert (len(made.sources), made.older) == (2, None)
