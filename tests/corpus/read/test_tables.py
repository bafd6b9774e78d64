"""Each row of a table is a line that knows its heads, its caption and its unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.read.formats import read_here
from assistant.corpus.read.markdown import lines_for_tables
from assistant.corpus.read.table import is_caption, loose_table_lines, table_lines
from assistant.corpus.split import split_passages
from tests.corpus.files import docx_members, docx_paragraph, write_zip


def lines(path: Path, content: str = "") -> list[str]:
    if content:
        path.write_text(content, encoding="utf-8")
    (document,) = read_here(path)
    return [line for line in document.text.split("\n") if line]


def test_a_cell_knows_its_head_and_a_row_its_caption() -> None:
    assert table_lines(
        [["Segment", "2023", "2024"]], [["Solar", "88", "96"], ["Wind", "", "127"]], "Revenue:"
    ) == [
        "Revenue — Segment: Solar · 2023: 88 · 2024: 96",
        "Revenue — Segment: Wind · 2024: 127",
    ]


@pytest.mark.parametrize(
    ("caption", "head", "row", "line"),
    [
        ("", "Port|Income (million euros)", "Lima|7.5", "Port: Lima · Income: 7.5 million euros"),
        (
            "",
            "Port|Income (million euros)",
            "Lima|none",
            "Port: Lima · Income (million euros): none",
        ),
        (
            "Costs (EUR million)",
            "Port|2024",
            "Lima|7",
            "Costs — Port: Lima · 2024: 7 (EUR million)",
        ),
        ("Costs, in thousand $", "Port|Sum", "Lima|7", "Costs — Port: Lima · Sum: 7 (thousand $)"),
        (
            "",
            "Million euros|2024|Built",
            "Lima|7|1990",
            "Lima · 2024: 7 (million euros) · Built: 1990",
        ),
        ("", "in million euros|2024", "Lima|7", "Lima · 2024: 7 (million euros)"),
        ("", "Port|Costs (in euros)", "Lima|7", "Port: Lima · Costs: 7 euros"),
        ("", "Port|Costs in euros", "Lima|7", "Port: Lima · Costs: 7 euros"),
        ("", "Port|Rise in costs", "Lima|7", "Port: Lima · Rise in costs: 7"),
        ("", "Port|Share (%)", "Lima|7", "Port: Lima · Share: 7 %"),
        ("", "Port|Length (m)", "Lima|7", "Port: Lima · Length (m): 7"),
        ("", "|Summer|Winter", "Lima|7|8", "Lima · Summer: 7 · Winter: 8"),
    ],
)
def test_a_unit_stands_with_the_numbers_it_holds_for(
    caption: str, head: str, row: str, line: str
) -> None:
    assert table_lines([head.split("|")], [row.split("|")], caption) == [line]


def test_heads_of_two_rows_are_one_name_for_each_column() -> None:
    head = [["Route", "Adult", "Adult", "Dog"], ["Route", "low", "high", "Dog"]]
    assert table_lines(head, [["Lima", "7", "8", "1"]]) == [
        "Route: Lima · Adult low: 7 · Adult high: 8 · Dog: 1"
    ]


def test_merged_heads_have_those_below_them() -> None:
    rows = [
        ["Week", "Morning", "Morning", "Evening", "Evening"],
        ["", "Desk", "Bar", "Desk", "Bar"],
        ["1", "Ann", "Ben", "Cat", "Dan"],
        ["2", "Eve", "Fay", "Gus", "Hal"],
    ]
    assert loose_table_lines(rows)[0] == (
        "Week: 1 · Morning Desk: Ann · Morning Bar: Ben · Evening Desk: Cat · Evening Bar: Dan"
    )


def test_facts_of_several_kinds_have_no_head() -> None:
    facts = [["Name", "Hal Poe"], ["Born", "3 May 1980"], ["Plot", "27B"]]
    assert loose_table_lines(facts) == ["Name: Hal Poe", "Born: 3 May 1980", "Plot: 27B"]
    fees = [["Item", "Fee"], ["Locker", "£5 a year"], ["Total", "£8.50"]]
    assert loose_table_lines(fees)[1] == "Item: Total · Fee: £8.50"
    times = [["Boat", "Leaves in"], ["First", "5 minutes"], ["Last", "12 minutes"]]
    assert loose_table_lines(times)[1] == "Boat: Last · Leaves in: 12 minutes"


def test_a_row_that_is_one_cell_stands_over_those_below_it() -> None:
    rows = [["Lima", "7"], ["By night"], ["Oslo", "9"], ["Source: the harbour"]]
    assert table_lines([["Port", "Boats"]], rows) == [
        "Port: Lima · Boats: 7",
        "By night — Port: Oslo · Boats: 9",
        "Source: the harbour",
    ]


def test_a_long_row_is_several_lines_with_the_same_first_cell() -> None:
    cells = ["Lima", *(f"{'long ' * 25}{number}" for number in range(4))]
    found = table_lines([["Port", "A", "B", "C", "D"]], [cells])
    assert len(found) == 2
    assert all(line.startswith("Port: Lima · ") for line in found)
    assert all(any(cell in line for line in found) for cell in cells)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Port|Boats|Since;Lima|7|1990;Oslo|9|2001", "Port: Lima · Boats: 7 · Since: 1990"),
        ("Port|2023|2024;Lima|7|8", "Port: Lima · 2023: 7 · 2024: 8"),
        (
            "The fleet;Port|Boats|Since;Lima|7|1990",
            "The fleet — Port: Lima · Boats: 7 · Since: 1990",
        ),
        (
            "Port|Boats||Fares|;|2023|2024|2023|2024;Lima|7|8|1|2".replace(";|", ";Name|"),
            "Port Name: Lima · Boats 2023: 7 · Boats 2024: 8 · Fares 2023: 1 · Fares 2024: 2",
        ),
        ("Port|Boats;Lima|7;Oslo|9", "Port: Lima · Boats: 7"),
        ("Manager|Ann;Length|180 metres", "Manager: Ann"),
        ("Lima|7|8;Oslo|9|10", "Lima: 7 · 8"),
    ],
)
def test_a_table_without_marks_shows_which_rows_are_heads(rows: str, expected: str) -> None:
    assert expected in loose_table_lines([row.split("|") for row in rows.split(";")])


@pytest.mark.parametrize("line", ["Table 3. Costs", "Tab. 2 – Kosten", "The fares are:"])
def test_a_caption(line: str) -> None:
    assert is_caption(line)
    assert not is_caption("Saturday 5 April 2025, light wind, two beginners")
    assert not is_caption(f"It rained. {line} and so on, as the harbour master has said before.")


MARKDOWN = """# The Ferry

## Fares

The fares are new.

| Port | Fare (€) | Note |
|:-----|---------:|------|
| **Lima** | 7 | by `A\\|B` |
| Oslo | 9 |
A line right below.

```
| in | code |
|----|------|
| is | none |
```
"""


def test_markdown(tmp_path: Path) -> None:
    assert lines(tmp_path / "a.md", MARKDOWN) == [
        "# The Ferry",
        "## Fares",
        "The fares are new.",
        "Fares — Port: Lima · Fare: 7 € · Note: by A|B",
        "Fares — Port: Oslo · Fare: 9 €",
        "A line right below.",
        "```",
        "| in | code |",
        "|----|------|",
        "| is | none |",
        "```",
    ]


def test_heads_without_rows_are_not_lost() -> None:
    assert lines_for_tables("| Port | Boats |\n|---|---|\n").strip() == "Port: Boats"


def test_text_without_a_table_stays_as_it_is() -> None:
    text = "# One\n\na | b\n---\n\n- x\n  - y\n"
    assert lines_for_tables(text) == text


PAGE = """<html><body><main><h1>Ferry</h1><p>{prose}</p><h2>Fares</h2>
<table><caption>Single fares</caption>
<tr><th rowspan="2">Route</th><th colspan="2">Adult</th></tr><tr><th>low</th><th>high</th></tr>
<tr><th rowspan="2">Lima</th><td>7</td><td><p>8</p><p>by day</p></td></tr>
<tr><td>5</td><td>6</td></tr>
<tr><td colspan="3">By night</td></tr><tr><th>Oslo</th><td>9</td><td>10</td></tr></table>
<p>{prose}</p>
<table><tr><td><h2>Menu</h2><p>Home</p></td><td><p>{prose}</p></td></tr><tr><td>x</td><td>y</td></tr>
</table></main></body></html>"""


def test_a_page(tmp_path: Path) -> None:
    prose = "Children under six travel free on all ships of the line, and so do their dogs."
    found = lines(tmp_path / "a.html", PAGE.format(prose=prose))
    assert [line for line in found if "·" in line] == [
        "Single fares — Route: Lima · Adult low: 7 · Adult high: 8; by day",
        "Single fares — Route: Lima · Adult low: 5 · Adult high: 6",
        "Single fares — By night — Route: Oslo · Adult low: 9 · Adult high: 10",
    ]
    assert prose in found[1]


@pytest.mark.parametrize("span", ["0", "-1", "x", "9" * 5000, "²"])
def test_a_page_with_absurd_spans(tmp_path: Path, span: str) -> None:
    page = (
        f'<table><tr><th rowspan="{span}">Port</th><th colspan="{span}">Boats</th></tr>'
        "<tr><td>Lima</td><td>7</td></tr><tr><td>Oslo</td><td>9</td></tr></table>"
    )
    text = "\n".join(lines(tmp_path / "a.html", page))
    assert all(word in text for word in ("Port", "Boats", "Lima", "7", "Oslo", "9"))
    assert len(text) < 2_000


def test_a_csv_file_with_a_title(tmp_path: Path) -> None:
    assert lines(tmp_path / "a.csv", "Boats, by port\n\nport;boats\nLima;7\nOslo;9\n") == [
        "Boats, by port",
        "port: Lima · boats: 7",
        "port: Oslo · boats: 9",
    ]


def test_a_workbook_with_titles_blank_rows_and_two_tables(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    rows = [
        ["Boats of the line"], [], ["Port", 2023, 2024, "Change"], ["Lima", 7, 8, 0.125],
        [], ["Oslo", 9, 9, 0.0], [], ["Crew"], ["Name", "Ship", "Since", "Rank"],
        ["Ann", "Dawn", 1990, "mate"], [], ["As of May"],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for cell in ("D4", "D6"):
        sheet[cell].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    assert lines(tmp_path / "a.xlsx") == [
        "Boats of the line",
        "Boats of the line — Port: Lima · 2023: 7 · 2024: 8 · Change: 12.5%",
        "Boats of the line — Port: Oslo · 2023: 9 · 2024: 9 · Change: 0.0%",
        "Crew",
        "Crew — Name: Ann · Ship: Dawn · Since: 1990 · Rank: mate",
        "As of May",
    ]


def _row(*cells: str) -> str:
    made = "".join(
        f"<w:tc><w:tcPr>{properties}</w:tcPr>{docx_paragraph(text)}</w:tc>"
        for text, _, properties in (cell.partition("|") for cell in cells)
    )
    return f"<w:tr>{made}</w:tr>"


def test_a_word_file_with_a_merged_cell(tmp_path: Path) -> None:
    pytest.importorskip("markitdown")
    down = '|<w:vMerge w:val="restart"/>', "|<w:vMerge/>"
    table = "".join(
        (
            _row("Owner", "Ship", "Price"),
            _row(f"Line{down[0]}", "Dawn", "38"),
            _row(down[1], "Dusk", "41"),
        )
    )
    body = docx_paragraph("Table 2: Orders, in million euros") + f"<w:tbl>{table}</w:tbl>"
    write_zip(tmp_path / "a.docx", docx_members(body + docx_paragraph("So it stands.")))
    assert lines(tmp_path / "a.docx") == [
        "Table 2: Orders, in million euros",
        "Table 2: Orders — Owner: Line · Ship: Dawn · Price: 38 (million euros)",
        "Table 2: Orders — Owner: Line · Ship: Dusk · Price: 41 (million euros)",
        "So it stands.",
    ]


def test_the_table_of_a_slide(tmp_path: Path) -> None:
    pptx: Any = pytest.importorskip("pptx")
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Boats"
    table = slide.shapes.add_table(2, 2, 0, 3 * 10**6, 10**6, 10**6).table
    for place, text in zip(
        ((0, 0), (0, 1), (1, 0), (1, 1)), "Port Boats Lima 7".split(), strict=True
    ):
        table.cell(*place).text = text
    deck.save(tmp_path / "a.pptx")
    assert lines(tmp_path / "a.pptx") == ["# Boats", "Port: Lima · Boats: 7"]


def test_a_row_is_a_passage_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "Some prose.\n\n| Ship | Note |\n|---|---|\n| Dawn | Slow. It rolls. |\n"
        "| Dusk | Photo: Ann |\n"
    )
    (document,) = read_here(tmp_path / "a.md")
    found = split_passages(document, lambda texts: [len(text.split()) for text in texts], 100)
    assert [passage.text for passage in found] == [
        "Some prose.",
        "Ship: Dawn · Note: Slow. It rolls.",
        "Ship: Dusk · Note: Photo: Ann",
    ]
    assert all(len(passage.sentences) == 1 for passage in found)
    assert all(document.text[part.start : part.end] == part.text for part in found)


def test_lines_in_a_cell_of_markdown_are_apart() -> None:
    table = "| Day | Open |\n|---|---|\n| Monday | 9–12<br>13–18<br/> |\n| Friday | `a<br>b` |\n"
    assert lines_for_tables(table).split() == (
        "Day: Monday · Open: 9–12; 13–18 Day: Friday · Open: a<br>b".split()
    )


@pytest.mark.parametrize(
    ("table", "first"),
    [
        ("Region|2023||2024|;|Sales|Cost|Sales|Cost;North|100|80|120|90;South|60|50|66|51",
         "Region: North · 2023 Sales: 100 · 2023 Cost: 80 · 2024 Sales: 120 · 2024 Cost: 90"),
        ("Port|I|||II||;|May|June||May|June|;|In|In|Out|In|In|Out;Lima|1|2|3|4|5|6",
         "Port: Lima · I May In: 1 · I June In: 2 · I June Out: 3"
         " · II May In: 4 · II June In: 5 · II June Out: 6"),
    ],
)  # fmt: skip
def test_heads_of_several_rows_with_gaps(tmp_path: Path, table: str, first: str) -> None:
    rows = [row.split("|") for row in table.split(";")]
    assert loose_table_lines(rows)[0] == first
    assert lines(tmp_path / "a.csv", "\n".join(map(",".join, rows)))[0] == first


def test_rows_with_gaps_that_leave_a_column_without_a_name_are_no_heads() -> None:
    rows = [row.split("|") for row in "Ada||Tea||;Bo|||Rolls|;Cy|2|||5".split(";")]
    assert loose_table_lines(rows)[0] == "Ada: Tea"


@pytest.mark.parametrize("gap", ["", ";||||"])
def test_names_and_values_above_a_table_are_facts(tmp_path: Path, gap: str) -> None:
    rows = (
        f"Account|Household|||;Balance|£1204.10|||{gap};Date|Type|Text|Paid out|Balance;"
        "3 May|Card|Water|34.50|1204.10;4 May|Card|Bread|8.22|1195.88"
    )
    cells = [row.split("|") for row in rows.split(";")]
    read = [
        *("Account: Household", "Balance: £1204.10"),
        "Date: 3 May · Type: Card · Text: Water · Paid out: 34.50 · Balance: 1204.10",
        "Date: 4 May · Type: Card · Text: Bread · Paid out: 8.22 · Balance: 1195.88",
    ]
    assert loose_table_lines(cells) == read
    assert lines(tmp_path / "a.csv", "\n".join(map(",".join, cells))) == read
    titled = loose_table_lines([["May"], *cells])
    assert titled == ["May", *(f"May — {line}" for line in read)]


def test_names_with_a_colon_are_no_heads(tmp_path: Path) -> None:
    text = "Report:,Visits\nBy:,Ada\n\nDate,Name,Hours\n3 May,Bo,3.5\n4 May,Cy,2\n"
    assert lines(tmp_path / "a.csv", text) == [
        *("Report: Visits", "By: Ada"),
        *("Date: 3 May · Name: Bo · Hours: 3.5", "Date: 4 May · Name: Cy · Hours: 2"),
    ]


def test_a_row_of_heads_with_gaps_is_no_fact() -> None:
    rows = "Region|Sales|||;|May|June|July|Total;North|1|2|3|6;South|2|3|4|9"
    found = loose_table_lines([row.split("|") for row in rows.split(";")])
    assert found[0].endswith("May: 1 · Sales June: 2 · Sales July: 3 · Sales Total: 6")
