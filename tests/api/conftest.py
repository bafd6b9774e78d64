"""The API over fakes, without a socket."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.api.server import build_api
from assistant.api.service import Service, served
from assistant.api.work import Work
from assistant.indexing import index_paths
from assistant.search.collection import Collection
from assistant.serving.access import Access
from assistant.serving.models import Models
from tests.faked import put_fakes
from tests.fakes import FakeEmbedder, FakeGenerator

OPENED = "The harbour bridge in Oslo opened on 12 May 2019."
QUESTION = "When did the harbour bridge in Oslo open?"
ARTICLES = {
    "bridge.txt": f"The mayor spoke first. {OPENED} It cost 40 million euros.",
    "strike.txt": "Dock workers went on strike in Bergen. The strike lasted nine days.",
    "evil.txt": "The harvest in Lund <img src=x> was ![late](http://a.example/x).",
}
ADDRESS = "http://127.0.0.1:7860"
CHAT = "/v1/chat/completions"
BODY = {"messages": [{"role": "user", "content": QUESTION}]}

Open = Callable[..., TestClient]


class Slow(FakeGenerator):
    """Writes its first word, then waits until it may go on."""

    def __init__(self) -> None:
        super().__init__(OPENED)
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.was_stopped = threading.Event()

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Any:
        self.begun.set()
        while not self.go_on.wait(0.01):
            if should_stop():
                self.was_stopped.set()
                return
        yield from super().generate(system, user, max_tokens=max_tokens, should_stop=should_stop)


async def visit(
    api: Any, receive: Callable[[], Awaitable[Any]], stated: bytes = b""
) -> tuple[int, bytes]:
    """Status and body of a request to the chat, as a server would pass it on."""
    status, got = 0, bytearray()

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)
        got.extend(message.get("body", b""))

    length = [(b"content-length", stated)] if stated else []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": CHAT,
        "raw_path": CHAT.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:7860"), (b"content-type", b"application/json"), *length],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 7860),
    }
    await api(scope, receive, send)
    return status, bytes(got)


@pytest.fixture
def writer() -> FakeGenerator:
    return FakeGenerator(OPENED)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: FakeGenerator) -> Path:
    """A collection of the articles; all models are fakes."""
    put_fakes(monkeypatch, writer)
    monkeypatch.setattr(Models, "absent", lambda *_: {})
    articles = tmp_path / "articles"
    articles.mkdir()
    for name, text in ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
    with Collection.open(tmp_path / "collection", create=True) as collection:
        index_paths(collection, [articles], FakeEmbedder())
    return tmp_path / "collection"


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    with served(folder, None) as opened:
        yield opened


@pytest.fixture
def open_api(service: Service) -> Iterator[Open]:
    """Opens clients of the API; a client that asks hears of a bug as others do."""
    opened: list[TestClient] = []

    def make(access: Access | None = None, work: Work | None = None, **headers: str) -> TestClient:
        api = build_api(service, access or Access(), work)
        client = TestClient(api, base_url=ADDRESS, headers=headers, raise_server_exceptions=False)
        opened.append(client)
        return client.__enter__()

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def client(open_api: Open) -> TestClient:
    return open_api()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, folder: object) -> Slow:
    writer = Slow()
    monkeypatch.setattr("assistant.models.generate.load_generator", lambda *_, **__: writer)
    return writer
