"""Who holds a connection without asking anything, and how many there may be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from unittest.mock import Mock

import pytest
import uvicorn
from uvicorn.server import ServerState

from assistant.serving import connections, listening
from assistant.serving.access import Access
from assistant.serving.bodies import Message, Receive, Send, whole_body
from assistant.serving.connections import (
    BACKLOG,
    LEAST_BYTES,
    SECONDS,
    Connection,
    most_connections,
)

HEAD = b"POST / HTTP/1.1\r\nHost: here\r\n"
LONG = HEAD + b"Content-Length: 9999999\r\n\r\n"


class Clock:
    """Stands in for the loop of a connection: time passes where a test says so."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._now = 0.0
        self._timers: list[asyncio.TimerHandle] = []

    def call_later(self, delay: float, call: Callable[..., None]) -> asyncio.TimerHandle:
        self._timers.append(asyncio.TimerHandle(self._now + delay, call, (), self._loop))
        return self._timers[-1]

    def create_task(self, task: Coroutine[Any, Any, None], **given: Any) -> asyncio.Task[None]:
        return self._loop.create_task(task, **given)

    async def passes(self, seconds: float) -> None:
        self._now += seconds
        due = [timer for timer in self._timers if timer.when() <= self._now]
        for timer in due:
            self._timers.remove(timer)
            if not timer.cancelled():
                timer._run()
        for _ in range(20):  # what waits for no time goes on
            await asyncio.sleep(0)


class Client:
    """A connection as its client sees it."""

    def __init__(self, state: ServerState | None = None) -> None:
        self.clock = Clock()
        self.may_answer = asyncio.Event()
        self.transport = Mock(asyncio.Transport, get_extra_info=Mock(return_value=None))
        self.transport.is_closing.return_value = False
        config = uvicorn.Config(self._answer, interface="asgi3", lifespan="off", log_config=None)
        loop: Any = self.clock
        self._connection = Connection(config, state or ServerState(), {}, loop)
        self._connection.connection_made(self.transport)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        await whole_body(receive, 100_000_000)
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def sends(self, data: bytes) -> None:
        if data:
            self._connection.data_received(data)
        await self.clock.passes(0)

    @property
    def is_cut_off(self) -> bool:
        return bool(self.transport.abort.called)

    @property
    def is_answered(self) -> bool:
        written = b"".join(call.args[0] for call in self.transport.write.call_args_list)
        return b"HTTP/1.1 204" in written


@pytest.mark.parametrize(
    "sent",
    [b"", HEAD, HEAD + b"Content-Length: 9\r\n\r\n", HEAD + b"Content-Length: 9\r\n\r\nabc"],
    ids=["nothing", "half a head", "no body", "half a body"],
)
def test_what_does_not_become_whole_is_cut_off(sent: bytes) -> None:
    async def hold() -> None:
        client = Client()
        await client.sends(sent)
        await client.clock.passes(SECONDS - 1)
        assert not client.is_cut_off
        await client.clock.passes(1)
        assert client.is_cut_off

    asyncio.run(hold())


@pytest.mark.parametrize("begun", [HEAD + b"X-Slow: ", LONG], ids=["head", "body"])
def test_a_byte_now_and_then_is_not_enough(begun: bytes) -> None:
    async def trickle() -> None:
        client = Client()
        await client.sends(begun)
        for _ in range(int(SECONDS)):
            assert not client.is_cut_off
            await client.sends(b"a")
            await client.clock.passes(1)
        assert client.is_cut_off

    asyncio.run(trickle())


def test_each_request_of_a_connection_has_to_become_whole() -> None:
    async def twice() -> None:
        client = Client()
        client.may_answer.set()
        await client.sends(HEAD + b"Content-Length: 2\r\n\r\nab")
        assert client.is_answered
        await client.sends(HEAD)
        await client.clock.passes(SECONDS)
        assert client.is_cut_off

    asyncio.run(twice())


def test_a_body_that_flows_is_taken_and_an_answer_waited_for_however_long_it_takes() -> None:
    async def upload() -> None:
        client = Client()
        length = 100 * LEAST_BYTES
        await client.sends(HEAD + f"Content-Length: {length}\r\n\r\n".encode())
        for _ in range(100):
            await client.clock.passes(SECONDS - 1)
            await client.sends(b"a" * LEAST_BYTES)
        await client.clock.passes(100 * SECONDS)
        assert not client.is_answered
        client.may_answer.set()
        await client.clock.passes(0)
        assert client.is_answered
        assert not client.is_cut_off

    asyncio.run(upload())


def test_one_connection_too_many_is_cut_off_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: 2)

    async def three() -> list[bool]:
        state = ServerState()
        return [Client(state).is_cut_off for _ in range(3)]

    assert asyncio.run(three()) == [False, False, True]


def test_there_are_fewer_connections_than_descriptors() -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = 600 if soft == resource.RLIM_INFINITY else min(soft, 600)
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, hard))
    try:
        assert most_connections() + 4 * BACKLOG < few
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert most_connections() <= connections.MOST


@pytest.mark.enable_socket
def test_a_server_has_such_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[uvicorn.Config] = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda server, **_: seen.append(server.config))
    access = Access(port=0)
    application = Mock()
    with listening.listening(access) as opened:
        listening.run(application, opened, access, lambda _: None)
    assert seen[0].http is Connection
    assert seen[0].backlog == BACKLOG
