"""What a command imports, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HEAVY = {
    "faiss",
    "ir_measures",
    "fastapi",
    "gradio",
    "markitdown",
    "mcp",
    "matplotlib",
    "pypdfium2",
    "rouge_score",
    "sentence_transformers",
    "sentencex",
    "sklearn",
    "torch",
    "trafilatura",
    "transformers",
}

_SCRIPT = """
import sys
import assistant.models.judge
import assistant.models.reader
import assistant.runtime
from assistant.cli.app import app
from assistant.models.store import ModelStore
from tests.fakes import FakeEmbedder, FakeReader
assistant.models.reader.load_reader = lambda *_: FakeReader()
assistant.models.judge.judged = lambda reader, *_: reader
assistant.runtime.load_embedder = lambda *_: FakeEmbedder()
ModelStore.path = lambda self, name: self.root / name
try:
    app(sys.argv[1:])
except SystemExit as end:
    assert end.code in (0, 3), end.code
sys.stderr.write("\\n".join(sys.modules))
"""

_HELP = """
import sys
from assistant.cli.app import app
try:
    app(sys.argv[1:])
except SystemExit as end:
    assert end.code == 0
sys.stderr.write("\\n".join(sys.modules))
"""


def modules_after(script: str, *arguments: str) -> set[str]:
    process = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(process.stderr.splitlines())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ask", "--help"], ["evaluate", "--help"], ["models", "list"]]
)
def test_light_commands_import_nothing_heavy(arguments: list[str]) -> None:
    modules = modules_after(_HELP, *arguments)
    assert "assistant.cli.ask" in modules
    assert not modules & HEAVY


def test_commands_that_write_nothing_never_import_the_generator(docs: Path) -> None:
    modules = modules_after(_SCRIPT, "index", str(docs))
    assert "assistant.models.generate" not in modules
    for arguments in (["search", "the bridge"], ["ask", "when was it opened?", "--extractive"]):
        modules = modules_after(_SCRIPT, *arguments)
        assert "faiss" in modules
        assert not modules & {"assistant.models.generate", "torch", "transformers", "trafilatura"}
