"""The documents that are made from the program, or describe what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from assistant.cli.reference import reference

DOCS = Path(__file__).parents[1] / "docs"


def test_cli_page_is_the_present_help() -> None:
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == reference(), "run: make docs"


def test_cli_page_names_every_command_and_exit_code() -> None:
    page = reference()
    commands = ("ask", "search", "summarise", "index", "documents list", "models pull", "doctor")
    assert all(f"## `python -m assistant {command}" in page for command in commands)
    assert all(
        code in page
        for code in ("0 answered", "3 refused", "4 summarised", "2 usage", "130 interrupted")
    )


@pytest.mark.parametrize("name", ["ask.schema.json", "summary.schema.json"])
def test_schema_is_one(name: str) -> None:
    schema = json.loads((DOCS / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
