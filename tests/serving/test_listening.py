"""How a server ends."""

from __future__ import annotations

import signal
import socket

import pytest
import uvicorn

from assistant.serving.access import Access
from assistant.serving.bodies import Message, Receive, Send
from assistant.serving.listening import run

pytestmark = pytest.mark.enable_socket


class Nothing:
    """An application that answers nothing."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        raise NotImplementedError

    def end(self) -> None:
        """Nothing is under way."""


@pytest.mark.parametrize(
    ("numbers", "raised"),
    [
        ([signal.SIGINT], KeyboardInterrupt),
        ([signal.SIGTERM], SystemExit),
        ([signal.SIGTERM, signal.SIGINT], SystemExit),
    ],
)
def test_a_signal_ends_the_program_where_what_it_raises_at_the_end_is_lost(
    numbers: list[int], raised: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        for number in numbers:
            server.handle_exit(number, None)
        assert (server.should_exit, server.force_exit) == (True, False)

    monkeypatch.setattr(uvicorn.Server, "run", told)
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        with pytest.raises(raised) as ended:
            run(Nothing(), opened, Access(port=0), lambda _: None)
    if isinstance(ended.value, SystemExit):
        assert ended.value.code == 128 + signal.SIGTERM


def test_a_server_that_no_signal_ends_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        run(Nothing(), opened, Access(port=0), lambda _: None)
