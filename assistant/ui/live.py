"""An answer while it is made: the steps in words, the evidence until it is written, then itself."""

from __future__ import annotations

from typing import Any

from assistant.assistant import Step
from assistant.grounding.answer import citation
from assistant.present.json import citation_to_json, to_json
from assistant.present.page import count
from assistant.records import Answer
from assistant.search.collection import Collection
from assistant.ui.run import Run
from assistant.ui.sources import around, source_cards
from assistant.ui.templates import render
from assistant.ui.thread import Said, is_short, marks_of

LIVE = "live"
"""The name of the turn that is not kept yet."""

READING = "Reading the question"
"""What is done before the first step: a follow-up is put so that it stands alone."""

LABELS: dict[Step, str] = {"search": "Searching", "write": "Writing", "check": "Checking"}


def live_html(run: Run, ahead: int) -> str:
    """The turn so far: source sentences stand until the checked answer takes their place.

    Args:
        run: the question under way.
        ahead: questions that write before it.
    """
    answer = run.answer
    said = _said(run, answer)
    return render(
        "live",
        name=LIVE,
        asked=run,
        say=_spoken(run, ahead),
        steps=_steps(run, ahead),
        ahead=ahead,
        found=said["claims"],
        is_direct=answer is not None and is_short(said["claims"]),
        short=said["short_answer"],
        marks=marks_of(LIVE, said["citations"]),
    )


def live_cards(run: Run, collection: Collection, shelf: str) -> str:
    """The cards of the evidence, or of the answer."""
    cited = _said(run, run.answer)["citations"]
    return source_cards(LIVE, cited, around(cited, collection), shelf)


def _steps(run: Run, ahead: int) -> list[dict[str, Any]]:
    """What is done with its seconds, and what is under way."""
    if not run.steps and not ahead:
        return [{"label": READING, "seconds": run.seconds}]
    ends = [*list(run.steps.values())[1:], run.seconds]
    return [
        {"label": LABELS[step], "seconds": end - start}
        for (step, start), end in zip(run.steps.items(), ends, strict=False)
    ]


def _spoken(run: Run, ahead: int) -> str:
    """The status for a screen reader, without the seconds, which change all the time."""
    if ahead:
        return f"Waiting, {count(ahead, 'question')} before yours"
    return LABELS[list(run.steps)[-1]] if run.steps else READING


def _said(run: Run, answer: Answer | None) -> Said:
    """The answer as `to_json` writes it; until there is one, the evidence as if it were one."""
    if answer is not None:
        return to_json(answer)
    cited = [
        citation_to_json(citation(number, one)) for number, one in enumerate(run.evidence, start=1)
    ]
    quoted = [
        {"text": one["quote"], "citations": [one["id"]], "verdict": "quoted"} for one in cited
    ]
    return {"claims": quoted, "citations": cited, "short_answer": None}
