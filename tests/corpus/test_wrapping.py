from __future__ import annotations

from textwrap import wrap

import pytest

from assistant.corpus.clean import find_clutter
from assistant.corpus.layout import find_paragraphs
from assistant.corpus.sentences import sentence_spans

LETTER = [
    "Dear Mrs Lindqvist,",
    "",
    "Thank you for the keys. The shed has no light. We cannot see the mower. It is dark by four. "
    "Dilip is an electrician and will run a cable to the shed. He charges nothing. Bring cake. "
    "We asked Mr. Oduya about the hedge. He says yes. The new gate came on Friday 12 April and it "
    "fits. It squeaks.",
    "",
    "Yours sincerely,",
    "Tove Brandreth",
]
MINUTES = [
    "Minutes of the garden society, 4 March",
    "",
    "1. Money. We have £412. The roof took most of it.",
    "2. Water. The butt leaks at the tap, and Yusuf will look for a new one before the season.",
    "3. Summer fair. It is on 14 June, and the long tables have to be asked for at the school by 1 "
    "May at the latest.",
    "4. Tools. The fork is back. The rake is not.",
]
MAIL = [
    "From: Mirela Stan",
    "Date: 3 March 2025",
    "Subject: Saturday",
    "",
    "Hello all,",
    "these are the jobs:",
    "- Dilip and his brother take the old cable out of the ground and bring it to the dump.",
    "- Ann makes soup. It is the leek one.",
    "- Ben and Ines paint the window frames of the hall, if it is dry on the day before, in the "
    "green that we chose.",
    "- Nobody goes up the ladder alone. It slips.",
]


def wrapped(paragraphs: list[str], width: int) -> str:
    """A text as a mailer writes it, items of lists with their later lines indented."""
    lines: list[str] = []
    for paragraph in paragraphs:
        indent = "  " if paragraph[:1] in "-1234" and paragraph else ""
        lines += wrap(paragraph, width, subsequent_indent=indent) or [""]
    return "\n".join(lines)


def paragraphs_of(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_paragraphs(text, find_clutter(text))]


def sentences_of(text: str) -> list[str]:
    """Its sentences, without line breaks."""
    return [
        " ".join(part[span.start : span.end].split())
        for part in paragraphs_of(text)
        for span in sentence_spans(part)
    ]


@pytest.mark.parametrize("width", [60, 72, 78])
@pytest.mark.parametrize("text", [LETTER, MINUTES, MAIL])
def test_no_sentence_is_torn_where_most_lines_end_one(text: list[str], width: int) -> None:
    assert sentences_of(wrapped(text, width)) == sentences_of("\n".join(text))


def test_a_block_whose_lines_end_sentences_but_for_one() -> None:
    text = (
        "Thank you for the offer of help on Saturday, we are glad of it.\n"
        "The lamp in the shed is broken. Dilip is an electrician and will\n"
        "run a cable to the shed.\n"
        "Ann brings the soup.\n"
        "Ben brings the bread."
    )
    first, *lines = text.split("\n")
    assert paragraphs_of(text) == [first, f"{lines[0]}\n{lines[1]}", *lines[2:]]


SHOWN = wrapped(["Everyone is asked to help on the day of the fair, and to stay for the tea."], 72)


def test_a_width_that_is_shown_elsewhere_in_the_text_tells_where_capitals_go_on() -> None:
    line = "We meet at the hall. The key to the store is with Ines or with Rafferty"
    block = f"{line}\nOakes, at the mill.\nBring gloves.\nBring a spade.\nBring tea."
    assert line in paragraphs_of(block)
    assert f"{line}\nOakes, at the mill." in paragraphs_of(f"{SHOWN}\n\n{block}")


def test_a_long_address_does_not_hide_the_width() -> None:
    address = "https://garden.example/" + "shed/" * 40
    line = "Please look at the plan of the shed before we meet, which you will find"
    text = f"{SHOWN}\n\n{line}\nhere:\n{address}"
    assert paragraphs_of(text) == [SHOWN, f"{line}\nhere:", address]


def test_a_number_that_begins_a_line_is_an_item_beside_others_only() -> None:
    line = "On Mondays the office is open, and Mrs Ebner answers letters from 14 to"
    assert paragraphs_of(f"{SHOWN}\n\n{line}\n18. Then she goes.")[1:] == [
        f"{line}\n18. Then she goes."
    ]
    assert paragraphs_of(f"{SHOWN}\n\n{line}\n1. Ring.\n2. Wait.")[1:] == [
        line,
        "1. Ring.",
        "2. Wait.",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        # verse
        "The tide comes in, the tide goes out;\nthe gulls are on the wall.\n"
        "There is no boat that I would row\nbut yours, if you should call.",
        # an address, and a signature
        "Mr Joel Attwater.\nFlat 3, 41 Coopers Row.\nOttering near Brackwater.\nBring this.",
        "Yours sincerely,\nMirela Stan\nsecretary of the garden society\n0131 496 0122.",
        # a heading above prose
        "What was decided at the second meeting of the year\n"
        "Ann was in the chair.\nBen took the notes.\nIt rained.",
        # fields, and who says what
        "Address: 17 Tanner's Row, by the old mill and the new bridge in Ashbeck\n"
        "keys: with Ines.\nphone: 0131 496 0122.\nopen: from 8 to 5.",
        "ann: i will bring the oars and the life jackets and the rope for the boat\n"
        "ben: good.\nann: and you?\nben: soup.",
        # columns
        "Sparrow Electrical    790 pounds and can come on 27 August or the day\n"
        "after that    2 years.\nM. Quist    715.\nNobody else.",
        # code
        "for (int boat = 0; boat < count_of_boats_in_the_harbour; boat++) {\n"
        "print(boat);\nwait(boat);\nleave(boat);\n}",
        # a list without marks
        "Wool, two balls.\nneedles of four millimetres\nscissors.\na tape measure.\nbuttons.",
    ],
)
@pytest.mark.parametrize("above", ["", SHOWN])
def test_what_stays_apart(lines: str, above: str) -> None:
    text = f"{above}\n\n{lines}"
    assert not any("\n" in one for one in paragraphs_of(text) if one != above), paragraphs_of(text)
