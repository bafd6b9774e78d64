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
from assistant.ui.thread import found_html, opened

LIVE = "live"
"""The name of the turn that is not kept yet."""

LABELS: dict[Step, str] = {"search": "Searching", "write": "Writing", "check": "Checking"}


def live_html(run: Run, ahead: int) -> str:
    """The turn so far: source sentences stand until the checked answer takes their place."""
    return f"{opened(LIVE, run)}{steps_html(run, ahead)}{_so_far(run)}</article>"


def live_cards(run: Run, collection: Collection, shelf: str) -> str:
    """The cards of the evidence."""
    cited = _cited(run)
    return source_cards(LIVE, cited, around(cited, collection), shelf)


def steps_html(run: Run, ahead: int) -> str:
    """Searching, reading, checking: what is done with its seconds, and what is under way."""
    begun = list(run.steps.items())
    items = []
    for index, (step, start) in enumerate(begun):
        is_last = index == len(begun) - 1
        took = (run.seconds if is_last else begun[index + 1][1]) - start
        state = "now" if is_last else "done"
        items.append(f'<li class="{state}">{LABELS[step]} <span>{took:.1f} s</span></li>')
    waiting = (
        f'<li class="now">Waiting: {count(ahead, "question")} before yours</li>' if ahead else ""
    )
    return f'<ol class="steps" data-say="{_spoken(run, ahead)}">{"".join(items)}{waiting}</ol>'


def _spoken(run: Run, ahead: int) -> str:
    """The status for a screen reader, without the seconds, which change all the time."""
    if ahead:
        return f"Waiting, {count(ahead, 'question')} before yours"
    return LABELS[list(run.steps)[-1]] if run.steps else "Starting"


def _so_far(run: Run) -> str:
    return found_html(LIVE, _cited(run))


def _cited(run: Run) -> list[dict[str, Any]]:
    """Picked evidence as the citations that it will be in the answer."""
    return [
        citation_to_json(citation(number, one)) for number, one in enumerate(run.evidence, start=1)
    ]
