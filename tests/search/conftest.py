"""Both engines, for the tests that say what every collection does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec

import pytest

from assistant.search.place import Place
from tests.search.postgres_server import PostgresServer, binaries

NewPlace = Callable[[], Place]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    programs = binaries()
    if programs is None:
        pytest.skip("needs a PostgreSQL server: apt-get install postgresql-17-pgvector")
    if find_spec("psycopg") is None:
        pytest.skip("needs psycopg: pip install 'psycopg[binary]'")
    server = PostgresServer(programs)
    yield server
    server.remove()


@pytest.fixture(scope="session", params=["folder", "server"])
def new_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewPlace:
    """Gives places where no collection is yet: folders, then ones on a server."""
    if request.param == "folder":
        return lambda: tmp_path_factory.mktemp("collection")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_place
