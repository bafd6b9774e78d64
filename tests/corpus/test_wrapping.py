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
    line = "We meet at the hall. The key to the store is with Ines or else with"
    block = f"{line}\nOakes, at the mill.\nBring gloves.\nBring a spade.\nBring tea."
    assert line in paragraphs_of(block)
    assert f"{line}\nOakes, at the mill." in paragraphs_of(f"{SHOWN}\n\n{block}")


def test_a_long_address_does_not_hide_the_width() -> None:
    address = "https://garden.example/" + "shed/" * 40
    line = "Please look at the plan of the shed before we meet, which you will find"
    text = f"{SHOWN}\n\n{line}\nhere:\n{address}"
    assert paragraphs_of(text) == [SHOWN, f"{line}\nhere:", address]


ROOF = "Everything is asked of the roofer, who comes from Ashbeck and leaves at"
HEAD = "What the Society Decided at its Meeting on the Roof and the Wall"
LONG = (
    "The committee met in the small hall because the big one was let to the choir, and nobody had "
    "told the caretaker that there would be eleven of us instead of six, so we fetched chairs."
)


def test_a_time_that_begins_a_line_is_no_item_where_a_sentence_goes_on() -> None:
    assert paragraphs_of(f"{SHOWN}\n\n{ROOF}\n8.40. Then he rests.")[1:] == [
        f"{ROOF}\n8.40. Then he rests."
    ]
    assert paragraphs_of(f"{SHOWN}\n\n{ROOF}\n8. Then he rests.")[1:] == [
        ROOF,
        "8. Then he rests.",
    ]


def test_a_heading_above_an_unwrapped_paragraph_is_not_glued_to_it() -> None:
    text = f"{SHOWN}\n\n{HEAD}\n{LONG}"
    (last,) = find_paragraphs(text, find_clutter(text))[1:]
    assert (last.section, text[last.start : last.end]) == (HEAD, LONG)
    assert paragraphs_of(f"{SHOWN}\n\n{LONG}\n{HEAD} and the\n{LONG}")[1:] == [
        LONG,
        f"{HEAD} and the",
        LONG,
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
        # items that all have one number, the only one, and steps of ten
        "1. Mend the roof of the upper shed before the winter and the first rain\n"
        "1. Paint the frames of the door and of the windows in the old green one\n"
        "1. Ring Ben.\n1. Bring cake.",
        "The following motion was put to the vote by the chair of the society\n"
        "1. That the roof is mended in May.",
        "This is what has to be done before the season, in order of urgency\n(a) Mend the roof.",
        "10. Mend the roof of the upper shed before the winter and the first rain\n"
        "20. Paint the frames of the door and of the windows in the old green one\n30. Sing.",
        "8.40. Ann opens the hall and puts the kettle on for those who come at\n"
        "9.15. Ben speaks on the wall of the harbour and what the new one costs\n11.00. Vote.",
        # who said what when, and logs
        "[12:03] Ann: I put the key of the shed under the stone at the gate again.\n"
        "[12:04] Ben: thanks, and who has the long ladder that we need for the\n"
        "[12:05] Ann: Dilip has it.\n[12:06] Ben: good.",
        "00:01:03 Ann I put the key of the shed under the stone at the gate again.\n"
        "00:01:09 Ben Thanks, and who has the long ladder that we need for the roof\n"
        "00:01:12 Ann Dilip has it.\n00:01:15 Ben Good.",
        "2026-03-04 12:00:01 INFO server started on port 8080 with 4 workers.\n"
        "2026-03-04 12:00:02 WARN slow query took 4012 ms on table passages_fts\n"
        "2026-03-04 12:00:04 INFO done.\n2026-03-04 12:00:05 INFO stopped.",
        "Rent of the hall for the spring and the summer, with the heating: 412.\n"
        "Insurance of the boats and of the house, paid to the company in Leeds 99\n"
        "Paint: 40.\nCake: 12.",
        # lines without a full stop among others, names and references
        "Ann rings the council about the lamp at the corner of Mill Lane.\n"
        "Ben paints the door of the upper shed in green before the end of May\n"
        "Inès keeps the keys.\nDilip runs the cable.",
        "The Harbour Rowing Club and Society for the Care of the Old Harbour\n"
        "12 Mill Street.\nAshbeck.\nTel. 0131 496 0122.",
        "Jobs for Saturday, as agreed with the caretaker and with the neighbours\n"
        f"{LONG}\nAnn brings the ladder and the ropes that are in the harbour house\nBen paints.",
    ],
)
@pytest.mark.parametrize("above", ["", SHOWN])
def test_what_stays_apart(lines: str, above: str) -> None:
    text = f"{above}\n\n{lines}"
    assert not any("\n" in one for one in paragraphs_of(text) if one != above), paragraphs_of(text)
