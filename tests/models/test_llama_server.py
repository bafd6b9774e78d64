"""The OpenAI-compatible writer at llama.cpp's own server, with a small model."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.config import ServerSource
from assistant.errors import ModelError
from assistant.models import remote
from assistant.models.remote import OpenAICompatibleGenerator
from benchmarks.writing import fetch_gguf

pytest.importorskip("xllamacpp", reason="needs pip install xllamacpp")
pytestmark = [pytest.mark.models, pytest.mark.enable_socket]

PROMPT = ("You answer in one short sentence.", "Count from one to fifty in words.")

Start = Callable[[int], "subprocess.Popen[str]"]


@pytest.fixture(scope="session")
def gguf(pytestconfig: pytest.Config) -> Path:
    """The file that the model of the profile `tiny` was made from; kept for the next time."""
    assert pytestconfig.cache is not None
    path = pytestconfig.cache.mkdir("gguf") / "smollm2-135m.gguf"
    if not path.exists():
        fetch_gguf("smollm2-135m", path)
    return path


@pytest.fixture
def start(gguf: Path) -> Iterator[Start]:
    """Starts servers at a port, which are killed when the test is over."""
    script = Path(__file__).with_name("llama_server.py")
    with ExitStack() as stack:

        def run(port: int) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, str(script), str(gguf), str(port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield run


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def writer(url: str) -> OpenAICompatibleGenerator:
    source = ServerSource(kind="server", base_url=f"{url}/v1")
    return OpenAICompatibleGenerator(source, name="server", context_tokens=2048)


def test_it_writes_the_same_each_time_piece_by_piece(start: Start) -> None:
    generator = writer(address(start(0)))
    first, second = (list(generator.generate(*PROMPT, max_tokens=24)) for _ in range(2))
    assert "".join(first) == "".join(second) != ""
    assert len(first) > 5
    assert len(first) <= 25
    assert generator.fingerprint.endswith("smollm2-135m.gguf")


def test_it_ends_when_nobody_wants_more_and_the_next_one_is_served(start: Start) -> None:
    generator = writer(address(start(0)))
    answer = generator.generate(*PROMPT, max_tokens=1500)
    assert next(answer)
    assert isinstance(answer, Generator)
    answer.close()
    assert list(generator.generate(*PROMPT, max_tokens=4))


def test_a_server_that_is_killed_and_comes_back_goes_on_with_its_answer(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start(0)
    url = address(process)
    generator = writer(url)
    whole = "".join(generator.generate(*PROMPT, max_tokens=40))
    answer = generator.generate(*PROMPT, max_tokens=40)
    begun = next(answer)
    # What has come by now is read in any case; the kill is told when that is used up.
    monkeypatch.setattr(remote, "PAUSE_SECONDS", 20.0)
    process.kill()
    process.wait()
    assert address(start(urlsplit(url).port or 0)) == url
    assert begun + "".join(answer) == whole


def test_a_server_that_is_killed_and_stays_away_is_one_sentence(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PAUSE_SECONDS", 0.01)
    process = start(0)
    generator = writer(address(process))
    answer = generator.generate(*PROMPT, max_tokens=1500)
    next(answer)
    process.kill()
    with pytest.raises(ModelError, match=r"The server at .* (cannot be reached|broke off|stopped)"):
        list(answer)
