"""What the rows and columns of a table are: what a row is called, yes and no, sums, orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.resources import Resources
from assistant.corpus.read.table import table_lines
from assistant.protocols import Vectors
from tests.answering.tabled import ask, tabled
from tests.search.samples import add, make_document


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        yield opened


MEDALS = [
    ["1", "Maravel", "31", "83"],
    ["2", "Tessaria", "27", "76"],
    ["=3", "Kandoro", "18", "50"],
    ["–", "Osmara", "0", "6"],
]


@pytest.mark.parametrize(
    ("first", "body", "named"),
    [
        ("Rank", MEDALS, "Maravel"),
        ("Year", [["2010", *MEDALS[0][1:]], ["2014", *MEDALS[3][1:]]], "Maravel (2010)"),
        ("Rank", [[*MEDALS[0]], ["2", "Maravel", "0", "4"]], "Maravel (1)"),  # two of one name
        ("Group", [["A", *MEDALS[0][1:]], ["B", *MEDALS[3][1:]]], "Maravel (A)"),
    ],
)
def test_a_row_is_called_what_tells_it_from_others(
    first: str, body: list[list[str]], named: str, resources: Resources
) -> None:
    lines = table_lines([[first, "Nation", "Gold", "All"]], body, "Medals at the games")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/games.md")])
    answer = ask("Which nation had the highest gold at the games?", "max", resources)
    assert answer is not None
    assert answer.short_answer == named


@pytest.mark.parametrize(
    ("text", "desk", "short"),
    [
        ("What is the highest worth at the manor?", "31", "Hall (Clock)"),
        ("Which room of the manor has the highest worth?", "31", "Hall"),
        ("What is the highest worth at the manor?", "900", "Study"),  # no other row is called so
    ],
)
def test_a_row_that_shares_its_name_is_told_from_the_others(
    text: str, desk: str, short: str, resources: Resources
) -> None:
    head = [["Room", "Piece", "Worth"]]
    body = [["Hall", "Clock", "400"], ["Hall", "Bench", "90"], ["Study", "Desk", desk]]
    lines = table_lines(head, body, "Furniture of the manor")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/manor.md")])
    answer = ask(text, "max", resources)
    assert answer is not None
    assert answer.short_answer == short


def test_a_word_of_the_column_that_a_cell_is_asked_of_names_no_other(resources: Resources) -> None:
    head = [["Plot", "Main plant", "Plant cover"]]
    body = [["K1", "reed", "10"], ["K2", "sedge", "35"], ["K3", "reed", "20"]]
    lines = table_lines(head, body, "Plots of the marsh")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/marsh.md")])
    answer = ask("How many plots have reed as their main plant?", "count", resources)
    assert answer is not None
    assert answer.short_answer == "2"


@pytest.mark.parametrize(("row", "short"), [((0.0, 1.0), None), ((1.0, 0.0), "P2")])
def test_a_table_that_only_its_amounts_are_near_to_says_nothing(
    row: tuple[float, float],
    short: str | None,
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Which repair cost the most is asked of no prices of what is let, if these are not repairs."""
    lines = table_lines([["Item", "Replacement"]], [["P1", "20"], ["P2", "45"]], "For hire")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/hire.md")])
    near = {"repair": (1.0, 0.0), "replacement": (0.9, 0.0), "item": row}

    def encode(texts: Sequence[str]) -> Vectors:
        return np.array([near.get(text, (0.0, 0.0)) for text in texts], dtype=np.float32)

    monkeypatch.setattr(resources.recent, "encode_queries", encode)
    answer = ask("Which repair is highest?", "max", resources)
    assert (answer and answer.short_answer) == short


def test_rows_that_are_named_are_compared(resources: Resources) -> None:
    answer = ask("Did Solar or Hydro have the highest revenue in 2024?", "max", resources)
    assert answer is not None
    assert answer.claims[0].text == (
        "Solar has the highest 2024: 96 (million euros), of 2 rows of the table “Revenue” with "
        "Segment Solar or Hydro."
    )


STATIONS = [
    ["Ashcombe", "12.5 km", "240", "new"],
    ["Bellmoor", "30.1 km", "310", "none"],
    ["Carrow", "41 km", "150", "old"],
    ["Dunholt", "55.4 km", "90", "none"],
]


@pytest.fixture
def stations(resources: Resources) -> Resources:
    head = [["Station", "Way", "Travellers", "Lift"]]
    lines = table_lines(head, STATIONS, "Stations of the line")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/line.md")])
    return resources


def test_a_column_is_meant_by_its_unit(stations: Resources) -> None:
    answer = ask("average km of the stations of the line", "mean", stations)
    assert answer is not None
    assert answer.short_answer == "34.75 km"


def test_what_no_cell_says_is_not_counted(stations: Resources) -> None:
    assert ask("How many stations of the line have a lift?", "count", stations) is None
    assert ask("Which stations of the line have a lift?", "list", stations) is None
    whole = ask("How many stations of the line?", "count", stations)
    assert whole is not None
    assert whole.short_answer == "4"


def rooms(resources: Resources, yes: str, no: str) -> None:
    """Add a table of rooms with two columns of yes and no."""
    flags = {"Alder": (yes, no), "Birch": (no, no), "Cedar": (yes, yes), "Damson": (yes, no)}
    body = [[room, "ground", *cells] for room, cells in flags.items()]
    head = [["Room", "Floor", "Projector", "Piano"]]
    lines = table_lines(head, body, "Rooms of the centre")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/rooms.md")])


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("yes", "no"),
        ("✓", "–"),
        ("x", ""),
        ("TRUE", "FALSE"),
        ("✔", "✗"),
        ("✅", "❌"),
        ("☑", "☐"),
        ("Y", "N"),
        ("included", "not included"),
    ],
)
def test_a_column_of_yes_and_no_is_a_condition(yes: str, no: str, resources: Resources) -> None:
    rooms(resources, yes, no)
    counted = ask("How many rooms of the centre have a projector?", "count", resources)
    listed = ask("Which rooms of the centre have a projector?", "list", resources)
    both = ask("Which rooms of the centre have a projector and a piano?", "list", resources)
    denied = ask("Which rooms of the centre don't have a piano?", "equal", resources)
    told = [one.short_answer if one else None for one in (counted, listed, both, denied)]
    assert told == ["3", "Alder, Cedar and Damson", "Cedar", "Alder, Birch and Damson"]
    assert denied is not None
    where = f"Piano {no}" if no else "no Piano"
    assert denied.claims[0].text == (
        f"3 of 4 rows of the table “Rooms of the centre” have {where}: Alder, Birch and Damson."
    )


@pytest.mark.parametrize(
    ("yes", "no", "text"),
    [
        ("yes", "no", "Which rooms of the centre have a projector but no piano?"),
        ("yes", "no", "Which rooms of the centre have a projector or a piano?"),
        ("large", "small", "Which rooms of the centre have a projector?"),
        ("●", "○", "Which rooms of the centre have a projector?"),
        ("☑", "✔", "Which rooms of the centre have a projector?"),
    ],
)
def test_which_rooms_have_it_is_not_certain(
    yes: str, no: str, text: str, resources: Resources
) -> None:
    rooms(resources, yes, no)
    assert ask(text, "list", resources) is None


PLOTS = [["Barlow", "2", "120"], ["Castell", "3", "95"], ["Drummond", "1", "210"]]


@pytest.mark.parametrize(
    ("text", "operation", "short"),
    [
        ("Which plot of the gardens has the highest size?", "max", "Plot 1 (Drummond)"),
        ("Which plot of the gardens is highest?", "max", "Plot 1 (Drummond)"),
        ("Difference in size of plot 2 and plot 3 of the gardens?", "difference", "25"),
        ("Which tenants of the gardens have size 120 and size 95?", "list", "Barlow and Castell"),
    ],
)
def test_a_number_that_names_a_row_is_no_size(
    text: str, operation: str, short: str, resources: Resources
) -> None:
    lines = table_lines([["Tenant", "Plot", "Size"]], PLOTS, "Gardens")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/plots.md")])
    answer = ask(text, operation, resources)
    assert answer is not None
    assert answer.short_answer == short


@pytest.mark.parametrize(("first", "last"), [("17:05", "R 3"), ("21:05", "R 1")])
def test_the_last_of_rows_with_times_is_the_latest(
    first: str, last: str, resources: Resources
) -> None:
    body = [["R 1", first, "Marsk"], ["R 2", "18:40", "Marsk"], ["R 3", "20:15", "Marsk"]]
    lines = table_lines([["Train", "Leaves", "Goal"]], body, "Evening")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/trains.md")])
    answer = ask("What is the last train to Marsk?", "last", resources)
    assert answer is not None
    assert answer.short_answer == last


def test_a_place_in_two_columns_may_be_either(resources: Resources) -> None:
    body = [["Heron", "Thurle", "Orr"], ["Teal", "Orr", "Thurle"], ["Coot", "Orr", "Thurle"]]
    lines = table_lines([["Boat", "From", "To"]], body, "Boats")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/boats.md")])
    assert ask("Which boats come by Thurle?", "list", resources) is None


def test_a_total_is_one_though_a_column_has_none(resources: Resources) -> None:
    rows = [["Wexcombe", "3", "40", "7.5"], ["Yarrow", "5", "60", "3.5"], ["Zell", "4", "20", "4"]]
    head = [["Trade", "Jobs", "Billed", "Progress"]]
    lines = table_lines(head, [*rows, ["All", "12", "120", "5"]], "Trades of the school")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/trades.md")])
    answer = ask("Which of the trades of the school has the highest billed?", "max", resources)
    assert answer is not None
    assert answer.short_answer == "Yarrow"


@pytest.mark.parametrize(("text", "short"), [("buoys", "10"), ("sea", None)])
def test_a_column_that_tells_the_rows_apart_is_what_they_are(
    text: str, short: str | None, resources: Resources
) -> None:
    body = [
        ["June", "Ness", "cold", "9"],
        ["June", "Orr", "warm", "11"],
        ["July", "Orr", "warm", "13"],
    ]
    body.append(["June", "Skarv", "cold", "10"])
    lines = table_lines([["Month", "Buoys", "Sea", "Degrees"]], body, "Bay")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/bay.md")])
    answer = ask(
        f"What is the average degrees of the {text} of the bay in June?", "mean", resources
    )
    assert (answer and answer.short_answer) == short


def sold(resources: Resources, body: list[list[str]]) -> None:
    lines = table_lines([["Item", "Kind", "Price"]], body, "Sold at the fair")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/fair.md")])


JAM, HONEY = ["Jam", "food", "30"], ["Honey", "food", "50"]
LAMP, CHAIR = ["Lamp", "goods", "21"], ["Chair", "goods", "35"]
PARTS = [JAM, HONEY, ["Food", "", "80"], LAMP, CHAIR, ["Goods", "", "56"]]


@pytest.mark.parametrize(
    "body",
    [
        [JAM, HONEY, LAMP, CHAIR, ["In all", "", "136"]],
        [["In all", "", "136"], JAM, HONEY, LAMP, CHAIR],
        PARTS,
        [*PARTS, ["In all", "", "136"]],
        [JAM, HONEY, LAMP, ["Before tax", "", "101"], CHAIR, ["In all", "", "136"]],
    ],
)
def test_rows_that_are_sums_of_others_are_not_counted(
    body: list[list[str]], resources: Resources
) -> None:
    sold(resources, body)
    told = [
        ask(f"{text} at the fair?", operation, resources)
        for text, operation in (
            ("Which item has the highest price sold", "max"),
            ("What is the sum of the price sold", "sum"),
            ("How many items sold", "count"),
        )
    ]
    assert [one and one.short_answer for one in told] == ["Honey", "136", "4"]


@pytest.mark.parametrize(
    ("body", "highest"),
    [
        ([JAM, HONEY, ["Organ", "", "80"], LAMP, CHAIR], "Organ"),  # by chance
        ([["Organ", "", "30"], ["Bell", "", "0"], ["Drum", "", "0"], ["Flute", "", "31"]], "Flute"),
        ([JAM, ["Jar", "food", "30"], ["Pie", "food", "60"]], "Pie"),  # too few to tell
    ],
)
def test_what_may_be_a_sum_by_chance_is_none(
    body: list[list[str]], highest: str, resources: Resources
) -> None:
    sold(resources, body)
    answer = ask("Which item sold at the fair has the highest price?", "max", resources)
    assert answer is not None
    assert answer.short_answer == highest


def test_a_row_of_the_total_has_neither_yes_nor_no(resources: Resources) -> None:
    body = [["Oak", "yes", "1"], ["Elm", "no", "2"], ["Ash", "yes", "3"], ["In all", "", "6"]]
    lines = table_lines([["Room", "Piano", "Chairs"]], body, "Rooms of the centre")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/rooms.md")])
    answer = ask("Which rooms of the centre have a piano?", "list", resources)
    assert answer is not None
    assert answer.short_answer == "Oak and Ash"


VISITORS = [["Mill", "300", "280"], ["Barn", "120", "150"], ["Tower", "90", "40"]]


@pytest.mark.parametrize(
    "text",
    [
        "Which museums had more 2023 visitors than before?",
        "What is the highest of 2023 visitors that the museums could have?",
    ],
)
def test_what_rows_are_compared_with_or_may_have_is_worked_out_of_no_column(
    text: str, resources: Resources
) -> None:
    lines = table_lines([["Museum", "2022 visitors", "2023 visitors"]], VISITORS, "Museums")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/museums.md")])
    assert ask("What is the highest of 2023 visitors in the museums?", "max", resources) is not None
    assert ask("Which museum had more 2023 visitors than any other?", "max", resources) is not None
    assert ask(text, "max", resources) is None
