"""The OpenAI-compatible writer at llama.cpp's own server, with a small model.

The server dies, stands still, or is at the end of a line that is slow, cut or garbled.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.config import ServerSource
from assistant.errors import ModelError
from assistant.models import remote
from assistant.models.remote import ATTEMPTS, OpenAICompatibleGenerator
from benchmarks.writing import fetch_gguf
from tests.models.faulty_line import Fault, Line, cut, garbled, line_to, slow

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


@contextmanager
def starting(gguf: Path) -> Iterator[Start]:
    """Starts servers at a port, which are killed at the end of the block."""
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


@pytest.fixture
def start(gguf: Path) -> Iterator[Start]:
    """Starts servers that the test may kill."""
    with starting(gguf) as run:
        yield run


@pytest.fixture(scope="module")
def running(gguf: Path) -> Iterator[tuple[int, str]]:
    """A server that no test kills: its process and its address."""
    with starting(gguf) as run:
        process = run(0)
        yield process.pid, address(process)


@pytest.fixture
def line(running: tuple[int, str]) -> Iterator[Line]:
    """A line to that server."""
    with line_to(running[1]) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(running: tuple[int, str]) -> str:
    """What it answers on a line without faults."""
    return written(writer(running[1]))


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def writer(url: str) -> OpenAICompatibleGenerator:
    source = ServerSource(kind="server", base_url=f"{url}/v1")
    return OpenAICompatibleGenerator(source, name="server", context_tokens=2048)


def written(generator: OpenAICompatibleGenerator) -> str:
    return "".join(generator.generate(*PROMPT, max_tokens=12))


def test_it_writes_the_same_each_time_piece_by_piece(running: tuple[int, str]) -> None:
    generator = writer(running[1])
    first, second = (list(generator.generate(*PROMPT, max_tokens=24)) for _ in range(2))
    assert "".join(first) == "".join(second) != ""
    assert len(first) > 5
    assert len(first) <= 25
    assert generator.fingerprint.endswith("smollm2-135m.gguf")


def test_it_ends_when_nobody_wants_more_and_the_next_one_is_served(
    running: tuple[int, str],
) -> None:
    generator = writer(running[1])
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
    is_back = threading.Event()
    monkeypatch.setattr(remote, "_paused", lambda attempt, _: attempt == 0 or is_back.wait(60))
    process.kill()
    process.wait()
    assert address(start(urlsplit(url).port or 0)) == url
    is_back.set()
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


# ── A line with faults ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "PAUSE_SECONDS", 0.01)


def test_a_slow_line_changes_nothing(line: Line, whole: str) -> None:
    generator = writer(line.url)
    line.faults = [slow(0.002)]
    assert written(generator) == whole


def test_an_answer_that_only_drips_is_given_up(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = writer(line.url)
    monkeypatch.setattr(remote, "WHOLE_SECONDS", 0.2)
    line.faults = [slow(0.05)]
    with pytest.raises(ModelError, match="took more than"):
        written(generator)


@pytest.mark.parametrize("resets", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("after", [0, 40, 500, 1_500])
@pytest.mark.usefixtures("no_pauses")
def test_a_line_that_is_cut_is_tried_again(
    line: Line, whole: str, after: int, resets: bool
) -> None:
    generator = writer(line.url)
    line.faults, line.resets, line.connections = [cut(after)], resets, 0
    assert written(generator) == whole
    assert line.connections == 2


@pytest.mark.parametrize("after", [0, 500])
@pytest.mark.usefixtures("no_pauses")
def test_a_line_that_is_always_cut_is_one_sentence(line: Line, after: int) -> None:
    generator = writer(line.url)
    line.faults, line.connections = [cut(after)] * ATTEMPTS, 0
    with pytest.raises(ModelError, match=r"The server at .* (cannot be reached|broke off|stopped)"):
        written(generator)
    assert line.connections == ATTEMPTS


def lengths(some: bytes) -> bytes:
    """The length of each chunk is none."""
    return re.sub(rb"(?m)^[0-9a-f]+\r$", b"-5\r", some)


@pytest.mark.parametrize(
    "change", [lengths, lambda some: some.replace(b"HTTP/", b"HT\0P/")], ids=["lengths", "status"]
)
@pytest.mark.usefixtures("no_pauses")
def test_what_is_garbled_for_a_while_is_asked_for_again(
    line: Line, whole: str, change: Callable[[bytes], bytes]
) -> None:
    generator = writer(line.url)
    line.faults, line.connections = [garbled(change)], 0
    assert written(generator) == whole
    assert line.connections == 2


def test_what_reads_as_no_completion_is_one_sentence(line: Line) -> None:
    generator = writer(line.url)
    line.faults = [garbled(lambda some: some.replace(b'"choices"', b'"cho\xffces"'))]
    with pytest.raises(ModelError, match="no chat completion"):
        written(generator)


def flipped(seed: int) -> Fault:
    """One byte of two hundred is another."""
    chance = random.Random(seed)

    def change(some: bytes) -> bytes:
        return bytes(chance.randrange(256) if chance.random() < 0.005 else byte for byte in some)

    return garbled(change)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.usefixtures("no_pauses")
def test_whatever_is_garbled_it_ends_with_text_or_a_sentence(line: Line, seed: int) -> None:
    generator = writer(line.url)
    line.faults = [flipped(seed * ATTEMPTS + attempt) for attempt in range(ATTEMPTS)]
    with suppress(ModelError):  # anything else is a bug, also in the thread that reads
        assert written(generator)


# ── A server that stands still ──────────────────────────────────────────────────────────────


@pytest.fixture
def halted(running: tuple[int, str]) -> Iterator[int]:
    """Its process, which the test may stop: it goes on afterwards."""
    yield running[0]
    os.kill(running[0], signal.SIGCONT)


def test_a_server_that_stood_still_goes_on_with_its_answer(
    halted: int, line: Line, whole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = writer(line.url)

    def stops(response: Iterator[bytes]) -> Iterator[bytes]:
        yield next(response)
        os.kill(halted, signal.SIGSTOP)
        yield from response

    def goes_on(response: Iterator[bytes]) -> Iterator[bytes]:
        os.kill(halted, signal.SIGCONT)
        yield from response

    monkeypatch.setattr(remote, "SILENT_SECONDS", 2.0)
    line.faults, line.connections = [stops, goes_on], 0
    assert written(generator) == whole
    assert line.connections > 1


@pytest.mark.usefixtures("no_pauses")
def test_a_server_that_stands_still_is_one_sentence(
    halted: int, running: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = writer(running[1])
    os.kill(halted, signal.SIGSTOP)
    monkeypatch.setattr(remote, "SILENT_SECONDS", 0.1)
    with pytest.raises(ModelError, match=r"cannot be reached \(timed out\)"):
        written(generator)


def test_who_waits_for_a_server_that_stands_still_may_leave(
    halted: int, running: tuple[int, str]
) -> None:
    generator = writer(running[1])
    answer = generator.generate(*PROMPT, max_tokens=1500, should_stop=lambda: is_over)
    is_over = False
    assert next(answer)
    os.kill(halted, signal.SIGSTOP)
    is_over = True
    assert list(answer) == []
