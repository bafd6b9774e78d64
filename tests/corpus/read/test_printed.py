"""Lines of print as running text."""

from __future__ import annotations

from assistant.corpus.read.printed import Line, printed

BODY = (
    "The ferry of the island sails at nine.",
    "It was built of oak in a yard that is gone.",
    "Bread is baked at night, before the boats.",
    "Rain fell on the market all day long.",
)


def line(text: str, y: float) -> Line:
    return Line(text, 60.0, 60.0 + 5 * len(text), y, y, 10.0)


def pages(*furniture: tuple[str, float], body: tuple[str, ...] = BODY) -> list[list[Line]]:
    """A page for each text of a body, the furniture first, as some programs write it."""
    return [
        [
            *(line(said.replace("{n}", str(number)), y) for said, y in furniture),
            line(text, 700),
            line(f"And {text.lower()}", 400),
        ]
        for number, text in enumerate(body, start=1)
    ]


def read(made: list[list[Line]]) -> str:
    return " ".join(printed(made).text.split())


WHOLE = " ".join(f"{text} And {text.lower()}" for text in BODY)


def test_several_lines_at_top_and_foot_go_wherever_the_file_holds_them() -> None:
    furniture = (
        ("Harbour Review 2024", 800.0),
        ("Confidential draft", 788.0),
        ("Page {n}", 30.0),
        ("Printed by the office", 42.0),
    )
    assert read(pages(*furniture)) == WHOLE


def test_an_outermost_line_may_differ_in_a_number() -> None:
    assert read(pages(("Part {n} of the story", 800.0))) == WHOLE


def test_rows_that_are_alike_but_for_numbers_stay() -> None:
    made = pages(("Harbour Review", 800.0), ("Seat {n} is sold.", 780.0))
    assert [f"Seat {number} is sold." in read(made) for number in range(1, 5)] == [True] * 4
    assert "Harbour Review" not in read(made)


def test_what_stands_in_the_middle_stays_though_pages_repeat_it() -> None:
    made = [[upper, line("The same on each page.", 550), lower] for upper, lower in pages()]
    assert read(made).count("The same on each page.") == 4


def test_a_page_of_nothing_else_keeps_it() -> None:
    assert read([[line("Harbour Review", 800)]] * 4) == " ".join(["Harbour Review"] * 4)


def test_no_line_at_all() -> None:
    assert printed([[], []]).text == ""
