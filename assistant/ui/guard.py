"""Every request passes here, whatever it is for: the page, its API, uploads, documents, exports."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, quote

from assistant.errors import ServerEnding
from assistant.serving.access import COOKIE, Access
from assistant.serving.admission import Refused, refusal_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_NONCE_PLACE = re.compile(rb"<script(?=[\s>])")
_MANIFEST = b'<link rel="manifest" href="/manifest.json" />'
_ICON = b'<link rel="icon" href="icon.svg">'
"""Gradio names a manifest outside any prefix, and no icon, which browsers then look for there."""


class Guard:
    """ASGI middleware: admits or refuses each request, and says what the browser may load.

    Who is admitted is said in `serving.admission`. What stands behind never sees an `Origin`, so
    that it admits none by headers of its own. The content-security policy lets scripts run from
    this server only, and inline ones only with the nonce of this very response. Gradio compiles
    its templates: `unsafe-eval`.

    Behind a reverse proxy there is a secret, so that a foreign name leads nowhere. The proxy's own
    name is the origin of its pages, and its prefix is taken off here, if the proxy left it.

    Args:
        app: what stands behind.
        access: where the server listens, and for whom.
        end: stops what is under way, once the server is about to end.
    """

    def __init__(self, app: App, access: Access, end: Callable[[], None] = lambda: None) -> None:
        self._app = app
        self.end = end
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
        refused = refusal_of(self._access, headers, query)
        if refused is not None:
            await _plain(send, refused)
            return
        inside = self._access.inside(scope["path"])
        token = parse_qs(query).get("token", [""])[0]
        if scope["method"] == "GET" and (not inside or (self._access.token and token)):
            await _redirect(send, self._access, inside, token)
            return
        scope["path"] = inside
        # The nonce goes into a page that is not compressed; the origin is the page's own by now.
        dropped = {b"accept-encoding", b"origin"}
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in dropped]
        sealed = _Sealed(send, is_page=inside == "/")
        try:
            await self._app(scope, receive, sealed)
        except asyncio.CancelledError:  # the server ends, and this took too long
            if sealed.has_begun:
                await sealed.end()
            else:
                await _plain(send, Refused(503, ServerEnding().message))


class _Sealed:
    """Sends a response with the security headers; the scripts of the page itself get its nonce."""

    def __init__(self, send: Send, *, is_page: bool) -> None:
        self._send = send
        self._is_page = is_page
        self._nonce = secrets.token_urlsafe(16)
        self._start: MutableMapping[str, Any] | None = None
        self._page: list[bytes] = []
        self._goes_on = False
        self.has_begun = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            kept = [
                (name, value)
                for name, value in message.get("headers", [])
                if name.lower() != b"content-security-policy"
            ]
            own = dict(kept)
            message["headers"] = kept + _security(self._nonce)
            if self._is_page and own.get(b"content-type", b"").startswith(b"text/html"):
                self._start = message
                return
        elif self._start is not None:
            self._page.append(message.get("body", b""))
            if message.get("more_body"):
                return
            page = b"".join(self._page).replace(_MANIFEST, _ICON)
            body = _NONCE_PLACE.sub(b'<script nonce="' + self._nonce.encode() + b'"', page)
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
        """End a response that would have gone on."""
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
        (b"cross-origin-resource-policy", b"same-origin"),
    ]


async def _plain(send: Send, refused: Refused) -> None:
    kind = (b"content-type", b"text/plain; charset=utf-8")
    headers = [kind, *refused.headers]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{refused.message}\n".encode()})


async def _redirect(send: Send, access: Access, path: str, token: str) -> None:
    """To the same place as its address should be: below the prefix, with the token in a cookie."""
    place = access.prefix + quote("/" + path.lstrip("/\\"))
    headers = [(b"location", place.encode())]
    if access.token and token:
        secure = "; Secure" if access.root.startswith("https:") else ""
        cookie = f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path={access.prefix or '/'}{secure}"
        headers.append((b"set-cookie", cookie.encode()))
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
