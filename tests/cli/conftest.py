"""The command line over stand-ins for the models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from assistant.cli.app import app
from tests.faked import put_fakes
from tests.fakes import FakeGenerator
from tests.schemas import SUMMARY

Run = Callable[..., Result]

OPENED = "The new bridge over the Tamsel was opened on 2 May 2024."
BAKERY = "The bakery in Mill Lane sells rye bread on Fridays."


@pytest.fixture
def writer() -> FakeGenerator:
    """Writes what the question about the bridge should be answered with."""
    return FakeGenerator(OPENED)


@pytest.fixture
def fake_models(monkeypatch: pytest.MonkeyPatch, writer: FakeGenerator) -> None:
    """Every model of models.yaml is there, and is a fake."""
    put_fakes(monkeypatch, writer)


@pytest.fixture(scope="session")
def _one_tree() -> Iterator[None]:
    """The tree of commands is made once, as in a program; making it takes longer than most runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture
def run(_one_tree: None) -> Run:
    """Runs a command: arguments, and `input` for standard input."""

    def invoke(*arguments: object, input: str | None = None) -> Result:  # noqa: A002 - the runner's
        result = CliRunner().invoke(app, [str(one) for one in arguments], input=input)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with two documents."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "bridge.txt").write_text(
        f"Bridge opened\n\n2024-05-03\n\n{OPENED} It is 212 metres long.\n", encoding="utf-8"
    )
    (folder / "bakery.txt").write_text(f"Bakery\n\n2023-01-09\n\n{BAKERY}\n", encoding="utf-8")
    return folder


@pytest.fixture
def indexed(run: Run, docs: Path, fake_models: None) -> Path:
    """The folder, indexed into the default collection."""
    assert run("index", docs).exit_code == 0
    return docs


def rows(text: str) -> list[dict[str, Any]]:
    """The lines of a batch of summaries, each as the schema says."""
    found = [json.loads(line) for line in text.splitlines()]
    for row in found:
        SUMMARY.validate(row)
    return found


def parsed(result: Result) -> Any:
    """The JSON on standard output."""
    return json.loads(result.stdout)
