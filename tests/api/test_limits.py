"""Who is let in, how much is taken, and what a bug looks like."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.api.guard import MOST_BYTES
from assistant.api.problems import status_of
from assistant.api.requests import MOST_PARTS
from assistant.api.server import build_api
from assistant.api.service import Service
from assistant.api.streams import BUG
from assistant.errors import AssistantError, CollectionBusy, ModelMissing, ServerBusy
from assistant.serving.access import Access
from tests.api.conftest import BODY, CHAT, QUESTION, Open, visit

TOKEN = "a-token-for-tests"


# ── Who is let in ───────────────────────────────────────────────────────────────────────────


def test_without_the_token_nothing_is_answered(open_api: Open) -> None:
    client = open_api(Access(token=TOKEN))
    for method, path in (
        ("GET", "/"),
        ("GET", "/health"),
        ("GET", "/metrics"),
        ("GET", "/openapi.json"),
        ("GET", "/v1/documents"),
        ("POST", CHAT),
    ):
        refused = client.request(method, path, headers={"authorization": "Bearer another-token"})
        assert refused.status_code == 401, path
        assert refused.headers["www-authenticate"] == "Bearer"
        assert refused.json()["error"]["code"] == "invalid_api_key"
    page = client.get("/", params={"token": TOKEN}).text
    (link,) = re.findall(r'href="(openapi[^"]+)"', page)
    assert client.get(f"/{link}").status_code == 200
    admitted = client.get("/health", headers={"authorization": f"Bearer {TOKEN}"})
    assert admitted.status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "attacker.example:7860"}, 421),
        ({"origin": "http://127.0.0.1:7860"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
    ],
)
def test_no_other_site_is_answered(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    answer = client.post(CHAT, json=BODY, headers=headers)
    assert answer.status_code == status
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_behind_a_proxy_the_prefix_may_be_there(open_api: Open) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    client = open_api(Access.of("127.0.0.1", 7860, token=TOKEN, root="/assistant"))
    for path in ("/assistant/health", "/health"):
        assert client.get(path, headers=headers).status_code == 200


def test_behind_a_proxy_nothing_leads_out_of_the_prefix(open_api: Open) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    access = Access.of("127.0.0.1", 7860, token=TOKEN, root="https://example.org/assistant")
    client = open_api(access)
    for path in ("/assistant", "/assistant/", "/assistant/docs"):
        page = client.get(path, headers=headers, follow_redirects=False)
        assert page.status_code == 200, path
        assert 'href="/assistant/openapi.json"' in page.text
    astray = client.get("/assistant/v1/models/", headers=headers, follow_redirects=False)
    assert (astray.status_code, astray.headers.get("location")) == (404, None)


# ── How much is taken ───────────────────────────────────────────────────────────────────────


def sent(client: TestClient, path: str, body: object) -> Any:
    """The response to JSON in which halves of characters are escapes."""
    return client.post(path, content=json.dumps(body), headers={"content-type": "application/json"})


def hostile() -> dict[str, bytes]:
    """Bodies that no client sends by mistake."""
    deep = b'{"messages": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"

    def asking(text: str) -> bytes:
        return json.dumps({"messages": [{"role": "user", "content": text}]}).encode()

    return {
        "empty": b"",
        "no JSON": b"{",
        "no UTF-8": b'{"messages": "\xff\xfe"}',
        "deep": deep,
        "a list": b"[]",
        "a number": b"1e999",
        "a huge number": b'{"messages": [], "n": ' + b"9" * 10_000 + b"}",
        "NaN": b'{"messages": NaN}',
        "no messages": b'{"messages": []}',
        "many messages": json.dumps(
            {"messages": [{"role": "user", "content": "a"}] * 2_000}
        ).encode(),
        "unknown role": b'{"messages": [{"role": "root", "content": "a"}]}',
        "long": asking("why " * 100_000),
        "many parts": json.dumps(
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}] * 1_001}]}
        ).encode(),
        "many odd parts": json.dumps(
            {"messages": [{"role": "system", "content": [1] * 90}] * 900}
        ).encode(),
        "many unknown fields": json.dumps(
            {"assistant": {f"field{number}": 1 for number in range(9_000)}, "messages": []}
        ).encode(),
    }


@pytest.mark.parametrize("path", [CHAT, "/v1/summaries", "/v1/check"])
@pytest.mark.parametrize("name", hostile())
def test_a_hostile_body_is_one_sentence(client: TestClient, path: str, name: str) -> None:
    answer = client.post(
        path, content=hostile()[name], headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"message", "type", "code", "param"}
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert len(answer.content) < 1_000, "what was sent is not sent back"


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "when \x00 did it open?",
        "\ud800 when did it open?",
        "open\udfff",
        "\u202e\u2066?",
        "' OR 1=1; --",
        '" NEAR ( * ) AND',
        "%s %n {0} ${x}",
        "<|im_start|>system",
        "\U0001f600" * 500,
        "a" * 5_000,
        "？" * 1_000,
    ],
)
def test_odd_text_is_text(client: TestClient, text: str) -> None:
    for stream in (False, True):
        body = {"messages": [{"role": "user", "content": text}], "stream": stream}
        told = sent(client, CHAT, body)
        assert told.status_code == 200, told.text
        assert b"server_error" not in told.content
    titled = {"text": text, "title": text[:1_000], "focus": text[:100]}
    for path, longer in (
        ("/v1/summaries", titled),
        ("/v1/check", {"text": text, "against": text}),
    ):
        told = sent(client, path, longer)
        assert told.status_code == 200, told.text
    readable = text.encode("utf-8", "replace").decode()
    for path, name in (("/v1/search", "q"), ("/v1/documents", "source")):
        assert client.get(path, params={name: readable}).status_code in {200, 400}
    assert client.get("/v1/documents/%00%ff%2e%2e").status_code == 404


@pytest.mark.parametrize("stream", [False, True])
def test_halves_of_characters_are_replaced(client: TestClient, stream: bool) -> None:
    body = {"messages": [{"role": "user", "content": f"\ud800 {QUESTION}"}], "stream": stream}
    told = sent(client, CHAT, body)
    assert told.status_code == 200
    made = told.text.split("data: ")[-2] if stream else told.text
    assert json.loads(made)["assistant"]["question"] == f"\ufffd {QUESTION}"


def test_a_body_has_a_size_whatever_is_said_of_it(service: Service) -> None:
    received = 0

    async def endless() -> MutableMapping[str, Any]:
        nonlocal received
        received += 1_000_000
        return {"type": "http.request", "body": b" " * 1_000_000, "more_body": True}

    api = build_api(service, Access())
    for stated in (b"", b"2", b"9" * 30, b"nine"):
        received = 0
        status, body = asyncio.run(visit(api, endless, stated))
        assert status == 413
        assert f"{MOST_BYTES:,} bytes" in json.loads(body)["error"]["message"]
        assert received <= MOST_BYTES + 1_000_000


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        (CHAT, BODY | {"assistant": {"untill": "2000-01-01"}}, "did you mean `until`?"),
        (CHAT, BODY | {"assistant": {"Until": "2000-01-01"}}, "no field `Until`"),
        (CHAT, BODY | {"until": "2000-01-01"}, "`until` belongs into `assistant`"),
        (CHAT, BODY | {"assistant": {"until": 946684800}}, "write the day as 2024-05-31"),
        (CHAT, BODY | {"assistant": {"since": "0"}}, "write the day as 2024-05-31"),
        ("/v1/summaries", {"text": "It rained.", "word": 60}, "did you mean `words`?"),
        ("/v1/check", {"text": "a", "against": "b", "source": "*.txt"}, "no field `source`"),
        ("/v1/check", {"pairs": [{"text": "a", "against": "b", "day": 1}]}, "no field `day`"),
        ("/v1/search?q=bridge&sinse=2020-01-01", None, "did you mean `since`?"),
        ("/v1/documents?limits=1", None, "did you mean `limit`?"),
        ("/v1/documents?since=20240101", None, "write the day as 2024-05-31"),
        ("/v1/documents?since=2024-02-30", None, "Since: "),
        (f"{CHAT}?until=2000-01-01", BODY, "no parameter `until`"),
    ],
)
def test_a_filter_that_is_not_understood_is_refused(
    client: TestClient, path: str, body: object, said: str
) -> None:
    answer = client.get(path) if body is None else client.post(path, json=body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]["message"]


def test_what_openai_has_and_this_server_has_not_changes_nothing(client: TestClient) -> None:
    body: Any = BODY | {"top_p": 0.5, "tools": [], "store": False, "until": None}
    assert client.post(CHAT, json=body).status_code == 200


def test_the_sentence_of_a_failure_names_the_field_as_it_was_sent(client: TestClient) -> None:
    body: Any = {"messages": [{"role": "user", "content": [{"type": "text", "text": 1}]}]}
    told = client.post(CHAT, json=body).json()["error"]
    assert told["param"] == "messages.0.content.0.text"
    assert told["message"].startswith("Messages.0.content.0.text: ")
    many = {"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}] * 1_001}]}
    told = client.post(CHAT, json=many).json()["error"]
    assert told["message"].startswith(f"Messages.0.content: List should have at most {MOST_PARTS}")


def test_unknown_places_and_methods_are_json_too(client: TestClient) -> None:
    for method, path, status in (
        ("GET", "/nowhere", 404),
        ("GET", CHAT, 405),
        ("DELETE", "/v1/documents/a", 405),
        ("GET", "/v1/documents?limit=0", 400),
        ("GET", f"/v1/documents?offset={2**63}", 400),
        ("GET", "/v1/search", 400),
        ("GET", "/v1/search?q=a&since=yesterday", 400),
        ("GET", "/v1/search?q=a&model=nowhere", 404),
    ):
        answer = client.request(method, path)
        assert answer.status_code == status, path
        assert answer.json()["error"]["message"]


def test_each_failure_has_its_status() -> None:
    assert status_of(ServerBusy("")) == 503
    assert status_of(CollectionBusy("")) == 503
    assert status_of(ModelMissing("")) == 503
    assert status_of(AssistantError("")) == 500


# ── Bugs ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stream", [False, True])
def test_a_bug_is_one_sentence_and_a_traceback_in_the_log(
    service: Service,
    open_api: Open,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    stream: bool,
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(service, "ask", broken)
    with caplog.at_level(logging.ERROR, logger="assistant"):
        told = open_api().post(CHAT, json=BODY | {"stream": stream})
    assert told.status_code == (200 if stream else 500)
    assert BUG in told.text
    assert "secret detail" not in told.text
    (record,) = [one for one in caplog.records if one.name.startswith("assistant.api")]
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError
