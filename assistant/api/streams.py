"""A request while it is worked on: its result, or the steps and then the answer as events.

Nothing unchecked is ever sent: until an answer is whole there are comments, which clients pass
over and which keep the connection; then it comes claim by claim.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.api.problems import problem, told
from assistant.api.work import Job
from assistant.errors import AssistantError

Result = TypeVar("Result")
LOG = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5.0
BUG = "This is a bug of the program; the server's log has the details."
DONE = "data: [DONE]\n\n"


class ClientGone(Exception):
    """Whoever asked has closed the connection."""


class Notices:
    """What the working thread tells the connection's own loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()

    def put(self, notice: str | None) -> None:
        """From any thread; None is the end."""
        self._loop.call_soon_threadsafe(self._queue.put_nowait, notice)

    async def comments(self) -> AsyncIterator[str]:
        """Each notice as a comment, and one now and then without any, until the end."""
        while True:
            try:
                notice = await asyncio.wait_for(self._queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                notice = "…"
            if notice is None:
                return
            yield f": {notice}\n\n"


async def result_of(job: Job[Result], request: Request) -> Result:
    """What comes of a job, which is stopped where nobody waits for it any more.

    Raises:
        ClientGone: the connection was closed before.
    """
    gone = asyncio.create_task(_until_gone(request.receive))
    done = asyncio.wrap_future(job.future)
    try:
        waited: set[asyncio.Future[Any]] = {gone, done}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if not done.done():
            raise ClientGone
        return done.result()
    finally:
        gone.cancel()
        job.stop()


class Events(StreamingResponse):
    """Comments while a job goes on, then its result in chunks, or why there is none.

    The job is stopped where nobody reads on, or never began to.

    Args:
        job: makes the result.
        notices: what the job tells meanwhile.
        chunks: cuts the result.
    """

    def __init__(
        self, job: Job[Any], notices: Notices, chunks: Callable[[Any], Iterator[dict[str, Any]]]
    ) -> None:
        super().__init__(_events(job, notices, chunks), media_type="text/event-stream")
        self._job = job

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._job.stop()


async def _events(
    job: Job[Result], notices: Notices, chunks: Callable[[Result], Iterator[dict[str, Any]]]
) -> AsyncIterator[str]:
    job.future.add_done_callback(lambda _: notices.put(None))
    async for comment in notices.comments():
        yield comment
    for data in _told(job.future, chunks):
        yield event(data)
    yield DONE


def _told(
    future: Future[Result], chunks: Callable[[Result], Iterator[dict[str, Any]]]
) -> Iterator[dict[str, Any]]:
    """The result in chunks; else why there is none, since the status is sent already."""
    error = future.exception()
    if error is None:
        yield from chunks(future.result())
    elif isinstance(error, AssistantError):
        yield told(error)
    else:
        LOG.error("in a stream", exc_info=error)
        yield problem(500, BUG, "bug")


def event(data: dict[str, Any]) -> str:
    """One event with JSON in it, which has no line break."""
    return f"data: {json.dumps(data)}\n\n"


async def _until_gone(receive: Callable[[], Awaitable[Any]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
