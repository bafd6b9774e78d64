from __future__ import annotations

import pytest

from assistant.corpus.clean import find_clutter
from assistant.corpus.layout import find_paragraphs, is_short_title

PROSE = "The ferry crosses the bay four times a day, and twice on Sundays in the winter months."
WRAPPED = (
    "The ferry crosses the bay four times a day,\n"
    "and twice on Sundays in the winter, when the\n"
    "wind allows it. In the summer it sails late."
)


def paragraphs(text: str) -> list[tuple[str, str]]:
    return [
        (part.section, text[part.start : part.end])
        for part in find_paragraphs(text, find_clutter(text))
    ]


def test_blank_lines_part_paragraphs() -> None:
    assert paragraphs(f"{PROSE}\n \t\n{PROSE}") == [("", PROSE), ("", PROSE)]


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    assert paragraphs(f"{WRAPPED}\n\n{WRAPPED}") == [("", WRAPPED), ("", WRAPPED)]


def test_one_paragraph_a_line() -> None:
    assert paragraphs(f"{PROSE}\n{PROSE}\n{PROSE}") == [("", PROSE)] * 3


@pytest.mark.parametrize(
    "lines",
    [
        ["- two eggs", "- a cup of flour", "- salt"],
        ["1. Open the valve", "2. Start the pump"],
        ["Name: Ann", "Age: 31", "City: Rome"],
        ["| port | boats |", "|---|---|", "| Lima | 7 |"],
        [
            f"Fares — Port: {port} · Adults: 7 euros · Children: 3 euros"
            for port in ("Lima", "Oslo")
        ],
        ["Port: Lima · Boats: 7", PROSE],
    ],
)
def test_lists_and_tables_have_a_paragraph_a_line(lines: list[str]) -> None:
    assert paragraphs("\n".join(lines)) == [("", line) for line in lines]


def test_markdown_headings_make_a_path() -> None:
    text = f"# Harbour\n{PROSE}\n\n## Ferry ##\n\n{PROSE}\n\n# Town\n\n{PROSE}"
    assert paragraphs(text) == [("Harbour", PROSE), ("Harbour > Ferry", PROSE), ("Town", PROSE)]


def test_a_short_line_over_prose_is_a_heading() -> None:
    text = f"{PROSE}\n\nBoats Return as the Harbour Opens, Fares Rise\n\n{PROSE}"
    assert paragraphs(text) == [
        ("", PROSE),
        ("Boats Return as the Harbour Opens, Fares Rise", PROSE),
    ]


def test_a_short_line_that_goes_on_in_small_letters_is_text() -> None:
    more = "outside while the hall is used for dancing. They may wait in the yard. It is shaded."
    first = find_paragraphs(f"Guests pay 4 pounds. Dogs stay\n{more}", [])[0]
    assert (first.start, first.section) == (0, "")


def test_a_short_line_above_small_letters_with_a_gap_between_is_a_heading() -> None:
    more = "the hall is closed to the public on Mondays. Members have a key of their own."
    assert paragraphs(f"Members only\n\n{more}") == [("Members only", more)]


def test_an_underlined_heading_and_a_title_above_it() -> None:
    text = f"The Harbour\n===========\n\nFerries\n-------\n{PROSE}"
    assert paragraphs(text) == [("The Harbour > Ferries", PROSE)]


def test_headings_over_nothing_stay_text() -> None:
    assert paragraphs("# To do\n# Buy milk\n# Call home") == [
        ("", "# To do"),
        ("", "# Buy milk"),
        ("", "# Call home"),
    ]
    assert paragraphs("Apples\n\nPears\n\nPlums") == [("", "Apples"), ("", "Pears"), ("", "Plums")]


def test_rows_of_a_form_are_no_headings_of_the_longer_ones_below_them() -> None:
    """A value that is read as a heading is in no sentence, and answers nothing."""
    rows = [
        "CERTIFICATE OF COVER — Policy no.: QB-2208-L",
        "CERTIFICATE OF COVER — Insured: The trustees of the Lower Brook reading room and stage",
        "CERTIFICATE OF COVER — Premises: Reading room, Mill Lane",
        "CERTIFICATE OF COVER — Paid by: 12 instalments of £31.20, without interest, from 1 May",
    ]
    assert paragraphs("\n\n".join([*rows, PROSE])) == [("", one) for one in [*rows, PROSE]]


def test_of_a_list_of_prices_the_last_ones_are_no_headings_of_what_follows() -> None:
    prices = ["Splint    £14", "Two stitches, dissolving    £32", "Collar, the large size    £9"]
    assert paragraphs("\n".join([*prices, PROSE])) == [("", one) for one in [*prices, PROSE]]


def test_of_the_posts_of_a_club_none_is_a_heading_of_the_next() -> None:
    posts = ["Chair: Philippa Rook", "Secretary: Dunstan Yeo", "Treasurer: Rukmini Vane"]
    text = "\n".join([*posts, f"Members: {PROSE}"])
    assert paragraphs(text) == [("", one) for one in text.splitlines()]


@pytest.mark.parametrize(
    "above",
    ["Brook Society\nAnnual Report 2023", "Parking\nNone", "1. Apologies\nNone"],
)
def test_lines_that_are_not_alike_may_be_headings(above: str) -> None:
    assert paragraphs(f"{above}\nOpening Hours\n{PROSE}")[-1][0].endswith("Opening Hours")


def test_rows_of_several_captions_are_fields_too() -> None:
    rows = ["Insured — Name: Ann Lee", "Premises — Address: Mill Lane", "Cover — Sum: £4,000"]
    assert paragraphs("\n\n".join([*rows, PROSE])) == [("", one) for one in [*rows, PROSE]]


def test_headings_may_stand_right_below_each_other() -> None:
    text = f"The Lido\nOpening hours\n{PROSE}\n\nFares\n{PROSE}"
    assert [above for above, _ in paragraphs(text)] == [
        "The Lido > Opening hours",
        "The Lido > Fares",
    ]


def test_fields_are_no_headings() -> None:
    fields = ["Customer: Otter Lane Bakery", "Driver: Marta Sedge", "Vehicle: Van seven"]
    assert paragraphs("\n\n".join([*fields, PROSE])) == [("", one) for one in [*fields, PROSE]]


def test_the_header_of_a_message_stands_over_it() -> None:
    (*_, last) = paragraphs("From: Ada\nTo: Tom\nSubject: The boat\n\n" + PROSE)
    assert last == ("To: Tom > Subject: The boat", PROSE)


def test_a_code_fence_is_one_paragraph_without_headings() -> None:
    fence = "```sh\n# not a heading\n\nmake\n```"
    assert paragraphs(f"{PROSE}\n\n{fence}\n\n{PROSE}") == [("", PROSE), ("", fence), ("", PROSE)]


def test_clutter_parts_what_it_stands_between() -> None:
    text = f"{PROSE}\nAlso read: The harbour\n{PROSE}"
    found = find_paragraphs(text, find_clutter(text))
    assert [part.cut for part in found] == [True, True]
    assert [text[part.start : part.end] for part in found] == [PROSE, PROSE]


@pytest.mark.parametrize("line", ["Introduction", "2.1 What was measured", "THE SECOND WEEK"])
def test_headings_by_their_looks(line: str) -> None:
    assert is_short_title(line)


@pytest.mark.parametrize(
    "line",
    ["It rained.", "and then", "- Item", "Shopping list:", "2016 | 2015", "12", "x " * 60, "Well…"],
)
def test_other_short_lines_are_not_headings(line: str) -> None:
    assert not is_short_title(line.strip())
