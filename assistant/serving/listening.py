"""A socket that listens, and the server on it until the process is interrupted."""

from __future__ import annotations

import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from assistant.errors import ConfigError
from assistant.serving.access import Access


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
    """Open pages are let go at the end; there is nothing to tell of that."""
    return "timeout graceful shutdown exceeded" not in record.getMessage()


def run(
    server: Any, opened: socket.socket, access: Access, on_ready: Callable[[str], None]
) -> None:
    """Serve an ASGI application on a socket until the process is interrupted.

    Args:
        server: the application.
        opened: from `listening`.
        access: where that is.
        on_ready: called with the address, once it may be connected to.
    """
    import uvicorn

    opened.listen()
    on_ready(access.address(opened.getsockname()[1]))
    logging.getLogger("uvicorn.error").addFilter(_is_no_closing)
    config = uvicorn.Config(
        server, log_level="warning", access_log=False, timeout_graceful_shutdown=2
    )
    uvicorn.Server(config).run(sockets=[opened])
