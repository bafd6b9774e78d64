"""The server as a process: it listens on loopback, streams to a client, and ends on a signal."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from openai import OpenAI

from tests.api.conftest import OPENED, QUESTION

ROOT = Path(__file__).parents[2]


@pytest.mark.enable_socket
def test_it_streams_over_a_socket_and_ends_on_sigterm(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.api.fake_server", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            assert address.startswith("http://127.0.0.1:")
            with OpenAI(base_url=f"{address}v1", api_key="none", max_retries=0) as package:
                stream = package.chat.completions.create(
                    model="assistant", messages=[{"role": "user", "content": QUESTION}], stream=True
                )
                said = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
            assert said == f"{OPENED} [1]"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    assert server.returncode == 128 + signal.SIGTERM
