from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.disagree import (
    disagreements,
    newest_first,
    with_newer,
)
from assistant.language.question import Question
from assistant.records import Evidence
from tests.writing.samples import evidence_of

HIGH = Question.parse("How high is the steel tariff?")
WHAT = Question.parse("What is the steel tariff?")
OLD, NEW = date(2018, 3, 1), date(2025, 6, 4)


def steel(figure: str, day: date | None) -> Evidence:
    return evidence_of(f"The steel tariff is {figure}.", day=day)


def test_a_pair_names_the_newer_one_first() -> None:
    evidence = [steel("25%", OLD), steel("50%", NEW)]
    assert disagreements(HIGH, evidence) == [(2, 1)]
    assert disagreements(HIGH, evidence[::-1]) == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (steel("25%", OLD), steel("50%", OLD)),
        (steel("25%", None), steel("50%", NEW)),
        (steel("25%", OLD), steel("50%", None)),
        (steel("25%", None), steel("50%", None)),
        (steel("25%", OLD), steel("25 per cent", NEW)),
        (steel("25%", OLD), steel("high", NEW)),
        (steel("25%", OLD), steel("40 euros", NEW)),
        (steel("25%", OLD), evidence_of("Voters turned out at 50%.", day=NEW)),
    ],
    ids=[
        "same date",
        "first undated",
        "second undated",
        "both undated",
        "same figure",
        "no figure",
        "another unit",
        "another subject",
    ],
)
def test_no_disagreement(one: Evidence, other: Evidence) -> None:
    assert disagreements(HIGH, [one, other]) == []


def test_bare_numbers_differ_only_where_a_number_was_asked_for() -> None:
    evidence = [
        evidence_of("The steel strike began at 40 mills.", day=OLD),
        evidence_of("The steel strike began at 50 mills.", day=NEW),
    ]
    assert disagreements(Question.parse("How many mills were on strike?"), evidence) == [(2, 1)]
    assert disagreements(Question.parse("What was the steel strike?"), evidence) == []


def test_only_what_was_to_be_counted_is_compared() -> None:
    question = Question.parse("How many mills did the steel strike close?")
    evidence = [
        evidence_of("The steel strike closed 40 mills in 2018.", day=OLD),
        evidence_of("The steel strike closed the road in 1977.", day=NEW),
    ]
    assert disagreements(question, evidence) == []


@pytest.mark.parametrize(
    ("older", "newer", "differ"),
    [
        ("Avaria joins the league in 2019.", "Avaria joins the league in 2020.", True),
        ("Avaria joins the league in 2019.", "Belmark joins the league in 2024.", False),
        ("Avaria joins the league in 2019 as member 31.", "Avaria joins in 2019.", False),
        ("Avaria joins the league as member 31.", "Avaria joins the league as member 32.", False),
    ],
)
def test_a_date_question_compares_years_of_what_it_opens_with(
    older: str, newer: str, differ: bool
) -> None:
    question = Question.parse("When did Avaria join the league?")
    evidence = [evidence_of(older, day=OLD), evidence_of(newer, day=NEW)]
    assert disagreements(question, evidence) == ([(2, 1)] if differ else [])


def test_a_question_without_capitals_is_about_a_name_too() -> None:
    question = Question.parse("how many seats did lind win")
    evidence = [
        evidence_of("Last week Lind won 240 seats.", day=OLD),
        evidence_of("In May Reed won 411 seats.", day=NEW),
    ]
    assert disagreements(question, evidence) == []
    newer = evidence_of("After the count Lind won 243 seats.", day=NEW)
    assert disagreements(question, [evidence[0], newer]) == [(2, 1)]


def test_a_number_of_the_question_itself_is_no_answer() -> None:
    question = Question.parse("What followed the 25% steel tariff?")
    assert disagreements(question, [steel("25%", OLD), steel("50%", NEW)]) == []


def test_the_title_may_say_what_it_is_about() -> None:
    evidence = [
        evidence_of("It is 25%.", title="Steel tariff", day=OLD),
        evidence_of("It is 50%.", title="Steel tariff", day=NEW),
    ]
    assert disagreements(WHAT, evidence) == [(2, 1)]


def test_what_has_been_found_out_since_is_seen() -> None:
    first, unlike = steel("25%", OLD), evidence_of("A mill closed.", day=NEW)
    older = [steel("20%", date(2017, 1, 1)), unlike]
    newer = [steel("50%", NEW), steel("40%", NEW)]
    assert with_newer(HIGH, [first], [*older, *newer]) == (first, newer[0])
    assert with_newer(HIGH, [first], older) == (first,)
    assert with_newer(HIGH, [first, newer[1]], newer) == (first, newer[1])
    assert with_newer(WHAT, [first], newer) == (first,)


def test_only_those_in_a_pair_change_places() -> None:
    other = evidence_of("A mill closed.", day=date(2030, 1, 1))
    evidence = [other, steel("25%", OLD), other, steel("50%", NEW)]
    assert newest_first(evidence, [(4, 2)]) == [1, 4, 3, 2]
    assert newest_first(evidence, []) == [1, 2, 3, 4]


days = st.none() | st.dates()


@given(st.lists(st.tuples(st.sampled_from(["25%", "50%", "high"]), days), max_size=5))
def test_disputed_evidence_is_ordered_by_date(sources: list[tuple[str, date | None]]) -> None:
    evidence = [steel(figure, day) for figure, day in sources]
    pairs = disagreements(HIGH, evidence)
    order = newest_first(evidence, pairs)
    disputed = {position for pair in pairs for position in pair}
    assert sorted(order) == list(range(1, len(evidence) + 1))
    dates = [evidence[p - 1].document.date or date.min for p in order if p in disputed]
    assert dates == sorted(dates, reverse=True)
    assert all(order[p - 1] == p for p in order if p not in disputed)
