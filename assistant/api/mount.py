"""The tools at `/mcp`, beside the routes of the API and behind the same guard."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import NoReturn

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.api.guard import MOST_BYTES
from assistant.api.metrics import Metrics
from assistant.api.service import Service, has_tools, tools_missing
from assistant.api.work import Work

PATH = "/mcp"

Running = Callable[[], AbstractAsyncContextManager[None]]


class _Named(Route):
    """A route that `guard` finds in the scope, as it finds those that FastAPI makes."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self
        await super().handle(scope, receive, send)


def mounted(service: Service, work: Work, metrics: Metrics) -> tuple[Route, Running]:
    """A route for the tools, and what has to go on while it is there.

    Only POST: nothing is told to a client that does not ask, so there is no stream to open and no
    session to end. Without the package, the route says what to install.

    Args:
        service: what answers.
        work: the threads.
        metrics: are told of every answer.
    """
    if not has_tools():
        return _Named(PATH, _absent, methods=["POST"], include_in_schema=False), nullcontext
    from assistant.api.tools import ToolsOverHttp

    tools = ToolsOverHttp(service, work, metrics.answer, MOST_BYTES)
    return _Named(PATH, tools, methods=["POST"], include_in_schema=False), tools.running


async def _absent(_: Request) -> NoReturn:
    raise tools_missing()
