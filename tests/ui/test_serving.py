"""The server as a process: what it leaves behind, and how it sends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from assistant.serving.access import Access
from assistant.serving.listening import listening
from tests.ui.browser import ROOT


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_no_upload_stays_behind_however_it_ends(tmp_path: Path, number: signal.Signals) -> None:
    own = {
        "ASSISTANT_HOME": str(tmp_path / "home"),
        "GRADIO_TEMP_DIR": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ui.fake_server"],
        env=os.environ | own,
        stdout=subprocess.PIPE,
        text=True,
        # A shell's background job ignores SIGINT, and so does what it starts.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("http://127.0.0.1:")
            (folder,) = tmp_path.glob("page-*")
            (folder / "received.txt").write_text("Somebody's text.", encoding="utf-8")
            process.send_signal(number)
            process.wait(60)
        finally:
            process.kill()
    assert not list(tmp_path.glob("page-*"))
    assert not list(tmp_path.glob("summaries-*"))
    assert not list(tmp_path.rglob("received.txt"))
    if number == signal.SIGTERM:
        assert process.returncode == 128 + signal.SIGTERM


@pytest.mark.enable_socket
def test_a_response_waits_for_no_confirmation() -> None:
    """Head and body are two writes: without TCP_NODELAY the body waits some 40 ms."""

    async def accepted() -> int:
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            raw = writer.get_extra_info("socket")
            found.set_result(raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with listening(Access(port=0)) as opened:
            async with await asyncio.start_server(connected, sock=opened):
                _, writer = await asyncio.open_connection(*opened.getsockname())
                option = await found
                writer.close()
                return option

    assert asyncio.run(accepted())
