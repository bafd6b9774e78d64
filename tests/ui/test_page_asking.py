"""The conversation as its events are told of it, over fakes, without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.ui.desk import Desk
from tests.ui.conftest import QUESTION
from tests.ui.test_server import events, opened

SKIPPED = {"__type__": "update"}
STAYS = (SKIPPED, {**SKIPPED, "props": SKIPPED})
"""As Gradio tells of a part that does not change; the second of one with HTML."""

PLACE: tuple[object, ...] = ("default", None, None, "", "", "", [])
"""Collection, models, conversation, and of which documents; a state is the server's."""


@pytest.fixture(autouse=True)
def received(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are received in a folder of the test."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "received"))


def call(client: TestClient, name: str, *data: object, **event: object) -> list[dict[str, Any]]:
    """Send an event as the page does; all that the server tells of it."""
    (number,) = [one["id"] for one in events(client) if one["api_name"] == name]
    body = {"data": data, "fn_index": number, "session_hash": "tab", "event_data": event}
    assert client.post("/gradio_api/queue/join", json=body).status_code == 200
    told = client.get("/gradio_api/queue/data", params={"session_hash": "tab"}).text
    return [json.loads(line.removeprefix("data: ")) for line in told.splitlines() if line]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ask", (" ", None, None, *PLACE)),
        ("ask_meant", ("", None, *PLACE)),
        ("ask_clicked", PLACE),
        ("upload", ("mine", None)),
    ],
)
def test_where_nothing_is_asked_or_given_the_page_stays(
    desk: Desk, name: str, data: tuple[object, ...]
) -> None:
    """Gradio would empty all that the event can change."""
    with opened(desk) as client:
        states = {
            part["id"]
            for part in client.get("/config").json()["components"]
            if part["type"] == "state"
        }
        (outputs,) = [one["outputs"] for one in events(client) if one["api_name"] == name]
        told = call(client, name, *data)
    (first, *_) = [one["output"]["data"] for one in told if "output" in one]
    shown = [value for part, value in zip(outputs, first, strict=True) if part not in states]
    assert shown
    assert [value for value in shown if value not in STAYS] == []


def test_what_is_asked_is_shown(desk: Desk) -> None:
    with opened(desk) as client:
        assert QUESTION in json.dumps(call(client, "ask_clicked", *PLACE, text=QUESTION, do="ask"))


@pytest.mark.parametrize("name", ["retry", "edit", "note"])
def test_of_an_answer_that_is_no_longer_kept_this_is_said(desk: Desk, name: str) -> None:
    """Its document was removed while it was shown."""
    history = desk.history("default")
    with opened(desk) as client:
        call(client, "ask_clicked", *PLACE, text=QUESTION, do="ask")
        history._database.rows("DELETE FROM turns")
        place = PLACE[:3] if name == "note" else PLACE
        told = json.dumps(call(client, name, None, *place))
    assert "This answer is no longer kept. Ask it in the box." in told
    assert [one.title for one in history.conversations()] == [QUESTION], "no empty notes"
