"""Who is admitted, and what a response tells the browser."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import MutableMapping
from typing import Any

import pytest

from assistant.errors import ConfigError
from assistant.ui.access import Access, Guard

PAGE = b"<!doctype html><script>one()</script><script src='a.js'></script>"


async def _page(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(PAGE)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE})


def request(
    access: Access,
    *,
    method: str = "GET",
    path: str = "/",
    query: str = "",
    **headers: str,
) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of one request through the guard."""
    sent: list[MutableMapping[str, Any]] = []
    named = {"host": "127.0.0.1:7860", **headers}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    asyncio.run(Guard(_page, access)(scope, receive, send))
    start, *rest = sent
    got = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], got, b"".join(part.get("body", b"") for part in rest).decode()


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_beyond_this_machine_it_listens_only_with_a_secret(host: str) -> None:
    with pytest.raises(ConfigError, match="would show your documents"):
        Access.of(host, 7860)
    assert Access.of(host, 7860, auth="me:long enough").is_protected
    assert Access.of(host, 7860, token="long-enough").is_protected


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_on_this_machine_it_needs_none(host: str) -> None:
    assert not Access.of(host, 7860).is_protected


@pytest.mark.parametrize("auth", ["me", "me:", ":password1", "me:short"])
def test_half_a_password_is_refused(auth: str) -> None:
    with pytest.raises(ConfigError, match="--auth"):
        Access.of("127.0.0.1", 7860, auth=auth)


@pytest.mark.parametrize("token", ["short", "has space in it", "semi;colon;s"])
def test_a_token_is_long_and_plain(token: str) -> None:
    with pytest.raises(ConfigError, match="token"):
        Access.of("127.0.0.1", 7860, token=token)


def test_another_name_for_this_machine_is_refused() -> None:
    status, _, _ = request(Access(), host="attacker.example:7860")
    assert status == 421
    assert request(Access(), host="localhost:7860")[0] == 200
    assert request(Access(), host="[::1]:7860")[0] == 200


def test_nothing_is_posted_from_another_site() -> None:
    assert request(Access(), method="POST", origin="http://attacker.example")[0] == 403
    assert request(Access(), method="POST", origin="null")[0] == 403
    assert request(Access(), method="POST", origin="http://127.0.0.1:7860")[0] == 200


def test_a_password_is_asked_for() -> None:
    access = Access.of("127.0.0.1", 7860, auth="me:long enough")
    status, headers, body = request(access)
    assert status == 401
    assert headers["www-authenticate"].startswith("Basic")
    assert "<script" not in body
    assert request(access, authorization=basic("me", "wrong one!"))[0] == 401
    assert request(access, authorization="Basic %%%")[0] == 401
    assert request(access, authorization=basic("me", "long enough"))[0] == 200


def test_a_token_is_taken_from_link_header_or_cookie() -> None:
    access = Access.of("127.0.0.1", 7860, token="long-enough")
    assert request(access)[0] == 401
    assert request(access, query="token=long-enougH")[0] == 401
    assert request(access, authorization="Bearer long-enough")[0] == 200
    status, headers, _ = request(access, query="token=long-enough")
    assert status == 303
    assert headers["location"] == "/"
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=Strict" in headers["set-cookie"]
    assert request(access, cookie=headers["set-cookie"].split(";")[0])[0] == 200


def test_the_token_link_leads_nowhere_else() -> None:
    access = Access.of("127.0.0.1", 7860, token="long-enough")
    _, headers, _ = request(access, path="//attacker.example/x", query="token=long-enough")
    assert headers["location"] == "/attacker.example/x"


def test_an_open_stream_ends_with_the_server() -> None:
    """Whoever has a page open when the server ends leaves no traceback."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    async def stream(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"tick", "more_body": True})
        raise asyncio.CancelledError

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost")]}
    asyncio.run(Guard(stream, Access())(scope, receive, send))
    assert sent[-1] == {"type": "http.response.body", "body": b""}


def test_only_scripts_of_this_response_run() -> None:
    _, first, body = request(Access())
    _, second, _ = request(Access())
    policy = first["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    nonce = scripts.split("'nonce-")[1].split("'")[0]
    assert body.count(f'nonce="{nonce}"') == 2
    assert "unsafe-inline" not in scripts
    assert "connect-src 'self'" in policy
    assert policy != second["content-security-policy"]
    assert int(first["content-length"]) == len(body)
