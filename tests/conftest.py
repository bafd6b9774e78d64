"""What holds for every test: no network, and a home of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket

from tests.postgres_server import PostgresServer

# Of several processes that share the cores, none takes them all for itself: idle threads of numpy
# and faiss would spin on them. Read when these are imported, here or in a process of a test.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# A busy machine is no failure: what things cost is for benchmarks to say.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """Only a test marked `enable_socket` may open a connection; models tests may not either."""
    if request.node.get_closest_marker("enable_socket") is None:
        disable_socket(allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server for collections; a test that kills it has one of its own."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture(autouse=True)
def _own_home(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a test marked `models` sees the user's models, and none the user's collections."""
    if request.node.get_closest_marker("models") is None:
        monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
