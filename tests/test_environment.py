"""Variables whose names are nearly right are told, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.environment import KNOWN, PREFIX, misspelt

PACKAGE = Path(__file__).parents[1] / "assistant"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ASSISTANT_HOM", "ASSISTANT_HOME"),
        ("ASSISTANT_MODELSTORE", "ASSISTANT_MODEL_STORE"),
        ("ASSISTANT_MODEL", "ASSISTANT_MODELS"),
        ("ASSISTANT_WRITER", "ASSISTANT_WRITER_URL"),
        ("ASSISTANT_TOKENS", "ASSISTANT_TOKEN"),
        ("Assistant_Token", "ASSISTANT_TOKEN"),
    ],
)
def test_what_is_nearly_right_is_told(name: str, meant: str) -> None:
    assert list(misspelt([name, "HOME", "PATH"])) == [(name, meant)]


@pytest.mark.parametrize("name", ["ASSISTANT_WRITER_KEY", "ASSISTANT_NAME", "ASSISTANT_", "HOM"])
def test_what_is_another_s_is_left_alone(name: str) -> None:
    assert list(misspelt([name])) == []


def test_all_that_are_read_are_known() -> None:
    sources = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    read = {name for source in sources for name in re.findall(rf"\b{PREFIX}([A-Z_]+)\b", source)}
    assert read - {"WRITER_KEY"} == {*KNOWN}
    assert list(misspelt(f"{PREFIX}{name}" for name in KNOWN)) == []
