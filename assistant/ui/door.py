"""What reaches Gradio: the routes that the page uses, and no file that was not uploaded.

Gradio has routes for much that this page does not do: it fetches addresses, serves files of its
folder, takes recordings. And the paths of files in an event it believes, while it is mounted in
another application. So events are read here first, whichever of its routes they take.
"""

from __future__ import annotations

import json
import re

from assistant.serving.bodies import App, Message, Receive, ReplayedBody, Send, whole_body
from assistant.ui.sessions import Sessions
from assistant.ui.uploads import Uploads, named_files

MOST_BYTES = 2_000_000
"""Of the JSON of one event; a page sends some thousands."""

_API = "/gradio_api/"
_UPLOAD = f"{_API}upload"
_HEARTBEAT = f"{_API}heartbeat/"
_READ = re.compile(
    r"queue/(?:data|status)|upload_progress|heartbeat/[^/]+|call/(?:v2/)?[^/]+/[^/]+|info/?"
    r"|startup-events|theme\.css|user/?|app_id/?"
)
_WRITTEN = re.compile(r"queue/join|(?:run|api)/[^/]+/?|call/(?:v2/)?[^/]+/?|cancel|reset/?")


class Door:
    """ASGI middleware before the page and its API; behind the guard.

    Args:
        app: what stands behind.
        uploads: which files were received.
        sessions: hears which pages are open.
    """

    def __init__(self, app: App, uploads: Uploads, sessions: Sessions) -> None:
        self._app = app
        self._uploads = uploads
        self._sessions = sessions

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        path, method = scope["path"], scope["method"]
        inside = path.removeprefix(_API)
        if method in {"GET", "HEAD"}:
            if path.startswith(_API) and not _READ.fullmatch(inside):
                await _answer(send, 404, "There is nothing here.")
            elif path.startswith(_HEARTBEAT):
                with self._sessions.opened(path.removeprefix(_HEARTBEAT)):
                    await self._app(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        elif method == "POST" and path == _UPLOAD:
            self._uploads.clear_abandoned()
            await self._app(scope, receive, _Received(send, self._uploads))
        elif method == "POST" and path.startswith(_API) and _WRITTEN.fullmatch(inside):
            await self._event(scope, receive, send)
        else:
            await _answer(send, 404, "There is nothing here.")

    async def _event(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand on an event, if each file that it names was uploaded here."""
        body = await whole_body(receive, MOST_BYTES)
        if body is None:
            await _answer(send, 413, f"An event has at most {MOST_BYTES:,} bytes.")
            return
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            await _answer(send, 400, "This is no JSON.")
            return
        if not all(map(self._uploads.holds, named_files(data))):
            await _answer(send, 403, "An event names a file that was not uploaded here.")
            return
        # Written anew: what was looked at is what is read, also where a key came twice.
        checked = json.dumps(data).encode()
        length = (b"content-length", str(len(checked)).encode())
        kept = [pair for pair in scope["headers"] if pair[0] not in _FRAMING]
        handed = {**scope, "headers": [*kept, length]}
        await self._app(handed, ReplayedBody(checked, receive), send)
        self._sessions.end_old()


_FRAMING = {b"content-length", b"transfer-encoding"}


class _Received:
    """Sends the answer to an upload on, and tells which files it names."""

    def __init__(self, send: Send, uploads: Uploads) -> None:
        self._send = send
        self._uploads = uploads
        self._is_good = False
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_good = message["status"] == 200
        else:
            self._body += message.get("body", b"")
            if self._is_good and not message.get("more_body"):
                self._uploads.received(json.loads(self._body))
        await self._send(message)


async def _answer(send: Send, status: int, said: str) -> None:
    """JSON, as Gradio's own answers are, so that the page shows what is said."""
    body = json.dumps({"detail": said, "error": said}).encode()
    kind = (b"content-type", b"application/json")
    await send({"type": "http.response.start", "status": status, "headers": [kind]})
    await send({"type": "http.response.body", "body": body})
