"""Every request passes here: who may ask, how much may be sent, what it is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from assistant.api.metrics import Metrics
from assistant.api.problems import Json, problem, status_of, told
from assistant.errors import ServerEnding
from assistant.serving.access import Access
from assistant.serving.admission import Refused, refusal_of
from assistant.serving.bodies import App, Message, Receive, ReplayedBody, Send, whole_body

MOST_BYTES = 8_000_000
"""Of a body: two texts of a million characters, each with four bytes."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_SECURITY = (
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Guard:
    """ASGI middleware before the routes.

    Args:
        app: the routes.
        access: where the server listens, and for whom.
        metrics: are told of every response.
        end: stops what is under way, once the server is about to end.
    """

    def __init__(
        self, app: App, access: Access, metrics: Metrics, end: Callable[[], None] = lambda: None
    ) -> None:
        self._app = app
        self.end = end
        self._access = access
        self._metrics = metrics

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        started = time.monotonic()
        sealed = _Sealed(send)
        try:
            await self._answer(scope, receive, sealed)
        except asyncio.CancelledError:  # the server ends, and this took too long
            if not sealed.has_begun:
                ending = ServerEnding()
                await Json(told(ending), status_of(ending))(scope, receive, sealed)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", "other")
            self._metrics.request(method, route, sealed.status, time.monotonic() - started)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        query = scope.get("query_string", b"").decode("latin-1")
        refused = refusal_of(self._access, headers, query)
        if refused is not None:
            await _refuse(scope, receive, send, refused)
            return
        scope["path"] = self._access.inside(scope["path"]) or "/"
        body = await _body(receive, headers.get("content-length", ""))
        if body is None:
            too_long = Refused(413, f"A request has at most {MOST_BYTES:,} bytes.")
            await _refuse(scope, receive, send, too_long)
            return
        await self._app(scope, ReplayedBody(body, receive), send)


class _Sealed:
    """Sends a response with the security headers, and keeps its status."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            self.status = message["status"]
            message["headers"] = [*message.get("headers", []), *_SECURITY]
        await self._send(message)


async def _body(receive: Receive, stated: str) -> bytes | None:
    """The body of a request; None where it is too long, or whoever sends it has left."""
    if stated.isdecimal() and int(stated[:20]) > MOST_BYTES:
        return None
    return await whole_body(receive, MOST_BYTES)


async def _refuse(scope: Message, receive: Receive, send: Send, refused: Refused) -> None:
    message, headers = refused.message, dict(refused.headers)
    if refused.status == 401 and not headers:
        message = "A token is needed: send it as `Authorization: Bearer TOKEN`."
        headers = {b"www-authenticate": b"Bearer"}
    names = {name.decode(): value.decode() for name, value in headers.items()}
    code = "invalid_api_key" if refused.status == 401 else ""
    response = Json(problem(refused.status, message, code), refused.status, headers=names)
    await response(scope, receive, send)
