"""The whole server over fakes, without a socket: what it lets in, what it takes, what it keeps."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.language.question import MOST_CHARACTERS
from assistant.serving.access import Access
from assistant.ui.desk import Desk
from assistant.ui.door import MOST_BYTES
from assistant.ui.server import QUEUE_LOOK_SECONDS, build_server
from tests.ui.asking import ask
from tests.ui.conftest import QUESTION

SECRET = "The vault of the museum opens with 4711."
TOKEN = "a-token-for-tests"


@pytest.fixture
def received(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where files are received."""
    folder = tmp_path / "received"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    return folder


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of this machine that nobody uploaded."""
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


@contextmanager
def opened(desk: Desk, access: Access | None = None) -> Iterator[TestClient]:
    """A server under way."""
    access = access or Access()
    headers = {"authorization": f"Bearer {access.token}"} if access.token else {}
    address = f"http://127.0.0.1:7860{access.prefix}"
    with TestClient(asyncio.run(_built(desk, access)), base_url=address, headers=headers) as client:
        yield client


async def _built(desk: Desk, access: Access) -> Any:
    """Gradio makes event loops that nobody closes where none runs."""
    return build_server(desk, access)


@pytest.fixture
def client(desk: Desk, received: Path) -> Iterator[TestClient]:
    with opened(desk) as started:
        yield started


def file_data(path: str, **more: Any) -> dict[str, Any]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}, **more}


def events(client: TestClient) -> list[dict[str, Any]]:
    """Everything that the page or a script can call, as the server says."""
    found: list[dict[str, Any]] = client.get("/config").json()["dependencies"]
    return found


def taking_files(client: TestClient) -> dict[str, Any]:
    """The event with an input for files."""
    config = client.get("/config").json()
    files = {part["id"] for part in config["components"] if part["type"] == "file"}
    (event,) = [
        event
        for event in config["dependencies"]
        if files & set(event["inputs"]) and event["backend_fn"]
    ]
    return {**event, "slots": [part in files for part in event["inputs"]]}


def send_file(client: TestClient, named: Any, shelf: str = "mine") -> str:
    """Hand a file to that event as the page does; all that the server tells of it."""
    event = taking_files(client)
    data = [[named] if is_file else shelf for is_file in event["slots"]]
    body = {"data": data, "fn_index": event["id"], "session_hash": "tab"}
    joined = client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return f"{joined.status_code} {joined.text}"
    return client.get("/gradio_api/queue/data", params={"session_hash": "tab"}).text


def upload(client: TestClient, name: str, content: bytes) -> str:
    answer = client.post("/gradio_api/upload", files={"files": (name, content)})
    assert answer.status_code == 200
    (path,) = answer.json()
    return str(path)


# ── Files that nobody uploaded ──────────────────────────────────────────────────────────────


def test_no_event_takes_a_file_that_was_not_uploaded(
    client: TestClient, desk: Desk, secret: Path, received: Path
) -> None:
    found = events(client)
    assert taking_files(client)["id"] in {event["id"] for event in found}
    planted = received / "planted.txt"
    planted.write_text(SECRET, encoding="utf-8")
    (received / "link.txt").symlink_to(secret)
    genuine = upload(client, "ferry.txt", b"The ferry leaves at 6.40.")
    paths = [
        str(secret),
        f"../{secret.name}",
        str(planted),
        str(received / "link.txt"),
        f"{genuine}/../../../{secret.name}",
        secret.as_uri(),
        "http://127.0.0.1:1/secret.txt",
        "https://example.org/secret.txt",
    ]
    before = sorted(received.rglob("*"))
    for event in found:
        name = event["api_name"] or "predict"
        for path in paths:
            named = file_data(path) if path == str(secret) else {"in": [{"it": file_data(path)}]}
            body = {
                "data": [named for _ in event["inputs"]] or [named],
                "fn_index": event["id"],
                "session_hash": "tab",
            }
            for route in ("queue/join", f"run/{name}", f"call/{name}"):
                refused = client.post(f"/gradio_api/{route}", json=body)
                assert refused.status_code == 403, (route, event["id"], path)
                assert "not uploaded here" in refused.text
    assert sorted(received.rglob("*")) == before, "nothing was copied to where files are served"
    assert "mine" not in [shelf.name for shelf in desk.shelves()]


def test_what_was_uploaded_is_taken(client: TestClient, desk: Desk, received: Path) -> None:
    path = upload(client, "ferry.txt", b"The ferry to Bergen leaves at 6.40.")
    said = send_file(client, file_data(path, orig_name="ferry.txt"))
    assert "1 added" in said
    assert not Path(path).exists()
    again = send_file(client, file_data(path))
    assert again.startswith("403"), "it was taken; there is nothing more to take"


def test_what_was_uploaded_to_an_earlier_server_is_not_taken(desk: Desk, received: Path) -> None:
    with opened(desk) as first:
        path = upload(first, "ferry.txt", b"The ferry to Bergen leaves at 6.40.")
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text(SECRET, encoding="utf-8")
    with opened(desk) as second:
        assert send_file(second, file_data(path)).startswith("403")


@pytest.mark.parametrize("root", ["/assistant", "https://example.org/assistant"])
def test_the_same_holds_behind_a_proxy(desk: Desk, received: Path, secret: Path, root: str) -> None:
    with opened(desk, Access.of("127.0.0.1", 7860, token=TOKEN, root=root)) as client:
        assert send_file(client, file_data(str(secret))).startswith("403")
        path = upload(client, "ferry.txt", b"The ferry to Bergen leaves at 6.40.")
        assert "1 added" in send_file(client, file_data(path))


def test_a_path_that_stands_twice_in_an_event_is_the_one_that_is_looked_at(
    client: TestClient, secret: Path
) -> None:
    path = upload(client, "ferry.txt", b"The ferry to Bergen leaves at 6.40.")
    event = taking_files(client)
    meta = '"meta": {"_type": "gradio.FileData"}'
    for first, second in ((path, str(secret)), (str(secret), path)):
        named = f'{{"path": {json.dumps(first)}, "path": {json.dumps(second)}, {meta}}}'
        data = ", ".join(f"[{named}]" if is_file else '"mine"' for is_file in event["slots"])
        body = f'{{"data": [{data}], "fn_index": {event["id"]}, "session_hash": "tab"}}'
        answer = client.post(
            "/gradio_api/queue/join",
            content=body,
            headers={"content-type": "application/json"},
        )
        if answer.status_code == 200:
            told = client.get("/gradio_api/queue/data", params={"session_hash": "tab"}).text
            assert "1 added" in told
            assert second == path
            assert "secret" not in told
        else:
            assert answer.status_code == 403


def test_routes_that_the_page_does_not_use_are_closed(client: TestClient, secret: Path) -> None:
    for method, path in (
        ("GET", f"/gradio_api/file={secret}"),
        ("GET", "/gradio_api/file=http://127.0.0.1:1/x"),
        ("GET", f"/gradio_api/file/{secret}"),
        ("GET", "/gradio_api/proxy=http://127.0.0.1:1/x"),
        ("GET", "/gradio_api/deep_link?session_hash=tab"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/stream/1"),
        ("POST", "/login"),
        ("PUT", "/gradio_api/upload"),
    ):
        answer = client.request(method, path)
        assert answer.status_code == 404, path
        assert SECRET not in answer.text


def test_an_event_that_is_none_is_refused(client: TestClient) -> None:
    for body, status in (
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (b'"' + b"a" * MOST_BYTES + b'"', 413),
    ):
        answer = client.post(
            "/gradio_api/queue/join", content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code == status


def test_what_nobody_takes_is_thrown_away(client: TestClient, received: Path) -> None:
    left = received / "tmp-half-received"
    left.write_bytes(b"half")
    fresh = Path(upload(client, "a.txt", b"one"))
    assert left.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.ui.uploads.ABANDONED_SECONDS", -1)
        last = Path(upload(client, "b.txt", b"two"))
    assert not left.exists()
    assert not fresh.exists()
    assert last.exists()


# ── Other sites, odd requests ───────────────────────────────────────────────────────────────


def test_no_other_origin_is_let_in(client: TestClient) -> None:
    paths = ("/", "/config", "/gradio_api/info", "/conversation/default/1.md")
    origins = ("http://localhost:3000", "http://127.0.0.1:7861", "http://evil.example", "null")
    for path, method, origin in product(paths, ("GET", "OPTIONS"), origins):
        asked = {"origin": origin, "access-control-request-method": "GET"}
        answer = client.request(method, path, headers=asked)
        assert answer.status_code == 403
        assert not any(name.startswith("access-control") for name in answer.headers)
    own = client.get("/config", headers={"origin": "http://127.0.0.1:7860"})
    assert own.status_code == 200
    assert not any(name.startswith("access-control") for name in own.headers)


def test_numbers_that_name_nothing_are_no_failure(client: TestClient) -> None:
    for path, status in (
        ("/conversation/default/99999999999999999999999.json", 422),
        (f"/conversation/default/{2**63}.md", 422),
        (f"/conversation/default/{2**63 - 1}.md", 404),
        ("/conversation/default/-1.md", 422),
        ("/conversation/nowhere/1.md", 404),
        (f"/document/{'x' * 5000}/a", 404),
    ):
        assert client.get(path).status_code == status, path


def ask_api(client: TestClient, question: str) -> str:
    body = {"data": [question, "", "", "", "", ""]}
    event = client.post("/gradio_api/call/chat", json=body).json()["event_id"]
    return client.get(f"/gradio_api/call/chat/{event}").text


def test_a_question_has_a_length(client: TestClient) -> None:
    assert '"answered"' in ask_api(client, QUESTION)
    told = ask_api(client, "why " * 250_000)
    assert f"at most {MOST_CHARACTERS:,} are read" in told


# ── What is kept of a session ───────────────────────────────────────────────────────────────


def sessions_kept() -> int:
    """How many sessions the process has in memory."""
    gc.collect()
    return sum(type(item).__name__ == "SessionState" for item in gc.get_objects())


async def _visit(app: Any, session: str, body: bytes) -> None:
    """Open the page, let it load, and close it."""
    closed, alive = asyncio.Event(), asyncio.Event()

    async def until_closed() -> MutableMapping[str, Any]:
        await closed.wait()
        return {"type": "http.disconnect"}

    async def heard(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            alive.set()

    async def sent() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body}

    statuses: list[int] = []

    async def answered(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    common = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "query_string": b"",
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 7860),
    }
    headers = [(b"host", b"127.0.0.1:7860"), (b"content-type", b"application/json")]
    heartbeat = {"method": "GET", "path": f"/gradio_api/heartbeat/{session}", "headers": headers}
    load = {"method": "POST", "path": "/gradio_api/run/predict", "headers": headers}
    page = asyncio.create_task(app({**common, **heartbeat}, until_closed, heard))
    await alive.wait()
    await app({**common, **load}, sent, answered)
    assert statuses == [200]
    closed.set()
    await page


def test_sessions_that_have_ended_are_forgotten(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.ui.sessions.KEPT", 4)
    (load,) = [event for event in events(client) if any(t[1] == "load" for t in event["targets"])]
    assert client.portal is not None
    before, kept = sessions_kept(), [None, "", ""]  # in the browser, its address, a draft
    for number in range(12):
        body = {"data": kept, "fn_index": load["id"], "session_hash": f"closed{number}"}
        client.portal.call(_visit, client.app, f"closed{number}", json.dumps(body).encode())
    assert sessions_kept() - before <= 5
    for number in range(12):  # a script's, which never says that it is open
        body = {"data": kept, "fn_index": load["id"], "session_hash": f"script{number}"}
        assert client.post("/gradio_api/run/predict", json=body).status_code == 200
    assert sessions_kept() - before <= 5


def test_what_is_taken_away_has_the_name_that_was_given(desk: Desk) -> None:
    conversation = ask(desk, QUESTION)[-1].conversation or 0
    desk.history("default").rename(conversation, "Bridges of cafés")
    with opened(desk) as client:
        answer = client.get(f"/conversation/default/{conversation}.md")
    assert answer.text.startswith("# Bridges of cafés\n")
    assert f"## {QUESTION}" in answer.text
    assert 'filename="Bridges-of-cafes.md"' in answer.headers["content-disposition"]


def test_an_idle_page_seldom_looks_for_events(
    desk: Desk, received: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gradio's own queue wakes a thousand times a second."""
    paused: list[float] = []
    sleep = asyncio.sleep

    async def recorded(delay: float, result: object = None) -> object:
        paused.append(delay)
        return await sleep(delay, result)

    monkeypatch.setattr("asyncio.sleep", recorded)
    with opened(desk):
        time.sleep(0.2)
    assert QUEUE_LOOK_SECONDS in paused, "the queue has looked"
    assert not {delay for delay in paused if 0 < delay < QUEUE_LOOK_SECONDS}
