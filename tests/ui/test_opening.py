"""What keeps questions waiting is over once, however it goes: by the events that the page has."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from assistant.ui.desk import Desk
from assistant.ui.opening import BEGINS, ENDS
from assistant.ui.wiring import ADDRESS
from tests.ui.test_server import events, opened

Event = dict[str, Any]


@pytest.fixture
def found(desk: Desk) -> list[Event]:
    """All events of the page."""
    with opened(desk) as client:
        return events(client)


def endings(found: list[Event], event: Event) -> set[int]:
    """How often it may be told that it is over, whether the event and what follows it fail or not.

    What comes after "then" is not begun where the event failed, whatever Gradio says of it.
    """
    counts = set()
    for failed in (False, True):
        after = [
            other
            for other in found
            if other["trigger_after"] == event["id"] and other["trigger_only_on_failure"] == failed
        ]
        own = sum(other["js"] == ENDS for other in after)
        later = (endings(found, other) for other in after if other["js"] != ENDS)
        counts |= {own + sum(more) for more in product(*later)}
    return counts


def test_what_begins_ends_once_whatever_fails(found: list[Event]) -> None:
    beginnings = [event for event in found if event["js"] in {BEGINS, ADDRESS}]
    assert len(beginnings) == 7
    for event in beginnings:
        assert endings(found, event) == {1}, event["targets"]
    ended = [event for event in found if event["js"] == ENDS]
    assert len(ended) == 7 * 2 + 1  # with what comes before the examples are there


def test_no_question_waits_for_a_download(found: list[Event]) -> None:
    """It takes minutes; of what is queued, only the examples keep a question waiting."""
    slow = [event for event in found if event["js"] == BEGINS and event["queue"]]
    assert [event["api_name"].partition("_")[0] for event in slow] == ["examples"]
