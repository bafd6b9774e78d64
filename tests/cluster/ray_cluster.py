"""A real Ray cluster of two nodes, each in a network namespace of its own, with one token."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDRESS = "10.77.0.1:6379"
_HEAD, _OTHER = (f"ray-{os.getpid()}-{node}" for node in "ab")  # several processes may test
_NODES = {_HEAD: "10.77.0.1", _OTHER: "10.77.0.2"}
_STORE = "80000000"  # bytes for objects: the least that Ray takes
_PATIENCE = 300
_ATTEMPTS = 4
"""At starting a node: Ray gives one up that is not there after 30 seconds, as on a busy machine."""


def _ip(*arguments: str, check: bool = True) -> None:
    subprocess.run(
        ["ip", *arguments], check=check, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def require() -> None:
    """Skip the test where Ray or the right to make namespaces is missing."""
    if find_spec("ray") is None:
        pytest.skip("needs Ray: pip install ray")
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("needs root and iproute2 for two network namespaces")
    try:
        _ip("netns", "add", _HEAD)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"network namespaces are not to be had here: {error.stderr.decode().strip()}")
    _ip("netns", "del", _HEAD)


class RayCluster:
    """Two nodes that see each other and nothing else; whoever makes one closes it."""

    def __init__(self) -> None:
        # Sockets lie in it, and their paths may have 107 characters.
        self._folder = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))
        self.scratch = self._folder / "scratch"
        self.scratch.mkdir()
        self.token = secrets.token_hex(32)
        self._of_nodes = self.environment()  # whatever a test changes for itself

    def start(self) -> None:
        """Lay their network and start both."""
        for namespace in _NODES:
            _ip("netns", "add", namespace)
        ends = ("name", "eth", "netns", _HEAD), ("name", "eth", "netns", _OTHER)
        _ip("link", "add", *ends[0], "type", "veth", "peer", *ends[1])
        for namespace, address in _NODES.items():
            _ip("-n", namespace, "addr", "add", f"{address}/24", "dev", "eth")
            for device in ("lo", "eth"):
                _ip("-n", namespace, "link", "set", device, "up")
        self._start(_HEAD, "--head", "--port=6379", "--include-dashboard=false",
                    f"--temp-dir={self._folder}")  # fmt: skip
        self.start_other()

    def start_other(self) -> None:
        """The other node, at first or after it was killed."""
        self._start(_OTHER, f"--address={ADDRESS}")

    def command(self, module: str, *arguments: object) -> list[str]:
        """What runs a module on the head node."""
        inside = ["ip", "netns", "exec", _HEAD]
        return [*inside, sys.executable, "-m", module, *map(str, arguments)]

    def environment(self, token: str | None = None) -> dict[str, str]:
        """What a driver needs to know."""
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.scratch),
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": token or self.token,
        }

    def actors(self, *, of_both: bool = False) -> list[int]:
        """The processes that work, on the other node or on both."""
        nodes = _NODES if of_both else [_OTHER]
        pids = [pid for namespace in nodes for pid in _pids(namespace)]
        return [pid for pid in pids if b"_Worker" in _command_of(pid)]

    def kill_other(self) -> None:
        """The other node is gone, from one moment to the next."""
        _end(_OTHER)

    def close(self) -> None:
        """End both nodes and take their networks away."""
        for namespace in _NODES:
            _end(namespace)
            _ip("netns", "del", namespace, check=False)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, namespace: str, *arguments: str) -> None:
        ray = Path(sys.executable).with_name("ray")
        command = ["ip", "netns", "exec", namespace, str(ray), "start", *arguments]
        command += [f"--node-ip-address={_NODES[namespace]}", "--num-cpus=1"]
        command += [f"--object-store-memory={_STORE}", "--disable-usage-stats"]
        for _ in range(_ATTEMPTS):
            done = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=self._of_nodes,
                timeout=_PATIENCE,
            )
            if done.returncode == 0:
                return
            _end(namespace)
        raise RuntimeError(f"{' '.join(command)} failed {_ATTEMPTS} times")


def _pids(namespace: str) -> list[int]:
    found = subprocess.run(["ip", "netns", "pids", namespace], capture_output=True, text=True)
    return [int(one) for one in found.stdout.split()]


def _end(namespace: str) -> None:
    """Kill all processes of a node at once."""
    for pid in _pids(namespace):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
