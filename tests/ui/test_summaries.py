"""Summaries from the page, over fakes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from assistant.errors import ConfigError
from assistant.ui.desk import Desk
from assistant.ui.summaries import (
    Summaries,
    Wanted,
    request_of,
    summaries_jsonl,
    summaries_markdown,
)
from tests.fakes import FakeGenerator

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def summaries(desk: Desk) -> Iterator[Summaries]:
    made = Summaries(desk)
    yield made
    made.close()


def wanted(*documents: str, focus: str = "") -> Wanted:
    return Wanted("default", "", documents, request_of(40, "Paragraph", focus))


def run(summaries: Summaries, request: Wanted, stop_after: int | None = None) -> tuple[str, str]:
    async def all_of_it() -> tuple[str, str]:
        last = ("", "")
        async for last in summaries.run("tab", request):
            if stop_after is not None and last[1].count("<article") >= stop_after:
                summaries.stop("tab")
        return last

    return asyncio.run(all_of_it())


def test_all_documents_are_summarised_with_their_citations(
    desk: Desk, summaries: Summaries
) -> None:
    said, html = run(summaries, wanted())
    assert "3 documents summarised" in said
    assert html.count("<article") == 3
    assert "<script" not in html
    for summary in desk.ledger("default").all():
        (document,) = summary["documents"]
        text = desk.assistant("default").collection.document(document["id"]).text
        for cited in summary["citations"]:
            assert text[cited["start"] : cited["end"]] == cited["quote"]


def test_chosen_documents_only(desk: Desk, summaries: Summaries) -> None:
    (_, id_), *_ = summaries.choices("default")
    said, html = run(summaries, wanted(id_))
    assert "1 document summarised" in said
    assert html.count("<article") == 1


def test_a_run_that_was_stopped_goes_on_where_it_was(
    desk: Desk, summaries: Summaries, writer: FakeGenerator
) -> None:
    (_, first), *_ = summaries.choices("default")
    run(summaries, wanted(first))
    prompts = len(writer.prompts)
    run(summaries, wanted())
    assert len(desk.ledger("default").all()) == 3
    assert len(writer.prompts) - prompts == 2, "the first one was not made again"
    run(summaries, wanted(first, focus="When did it open?"))
    assert len(desk.ledger("default").all()) == 4, "another request is another summary"


def test_a_stopped_run_says_so(summaries: Summaries) -> None:
    said, _ = run(summaries, wanted(), stop_after=0)
    assert "Start again to go on from here" in said


def test_downloads_hold_every_summary(desk: Desk, summaries: Summaries) -> None:
    run(summaries, wanted())
    done = desk.ledger("default").all()
    lines = summaries_jsonl(done).splitlines()
    assert [json.loads(line) for line in lines] == done
    schema = json.loads((DOCS / "summary.schema.json").read_text(encoding="utf-8"))
    for summary in done:
        jsonschema.validate(summary, schema)
    text = summaries_markdown(done)
    assert text.count("## ") == 3
    assert "<script>" not in text


def test_a_style_is_one_of_those_on_the_page() -> None:
    with pytest.raises(ConfigError, match="no style"):
        request_of(40, "haiku", None)
