"""Rows that follow each other are shown as the table that they are of."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.console import Console

from assistant.present.markdown import summary_to_markdown
from assistant.present.summary import render_summary
from assistant.present.summary_json import summary_text
from assistant.present.tables import Line, Table, in_tables
from assistant.present.text import render
from assistant.records import Answer, Citation, Claim, Summary
from assistant.ui.templates import render as template
from assistant.ui.thread import Mark
from tests.present.samples import ANSWERED, citation
from tests.present.summaries import of_bridge

LIBRARY = "Spending — Library · 2025: 640 · 2024: 1,655"
POOL = "Spending — Swimming pool · 2025: 90 · 2024: 60"
COLOUR = "Paint — Door · Colour: blue"
BEFORE = "The town spends more."


def runs(*texts: str, **documents: str) -> list[list[str]]:
    """How quoted texts are told; a table's rows together. `documents` by their places."""
    told = in_tables(enumerate(texts), lambda one: said(one[1], documents.get(f"at{one[0]}", "a")))
    return [[text for _, text in one.items] for one in told]


def said(text: str, document: str = "a") -> Line:
    return Line(text, "said" if text.endswith(":") else "quoted", document)


def table(*texts: str) -> Table:
    [told] = in_tables(texts, said)
    assert told.table is not None
    return told.table


def test_rows_of_one_table_stay_together() -> None:
    told = runs(BEFORE, LIBRARY, POOL, COLOUR, BEFORE)
    assert told == [[BEFORE], [LIBRARY, POOL], [COLOUR], [BEFORE]]
    assert runs() == []
    assert table(LIBRARY, POOL) == Table(
        "Spending",
        ("", "2025", "2024"),
        [("Library", "640", "1,655"), ("Swimming pool", "90", "60")],
    )


def test_an_empty_cell_that_a_row_leaves_out_stays_empty() -> None:
    short = "Spending — Waste · 2024: 7"
    assert table(short, LIBRARY).rows == [("Waste", "", "7"), ("Library", "640", "1,655")]
    assert table(LIBRARY, short).rows[1] == ("Waste", "", "7")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LIBRARY, BEFORE),
        (LIBRARY, "Staff — Library · 2025: 640"),
        ("Library · 2025: 640", "Door · Colour: blue"),
        ("Library · 2025: 640 · 2024: 7", "Pool · 2024: 7 · 2025: 640"),
        ("Library: main hall · open · warm", "Pool: deep end · shut · cold"),
        ("Name: Paint · Price: 3 · Price: 4", "Name: Door · Price: 5 · Price: 6"),
        ("Item: Door · Note: a · b · Price: 6", "Item: Wall · Note: c · d · Price: 7"),
        ("Budget — Library · 2025: 640", "Budget — Library · 2024: 700"),
        ("Table 1: Costs — Library · 2025: 640", "Table 1: Costs — Pool · 2025: 90"),
    ],
)
def test_rows_of_which_a_table_would_not_say_all_stay_lines(one: str, other: str) -> None:
    assert runs(one, other) == [[one], [other]]


def test_rows_of_two_documents_are_no_table() -> None:
    assert runs(LIBRARY, POOL, at1="b") == [[LIBRARY], [POOL]]


def test_only_what_is_quoted_is_a_row() -> None:
    facts = [Line(LIBRARY, "supported", "a"), Line(POOL, "supported", "a")]
    assert all(one.table is None for one in in_tables(facts, lambda fact: fact))
    head = "From: Ann · Date: 3 May:"
    rows = ["From: Bob · Date: 4 May", "From: Cy · Date: 5 May"]
    assert runs(head, *rows) == [[head], rows]


def test_what_a_table_is_of_is_said_unless_it_stands_right_above() -> None:
    def about(*texts: str) -> str:
        return next(told.table.about for told in in_tables(texts, said) if told.table is not None)

    assert about("Spending:", LIBRARY, POOL) == ""
    for above in ("Spending 2025:", "The spending, Spending, grows.", COLOUR):
        assert about(above, LIBRARY, POOL) == "Spending"


def test_in_an_answer_only_rows_below_a_heading_are_a_table() -> None:
    told = [*in_tables([LIBRARY, POOL, "Spending:", LIBRARY, POOL], said, below_headings=True)]
    assert [len(one.items) for one in told] == [1, 1, 1, 2]


def test_an_answer_has_its_rows_below_each_other() -> None:
    assert shown(answer("Spending:")) == (
        "Spending:\n"
        "                   2025   2024\n"
        "    Library         640  1,655  [1]\n"
        "    Swimming pool    90     60  [2]\n"
    )
    # What the table is of is said, where no heading says it.
    assert "Costs:\n    Spending\n" in shown(answer("Costs:"))


def test_where_there_is_no_room_rows_stay_lines() -> None:
    assert "\n    “Spending — Library ·\n    2025: 640" in shown(answer("Spending:"), width=30)
    assert "\n• “Spending — Library · 2025: 640" in shown(replace(answer("S:"), style="bullets"))


def test_a_summary_has_tables_at_a_terminal_and_in_markdown() -> None:
    summary = with_rows()
    output = io.StringIO()
    render_summary(summary, Console(file=output, width=80))
    assert (
        "Spending:\n               2025   2024\nLibrary         640  1,655\nSwimming pool    90"
        in output.getvalue()
    )
    assert (
        "Spending:\n\n|  | 2025 | 2024 |\n| --- | --- | --- |\n"
        "| Library | 640 | 1,655[^1] |\n| Swimming pool | 90 | 60[^2] |\n"
    ) in summary_to_markdown(summary)
    assert summary_text(summary) == f"Spending:\n{LIBRARY}\n{POOL}"


def test_cells_are_escaped() -> None:
    rows = [LIBRARY.replace("640", "<b>|64"), POOL]
    assert "\n| Library | &lt;b&gt;\\|64 | 1,655" in summary_to_markdown(with_rows(rows))
    assert "<b>" not in summary_to_markdown(with_rows(rows))
    assert "<td>&lt;b&gt;|64</td>" in page_of(rows, "Costs:")


def test_the_page_has_a_table_with_its_citations() -> None:
    page = page_of([LIBRARY, POOL], "Costs:")
    assert "<caption>Spending</caption>" in page
    assert '<th scope="row">Swimming pool</th><td>90</td><td>60</td><td><a class="cite"' in page
    assert "<q>" not in page
    assert page_of([LIBRARY, POOL]).count("<q>") == 2


def page_of(rows: Sequence[str], *headings: str) -> str:
    """What the page shows of an answer that is not whole yet."""
    numbered = [*enumerate(rows, start=1)]
    return template(
        "live",
        name="1",
        asked={"question": "Spending?", "asked": "Spending?", "only": ""},
        say="",
        steps=[],
        ahead=0,
        found=[{"text": heading, "verdict": "said", "citations": []} for heading in headings]
        + [{"text": row, "verdict": "quoted", "citations": [n]} for n, row in numbered],
        marks={number: Mark(f"c{number}", "Source", "a") for number, _ in numbered},
        is_direct=False,
        short=None,
    )


def answer(heading: str) -> Answer:
    rows = [Claim(row, (number,), "quoted") for number, row in enumerate([LIBRARY, POOL], start=1)]
    return Answer(
        question="Summarise the budget",
        claims=(Claim(heading, (), "said"), *rows),
        citations=tuple(cited([LIBRARY, POOL])),
        receipt=ANSWERED,
        status="answered",
        confidence=1.0,
        kind="summary",
    )


def with_rows(rows: Sequence[str] = (LIBRARY, POOL)) -> Summary:
    told = [Claim(row, (number,), "quoted") for number, row in enumerate(rows, start=1)]
    return replace(
        of_bridge(),
        claims=(Claim("Spending:", (), "said"), *told),
        citations=tuple(cited(rows)),
    )


def cited(rows: Sequence[str]) -> list[Citation]:
    found = [citation(number, row) for number, row in enumerate(rows, start=1)]
    return [replace(one, document_id=found[0].document_id) for one in found]


def shown(given: Answer, width: int = 80) -> str:
    output = io.StringIO()
    render(given, Console(file=output, width=width))
    return output.getvalue().partition("\n\nSources")[0] + "\n"
