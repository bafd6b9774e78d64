"""Who may use the page: this machine only, unless a password or a token says otherwise.

Every request passes `Guard`, whatever it is for: the page, its API, uploads, documents, exports.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import ipaddress
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from assistant.errors import ConfigError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "assistant-token"
LEAST_SECRET = 8
"""Characters that a password or token must have at least."""

_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{LEAST_SECRET},}}")
_NONCE_PLACE = re.compile(rb"<script(?=[\s>])")


@dataclass(frozen=True, slots=True)
class Access:
    """Where the page listens, and what a request has to show.

    Attributes:
        host: a host name or address.
        port: 0 is any free one.
        user, password: for the browser's own password prompt (HTTP Basic).
        token: in the link that opens the page, or as `Authorization: Bearer`.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    user: str = ""
    password: str = ""
    token: str = ""

    @classmethod
    def of(cls, host: str, port: int, auth: str = "", token: str = "") -> Access:
        """Access as the command line gives it: `auth` is USER:PASSWORD.

        Raises:
            ConfigError: it would listen beyond this machine for anybody, or a secret is short.
        """
        user, colon, password = auth.partition(":")
        if auth and not (colon and user and len(password) >= LEAST_SECRET):
            raise ConfigError(
                "--auth is not USER:PASSWORD.",
                f"Give both, the password with {LEAST_SECRET} characters or more.",
            )
        if token and not _TOKEN.fullmatch(token):
            raise ConfigError(
                "This cannot be a token.",
                f"Use {LEAST_SECRET} letters, digits, - or _, or more of them.",
            )
        access = cls(host, port, user, password, token)
        if not access.is_local and not access.is_protected:
            raise ConfigError(
                f"Listening on {host} would show your documents to everyone in the network.",
                "Add --auth USER:PASSWORD or --token TOKEN, or leave out --host.",
            )
        return access

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)

    @property
    def is_protected(self) -> bool:
        return bool(self.password or self.token)

    def address(self, port: int) -> str:
        """What to open in a browser, with the token if there is one."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{port}/" + (f"?token={self.token}" if self.token else "")

    def admits(self, headers: dict[str, str], query: str) -> bool:
        """Whether a request shows what is asked for."""
        if not self.is_protected:
            return True
        scheme, _, value = headers.get("authorization", "").partition(" ")
        given = [
            value.strip() if scheme.lower() == "bearer" else "",
            _cookie(headers.get("cookie", "")),
            *parse_qs(query).get("token", []),
        ]
        if self.token and any(_same(item, self.token) for item in given):
            return True
        return bool(
            self.password
            and scheme.lower() == "basic"
            and _same(_decoded(value), f"{self.user}:{self.password}")
        )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """ASGI middleware: admits or refuses each request, and says what the browser may load.

    A page that listens on loopback answers only to loopback names, so that no other site can
    reach it through a name of its own (DNS rebinding); and nothing may be posted from another
    origin. The content-security policy lets scripts run from this server only, and inline ones
    only with the nonce of this very response. Gradio compiles its templates: `unsafe-eval`.
    """

    def __init__(self, app: App, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        query = scope.get("query_string", b"").decode("latin-1")
        refused = self._refused(scope["method"], headers, query)
        if refused is not None:
            await _plain(send, *refused)
            return
        token = parse_qs(query).get("token", [""])[0]
        if self._access.token and token and scope["method"] == "GET":
            await _keep_token(send, scope["path"], token)
            return
        # The nonce goes into a page that is not compressed.
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        sealed = _Sealed(send)
        try:
            await self._app(scope, receive, sealed)
        except asyncio.CancelledError:  # the server ends while a page is open
            await sealed.end()

    def _refused(
        self, method: str, headers: dict[str, str], query: str
    ) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if self._access.is_local and not is_loopback(host):
            return 421, "This server answers to this machine only.", []
        origin = headers.get("origin")
        writes = method not in {"GET", "HEAD"}
        if writes and origin is not None and urlsplit(origin).netloc != headers.get("host", ""):
            return 403, "This request comes from another site.", []
        if self._access.admits(headers, query):
            return None
        ask = [(b"www-authenticate", b'Basic realm="assistant", charset="UTF-8"')]
        if self._access.password:
            return 401, "A user name and a password are needed.", ask
        return 401, "Open the link with the token that the server printed at its start.", []


class _Sealed:
    """Sends a response with the security headers; a page's own scripts get its nonce."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._nonce = secrets.token_urlsafe(16)
        self._start: MutableMapping[str, Any] | None = None
        self._page: list[bytes] = []
        self._goes_on = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            kept = [
                (name, value)
                for name, value in message.get("headers", [])
                if name.lower() != b"content-security-policy"
            ]
            own = dict(kept)
            message["headers"] = kept + _security(self._nonce)
            if own.get(b"content-type", b"").startswith(b"text/html"):
                self._start = message
                return
        elif self._start is not None:
            self._page.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = _NONCE_PLACE.sub(
                b'<script nonce="' + self._nonce.encode() + b'"', b"".join(self._page)
            )
            length = (b"content-length", str(len(body)).encode())
            self._start["headers"] = [
                header for header in self._start["headers"] if header[0] != b"content-length"
            ] + [length]
            await self._send(self._start)
            await self._send({"type": "http.response.body", "body": body})
            return
        self._goes_on = message.get("more_body", message["type"] == "http.response.start")
        await self._send(message)

    async def end(self) -> None:
        """End a response that would have gone on for as long as the page is open."""
        if self._goes_on:
            await self._send({"type": "http.response.body", "body": b""})


def policy(nonce: str) -> str:
    """The content-security policy of a page."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _security(nonce: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-security-policy", policy(nonce).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
    ]


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except ValueError:
        return ""


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


async def _plain(send: Send, status: int, message: str, headers: list[tuple[bytes, bytes]]) -> None:
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind, *headers]})
    await send({"type": "http.response.body", "body": f"{message}\n".encode()})


async def _keep_token(send: Send, path: str, token: str) -> None:
    """Keep the token in a cookie and take it out of the address."""
    cookie = f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/"
    place = quote("/" + path.lstrip("/\\"))
    headers = [(b"location", place.encode()), (b"set-cookie", cookie.encode())]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
