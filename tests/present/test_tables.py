"""Rows that follow each other are shown as the table that they are of."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.console import Console

from assistant.present.markdown import summary_to_markdown
from assistant.present.summary import render_summary
from assistant.present.tables import by_table, table_of
from assistant.present.text import render
from assistant.records import Answer, Citation, Claim, Summary
from assistant.ui.templates import render as template
from tests.present.samples import ANSWERED, citation
from tests.present.summaries import of_bridge

LIBRARY = "Spending — Library · 2025: 640 · 2024: 1,655"
POOL = "Spending — Swimming pool · 2025: 90 · 2024: 60"
COLOUR = "Paint — Door · Colour: blue"
BEFORE = "The town spends more."


def test_rows_of_one_table_stay_together() -> None:
    told = list(by_table([BEFORE, LIBRARY, POOL, COLOUR, BEFORE], str))
    assert told == [[BEFORE], [LIBRARY, POOL], [COLOUR], [BEFORE]]
    assert list(by_table([], str)) == []


def test_a_long_row_of_two_lines_is_one_row() -> None:
    rest = "Spending — Library · 2023: 600"
    [told] = by_table([LIBRARY, rest, POOL], str)
    table = table_of(told)
    assert table is not None
    assert [row.lines for row in table.rows] == [[0, 1], [2]]


@pytest.mark.parametrize("texts", [[LIBRARY], [BEFORE, LIBRARY, POOL], [LIBRARY, POOL, COLOUR], []])
def test_no_table_is_made_of_one_row_or_of_other_texts(texts: Sequence[str]) -> None:
    assert table_of(texts) is None


def test_an_answer_has_its_rows_below_each_other() -> None:
    assert shown(answer("Spending:")) == (
        "Spending:\n"
        "                   2025   2024\n"
        "    Library         640  1,655  [1]\n"
        "    Swimming pool    90     60  [2]\n"
    )
    # What the table is of is said, where no heading says it.
    assert "Costs:\n    Spending\n    " in shown(answer("Costs:"))


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


def test_cells_are_escaped() -> None:
    rows = [LIBRARY.replace("640", "<b>|64"), POOL]
    assert "\\|64" in summary_to_markdown(with_rows(rows))
    assert "<b>" not in summary_to_markdown(with_rows(rows))
    assert "&lt;b&gt;|64" in page_of(rows)


def test_the_page_has_a_table_with_its_citations() -> None:
    page = page_of([LIBRARY, POOL])
    assert '<th scope="row">Swimming pool</th><td>90</td><td>60</td><td><a class="cite"' in page
    assert "<q>" not in page


def page_of(rows: Sequence[str]) -> str:
    """What the page shows of an answer that is not whole yet."""
    numbered = [*enumerate(rows, start=1)]
    return template(
        "live",
        name="1",
        asked={"question": "Spending?", "asked": "Spending?", "only": ""},
        say="",
        steps=[],
        ahead=0,
        found=[{"text": row, "verdict": "quoted", "citations": [n]} for n, row in numbered],
        marks={number: {"card": f"c{number}", "name": "Source"} for number, _ in numbered},
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
    return [citation(number, row) for number, row in enumerate(rows, start=1)]


def shown(given: Answer, width: int = 80) -> str:
    output = io.StringIO()
    render(given, Console(file=output, width=width))
    return output.getvalue().partition("\n\nSources")[0] + "\n"
