"""An answer while it is made: the steps in words, and the evidence, until it is written."""

from __future__ import annotations

from typing import Any

from assistant.assistant import Step
from assistant.grounding.answer import citation
from assistant.present.json import citation_to_json
from assistant.present.page import count
from assistant.search.collection import Collection
from assistant.ui.run import Run
from assistant.ui.sources import around, source_cards
from assistant.ui.templates import render
from assistant.ui.thread import marks_of

LIVE = "live"
"""The name of the turn that is not kept yet."""

LABELS: dict[Step, str] = {"search": "Searching", "write": "Writing", "check": "Checking"}


def live_html(run: Run, ahead: int) -> str:
    """The turn so far: source sentences stand until the checked answer takes their place.

    Args:
        run: the question under way.
        ahead: questions that write before it.
    """
    cited = _cited(run)
    return render(
        "live",
        name=LIVE,
        asked=run,
        say=_spoken(run, ahead),
        steps=_steps(run),
        ahead=ahead,
        found=[
            {"text": one["quote"], "citations": [one["id"]], "verdict": "quoted"} for one in cited
        ],
        marks=marks_of(LIVE, cited),
    )


def live_cards(run: Run, collection: Collection, shelf: str) -> str:
    """The cards of the evidence."""
    cited = _cited(run)
    return source_cards(LIVE, cited, around(cited, collection), shelf)


def _steps(run: Run) -> list[dict[str, Any]]:
    """What is done with its seconds, and what is under way."""
    ends = [*list(run.steps.values())[1:], run.seconds]
    return [
        {"label": LABELS[step], "seconds": end - start}
        for (step, start), end in zip(run.steps.items(), ends, strict=False)
    ]


def _spoken(run: Run, ahead: int) -> str:
    """The status for a screen reader, without the seconds, which change all the time."""
    if ahead:
        return f"Waiting, {count(ahead, 'question')} before yours"
    return LABELS[list(run.steps)[-1]] if run.steps else "Starting"


def _cited(run: Run) -> list[dict[str, Any]]:
    """Picked evidence as the citations that it will be in the answer."""
    return [
        citation_to_json(citation(number, one)) for number, one in enumerate(run.evidence, start=1)
    ]
