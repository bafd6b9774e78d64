from __future__ import annotations

import pytest

from assistant.errors import ConfigError
from assistant.search.filters import Filter
from assistant.ui.only import Only


def test_nothing_typed_narrows_nothing() -> None:
    assert not Only.typed(None, " ", "").filter()
    assert Only.typed().words() == ""


def test_days_and_names_are_typed_plainly() -> None:
    only = Only.typed("2024-05-31", "2024-12-01", "reports")
    assert only.filter().since is not None
    assert only.filter().named == "reports"
    assert only.words() == (
        "from 31 May 2024 on, until 1 Dec 2024, with “reports” in their title or path"
    )


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2024-10", "2024-10-01", "2024-10-31"),
        ("01/05/2024", "2024-05-01", "2024-05-01"),
        ("31.5.2024", "2024-05-31", "2024-05-31"),
        ("May 2024", "2024-05-01", "2024-05-31"),
        ("2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_day_a_month_or_a_year_is_understood(typed: str, first: str, last: str) -> None:
    found = Only(typed, typed).filter()
    assert (str(found.since), str(found.until)) == (first, last)


def test_documents_that_are_ticked_are_the_only_ones() -> None:
    only = Only.typed("2024", None, "", ["d1", "d2"])
    assert only.filter().documents == {"d1", "d2"}
    assert only.words() == "from 1 Jan 2024 on, that are ticked (2)"


def test_a_pattern_is_taken_as_it_is() -> None:
    assert Only(source="news/*.pdf").filter() == Filter(source_glob="news/*.pdf")


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("13/13/2024", "", "no date"),
        ("", "yesterday", "no date"),
        ("2024-05-31", "2024-05-30", "until 2024-05-30"),
    ],
)
def test_what_is_no_span_of_days_is_refused(since: str, until: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Only(since, until).filter()


def test_what_nobody_types_is_too_long() -> None:
    for only in (Only(since="1" * 1_000_000), Only(source="a" * 1_000_000)):
        with pytest.raises(ConfigError, match="Shorten it"):
            only.filter()
        with pytest.raises(ConfigError, match="Shorten it"):
            only.words()
