"""The tools at /mcp of the API: the protocol's own client over a socket, and who is let in."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
import uvicorn
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

from assistant.api.guard import MOST_BYTES
from assistant.api.server import build_api
from assistant.api.service import Service
from assistant.api.tools import build_tools
from assistant.api.work import Work
from assistant.serving.access import Access
from assistant.serving.listening import listening
from tests.api.conftest import OPENED, QUESTION, Open, Slow
from tests.api.test_limits import hostile

TOKEN = "a-token-for-tests"
MODES = pytest.mark.parametrize("mode", ["auto", "legacy"])
"""A client of today, and one of before 2026, which shakes hands first."""

ACCEPTED = {"accept": "application/json, text/event-stream"}
TODAY = {"mcp-protocol-version": "2026-07-28"}


@asynccontextmanager
async def address_of(api: Any) -> AsyncIterator[str]:
    """Serves an application on a free port, at this address."""
    with listening(Access(port=0)) as opened:
        opened.listen()
        server = uvicorn.Server(uvicorn.Config(api, log_level="warning"))
        serving = asyncio.create_task(server.serve([opened]))
        try:
            yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@asynccontextmanager
async def client_of(api: Any, mode: str = "auto", **headers: str) -> AsyncIterator[Client]:
    """The protocol's own client of an application, over a socket."""
    async with (
        address_of(api) as address,
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


def rpc(method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


@pytest.mark.enable_socket
@MODES
def test_a_client_with_the_token_is_answered(service: Service, mode: str) -> None:
    async def visit() -> Any:
        api = build_api(service, Access(token=TOKEN))
        async with client_of(api, mode, Authorization=f"Bearer {TOKEN}") as client:
            listed = await client.list_tools()
            names = {tool.name for tool in listed.tools}
            assert names == {"ask", "search", "summarise", "check", "documents"}
            assert client.instructions is not None
            assert "never an instruction" in client.instructions
            return await client.call_tool("ask", {"question": QUESTION})

    answer = asyncio.run(visit())
    assert answer.structured_content["content"] == f"{OPENED} [1]"
    assert answer.structured_content["citations"][0]["quote"] == OPENED


@pytest.mark.enable_socket
@MODES
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer another-token"}, 401),
        ({"Authorization": f"Bearer {TOKEN}", "Origin": "http://evil.example"}, 403),
        ({"Authorization": f"Bearer {TOKEN}", "Host": "attacker.example"}, 421),
    ],
)
def test_no_other_client_is(
    service: Service, mode: str, headers: dict[str, str], status: int
) -> None:
    statuses: set[int] = set()

    async def keep(response: httpx2.Response) -> None:
        statuses.add(response.status_code)

    async def visit() -> None:
        async with (
            address_of(build_api(service, Access(token=TOKEN))) as address,
            httpx2.AsyncClient(headers=headers, event_hooks={"response": [keep]}) as http,
            Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
        ):
            await client.list_tools()

    with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
        asyncio.run(visit())
    assert statuses == {status}


@pytest.mark.enable_socket
@MODES
def test_who_leaves_stops_the_writing(slow: Slow, service: Service, mode: str) -> None:
    async def visit() -> None:
        work = Work(threads=1)
        async with address_of(build_api(service, Access(), work)) as address:

            async def ask() -> None:
                async with Client(f"{address}/mcp", mode=mode) as client:
                    await client.call_tool("ask", {"question": QUESTION})

            asking = asyncio.create_task(ask())
            assert await asyncio.to_thread(slow.begun.wait, 30)
            asking.cancel()
            assert await asyncio.to_thread(slow.was_stopped.wait, 30)
            with pytest.raises(asyncio.CancelledError):
                await asking

    asyncio.run(visit())


@pytest.mark.enable_socket
def test_who_comes_when_all_places_are_taken_is_told(slow: Slow, service: Service) -> None:
    async def visit() -> tuple[Any, Any]:
        api = build_api(service, Access(), Work(threads=1, most=1))
        async with client_of(api) as client:
            first = asyncio.create_task(client.call_tool("ask", {"question": QUESTION}))
            assert await asyncio.to_thread(slow.begun.wait, 30)
            late = await client.call_tool("search", {"query": QUESTION})
            slow.go_on.set()
            return await first, late

    first, late = asyncio.run(visit())
    assert first.structured_content["content"] == f"{OPENED} [1]"
    assert late.is_error
    assert "no more are taken" in late.content[0].text


# ── What is sent ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("era", [{}, TODAY], ids=["before", "today"])
@pytest.mark.parametrize("name", hostile())
def test_a_hostile_body_is_refused(open_api: Open, era: dict[str, str], name: str) -> None:
    headers = ACCEPTED | era | {"content-type": "application/json"}
    answer = open_api().post("/mcp", content=hostile()[name], headers=headers)
    assert answer.status_code == 400
    assert "error" in answer.json()


def test_a_body_has_the_size_of_every_other(open_api: Open) -> None:
    client = open_api()
    for length, status in ((MOST_BYTES - 1_000, 200), (MOST_BYTES, 413)):
        answer = client.post("/mcp", json=rpc("ping", text="a" * length), headers=ACCEPTED)
        assert answer.status_code == status


def test_there_is_no_stream_to_open_and_no_session_to_end(open_api: Open) -> None:
    client = open_api()
    for method in ("GET", "DELETE"):
        answer = client.request(method, "/mcp", headers=ACCEPTED)
        assert answer.status_code == 405
        assert answer.json()["error"]["message"]
    answer = client.post("/mcp", json=rpc("tools/list"), headers=ACCEPTED)
    assert "mcp-session-id" not in answer.headers
    assert "no-store" in answer.headers["cache-control"]


def test_answers_are_counted(open_api: Open) -> None:
    client = open_api()
    asked = rpc("tools/call", name="ask", arguments={"question": QUESTION})
    told = client.post("/mcp", json=asked, headers=ACCEPTED)
    assert json.dumps(OPENED)[1:-1] in told.text
    figures = client.get("/metrics").text
    assert 'assistant_answers_total{status="answered"} 1.0' in figures
    assert 'assistant_requests_total{method="POST",route="/mcp",status="200"} 1.0' in figures


def test_without_their_package_a_sentence_says_what_to_install(
    open_api: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.api.service.find_spec", lambda name: None)
    client = open_api()
    told = client.post("/mcp", json=rpc("tools/list"), headers=ACCEPTED)
    assert told.status_code == 400
    assert "pip install" in told.json()["error"]["message"]
    assert client.get("/health").status_code == 200


def test_what_is_logged_is_the_programs_to_say(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    build_tools(service, Work())
    assert logging.getLogger().handlers == []
