"""The documents tab as its events are told of it, over fakes, without a browser."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant.ui.desk import Desk
from assistant.ui.handlers import Handlers
from assistant.ui.screen import Where
from tests.ui.conftest import QUESTION
from tests.ui.test_server import file_data, opened, send_file, upload


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
