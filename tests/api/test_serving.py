"""The server as a process: it listens on loopback, streams to a client, and ends on a signal."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest
from openai import APIError, OpenAI
from openai.types.chat import ChatCompletionMessageParam

from tests.api.conftest import OPENED, QUESTION

ROOT = Path(__file__).parents[2]


@contextmanager
def running(
    folder: Path, pause: float = 0, before: str = ""
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server with its address; it has ended after the block. Its errors are in `printed.txt`.

    `before` is a command of the shell that starts it.
    """
    command = [sys.executable, "-m", "tests.api.fake_server", str(folder), str(pause)]
    if before:
        command = ["/bin/sh", "-c", f'{before} && exec "$@"', "sh", *command]
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


def is_answered(address: str) -> bool:
    """Whether the server is there for this."""
    try:
        with urlopen(address, timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


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


@pytest.mark.enable_socket
def test_more_connections_than_it_has_descriptors_do_not_stop_it(folder: Path) -> None:
    """Each sends a head that never ends; once they have left, the server answers again."""
    with running(folder, before="ulimit -n 256") as (_, address):
        place = ("127.0.0.1", int(address.rstrip("/").rpartition(":")[2]))
        with ExitStack() as opened:
            for _ in range(300):
                slow = opened.enter_context(socket.create_connection(place, timeout=30))
                with suppress(ConnectionError):
                    slow.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        limit = time.monotonic() + 30
        while not is_answered(f"{address}health"):
            assert time.monotonic() < limit
            time.sleep(0.05)
    assert (folder / "printed.txt").read_text() == ""
