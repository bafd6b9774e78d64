"""Sources that text recognition was not sure of: wherever an answer or a summary is shown."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from assistant.api.completions import content_of
from assistant.grounding.recognised import caution
from assistant.present.conversation import conversation_markdown, copied
from assistant.present.json import to_json
from assistant.present.markdown import escaped, summary_to_markdown
from assistant.present.summary import render_summary
from assistant.present.summary_json import summary_to_json
from assistant.present.text import render
from assistant.records import Answer, Summary
from assistant.ui.history import KeptTurn
from assistant.ui.summary_view import summaries_html
from assistant.ui.thread import turn_html
from tests.present.samples import BRIDGE, worded
from tests.present.summaries import of_bridge

CAUTION = caution([(1, 0.81)])
READ = "read by OCR (81 % sure)"


def read_from(ocr: float | None) -> Answer:
    return replace(worded(), citations=(replace(BRIDGE, ocr=ocr),))


def summed(ocr: float | None) -> Summary:
    summary = of_bridge()
    first, *others = summary.citations
    return replace(summary, citations=(replace(first, ocr=ocr), *others))


def kept(answer: Answer) -> KeptTurn:
    question = answer.question
    return KeptTurn(1, question, question, to_json(answer), "2026-01-01T10:00:00+00:00", "")


def flat(text: str) -> str:
    return " ".join(text.split())


def printed(shown: Answer | Summary) -> str:
    output = io.StringIO()
    console = Console(file=output, width=80)
    if isinstance(shown, Answer):
        render(shown, console)
    else:
        render_summary(shown, console)
    return flat(output.getvalue())


def test_an_answer_says_it_everywhere() -> None:
    answer = read_from(0.81)
    turn = kept(answer)
    assert CAUTION in printed(answer)
    assert CAUTION in turn_html("1", turn)
    assert CAUTION in copied(turn)
    assert escaped(CAUTION) in conversation_markdown("Bridges", [turn])
    assert content_of(answer).endswith(CAUTION)


def test_how_sure_it_was_stands_with_the_source() -> None:
    for sure, said in ((0.81, READ), (0.99, "read by OCR (99 % sure)")):
        turn = kept(read_from(sure))
        (source,) = [line for line in copied(turn).splitlines() if line.startswith("[1]")]
        assert f"page 2, {said}: “" in source
        assert said in conversation_markdown("Bridges", [turn])


def test_a_source_that_was_read_well_needs_no_caution() -> None:
    for sure in (0.99, None):
        turn = kept(read_from(sure))
        for text in (
            printed(read_from(sure)),
            turn_html("1", turn),
            copied(turn),
            conversation_markdown("Bridges", [turn]),
            content_of(read_from(sure)),
            printed(summed(sure)),
            summary_to_markdown(summed(sure)),
        ):
            assert "misread" not in text
    assert "OCR" not in copied(kept(read_from(None)))


def test_answers_of_earlier_versions_are_shown() -> None:
    turn = kept(read_from(None))
    for cited in turn.answer["citations"]:
        del cited["ocr"]
    assert "OCR" not in copied(turn) + conversation_markdown("Bridges", [turn])
    assert "OCR" not in turn_html("1", turn)


def test_so_does_a_summary() -> None:
    summary = summed(0.81)
    assert CAUTION in printed(summary)
    assert READ in printed(summary)
    page = summary_to_markdown(summary)
    assert escaped(CAUTION) in page
    assert escaped(READ) in page
    html = summaries_html([summary_to_json(summary, "f")], "default", 0, 1)
    assert html.count(CAUTION) == 1
    assert f"page 2 · {READ}: <q>" in html
    plain = summaries_html([summary_to_json(summed(None), "f")], "default", 0, 1)
    assert "OCR" not in plain
