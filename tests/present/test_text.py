from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from assistant.present.page import confidence_word, excerpt, refusal_lines, shown_path
from assistant.present.text import (
    answer_preview,
    evidence_preview,
    render,
    render_hits,
)
from assistant.records import Answer, Claim, DocumentInfo, Evidence, Passage
from tests.present.samples import (
    BRIDGE,
    ROW,
    citation,
    doubting,
    hit,
    partial,
    quoting,
    refusing,
    worded,
)


def shown(answer: Answer, *, verbose: bool = False, width: int = 80, colour: bool = False) -> str:
    output = io.StringIO()
    console = Console(file=output, width=width, force_terminal=colour)
    render(answer, console, verbose=verbose)
    return output.getvalue()


def test_worded_answer_stands_above_the_sentences_it_rests_on() -> None:
    assert shown(worded()) == (
        "Answer  high confidence\n"
        "It was opened on 2 May 2024. [1]\n"
        "\n"
        "Sources\n"
        "[1] The new bridge · 3 May 2024\n"
        "    /papers/bridge.pdf, page 2\n"
        "    “The bridge was opened on 2 May 2024.”\n"
    )


def test_the_words_that_answer_are_bold() -> None:
    answer = replace(worded(), short_answer="2 May 2024")
    assert "\x1b[1m2 May 2024\x1b[0m" in shown(answer, colour=True)


def test_the_words_that_answer_are_bold_within_quotation_marks() -> None:
    answer = replace(quoting(BRIDGE), short_answer="2 May 2024")
    assert "“The bridge was opened on \x1b[1m2 May 2024\x1b[0m.”" in shown(answer, colour=True)


def test_of_a_row_the_cell_that_answers_comes_first() -> None:
    answer = replace(quoting(citation(1, ROW)), short_answer="Unit price: 8.40")
    assert f"\nUnit price: 8.40 — Item: Paint\n“{ROW}” [1]\n" in shown(answer)
    coloured = shown(answer, colour=True)
    assert "\x1b[1mUnit price: 8.40 — Item: Paint\x1b[0m" in coloured
    assert "\x1b[1mUnit price: 8.40\x1b[0m”" in coloured
    assert "— Item" not in shown(replace(answer, short_answer=None))
    likely = shown(doubting(hit(text=ROW), hit(), short="Unit price: 8.40"))
    assert f"\n    Unit price: 8.40 — Item: Paint\n1.  “{ROW}”\n" in likely


def test_quotation_is_its_own_evidence() -> None:
    page = shown(quoting(BRIDGE))
    assert page.startswith("Answer  ")
    assert page.count(BRIDGE.quote) == 1


def test_quotations_stand_below_their_heading() -> None:
    quotation = quoting(BRIDGE)
    answer = replace(
        quotation, kind="summary", claims=(Claim("Opening:", (), "said"), *quotation.claims)
    )
    assert shown(answer).startswith(f"Opening:\n    “{BRIDGE.quote}” [1]\n")
    assert shown(replace(quotation, kind="summary")).startswith("“")


def test_sources_quote_what_the_answer_does_not() -> None:
    other = citation(2, "Another sentence.")
    quoted = Claim(other.quote, (2,), "quoted")
    answer = worded()
    mixed = replace(answer, claims=(*answer.claims, quoted), citations=(BRIDGE, other))
    said, sources = shown(mixed).split("Sources", 1)
    assert BRIDGE.quote not in said
    assert BRIDGE.quote in sources
    assert f"“{other.quote}” [2]" in said
    assert other.quote not in sources


def test_quotation_stands_under_the_answer() -> None:
    page = shown(quoting(BRIDGE))
    assert f"“{BRIDGE.quote}” [1]" in page
    assert "/papers/bridge.pdf, page 2" in page


def test_citations_of_one_page_share_their_place() -> None:
    again = replace(BRIDGE, id=3, quote="It is 212 metres long.")
    elsewhere = replace(BRIDGE, id=4, page=7)
    page = shown(quoting(BRIDGE, citation(2, "Another sentence."), again, elsewhere))
    assert page.count("The new bridge") == 2
    assert "[1] [3] The new bridge · 3 May 2024\n    /papers/bridge.pdf, page 2\n[2] " in page
    assert "[4] The new bridge · 3 May 2024\n    /papers/bridge.pdf, page 7\n" in page


def test_date_of_the_file_says_so() -> None:
    page = shown(quoting(citation(1, "A quote.", day=date(2022, 12, 1), origin="file")))
    assert "Report 1 · file date 1 Dec 2022" in page


def test_disagreement_is_said_newest_first() -> None:
    newer = citation(1, "It costs 30 euros.", day=date(2024, 6, 1))
    older = citation(2, "It costs 20 euros.", day=date(2021, 6, 1))
    page = shown(quoting(newer, older, disagreements=((1, 2),)))
    assert (
        "Sources of different dates differ, newest first: [1] 1 Jun 2024, [2] 1 Jun 2021." in page
    )


def test_partial_answer_says_what_is_missing() -> None:
    page = shown(partial())
    assert page.startswith("Partial answer  fair confidence\n")
    assert "The cited documents do not mention “whom”." in page


def test_refusal_shows_what_came_nearest() -> None:
    page = shown(refusing(hit()))
    assert page.startswith("No answer found in these documents\nNothing speaks of “Brazil”.\n")
    assert "Nearest  of 120 passages in 12 documents" in page
    assert (
        "1.  “The corner shop serves soup.”\n    Soup of the day · file date 2 Jan 2023\n" in page
    )
    assert "    /papers/soup.txt\n" in page
    assert "`search`" in page


def test_what_may_be_the_answer_stands_before_the_reason() -> None:
    page = shown(doubting(hit()))
    assert page.startswith(
        "Not sure, but this may answer it\n1.  “The corner shop serves soup.”\n    Soup of the day"
    )
    assert page.index("soup") < page.index("No answer of its own passed the checks.")


def test_quotations_for_a_draft_that_failed_are_in_doubt() -> None:
    sure = quoting(citation(1, "It costs 30 euros."))
    assert shown(sure).startswith("Answer  ")
    doubtful = replace(sure, rejected=worded().rejected)
    assert shown(doubtful).startswith(
        "Not sure, but this may answer it\n“It costs 30 euros.” [1]\n"
    )


def test_rejected_wording_is_for_the_curious() -> None:
    assert "1931" not in shown(worded())
    page = shown(worded(), verbose=True)
    assert "Rejected wording  not part of the answer\nIt was opened in 1931.\n" in page
    assert "1931 is not there" in page
    assert "mini (embedder), order (reader), small (writer)" in page
    assert "write 2.00 s" in page
    assert "confidence 0.95" in page


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_fit_and_have_no_trailing_blanks(width: int) -> None:
    page = shown(quoting(citation(1, "A long sentence of many words. " * 20)), width=width)
    assert max(len(line) for line in page.splitlines()) <= min(width, 80)
    assert all(line == line.rstrip() for line in page.splitlines())


def test_hostile_text_is_only_text() -> None:
    hostile = "[red]\x1b[2J\u202eevil[/red] [link=x]y"
    answer = quoting(citation(1, hostile))
    page = shown(answer)
    assert "“[red]evil[/red] [link=x]y” [1]" in page
    assert not {"\x1b", "\u202e"} & set(page)


def test_colour_is_only_for_terminals() -> None:
    assert "\x1b" not in shown(worded())
    assert "\x1b[1mAnswer" in shown(worded(), colour=True)


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[36m" not in shown(worded(), colour=True)


def test_hits_name_where_else_they_stand() -> None:
    output = io.StringIO()
    render_hits([hit(), hit("Another")], Console(file=output, width=80))
    page = output.getvalue()
    assert "2.  Another" in page
    assert "    also in /papers/copy.txt\n" in page


def test_preview_is_the_evidence() -> None:
    info = DocumentInfo("b" * 64, "Soup", ("/s.txt",), None, "")
    item = Evidence(Passage("p", info.id, 0, 9, "A [b]c.\x07"), info, 0, 9, "A [b]c.\x07")
    output = io.StringIO()
    Console(file=output, width=80).print(evidence_preview([item]))
    assert output.getvalue() == "Evidence\n“A [b]c.”\n"


def test_preview_of_an_answer_is_its_sentences() -> None:
    claims = (Claim("A [b]c.\x07", (1,), "supported"), Claim("D.", (2,), "quoted"))
    output = io.StringIO()
    Console(file=output, width=80).print(answer_preview(replace(worded(), claims=claims)))
    assert output.getvalue() == "Answer\nA [b]c. [1]\n“D.” [2]\n"


@pytest.mark.parametrize(
    ("value", "word"), [(1.0, "high"), (0.9, "high"), (0.89, "fair"), (0.5, "fair"), (0.49, "low")]
)
def test_confidence_in_words(value: float, word: str) -> None:
    assert confidence_word(value) == word


def test_path_is_shown_from_here_where_that_is_shorter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert shown_path(str(tmp_path / "here" / "a.txt")) == "a.txt"
    assert shown_path("/a.txt") == "/a.txt"


def test_excerpt_is_cut_between_words() -> None:
    assert excerpt("one two three", 50) == "one two three"
    assert excerpt("one two three four", 12) == "one two …"


def test_a_list_has_a_line_for_each_claim() -> None:
    answer = quoting(citation(1, "It opened."), citation(2, "It closed again."))
    said = shown(replace(answer, style="bullets")).split("\nSources\n")[0]
    assert "\n• “It opened.” [1]\n• “It closed again.” [2]\n" in said
    assert "•" not in shown(answer)


def test_a_refusal_in_a_line_or_two() -> None:
    reason = "Nothing was searched."
    assert refusal_lines(reason, ["Soup."], is_likely=False) == [reason]
    likely = refusal_lines(reason, ["Soup.", "Bread."], is_likely=True)
    assert likely == ["Not sure, but this may answer it: “Soup.”", reason]
    of_row = refusal_lines(reason, [ROW], is_likely=True, short="Unit price: 8.40")
    first = "Not sure, but this may answer it: Unit price: 8.40 — Item: Paint"
    assert of_row == [first, f"“{ROW}”", reason]
