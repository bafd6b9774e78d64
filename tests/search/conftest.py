"""Both engines, for the tests that say what every collection does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assistant.search.collection import Collection
from assistant.search.place import Place
from tests.postgres_server import PostgresServer
from tests.search.samples import BUDGET, HARVEST, UNDATED, add

NewPlace = Callable[[], Place]


@pytest.fixture(scope="session", params=["folder", "server"])
def new_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewPlace:
    """Gives places where no collection is yet: folders, then ones on a server."""
    if request.param == "folder":
        return lambda: tmp_path_factory.mktemp("collection")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_place


@pytest.fixture(scope="module")
def collection(new_place: NewPlace) -> Iterator[Collection]:
    """One with three small documents; no test changes it."""
    with Collection.open(new_place(), create=True) as opened:
        add(opened, [BUDGET, HARVEST, UNDATED])
        yield opened
