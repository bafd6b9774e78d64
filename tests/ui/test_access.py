"""Who is admitted, and what a response tells the browser."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, MutableMapping
from types import MappingProxyType
from typing import Any

import pytest

from assistant.errors import ConfigError
from assistant.serving.access import Access
from assistant.ui.guard import App, Guard

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
    app: App = _page,
    given: Mapping[str, str] = MappingProxyType({}),
    **headers: str,
) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of one request through the guard."""
    sent: list[MutableMapping[str, Any]] = []
    named = {"host": "127.0.0.1:7860", **given, **headers}

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
    asyncio.run(Guard(app, access)(scope, receive, send))
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


@pytest.mark.parametrize(
    "host", ["[::1", "evil.com@127.0.0.1", "127.0.0.1/x", "127.0.0.1:x", "a b"]
)
def test_what_is_no_host_is_refused(host: str) -> None:
    assert request(Access(), host=host)[0] == 400
    access = Access.of("127.0.0.1", 7860, token="long-enough")
    assert request(access, given={"authorization": "Bearer long-enough"}, host=host)[0] == 400


@pytest.mark.parametrize(
    "origin", ["http://[", "[", "http://127.0.0.1:7861", "http://localhost:3000"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_nothing_is_shown_to_another_site(method: str, origin: str) -> None:
    assert request(Access(), method=method, origin=origin)[0] == 403


def test_what_stands_behind_sees_no_origin() -> None:
    """Else it would answer with who else may read, by rules of its own."""
    seen: list[bytes] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        seen.extend(name for name, _ in scope["headers"])
        await _page(scope, receive, send)

    assert request(Access(), origin="http://127.0.0.1:7860", app=page)[0] == 200
    assert b"host" in seen
    assert b"origin" not in seen


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


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["no-cors", "cors", "same-origin", "websocket"])
def test_nothing_is_part_of_another_sites_page(site: str, mode: str) -> None:
    given = {"sec-fetch-site": site, "sec-fetch-mode": mode}
    assert request(Access(), given=given)[0] == 403
    assert request(Access(), given=given | {"sec-fetch-mode": "navigate"})[0] == 200
    for own in ("same-origin", "none"):
        assert request(Access(), given=given | {"sec-fetch-site": own})[0] == 200


@pytest.mark.parametrize(
    "cookie",
    [
        "assistant-token=long-enough",
        'theme={"a":1}; assistant-token=long-enough',
        "session[id]=1; assistant-token=long-enough; a=b c",
        "flag;assistant-token=long-enough",
        "x=é; assistant-token=long-enough",
        "assistant-token=of-another; assistant-token=long-enough",
    ],
)
def test_cookies_of_other_programs_change_nothing(cookie: str) -> None:
    access = Access.of("127.0.0.1", 7860, token="long-enough")
    assert access.admits({"cookie": cookie}, "")
    assert not access.admits({"cookie": cookie.replace("assistant-token", "a-token")}, "")


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
    assert "frame-ancestors 'none'" in policy
    assert first["cross-origin-resource-policy"] == "same-origin"
    assert policy != second["content-security-policy"]
    assert int(first["content-length"]) == len(body)


def test_scripts_of_other_html_do_not_run() -> None:
    """What is served as HTML though nobody here wrote it has no nonce."""
    _, headers, body = request(Access(), path="/elsewhere")
    assert "<script" in body
    assert "nonce=" not in body
    assert "'unsafe-inline'" not in headers["content-security-policy"].split("style-src")[0]


# ── Behind a reverse proxy ──────────────────────────────────────────────────────────────────


def behind(root: str) -> Access:
    return Access.of("127.0.0.1", 7860, token="long-enough", root=root)


def own(**headers: str) -> dict[str, str]:
    return {"authorization": "Bearer long-enough", **headers}


@pytest.mark.parametrize(
    ("root", "prefix", "site"),
    [
        ("/assistant", "/assistant", ""),
        ("/a/b.c/", "/a/b.c", ""),
        ("https://example.org/assistant", "/assistant", "example.org"),
        ("http://example.org:8080/", "", "example.org:8080"),
        ("/", "", ""),
        ("", "", ""),
    ],
)
def test_where_a_proxy_shows_the_page(root: str, prefix: str, site: str) -> None:
    access = behind(root)
    assert (access.prefix, access.site) == (prefix, site)
    assert access.is_local == (not prefix and not site), "whoever reaches the proxy reaches it"


@pytest.mark.parametrize(
    "root", ["assistant", "ftp://x/y", "/a b", "//evil", "/a?b", '/"><script>']
)
def test_anything_else_is_no_such_place(root: str) -> None:
    with pytest.raises(ConfigError, match="where a proxy can show the page"):
        behind(root)


def test_behind_a_proxy_a_secret_is_needed() -> None:
    with pytest.raises(ConfigError, match="who reaches the proxy"):
        Access.of("127.0.0.1", 7860, root="/assistant")


def test_the_address_to_open_is_the_proxys_where_it_is_known() -> None:
    assert behind("https://a.org/x").address(80) == "https://a.org/x/?token=long-enough"
    assert behind("/x").address(80) == "http://127.0.0.1:80/x/?token=long-enough"


@pytest.mark.parametrize("path", ["/assistant/document/a", "/document/a"])
def test_the_prefix_may_be_there_or_taken_off(path: str) -> None:
    seen: list[str] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        await _page(scope, receive, send)

    assert request(behind("/assistant"), path=path, app=page, given=own())[0] == 200
    assert seen == ["/document/a"]


def test_the_bare_prefix_leads_to_the_page() -> None:
    status, headers, _ = request(behind("/assistant"), path="/assistant", given=own())
    assert (status, headers["location"]) == (303, "/assistant/")
    assert request(behind("/assistant"), path="/assistants", given=own())[0] == 200


def test_the_cookie_of_the_token_is_for_the_prefix() -> None:
    access = behind("https://example.org/assistant")
    status, headers, _ = request(access, path="/assistant/", query="token=long-enough")
    assert (status, headers["location"]) == (303, "/assistant/")
    assert "Path=/assistant; Secure" in headers["set-cookie"]
    _, headers, _ = request(access, path="//evil.example", query="token=long-enough")
    assert headers["location"] == "/assistant/evil.example"


@pytest.mark.parametrize(
    ("root", "headers", "status"),
    [
        ("https://example.org/x", {"origin": "https://example.org"}, 200),
        ("/x", {"origin": "https://example.org", "x-forwarded-host": "example.org, inner"}, 200),
        ("/x", {"origin": "https://example.org", "host": "example.org"}, 200),
        ("/x", {"origin": "https://example.org"}, 403),
        ("https://example.org/x", {"origin": "https://evil.example"}, 403),
        ("/x", {"origin": "null", "x-forwarded-host": ""}, 403),
        ("", {"origin": "https://example.org", "x-forwarded-host": "example.org"}, 403),
    ],
)
def test_only_the_proxys_own_pages_may_write(
    root: str, headers: dict[str, str], status: int
) -> None:
    assert request(behind(root), method="POST", given=own(**headers))[0] == status


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_prefix_that_stands_there_again_hides_no_path(times: int) -> None:
    """Gradio takes it off once more, behind the door that looks at the path."""
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        await _page(scope, receive, send)

    path = f"{'/assistant' * times}/gradio_api/file=/etc/passwd"
    request(behind("/assistant"), path=path, app=app, given=own())
    assert seen == ["/gradio_api/file=/etc/passwd"]
