"""A small OpenAI-compatible server on this machine that does as a test says, also badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Handler"], None]


def event(text: str | None) -> str:
    """A line of a stream with a piece of the answer."""
    return f"data: {json.dumps({'choices': [{'index': 0, 'delta': {'content': text}}]})}"


class WritingServer(ThreadingHTTPServer):
    """Answers with `lines` and the end of a stream, and keeps the requests.

    Attributes:
        acts: what is done instead with the next requests, one after the other.
        models: what it offers.
        lists: what is done instead where it is asked for them.
        most: how many requests were under way at once at most.
        over: set when the test is over, so that nothing waits any longer.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.lines: list[str] = []
        self.acts: list[Act] = []
        self.models = ["m"]
        self.lists: Act | None = None
        self.requests: list[dict[str, Any]] = []
        self.authorizations: list[str | None] = []
        self.under_way = self.most = 0
        self.lock = threading.Lock()
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def writes(self, text: str) -> None:
        """Answer everything with this text, word by word."""
        self.lines = [event(f"{word} ") for word in text.split()[:-1]]
        self.lines += [event(text.split()[-1]), "data: [DONE]"]


class Handler(BaseHTTPRequestHandler):
    server: WritingServer

    def do_GET(self) -> None:
        if self.server.lists:
            return self.server.lists(self)
        self.start("application/json")
        body = {"data": [{"id": name} for name in self.server.models]}
        self.wfile.write(json.dumps(body).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        with server.lock:
            server.requests.append({"path": self.path, **json.loads(body)})
            server.authorizations.append(self.headers["Authorization"])
            server.under_way += 1
            server.most = max(server.most, server.under_way)
            act = server.acts.pop(0) if server.acts else answer_lines
        try:
            act(self)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the other side has hung up
        finally:
            with server.lock:
                server.under_way -= 1

    def start(self, kind: str = "text/event-stream", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def say(self, *lines: str) -> None:
        for line in lines:
            self.wfile.write(f"{line}\n".encode())
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        return


def answer_lines(handler: Handler) -> None:
    handler.start(status=handler.server.status)
    handler.say(*handler.server.lines)


def drop(handler: Handler) -> None:
    """Hang up without a word."""
    handler.close_connection = True


def refuse(status: int, *body: str) -> Act:
    def act(handler: Handler) -> None:
        handler.start("application/json" if body else "text/plain", status)
        handler.say(*body)

    return act


def page(handler: Handler) -> None:
    """A login page, as a proxy in between may send."""
    handler.start("text/html")
    handler.say("<!doctype html>", "<p>data: please log in</p>")


def redirect(url: str) -> Act:
    def act(handler: Handler) -> None:
        handler.send_response(302)
        handler.send_header("Location", url)
        handler.end_headers()

    return act


def die_after(*lines: str, cut: str = "") -> Act:
    """Begin an answer, and break off; `cut` is half of a line."""

    def act(handler: Handler) -> None:
        handler.start()
        handler.say(*lines)
        handler.wfile.write(cut.encode())

    return act


def die_in_the_head(handler: Handler) -> None:
    """Break off before it is said what would come."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nServer: any\r\nCont")


def garble(length: str) -> Act:
    """Begin an answer in chunks, and state a length that none has."""

    def act(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        begun = event("It ")
        handler.say(f"{len(begun) + 1:x}\r", begun, "\r", f"{length}\r", *handler.server.lines)

    return act


def be_silent(handler: Handler) -> None:
    """Take the request and say nothing, until the test is over."""
    handler.server.over.wait(60)


def drip(handler: Handler) -> None:
    """Write without an end."""
    handler.start()
    while not handler.server.over.wait(0.01):
        handler.say(event("and "))


@contextmanager
def writing_server() -> Iterator[WritingServer]:
    """A server that runs until the block ends."""
    with WritingServer() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.over.set()
        running.shutdown()
        thread.join()
