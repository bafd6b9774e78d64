"""Two rows of a table that a question sets beside each other, or two of its columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.answering import pairs
from assistant.answering.kinds import Kinds
from assistant.answering.resources import Resources
from assistant.corpus.read.table import table_lines
from assistant.language.words import stems
from assistant.records import Answer
from tests.answering.tabled import ask, tabled
from tests.search.samples import add, make_document

MORE = frozenset(stems("dearer heavier longer higher cost take"))
LESS = frozenset(stems("cheaper fewer lighter shorter lower less cost take"))

GROOMING = [
    ["Bath and dry", "£22", "£25", "40", "2015"],
    ["Full groom", "£48", "£48", "110", "2012"],
    ["Puppy course, two visits", "£86", "£90", "60", "2019"],
    ["Kitten course, two visits", "£92", "£90", "60", "2020"],
    ["Dog trim, under 20 kg", "£31", "£33", "45", "2021"],
    ["Dog trim, 20 kg and over", "£39", "£41", "50", "2021"],
]
HEAD = ["Treatment", "2023", "2024", "Minutes", "Offered since"]
CABINS = [
    ["Oak and Ash", "£95", "6", "2", "-51", "East"],
    ["Sea or Sky", "£110", "4", "1", "12", "East"],
    ["Better Than Home", "n/a", "8", "3", "-8", "West"],
    ["Willow", "£60", "2", "4", "30", "West"],
]
LINES = [["Harbour line", "-51"], ["Abbey line", "-8"], ["Mill line", "12"]]
CABIN_HEAD = ["Cabin", "Price", "Beds", "Rank", "Result (euros)", "Side"]


def weights(kind: str, width: int) -> Kinds:
    """Weights that take all questions for one kind, whatever their embeddings of some width are."""
    words = {"more": MORE, "dearer": MORE, "less": LESS, "cheaper": LESS, "neither": frozenset()}
    return Kinds(
        names=tuple(words),  # type: ignore[arg-type]
        other="neither",  # type: ignore[arg-type]
        vocabulary=(),
        weight=np.zeros((len(words), width)),
        bias=np.array([9.0 * (one == kind) for one in words]),
        certain=0.5,
        words=words,  # type: ignore[arg-type]
    )


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        lines = table_lines([HEAD], GROOMING, "Dog and cat grooming")
        cabins = table_lines([CABIN_HEAD], CABINS, "Cabins at Holt Wood")
        add(opened.collection, [make_document("\n\n".join(lines), source="/docs/dogs.md")])
        add(opened.collection, [make_document("\n\n".join(cabins), source="/docs/cabins.md")])
        results = table_lines([["Line", "Result"]], LINES, "Bus lines")
        add(opened.collection, [make_document("\n\n".join(results), source="/docs/lines.md")])
        yield opened


def compare(text: str, resources: Resources, kind: str = "dearer") -> Answer | None:
    known = weights(kind, resources.query(text).shape[-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "known_for", lambda *_: known)
        return ask(text, "lookup", resources)


def test_the_verdict_comes_first_and_both_rows_are_cited(resources: Resources) -> None:
    answer = compare("In 2023, is the bath or the full groom dearer?", resources)
    assert answer is not None
    assert answer.claims[0].text == (
        "Full groom is dearer: £48, against £22 for Bath and dry (2023), in the table "
        "“Dog and cat grooming”."
    )
    assert answer.short_answer == "Full groom"
    assert [one.quote.split(" · ")[1] for one in answer.citations] == ["2023: £22", "2023: £48"]
    assert answer.claims[0].citations == (1, 2)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Did the bath cost less than the full groom in 2023?", "Yes, Bath and dry is lower: £22"),
        ("Was the full groom cheaper than the bath in 2023?", "No, Bath and dry is cheaper"),
        (
            "Was the puppy course cheaper than the kitten course in 2023?",
            "Yes, Puppy course, two visits is cheaper",
        ),
        (
            "Was the puppy course cheaper than the kitten course in 2024?",
            "No, both are £90 (2024), in the table",
        ),
        ("Dog trim under 20 kg or 20 kg and over, which was cheaper in 2023?", "Dog trim, under"),
    ],
)
def test_a_claim_is_said_to_be_so_or_not(asked: str, said: str, resources: Resources) -> None:
    answer = compare(asked, resources, "cheaper")
    assert answer is not None
    assert answer.claims[0].text.startswith(said)


def test_two_columns_are_compared_as_rows_are(resources: Resources) -> None:
    answer = compare("Was the bath dearer in 2024 than in 2023?", resources)
    assert answer is not None
    assert answer.claims[0].text.startswith(
        "Yes, 2024 is dearer: £25, against £22 for 2023 (Bath and dry)"
    )
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    "asked",
    [
        "Is the bath or the full groom dearer?",  # of which year?
        "In 2023, was the bath cheaper or the full groom dearer?",  # which way?
        "Has the bath been offered since longer than the full groom?",  # a year says it backwards
    ],
)
def test_both_rows_are_quoted_where_no_verdict_is_certain(asked: str, resources: Resources) -> None:
    answer = compare(asked, resources)
    assert answer is not None
    assert [claim.verdict for claim in answer.claims] == ["quoted", "quoted"]
    assert [one.quote.split(" · ")[1] for one in answer.citations] == ["2023: £22", "2023: £48"]


@pytest.fixture
def quotes(tmp_path: Path) -> Iterator[Resources]:
    """A table of two rows, with a head that counts in thousands."""
    with tabled(tmp_path) as opened:
        head = [["Firm", "Price per 1,000 l", "Drums", "Lorry"]]
        body = [["Selkirk & Daughters", "£48", "3", "blue"], ["Heath Yard", "£41", "9", "red"]]
        add(opened.collection, [make_document("\n\n".join(table_lines(head, body, "Compost")))])
        yield opened


@pytest.mark.parametrize(
    "asked", ["Which firm is dearer?", "Which firm is dearer for 1000 l of compost?"]
)
def test_the_only_two_rows_need_no_names(asked: str, quotes: Resources) -> None:
    answer = compare(asked, quotes)
    assert answer is not None
    assert answer.claims[0].text.startswith(
        "Selkirk & Daughters is dearer: £48, against £41 for Heath Yard"
    )


def test_the_only_two_rows_are_quoted_where_no_column_says_what_is_asked(
    quotes: Resources,
) -> None:
    answer = ask("Which firm has the highest?", "max", quotes)
    assert answer is not None
    assert [claim.verdict for claim in answer.claims] == ["quoted", "quoted"]
    assert ask("What about Heath Yard, which is the highest?", "max", quotes) is None


@pytest.mark.parametrize(
    "asked",
    [
        "Is Heath Yard dearer?",  # one of them is named: it is not asked which
        "Which firm is dearer than Heath Yard?",
        "Which firm is dearer for 500 l of compost?",  # of another amount than the table's
    ],
)
def test_of_one_row_no_verdict_is_told(asked: str, quotes: Resources) -> None:
    assert compare(asked, quotes) is None


def test_of_more_rows_that_nobody_names_none_are_compared(resources: Resources) -> None:
    assert compare("In 2023, which treatment was dearer?", resources) is None


def test_what_is_no_comparison_is_not_compared(resources: Resources) -> None:
    assert compare("In 2023, is the bath or the full groom dearer?", resources, "neither") is None


@pytest.mark.parametrize(
    "asked",
    [
        "In 2023, was the bath dearer than the tonsure?",  # only one of them is a row
        "In 2023, were courses or the bath dearer?",  # which course?
        "Why was the full groom dearer than the bath in 2023?",
        "Was the full groom not dearer than the bath in 2023?",
        "Was the full groom dearer than the bath in 2023 for zebras?",
        "Was the full groom £40 dearer than the bath in 2023?",
        "Which was dearer in 2023?",
    ],
)
def test_nothing_is_compared_unless_two_rows_and_all_words_are_certain(
    asked: str, resources: Resources
) -> None:
    assert compare(asked, resources) is None


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        ("Is the Sea or Sky or the Willow cabin dearer?", "dearer", "Sea or Sky is dearer: £110,"),
        ("Which cabin has more beds, Willow or Better Than Home?", "more", "Better Than Home has"),
        (
            "Does Willow have fewer beds than Oak and Ash?",
            "less",
            "Yes, Willow has fewer: 2, against",
        ),
        (
            "Has Willow a higher result than Sea or Sky?",
            "more",
            "Yes, Willow has the higher Result",
        ),
        (
            "Does Willow cost less than Oak and Ash?",
            "cheaper",
            "Yes, Willow is cheaper: £60, against",
        ),
    ],
)
def test_a_name_may_hold_what_divides_two_and_the_verdict_is_said_as_it_is_asked(
    asked: str, kind: str, said: str, resources: Resources
) -> None:
    answer = compare(asked, resources, kind)
    assert answer is not None
    assert answer.claims[0].text.startswith(said)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("Does Willow rank higher than Sea or Sky?", "more"),  # the first has the lowest number
        ("Is the Harbour line or the Abbey line higher?", "more"),  # of a loss?
        ("Is Better Than Home cheaper than Willow?", "cheaper"),  # "n/a"
    ],
)
def test_ranks_losses_and_what_is_no_number_are_quoted(
    asked: str, kind: str, resources: Resources
) -> None:
    answer = compare(asked, resources, kind)
    assert answer is not None
    assert [claim.verdict for claim in answer.claims] == ["quoted", "quoted"]


@pytest.mark.parametrize(
    "asked",
    [
        "Who says that the bath was cheaper than the full groom in 2023?",
        "How much cheaper was the bath than the full groom in 2023?",
        "What else was cheaper than the bath or the full groom in 2023?",
        "Is the East side or the West side cheaper?",  # of several rows each
    ],
)
def test_what_only_sounds_like_a_comparison_of_two_has_no_verdict(
    asked: str, resources: Resources
) -> None:
    assert compare(asked, resources, "cheaper") is None


def test_none_of_two_has_the_most_where_only_one_has_a_number(resources: Resources) -> None:
    told = ask("Which total price, of Better Than Home or Oak and Ash?", "max", resources)
    assert told is None
    told = ask("Which total price, of Willow or Oak and Ash?", "max", resources)
    assert told is not None
    assert told.short_answer == "Oak and Ash"


def test_no_difference_is_told_where_no_word_asks_for_one(resources: Resources) -> None:
    assert ask("How much is the price of Willow or Oak and Ash?", "difference", resources) is None
    told = ask(
        "How much is the difference in price of Willow and Oak and Ash?", "difference", resources
    )
    assert told is not None
    assert told.short_answer == "£35"
