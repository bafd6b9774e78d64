from __future__ import annotations

import io
from dataclasses import replace

import jsonschema
import pytest
from rich.console import Console

from assistant.batch.output import row_to_json
from assistant.batch.runner import Row
from assistant.present.summary import coverage_line, render_summary
from assistant.present.summary_json import summary_to_json
from assistant.records import Claim, Summary
from tests.present.summaries import in_sections, of_bridge, of_nothing, of_two
from tests.schemas import SUMMARY

FINGERPRINT = "0123456789abcdef"


def shown(summary: Summary, *, verbose: bool = False, width: int = 80, colour: bool = False) -> str:
    output = io.StringIO()
    render_summary(
        summary, Console(file=output, width=width, force_terminal=colour), verbose=verbose
    )
    return output.getvalue()


def test_summary_reads_from_title_to_coverage() -> None:
    assert shown(of_bridge()) == (
        "The new bridge · 3 May 2024\n"
        "/papers/bridge.pdf\n"
        "\n"
        "The bridge was opened on 2 May 2024. [1] It is 212 metres long. [2]\n"
        "\n"
        "Sources\n"
        "[1] “The bridge was opened on 2 May 2024.” page 2\n"
        "[2] “It is 212 metres long, and blue.” page 3\n"
        "\n"
        "Cites 2 of 22 sentences, from 2 of 3 sections; nothing from “Weather”.\n"
        "A note.\n"
    )


def test_bullets_are_a_list() -> None:
    page = shown(of_bridge("bullets"))
    assert "\n• The bridge was opened on 2 May 2024. [1]\n• It is 212 metres long. [2]\n" in page


def test_headings_stand_before_what_is_below_them() -> None:
    assert "2 May 2024. [1]\nSize:\nIt is 212 metres long. [2]\n" in shown(in_sections())
    assert "[1]\nSize:\n• It is 212 metres long. [2]\n" in shown(in_sections("bullets"))
    assert "[1]\nSize:\n“It is 212 metres long.” [2]\n" in shown(in_sections("extractive"))
    assert in_sections().sentences == of_bridge().claims


def test_a_sentence_that_stands_there_as_it_is_is_not_written_again() -> None:
    summary = of_bridge()
    without_page = tuple(replace(one, page=None) for one in summary.citations)
    page = shown(replace(summary, citations=without_page))
    assert page.count("opened on 2 May 2024.") == 1
    assert "2 May 2024. It is 212 metres long. [2]\n\nSources\n[2] “It is 212 metres" in page
    quoted = replace(summary, claims=summary.claims[:1], citations=without_page[:1])
    assert "Sources" not in shown(quoted)
    assert "Sources\n[1] “" in shown(replace(quoted, citations=summary.citations[:1]))


@pytest.mark.parametrize(
    "line", ["Length {0} — Span: {0} · Metres: 7{0}", "- The span {0} is old."]
)
def test_a_row_of_a_table_or_an_item_stands_on_a_line_of_its_own(line: str) -> None:
    rows = [line.format(number) for number in (1, 2)]
    summary = of_bridge()
    claims = (*summary.claims, *(Claim(row, (1,), "quoted") for row in rows))
    page = shown(replace(summary, claims=claims))
    assert f"It is 212 metres long. [2]\n{rows[0]} [1]\n{rows[1]} [1]\n" in page


def test_headline_is_bold() -> None:
    assert "\x1b[1mThe bridge was opened" in shown(of_bridge("headline"), colour=True)


def test_extractive_summary_is_in_quotation_marks() -> None:
    assert "“The bridge was opened on 2 May 2024.” [1] “" in shown(of_bridge("extractive"))


def test_digest_names_documents_dates_and_disagreement() -> None:
    page = shown(of_two())
    assert page.startswith("Digest of 2 documents\n")
    assert "Sources differ, newest first: [1] 1 Jun 2024, [2] 1 Jun 2021." in page
    assert "Report 1 · 1 Jun 2024\n    /papers/report-1.txt\n    [1] “It costs 30 euros.”" in page
    assert "Cites 2 of 6 sentences in 2 of 2 documents." in page


def test_document_without_a_sentence_says_so() -> None:
    page = shown(of_nothing())
    assert page.startswith("(no title)\n/papers/empty.txt\n")
    assert "Sources" not in page
    assert "There is no sentence in this document." in page


def test_many_empty_sections_are_counted() -> None:
    summary = of_bridge()
    empty = tuple(
        replace(summary.coverage[2], section=f"Part {number}", start=number) for number in range(6)
    )
    line = coverage_line(replace(summary, coverage=(*summary.coverage[:2], *empty)))
    assert line.endswith(
        "from 2 of 8 sections; nothing from “Part 0”, “Part 1”, “Part 2” and 3 more."
    )


def test_a_section_of_a_message_is_named_by_who_wrote_it_and_when() -> None:
    summary = of_bridge()
    section = "From: Ann Poe · To: Ben Tarn · Date: 3 March 2025 09:12 · Subject: Boat > Dogs"
    empty = replace(summary.coverage[2], section=section)
    line = coverage_line(replace(summary, coverage=(*summary.coverage[:2], empty)))
    assert line.endswith("; nothing from “Ann Poe · 3 March 2025 > Dogs”.")


def test_rejected_wording_is_for_the_curious() -> None:
    assert "300" not in shown(of_bridge())
    page = shown(of_bridge(), verbose=True)
    assert "Rejected wording  not part of the summary\nIt is 300 metres long.\n" in page
    assert "300 is not there" in page
    assert "mini (embedder), small (writer)" in page


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("style", ["paragraph", "bullets", "headline", "extractive"])
def test_lines_fit_and_have_no_trailing_blanks(style: str, width: int) -> None:
    claims = (Claim("A long sentence of many words. " * 12, (1,), "supported"),) * 2
    summary = replace(of_bridge(style), claims=claims)  # type: ignore[arg-type]
    page = shown(summary, width=width)
    assert max(len(line) for line in page.splitlines()) <= min(width, 80)
    assert all(line == line.rstrip() for line in page.splitlines())


def test_hostile_text_is_only_text() -> None:
    hostile = "[red]\x1b[2J\u202eevil[/red]\n[link=x]y"
    summary = of_bridge()
    summary = replace(
        summary,
        claims=(Claim(hostile, (1,), "quoted"),),
        citations=(replace(summary.citations[0], quote=hostile, title=hostile),),
        notes=(hostile,),
        coverage=tuple(replace(one, section=hostile, cited=0) for one in summary.coverage),
        documents=(replace(summary.documents[0], title=hostile, sources=(f"/{hostile}",)),),
    )
    page = shown(summary)
    assert page.count("[red]evil[/red] [link=x]y") >= 5
    assert not {"\x1b", "\u202e"} & set(page)


@pytest.mark.parametrize(
    "summary", [of_bridge(), of_bridge("bullets"), in_sections(), of_two(), of_nothing()]
)
def test_every_summary_fits_the_schema(summary: Summary) -> None:
    SUMMARY.validate(summary_to_json(summary, FINGERPRINT))


def test_failure_fits_the_schema() -> None:
    SUMMARY.validate(row_to_json(Row("/a.pdf", None, "/a.pdf is empty."), FINGERPRINT))


def test_schema_refuses_what_was_not_checked() -> None:
    data = summary_to_json(of_bridge(), FINGERPRINT)
    for verdict in ("unsupported", "said"):  # a heading rests on nothing
        data["claims"][0]["verdict"] = verdict
        with pytest.raises(jsonschema.ValidationError):
            SUMMARY.validate(data)


def test_json_of_a_document() -> None:
    data = summary_to_json(of_bridge(), FINGERPRINT)
    assert data["source"] == "/papers/bridge.pdf"
    assert data["title"] == "The new bridge"
    assert data["date"] == "2024-05-03"
    assert data["summary"] == "The bridge was opened on 2 May 2024. It is 212 metres long."
    assert data["claims"][1]["citations"] == [2]
    assert data["words"] == 13
    assert data["seconds"] == 3.2
    assert [section["cited"] for section in data["coverage"]] == [1, 1, 0]
    assert data["fingerprint"] == FINGERPRINT


def test_json_of_a_digest_names_its_documents() -> None:
    data = summary_to_json(of_two(), FINGERPRINT)
    assert (data["source"], data["title"], data["date"]) == (None, None, "2024-06-01")
    assert [one["date"] for one in data["documents"]] == ["2024-06-01", "2021-06-01"]
    assert data["disagreements"] == [[1, 2]]


def test_json_has_headings_on_lines_of_their_own() -> None:
    data = summary_to_json(in_sections(), FINGERPRINT)
    assert data["summary"].splitlines()[1:] == ["Size:", "It is 212 metres long."]


def test_json_of_bullets_is_one_line_each() -> None:
    data = summary_to_json(of_bridge("bullets"), FINGERPRINT)
    assert data["summary"].splitlines()[1] == "- It is 212 metres long."
    data = summary_to_json(in_sections("bullets"), FINGERPRINT)
    assert data["summary"].splitlines()[1:] == ["- Size:", "  - It is 212 metres long."]
