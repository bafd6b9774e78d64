"""Lines of print as running text."""

from __future__ import annotations

from assistant.corpus.read.printed import Line, printed

BODY = (
    "The ferry of the island sails at nine.",
    "It was built of oak in a yard that is gone.",
    "Bread is baked at night, before the boats.",
    "Rain fell on the market all day long.",
)


def line(text: str, y: float, height: float = 10.0) -> Line:
    return Line(text, 60.0, 60.0 + 5 * len(text), y, y, height)


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


def test_notes_at_the_foot_of_a_page_are_paragraphs_and_part_none() -> None:
    first = [
        line("A fair is held in the town each spring.", 700),
        line("The harbour was deepened over two summers, so", 676),
        line("that ships call there. The town paid half of it", 664),
        line("1 See the report of the harbour master for the", 645, 9.0),
        line("year, p. 5", 634, 9.0),
        line("2 As before, p. 7", 623, 9.0),
    ]
    second = [
        line("and the state paid the rest, with a loan of the", 700),
        line("bank. Nobody has paid it back, and nobody asks.", 688),
        line("The mill is open on Sundays, and the old yard is", 676),
        line("not open at all.", 664),
    ]
    assert printed([first, second]).text.split("\n\n") == [
        "A fair is held in the town each spring.",
        "1 See the report of the harbour master for the year, p. 5",
        "2 As before, p. 7",
        "The harbour was deepened over two summers, so that ships call there. The town paid half"
        " of it and the state paid the rest, with a loan of the bank. Nobody has paid it back, and"
        " nobody asks. The mill is open on Sundays, and the old yard is not open at all.",
    ]


def test_a_page_does_not_go_on_with_a_note() -> None:
    first = [line("The harbour was deepened over two summers, so", 700),
             line("that ships call there, which was paid by one", 688),
             line("* As the harbour master says", 669, 8.0)]  # fmt: skip
    second = [line("who lives there.", 700), line("Bread is baked at night in the old mill.", 650)]
    assert "says\n\nwho lives there." in printed([first, second]).text


def test_a_raised_mark_opens_its_note() -> None:
    mark = Line("3", 60.0, 63.0, 653.0, 653.0, 5.0)
    note = Line("See the report of the year.", 66.0, 200.0, 650.0, 650.0, 8.0)
    made = [line("The harbour was deepened over two summers, so", 700),
            line("that ships call there.", 688), mark, note]  # fmt: skip
    assert printed([made]).text.endswith("call there.\n\n3 See the report of the year.")


def test_a_line_of_usual_print_that_begins_with_a_number_opens_nothing() -> None:
    made = [line("The harbour was deepened for the sum of nearly", 700),
            line("9 million euros, which the town and the state", 688)]  # fmt: skip
    assert "\n" not in printed([made]).text
