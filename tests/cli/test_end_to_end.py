"""The main job with the real models, in processes that cannot open a connection."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.config import home, load_catalogue
from assistant.models.embed import prepare_embedder
from assistant.models.engine import choose_engine
from assistant.models.store import ModelStore
from assistant.protocols import Silent
from tests.schemas import ASK

pytestmark = pytest.mark.models

TARIFFS = "what is Trump's tariff plan?"
ROOT = Path(__file__).parents[2]

_OFFLINE = """
import socket
def refuse(*_):
    raise AssertionError("a connection was opened")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from assistant.cli.app import main
main()
"""


_NOTHING_SLOW = """
import sys
from assistant.cli.app import app
try:
    app(sys.argv[1:])
except SystemExit as end:
    assert end.code == 0, end.code
slow = {"torch", "transformers", "sentence_transformers", "openvino.tools.ovc"}
assert "openvino" in sys.modules
assert not slow & sys.modules.keys(), slow & sys.modules.keys()
"""


def run(*arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    process = subprocess.run(
        [sys.executable, "-c", _OFFLINE, *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert process.returncode == expect, process.stderr
    return process


def run_json(*arguments: str, expect: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", expect=expect).stdout)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> str:
    """examples/news in a collection of its own, with the models of the profile `default`."""
    catalogue = load_catalogue()
    store = ModelStore(home() / "models", catalogue)
    profile = catalogue.profile("default")
    for name in (profile.embedder, profile.reader, profile.writer):
        store.pull(str(name), Silent())
    folder = str(tmp_path_factory.mktemp("collection"))
    report = run_json("index", "examples/news", "--collection", folder, "--profile", "default")
    assert report["failures"] == []
    return folder


def test_cited_answer(collection: str) -> None:
    answer = run_json("ask", TARIFFS, "--collection", collection, "--profile", "default")
    ASK.validate(answer)
    assert answer["status"] == "answered"
    assert "60%" in answer["text"]
    profile = load_catalogue().profile("default")
    assert answer["models"]["reader"] == f"{profile.reader}, {profile.judge}"
    assert answer["models"]["writer"] == profile.writer
    for citation in answer["citations"]:
        document = run_json("documents", "show", citation["document"], "--collection", collection)
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_readable_answer_is_all_on_standard_output(collection: str) -> None:
    process = run("ask", TARIFFS, "--collection", collection, "--profile", "default")
    assert process.stderr == ""
    assert "examples/news/" in process.stdout
    assert max(len(line) for line in process.stdout.splitlines()) <= 80


def test_refusal(collection: str) -> None:
    answer = run_json("ask", "What is the capital of Brazil?", "--collection", collection, expect=3)
    ASK.validate(answer)
    assert answer["refusal"]["nearest"]


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "--extractive", TARIFFS],
        ["search", TARIFFS],
        ["index", "examples/news/apec-lima-biden-xi.txt"],
    ],
)
def test_without_a_writer_nothing_imports_torch(
    collection: str, tmp_path: Path, command: list[str]
) -> None:
    if choose_engine("auto").engine == "torch":
        pytest.skip("torch is the engine here")
    prepare_embedder(ModelStore(home() / "models", load_catalogue()), "all-minilm-l6-v2")
    folder = collection if command[0] != "index" else str(tmp_path)
    process = subprocess.run(
        [sys.executable, "-c", _NOTHING_SLOW, *command, "--collection", folder],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert process.returncode == 0, process.stderr


def test_doctor_is_content(collection: str) -> None:
    assert "BROKEN" not in run("doctor", "--collection", collection).stdout
