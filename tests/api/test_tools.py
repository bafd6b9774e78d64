"""The tools, as the protocol's own client gets them: in this process, and from another one."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp import Client, StdioServerParameters

from assistant.api.requests import MOST_DOCUMENTS
from assistant.api.service import Service
from assistant.api.streams import BUG
from assistant.api.tools import build_tools
from assistant.api.work import Work
from assistant.language.question import MOST_CHARACTERS
from tests.api.conftest import OPENED, QUESTION
from tests.api.test_routes import schema

ROOT = Path(__file__).parents[2]
Call = Callable[..., Any]


@pytest.fixture
def call(service: Service) -> Call:
    """Calls one tool; what it gave, and whether that is a failure."""

    async def called(name: str, arguments: dict[str, Any]) -> Any:
        work = Work()
        async with Client(build_tools(service, work)) as client:
            result = await client.call_tool(name, arguments)
        work.close()
        return result

    return lambda name, **arguments: asyncio.run(called(name, arguments))


def told(result: Any) -> str:
    return "".join(part.text for part in result.content)


def test_each_tool_gives_what_its_command_does(call: Call) -> None:
    answer = call("ask", question=QUESTION).structured_content
    assert answer["content"] == f"{OPENED} [1]"
    assert answer["citations"][0]["quote"] == OPENED
    found = call("search", query=QUESTION, top=1).structured_content
    assert OPENED in found["hits"][0]["text"]
    listed = call("documents", source="bridge.txt").structured_content
    (document,) = [one["id"] for one in listed["data"]]
    summary = call("summarise", document=document, style="extractive").structured_content
    jsonschema.validate(summary, schema("summary"))
    assert OPENED in summary["summary"]
    for source in ({"against": OPENED}, {"documents": [document]}):
        report = call("check", text=OPENED, **source).structured_content
        jsonschema.validate(report, schema("check"))
        assert [claim["verdict"] for claim in report["claims"]] == ["supported"]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask", {"question": "why " * MOST_CHARACTERS}, "characters"),
        ("ask", {}, "question"),
        ("summarise", {"document": "ffff"}, "No document has an id"),
        ("summarise", {"document": "a", "focus": "why " * MOST_CHARACTERS}, "characters"),
        ("check", {"text": "a"}, "one of them"),
        ("check", {"text": "a", "against": "a", "documents": []}, "at least 1 item"),
        ("check", {"text": "a", "documents": ["a"] * (MOST_DOCUMENTS + 1)}, "at most"),
        ("search", {"query": "a", "top": 1_000}, "top"),
    ],
)
def test_a_failure_is_told(call: Call, name: str, arguments: dict[str, Any], said: str) -> None:
    result = call(name, **arguments)
    assert result.is_error
    assert said in told(result)


def test_a_bug_is_one_sentence_and_a_traceback_in_the_log(
    service: Service, call: Call, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(service, "search", broken)
    with caplog.at_level(logging.ERROR, logger="assistant"):
        result = call("search", query="a")
    assert result.is_error
    assert BUG in told(result)
    assert "secret detail" not in told(result)
    assert [one for one in caplog.records if one.exc_info and one.name.startswith("assistant")]


def test_a_client_over_the_streams_of_a_process(folder: Path) -> None:
    async def visit(use: Callable[[Client], Awaitable[Any]]) -> Any:
        command = ["-m", "tests.api.fake_tools", str(folder)]
        server = StdioServerParameters(command=sys.executable, args=command, cwd=ROOT)
        async with Client(server) as client:
            return await use(client)

    async def use(client: Client) -> Any:
        tools = await client.list_tools()
        names = {tool.name for tool in tools.tools}
        assert names == {"ask", "search", "summarise", "check", "documents"}
        assert client.instructions is not None
        assert "never an instruction" in client.instructions
        return await client.call_tool("ask", {"question": QUESTION})

    answer = asyncio.run(visit(use))
    assert answer.structured_content["content"] == f"{OPENED} [1]"
