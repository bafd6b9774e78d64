"""The documents tab as its events are told of it, over fakes, without a browser."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant.indexing import index_paths
from assistant.ui.desk import Desk
from assistant.ui.handlers import Handlers
from assistant.ui.screen import Where
from tests.fakes import FakeEmbedder
from tests.ui.conftest import QUESTION
from tests.ui.test_server import events, file_data, opened, send_file, upload


@pytest.fixture
def received(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are received in a folder of the test."""
    (tmp_path / "received").mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "received"))


@pytest.mark.parametrize("is_asking", [True, False])
def test_an_upload_opens_no_collection_while_a_question_is_under_way_in_another(
    desk: Desk, received: None, monkeypatch: pytest.MonkeyPatch, is_asking: bool
) -> None:
    made = Handlers.of(desk, is_local=True)
    monkeypatch.setattr(Handlers, "of", lambda *_, **__: made)
    made.chat.open(Where("tab", "default"))
    with opened(desk) as client, ExitStack() as asked:
        if is_asking:
            asked.enter_context(made.chat._lines.joined("tab", QUESTION))
        told = send_file(client, file_data(upload(client, "ferry.txt", b"It leaves at 6.40.")))
    assert '["mine","mine"]' in told, "it can be chosen"
    assert ('"value":"mine"' in told) is not is_asking
    assert ("A question is under way" in told) is is_asking
    assert ("choosing it now cuts that off" in told) is is_asking


def test_documents_are_removed_from_the_collection_that_was_asked_about(
    desk: Desk, documents: Path
) -> None:
    """Though another one, with the same documents, was chosen before the answer."""
    index_paths(desk.growing(desk.new_shelf("other")).collection, [documents], FakeEmbedder())
    chosen = [one.id for one in desk.assistant("default").collection.documents()][:1]
    with opened(desk) as client:
        ids = {str(one["api_name"]): one["id"] for one in events(client)}

        def call(name: str, *data: object) -> str:
            body = {"data": data, "fn_index": ids[name], "session_hash": "tab"}
            assert client.post("/gradio_api/queue/join", json=body).status_code == 200
            return client.get("/gradio_api/queue/data", params={"session_hash": "tab"}).text

        assert "Remove “" in call("doubted", 1, chosen, "default")
        assert "Removed: " in call("removed", 1, chosen, None, "other", "", "", "")
    held = {name: desk.assistant(name).collection.counts()[0] for name in ("default", "other")}
    assert held == {"default": 2, "other": 3}


def test_the_question_before_removing_goes_as_another_collection_is_chosen(desk: Desk) -> None:
    with opened(desk) as client:
        parts = {
            part["id"]: part["props"].get("elem_id")
            for part in client.get("/config").json()["components"]
        }
        closing = [one for one in events(client) if str(one["api_name"]).startswith("put_away")]
    assert [parts[one] for event in closing for one in event["outputs"]] == ["confirm", "confirm"]
    told = {(parts[part], what) for event in closing for part, what in event["targets"]}
    assert told == {("keep-documents", "click"), ("shelf", "change")}
