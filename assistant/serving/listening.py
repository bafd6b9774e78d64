"""A socket that listens, and the server on it until the process is interrupted."""

from __future__ import annotations

import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, Protocol

from assistant.errors import ConfigError
from assistant.serving.access import Access
from assistant.serving.bodies import Message, Receive, Send


class Application(Protocol):
    """An ASGI application that can be told that its server is about to end."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None: ...

    def end(self) -> None:
        """Stop what is under way, so that the responses to it end; waits for nothing."""


@contextmanager
def listening(access: Access) -> Iterator[socket.socket]:
    """A socket that listens; taken ports are said before anything is loaded."""
    family = socket.AF_INET6 if ":" in access.host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) only on connections of a socket that is named TCP. Else
    # the body of a kept connection's response waits until the browser has confirmed the head.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((access.host.strip("[]"), access.port))
        except OSError as error:
            raise ConfigError(
                f"The server cannot listen on {access.host}:{access.port} ({error.strerror}).",
                "Choose another port with --port, 0 for any free one.",
            ) from error
        yield opened


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl-C does, so that everything around it is cleaned up.

    The server itself ends in good order on either, and then lets the signal come again.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_no_closing(record: logging.LogRecord) -> bool:
    """What does not end in time is cut off; there is nothing to tell of that."""
    return "timeout graceful shutdown exceeded" not in record.getMessage()


def run(
    application: Application,
    opened: socket.socket,
    access: Access,
    on_ready: Callable[[str], None],
) -> None:
    """Serve an application on a socket until the process is interrupted.

    What is under way then is stopped first, and has two seconds to end its responses. A second
    signal changes nothing.

    Args:
        application: what is served.
        opened: from `listening`.
        access: where that is.
        on_ready: called with the address, once it may be connected to.
    """
    import uvicorn

    from assistant.serving.connections import BACKLOG, Connection

    ended_by: list[int] = []

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            if not ended_by:  # else it would leave out what the application does at its end
                ended_by.append(sig)
                super().handle_exit(sig, frame)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            application.end()
            await super().shutdown(sockets)

    opened.listen(BACKLOG)
    on_ready(access.address(opened.getsockname()[1]))
    logging.getLogger("uvicorn.error").addFilter(_is_no_closing)
    config = uvicorn.Config(
        application,
        http=Connection,
        backlog=BACKLOG,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    Server(config).run(sockets=[opened])
    # uvicorn lets the signal come again; what that raises is lost if it comes upon a finaliser.
    if signal.SIGINT in ended_by:
        raise KeyboardInterrupt
    if ended_by:
        raise SystemExit(128 + ended_by[0])
