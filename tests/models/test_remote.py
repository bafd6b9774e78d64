"""The OpenAI-compatible writer, against a real server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assistant.config import ServerSource
from assistant.errors import ConfigError, ModelError
from assistant.models.remote import OpenAICompatibleGenerator
from assistant.protocols import Generator

pytestmark = pytest.mark.enable_socket


class Server(ThreadingHTTPServer):
    """Answers every request with `lines`, and keeps the requests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.lines: list[str] = []
        self.requests: list[dict[str, Any]] = []
        self.authorizations: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append({"path": self.path, **json.loads(body)})
        self.server.authorizations.append(self.headers["Authorization"])
        self.send_response(self.server.status)
        self.end_headers()
        for line in self.server.lines:
            self.wfile.write(f"{line}\n".encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        return


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def _event(text: str | None) -> str:
    return f"data: {json.dumps({'choices': [{'index': 0, 'delta': {'content': text}}]})}"


def _generator(server: Server, **changes: Any) -> OpenAICompatibleGenerator:
    source = ServerSource(kind="server", base_url=server.url, model="m", **changes)
    return OpenAICompatibleGenerator(source, name="remote", context_tokens=64)


def test_streams_the_text_of_the_events(server: Server) -> None:
    server.lines = [
        ": a comment",
        'data: {"choices": [{"delta": {"role": "assistant"}}]}',
        "",
        _event("In "),
        _event("1931."),
        _event(None),
        'data: {"choices": [], "usage": {"total_tokens": 5}}',
        "data: [DONE]",
        "data: never read",
    ]
    generator: Generator = _generator(server)
    assert list(generator.generate("sys", "user", max_tokens=7)) == ["In ", "1931."]
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert [message["content"] for message in request["messages"]] == ["sys", "user"]
    assert (request["max_tokens"], request["temperature"], request["stream"]) == (7, 0, True)


def test_stops_when_asked(server: Server) -> None:
    server.lines = [_event(word) for word in ("a", "b", "c")]
    seen: list[str] = []
    answer = _generator(server).generate("s", "u", max_tokens=7, should_stop=lambda: len(seen) >= 2)
    seen.extend(next(answer) for _ in range(2))
    assert list(answer) == []


@pytest.mark.parametrize("line", ["data: {", "data: []", 'data: {"choices": [{"delta": 3}]}'])
def test_something_else_than_a_completion(server: Server, line: str) -> None:
    server.lines = [line]
    with pytest.raises(ModelError, match="no chat completion"):
        list(_generator(server).generate("s", "u", max_tokens=7))


def test_refusal_names_the_status(server: Server) -> None:
    server.status = 404
    with pytest.raises(ModelError, match="answered 404 Not Found") as caught:
        list(_generator(server).generate("s", "u", max_tokens=7))
    assert caught.value.hint == "Check that it runs and serves m."


def test_server_that_is_not_there(server: Server) -> None:
    generator = _generator(server)
    server.shutdown()
    server.server_close()
    with pytest.raises(ModelError, match="cannot be reached"):
        list(generator.generate("s", "u", max_tokens=7))


def test_key_comes_from_the_named_variable(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.lines = [_event("ok")]
    generator = _generator(server, api_key_env="KEY_OF_THE_TEST")
    with pytest.raises(ConfigError, match=r"Set \$KEY_OF_THE_TEST\."):
        list(generator.generate("s", "u", max_tokens=7))
    monkeypatch.setenv("KEY_OF_THE_TEST", "abc")
    assert list(generator.generate("s", "u", max_tokens=7)) == ["ok"]
    assert server.authorizations == ["Bearer abc"]


def test_proxy_is_not_used_for_this_machine(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.lines = [_event("direct")]
    assert list(_generator(server).generate("s", "u", max_tokens=7)) == ["direct"]


def test_another_machine_must_be_allowed() -> None:
    source = ServerSource(kind="server", base_url="https://example.org/v1", model="m")
    with pytest.raises(ConfigError, match="document text would leave this machine") as caught:
        OpenAICompatibleGenerator(source, name="remote", context_tokens=64)
    assert "allow_remote: true" in caught.value.hint
    OpenAICompatibleGenerator(source, name="remote", context_tokens=64, allow_remote=True)


def test_token_counts_are_estimates_from_above() -> None:
    source = ServerSource(kind="server", base_url="http://localhost/v1", model="m")
    generator = OpenAICompatibleGenerator(source, name="remote", context_tokens=64)
    assert generator.count_tokens(["", "a", "four", "été"]) == [0, 1, 2, 2]
