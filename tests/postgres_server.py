"""A real PostgreSQL server with pgvector, in a temporary folder, that can be killed and started."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from assistant.search.place import Server

_USER = "postgres"
_INSTALLED = Path("/usr/lib/postgresql")
_PATIENCE = 60.0


def programs() -> Path:
    """Those of the newest server that has pgvector, as Debian lays them; else skips the test."""
    extensions = Path("/usr/share/postgresql").glob("*/extension/vector.control")
    versions = sorted(int(path.parts[4]) for path in extensions)
    if not versions:
        pytest.skip("needs a PostgreSQL server: apt-get install postgresql-17-pgvector")
    if find_spec("psycopg") is None:
        pytest.skip("needs psycopg: pip install 'psycopg[binary]'")
    return _INSTALLED / str(versions[-1]) / "bin"


class PostgresServer:
    """Listens on a socket in its own folder alone. It refuses to run as root, and need not."""

    def __init__(self) -> None:
        self._programs = programs()
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._as: dict[str, str] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam(_USER)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            self._as = {"user": _USER, "group": _USER}
        self._names = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        command: list[str | Path] = [
            self._programs / "initdb",
            "--auth=trust",
            f"--username={_USER}",
            "--no-sync",
        ]
        command += ["--encoding=UTF8", "--locale=C", "--pgdata", self._folder / "data"]
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **self._as,  # type: ignore[call-overload]
        )
        self.start()

    def url(self, database: str = "postgres", user: str = _USER) -> str:
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def new_place(self) -> Server:
        """Where no collection is yet."""
        return Server(self.url(), f"c{next(self._names)}")

    def dumped(self, place: Server) -> str:
        """All of a collection, as SQL."""
        command: list[str | Path] = [self._programs / "pg_dump", "--inserts", "--no-owner"]
        command += ["--no-privileges", "--schema", place.name, "--dbname", place.url]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def suspend(self) -> None:
        """Have it stand still, with all that it has started."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Have it go on."""
        self._send(signal.SIGCONT)

    def start(self) -> None:
        settings = {"listen_addresses": "", "shared_buffers": "32MB", "max_connections": "60"}
        settings["fsync"] = "off"  # what a killed process has written, the system still holds
        log = self._folder / "log"
        command: list[str | Path] = [
            self._programs / "postgres",
            "-D",
            self._folder / "data",
            "-k",
            self._folder,
        ]
        for setting in settings.items():
            command += ["-c", "=".join(setting)]
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            with log.open("ab") as said:
                self._process = subprocess.Popen(
                    command,
                    stdout=said,
                    stderr=said,
                    cwd="/",
                    **self._as,  # type: ignore[call-overload]
                )
            while self._process.poll() is None and time.monotonic() < until:
                ready: list[str | Path] = [self._programs / "pg_isready", "-q", "-h", self._folder]
                if subprocess.run(ready, check=False).returncode == 0:
                    return
                time.sleep(0.05)
            time.sleep(0.1)  # after a kill, what is left of the one before stands in the way
        raise RuntimeError(log.read_text(encoding="utf-8"))

    def kill(self) -> None:
        """Kill it with all that it has started, at once."""
        processes = self._send(signal.SIGKILL)
        assert self._process is not None
        self._process.wait()
        psutil.wait_procs(processes, timeout=_PATIENCE)

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self._folder)

    def _send(self, sent: signal.Signals) -> list[psutil.Process]:
        """Send a signal to the server and to all that it has started; these are given."""
        assert self._process is not None
        server = psutil.Process(self._process.pid)
        processes = [server, *server.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):  # a worker may end by itself in between
                process.send_signal(sent)
        return processes
