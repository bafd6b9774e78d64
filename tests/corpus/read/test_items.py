"""Lists on pages of PDF files, wherever the file holds their marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.corpus.read.boxes import BULLET, Printed
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.items import with_items
from assistant.corpus.read.printed import Line, printed
from assistant.corpus.split import split_passages
from benchmarks.small_files import PdfLine, pdf

WIDE = "The door sticks when it is wet and has to be lifted with the left hand while the right"
REST = "hand turns the key, which hangs at the mill."
TEXTS = ("Sweep the floor", WIDE, "Empty the bin")
INTRO = "Whoever uses the house in winter, and for whatever purpose, is asked to do the following:"
AFTER = "The clerk keeps a list of all repairs, and the committee decides on them in the spring."


def at(text: str, left: float, y: float, width: float = 5.0) -> Line:
    return Line(text, left, left + width * len(text), y, y, 10.0)


def read(lines: Sequence[Sequence[Line]], drawn: Sequence[Line] = ()) -> str:
    made = [
        Printed(parts[0]._replace(text=" ".join(part.text for part in parts)), tuple(parts))
        for parts in lines
    ]
    return printed([[one.line for one in with_items(made, drawn)]]).text


def page(marks: Sequence[str], *, are_last: bool) -> list[list[Line]]:
    """A list between two paragraphs; its marks stand before their texts, or behind everything."""
    own = [[at(mark, 66.0, y)] for mark, y in zip(marks, (688.0, 676.0, 652.0), strict=True)]
    items = [[at(text, 80.0, one[0].y)] for text, one in zip(TEXTS, own, strict=True)]
    if not are_last:
        items, own = [[*mark, *text] for mark, text in zip(own, items, strict=True)], []
    lines = [[at(INTRO, 60.0, 700.0)], *items[:2], [at(REST, 80.0, 664.0)], items[2]]
    return [*lines, [at(AFTER, 60.0, 640.0)], *own]


@pytest.mark.parametrize("are_last", [False, True])
@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ("•••", "•••"),
        ("---", "---"),
        ("\uf0b7\uf0b7\uf0b7", "•••"),  # a sign of a font of its own
        ("ooo", "•••"),
        (("1.", "2.", "3."), ("1.", "2.", "3.")),
        (("a)", "b)", "c)"), ("a)", "b)", "c)")),
        ("123", ("1.", "2.", "3.")),
    ],
)
def test_an_item_is_a_line_that_begins_with_its_mark(
    marks: Sequence[str], shown: Sequence[str], *, are_last: bool
) -> None:
    first, second, third = shown
    assert read(page(marks, are_last=are_last)).replace("\n\n", "\n").split("\n") == [
        INTRO,
        f"{first} {TEXTS[0]}",
        f"{second} {WIDE} {REST}",
        f"{third} {TEXTS[2]}",
        AFTER,
    ]


def test_a_mark_that_is_only_drawn() -> None:
    lines = page("•••", are_last=True)
    dots = [Line(BULLET, mark.left, mark.left + 3, mark.y, mark.y, 9.0) for (mark,) in lines[-3:]]
    text = read(lines[:-3], dots)
    assert f"{BULLET} {TEXTS[0]}\n{BULLET} {WIDE} {REST}\n{BULLET} {TEXTS[2]}" in text
    assert text == read(lines)


def test_a_first_column_of_numbers_is_no_list() -> None:
    rows = [
        [at(str(number), 60.0, y), at(name, 75.0, y), at(time, 160.0, y)]
        for number, name, time, y in (
            (1, "Norrvik", "4:12", 700.0),
            (2, "Merle", "4:40", 688.0),
            (3, "Tarnsey", "5:01", 676.0),
        )
    ]
    made = [Printed(row[0], tuple(row)) for row in rows]
    assert with_items(made) == made


def test_numbers_that_do_not_count_are_no_marks() -> None:
    rows = [[at(str(n), 60.0, y), at("boats", 75.0, y)] for n, y in ((12, 700.0), (7, 688.0))]
    made = [Printed(row[0], tuple(row)) for row in rows]
    assert with_items(made) == made


def test_a_line_that_happens_to_begin_with_a_number_goes_on() -> None:
    forms = at("Forms are at the post office, where Mr Oakes has them at no.", 60.0, 700.0)
    more = at("22. They are due in spring.", 60.0, 688.0)._replace(indent=75.0)
    assert read([[forms], [more]]) == f"{forms.text} {more.text}"


def test_lists_that_stand_side_by_side_are_two() -> None:
    rows = [
        [at("•", 66.0, y), at(left, 80.0, y), at("•", 306.0, y), at(right, 320.0, y)]
        for left, right, y in (("shoes", "dogs", 700.0), ("a jacket", "drones", 688.0))
    ]
    made = with_items([Printed(row[0], tuple(row)) for row in rows])
    assert [one.line.text for one in made] == ["• shoes", "• dogs", "• a jacket", "• drones"]


def test_a_list_of_a_file_is_one_passage_of_sentences(tmp_path: Path) -> None:
    lines: list[PdfLine] = [(72.0, 700.0, 11.0, INTRO)]
    for number, text in enumerate(("a spade or a fork", "gloves", "8 euros for the key"), 1):
        lines += [(80.0, 700.0 - 13 * number, 11.0, "-"), (96.0, 700.0 - 13 * number, 11.0, text)]
    (tmp_path / "page.pdf").write_bytes(pdf([lines]))
    (document,) = read_here(tmp_path / "page.pdf")
    (passage,) = split_passages(document, lambda texts: [len(one) for one in texts], 1000)
    assert [document.text[start:end] for start, end in passage.sentences] == [
        INTRO,
        "- a spade or a fork",
        "- gloves",
        "- 8 euros for the key",
    ]
