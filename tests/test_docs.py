"""The documents that are made from the program, or describe what it prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from assistant.cli.app import app
from assistant.cli.reference import reference

DOCS = Path(__file__).parents[1] / "docs"


def test_cli_page_is_the_present_help() -> None:
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == reference(), "run: make docs"


@pytest.mark.parametrize("command", ["calibrate", "summarise", "watch"])
def test_help_breaks_no_line_where_the_code_does(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = CliRunner().invoke(app, [command, "--help"]).stdout.partition("\u256d")[0]
    paragraphs = [one.strip().splitlines() for one in re.split(r"\n *\n", shown)]
    broken = [line for lines in paragraphs for line in lines[:-1] if len(line.strip()) < 60]
    assert any(len(lines) > 2 for lines in paragraphs)
    assert not broken


def test_cli_page_names_every_command_and_exit_code() -> None:
    page = reference()
    commands = (
        "ask",
        "check",
        "search",
        "summarise",
        "index",
        "watch",
        "serve",
        "mcp",
        "documents list",
        "replay",
        "receipts export",
        "models pull",
        "doctor",
        "evaluate",
        "calibrate",
    )
    assert all(f"## `python -m assistant {command}" in page for command in commands)
    codes = (
        "0 answered",
        "3 refused",
        "4 summarised",
        "5 checked",
        "2 usage",
        "130 interrupted",
    )
    assert all(code in page for code in codes)


def test_schemas_are_schemas_and_agree_on_citations() -> None:
    ask, check, summary = (
        json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("ask", "check", "summary")
    )
    for schema in (ask, check, summary):
        jsonschema.Draft202012Validator.check_schema(schema)
    assert ask["$defs"]["citation"] == check["$defs"]["citation"]
