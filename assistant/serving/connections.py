"""Connections of clients: whoever holds one without asking loses it, and there are only so many.

Each connection takes a descriptor of the process. Without any left, the server could open neither
a further connection nor a file.
"""

from __future__ import annotations

import asyncio

from h11 import IDLE, SEND_BODY
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 1_000
"""Connections at the same time, where the process may have many descriptors."""

BACKLOG = 16
"""Connections that wait to be taken. So many are taken at a time, and one too many is closed a few
turns of the loop later: for a moment, some more than `most_connections` are open."""

SECONDS = 30.0
"""A head has to be whole after these, and of a body there has to be more, or its end."""

LEAST_BYTES = 16_384
"""So much more of a body is enough."""


def most_connections() -> int:
    """At most half of the descriptors: files, models and processes need the others."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return MOST
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, soft // 2)


class Connection(H11Protocol):
    """One connection. Nothing limits how long a whole request is answered, or what it is told."""

    _deadline: asyncio.TimerHandle | None = None
    _received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > most_connections():
            transport.abort()
        else:
            self._expect(SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        was_head = self.conn.their_state is IDLE
        super().data_received(data)
        if self.conn.their_state is SEND_BODY:
            self._received += len(data)
            if was_head or self._received >= LEAST_BYTES:
                self._expect(SECONDS)
        elif self.conn.their_state is not IDLE:
            self._expect(None)
        elif self._deadline is None or not was_head:
            self._expect(SECONDS)

    def _expect(self, seconds: float | None) -> None:
        """Close the connection then, unless more has come before; None: nothing is awaited."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline, self._received = None, 0
        if seconds is not None:
            self._deadline = self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        if self.flow.read_paused:  # it is not the client that is slow
            self._expect(SECONDS)
        else:
            self.transport.abort()
