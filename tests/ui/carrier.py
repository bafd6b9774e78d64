"""A package index on this machine that serves one model in its carrier wheel, at a steady pace."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.models.wheels import build_wheel

CHUNK = 1_000_000
SECONDS = 0.06
"""The pause after each chunk: some 15 MB a second."""


@dataclass
class Index:
    """What is served: `present` is whether the wheel can be had at present."""

    address: str
    present: bool = True
    asked: list[str] = field(default_factory=list)


def carrier_wheel(folder: Path, spec: dict[str, Any], model: Path) -> Path:
    """The wheel that models.yaml names for a model, made from its files in the store."""
    (source,) = (source for source in spec["sources"] if source["kind"] == "pypi")
    ((pin, inside),) = source["packages"].items()
    package, _, version = pin.partition("==")
    distribution = f"{package.replace('-', '_')}-{version}"
    about = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    members = {f"{inside}/{name}": (model / name).read_bytes() for name in spec["files"]}
    members |= {
        f"{distribution}.dist-info/{name}": text.encode()
        for name, text in (("METADATA", about), ("WHEEL", tags), ("RECORD", ""))
    }
    wheel = folder / f"{distribution}-py3-none-any.whl"
    build_wheel(wheel, members)
    return wheel


@contextmanager
def package_index(wheel: Path) -> Iterator[Index]:
    """Serve that wheel on loopback, as pip asks for it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.asked.append(self.path)
            if not index.present:
                self.send_error(404)
            elif self.path.endswith(".whl"):
                self._send("application/octet-stream", wheel.stat().st_size)
                with wheel.open("rb") as stream:
                    while block := stream.read(CHUNK):
                        self.wfile.write(block)
                        time.sleep(SECONDS)
            else:
                listing = f'<!doctype html><a href="/{wheel.name}">{wheel.name}</a>'.encode()
                self._send("text/html", len(listing))
                self.wfile.write(listing)

        def _send(self, kind: str, length: int) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(length))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    index = Index(f"http://127.0.0.1:{server.server_port}/simple/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield index
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def use_index(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    """Let pip know that index, and nothing else."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", index.address)
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
