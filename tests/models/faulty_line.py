"""A TCP proxy on this machine whose line is as slow, cut or garbled as a test says."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

Fault = Callable[[Iterator[bytes]], Iterator[bytes]]
"""What of a response's bytes comes out at the other end; where it ends, the line is cut."""


class Line(ThreadingTCPServer):
    """Passes everything on to a server, and what it answers back.

    Attributes:
        faults: what happens on the next connections, one after the other.
        connections: how many there were.
        resets: whether a cut line is reset, instead of closed in good order.
    """

    daemon_threads = True

    def __init__(self, to: str) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.to = (urlsplit(to).hostname, urlsplit(to).port)
        self.faults: list[Fault] = []
        self.connections = 0
        self.resets = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Connection(BaseRequestHandler):
    server: Line
    request: socket.socket

    def handle(self) -> None:
        line = self.server
        line.connections += 1
        fault = line.faults.pop(0) if line.faults else iter
        with socket.create_connection(line.to) as behind:
            threading.Thread(target=_pass_on, args=(self.request, behind), daemon=True).start()
            try:
                for some in fault(_received(behind)):
                    self.request.sendall(some)
            except OSError:
                return  # one of the two sides has hung up
        if line.resets:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.shutdown(socket.SHUT_RD)  # else who waits to receive keeps it open
            self.request.close()


def _pass_on(asking: socket.socket, behind: socket.socket) -> None:
    try:
        for some in _received(asking):
            behind.sendall(some)
    except OSError:
        return


def _received(end: socket.socket) -> Iterator[bytes]:
    while some := end.recv(1 << 16):
        yield some


def slow(seconds: float, most: int = 64) -> Fault:
    """A few bytes at a time, and a pause before each."""

    def passed(response: Iterator[bytes]) -> Iterator[bytes]:
        for some in response:
            for start in range(0, len(some), most):
                time.sleep(seconds)
                yield some[start : start + most]

    return passed


def cut(after: int) -> Fault:
    """Only the first bytes."""

    def passed(response: Iterator[bytes]) -> Iterator[bytes]:
        left = after
        while left > 0 and (some := next(response, b"")):
            yield some[:left]
            left -= len(some)

    return passed


def garbled(change: Callable[[bytes], bytes]) -> Fault:
    """Other bytes."""
    return lambda response: map(change, response)


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    """A line to the server at `url` until the block ends."""
    with Line(url) as line:
        thread = threading.Thread(target=line.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield line
        line.shutdown()
        thread.join()
