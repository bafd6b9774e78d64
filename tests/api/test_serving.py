"""The server as a process: it listens on loopback, streams to a client, and ends on a signal."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest
from openai import APIError, OpenAI
from openai.types.chat import ChatCompletionMessageParam

from tests.api.conftest import OPENED, QUESTION

ROOT = Path(__file__).parents[2]


@contextmanager
def running(folder: Path, pause: float = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server with its address; it has ended after the block. Its errors are in `printed.txt`."""
    command = [sys.executable, "-m", "tests.api.fake_server", str(folder), str(pause)]
    with (
        (folder / "printed.txt").open("w") as printed,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=printed, text=True
        ) as server,
    ):
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            assert address.startswith("http://127.0.0.1:")
            yield server, address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def ask(address: str, *, stream: bool) -> str:
    """What is said to the question."""
    with OpenAI(base_url=f"{address}v1", api_key="none", max_retries=0) as package:
        made = package.chat.completions
        messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": QUESTION}]
        if not stream:
            whole = made.create(model="assistant", messages=messages)
            return whole.choices[0].message.content or ""
        chunks = made.create(model="assistant", messages=messages, stream=True)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


@pytest.mark.enable_socket
def test_it_streams_over_a_socket_and_ends_on_sigterm(folder: Path) -> None:
    with running(folder) as (server, address):
        assert ask(address, stream=True) == f"{OPENED} [1]"
    assert server.returncode == 128 + signal.SIGTERM


@pytest.mark.enable_socket
@pytest.mark.parametrize("stream", [False, True])
def test_a_question_under_way_is_told_that_the_server_ends(folder: Path, stream: bool) -> None:
    """And nothing is printed, though a token takes longer than the server waits for anyone."""
    with running(folder, pause=4) as (server, address):

        def end() -> None:
            limit = time.monotonic() + 30
            while b"under_way 1.0" not in urlopen(f"{address}metrics").read():
                assert time.monotonic() < limit
                time.sleep(0.05)
            server.send_signal(signal.SIGTERM)

        ending = Thread(target=end)
        ending.start()
        with pytest.raises(APIError, match="The server is about to end"):
            ask(address, stream=stream)
        ending.join()
    assert server.returncode == 128 + signal.SIGTERM
    assert (folder / "printed.txt").read_text() == ""
