"""Servers, and collections on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.search.collection import Collection
from tests.postgres_server import PostgresServer


@pytest.fixture
def mortal() -> Iterator[PostgresServer]:
    """A server that only this test uses."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
def collection(postgres: PostgresServer) -> Iterator[Collection]:
    with Collection.open(postgres.new_place(), create=True) as opened:
        yield opened
