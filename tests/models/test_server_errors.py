"""What a server that writes says where it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.message import Message
from io import BytesIO
from typing import Any
from urllib.error import HTTPError

import pytest

from assistant.config import ServerSource
from assistant.errors import ModelError
from assistant.models import remote
from assistant.models.remote import ATTEMPTS, OpenAICompatibleGenerator, served_model
from assistant.models.server_errors import refused
from tests.writing_server import WritingServer, event, refuse, writing_server

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server() -> Iterator[WritingServer]:
    with writing_server() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "PAUSE_SECONDS", 0.001)
    remote.served_models.cache_clear()


def _written(server: WritingServer, **changes: Any) -> str:
    settings = {"base_url": server.url, "model": "m"} | changes
    source = ServerSource(kind="server", **settings)
    generator = OpenAICompatibleGenerator(source, name="remote", context_tokens=64)
    return "".join(generator.generate("s", "u", max_tokens=7))


@pytest.mark.parametrize(
    "body",
    [
        '{"error": {"message": "The model `m` was not found.", "code": 404}}',
        '{"error": "The model `m` was not found"}',
        '{"object": "error", "message": "The model\\n `m` was not found."}',
        '{"detail": "The model `m` was not found"}',
        '{"error": null, "message": "The model `m` was not found", "detail": null}',
        '[{"error": {"code": 404, "message": "The model `m` was not found."}}]',
    ],
)
def test_what_a_server_says_of_its_refusal_is_told(server: WritingServer, body: str) -> None:
    server.acts = [refuse(404, body)]
    with pytest.raises(ModelError) as caught:
        _written(server)
    assert caught.value.message.endswith("answered 404 Not Found: The model `m` was not found.")


def test_each_fault_of_a_request_is_told_with_its_place(server: WritingServer) -> None:
    faults = [
        {"type": "missing", "loc": ["body", "messages", 0], "msg": "Field required", "input": {}},
        {"type": "value_error", "msg": "Value error, no such model"},
    ]
    server.acts = [refuse(422, json.dumps({"detail": faults}))]
    with pytest.raises(ModelError) as caught:
        _written(server)
    told = "body.messages.0: Field required; Value error, no such model."
    assert caught.value.message.endswith(f"answered 422 Unprocessable Entity: {told}")


@pytest.mark.parametrize(
    "body", ["", "no JSON", "[]", "null", '{"error": {"code": 1}}', '{"error": null}', "[" * 9999]
)
def test_a_refusal_without_a_sentence_is_its_status(server: WritingServer, body: str) -> None:
    server.acts = [refuse(404, body)]
    with pytest.raises(ModelError) as caught:
        _written(server)
    assert caught.value.message.endswith("answered 404 Not Found.")


def test_a_refusal_may_be_long(server: WritingServer) -> None:
    server.acts = [refuse(400, json.dumps({"error": "long " * 9999}))]
    with pytest.raises(ModelError, match="answered 400 Bad Request") as caught:
        _written(server)
    assert len(caught.value.message) < 400


def test_a_key_that_is_refused_is_not_shown(
    server: WritingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY_OF_THE_TEST", "sk-abc")
    server.acts = [refuse(401, '{"error": {"message": "Incorrect API key provided: sk-abc."}}')]
    with pytest.raises(ModelError, match=r"Incorrect API key provided: …\.") as caught:
        _written(server, api_key_env="KEY_OF_THE_TEST")
    assert caught.value.hint == "Check the key in $KEY_OF_THE_TEST."
    assert "sk-abc" not in str(caught.value)


def test_nor_is_it_where_the_status_repeats_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_OF_THE_TEST", "sk-abc")
    server = ServerSource(kind="server", base_url="http://a", api_key_env="KEY_OF_THE_TEST")
    reason = f"No sk-abc {'here ' * 999}"
    said = refused(server, HTTPError("http://a", 401, reason, Message(), BytesIO(b"")))
    assert said.startswith("answered 401 No … here here")
    assert len(said) < 400


def test_a_server_that_wants_a_key_is_told_how(server: WritingServer) -> None:
    server.acts = [refuse(401)]
    with pytest.raises(ModelError, match="answered 401 Unauthorized") as caught:
        _written(server)
    assert "`api_key_env` of `writer` in settings.yaml" in caught.value.hint
    assert "settings.yaml" not in caught.value.on_page


def test_too_many_requests_are_a_matter_of_time(server: WritingServer) -> None:
    server.acts = [refuse(429, '{"error": {"message": "Quota used up"}}')] * ATTEMPTS
    with pytest.raises(ModelError, match="Too Many Requests: Quota used up") as caught:
        _written(server)
    assert caught.value.hint == "Wait a while, and try again."


def test_an_error_within_an_answer_is_told(server: WritingServer) -> None:
    server.lines = [event("It "), 'data: {"error": {"message": "Out of memory"}}']
    with pytest.raises(ModelError, match="gave up: Out of memory"):
        _written(server)


def test_a_refusal_to_name_its_models_is_told(server: WritingServer) -> None:
    server.lists = refuse(401, '{"error": {"message": "No key given"}}')
    with pytest.raises(ModelError, match="answered 401 Unauthorized: No key given") as caught:
        served_model(ServerSource(kind="server", base_url=server.url))
    assert "api_key_env" in caught.value.hint
