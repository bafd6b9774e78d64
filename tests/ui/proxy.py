"""A small reverse proxy on this machine: it shows the page under another name, below a prefix."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PREFIX = "/assistant"
_HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive"}


@dataclass
class Proxy:
    """A proxy that listens, and how it speaks to the server behind it.

    Attributes:
        server_port: of the server behind it.
        keeps_prefix: whether it hands the prefix on.
        host: `kept` hands on the name that the browser asked for, `told` says it in
            X-Forwarded-Host, `hidden` says it nowhere.
        elsewhere: paths that were asked for outside the prefix.
    """

    port: int
    server_port: int
    keeps_prefix: bool
    host: str
    elsewhere: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The page as a browser finds it: by a name that the server behind does not have."""
        return f"http://localhost:{self.port}{PREFIX}/"

    def headers(self, given: Message) -> dict[str, str]:
        """The headers of a request as they are handed on."""
        handed = {name: value for name, value in given.items() if name.lower() not in _HOP_BY_HOP}
        name = handed.pop("Host", "")
        handed["Host"] = name if self.host == "kept" else f"127.0.0.1:{self.server_port}"
        if self.host == "told":
            handed["X-Forwarded-Host"] = name
        return handed


@contextmanager
def reverse_proxy(server_port: int, *, keeps_prefix: bool, host: str) -> Iterator[Proxy]:
    """Listen on a free port of loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix(PREFIX)
            if path == self.path:
                proxy.elsewhere.append(self.path)
                self.send_error(404)
                return
            behind = http.client.HTTPConnection("127.0.0.1", proxy.server_port)
            length = int(self.headers.get("content-length", 0))
            behind.request(
                self.command,
                self.path if proxy.keeps_prefix else path or "/",
                self.rfile.read(length) if length else None,
                proxy.headers(self.headers),
            )
            try:
                self._hand_back(behind.getresponse())
            except BrokenPipeError:  # the browser has left
                return
            finally:
                behind.close()

        do_POST = do_GET

        def _hand_back(self, answer: http.client.HTTPResponse) -> None:
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP_BY_HOP:
                    self.send_header(name, value)
            self.end_headers()
            while block := answer.read1(65536):
                self.wfile.write(block)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy = Proxy(server.server_port, server_port, keeps_prefix, host)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
