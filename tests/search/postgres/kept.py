"""The collections on a server that are kept, one of each version, in `collections/`, as SQL.

As of folders (`tests.search.kept`), each is made once, when the program first makes that version:

    python -m tests.search.postgres.kept tests/search/postgres/collections/v1.sql
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import psycopg

from assistant.search.place import Server
from tests.postgres_server import PostgresServer
from tests.search.kept import fill

FOLDER = Path(__file__).with_name("collections")

_NAME = "kept_collection"
_NEWER = ("\\", "SET transaction_timeout")
"""How lines begin that an older server, or anything but psql, does not understand."""


def dump(server: PostgresServer) -> str:
    """A collection of this version with everything that one may hold."""
    place = Server(server.url(), _NAME)
    fill(place)
    lines = server.dumped(place).splitlines()
    return "\n".join(line for line in lines if not line.startswith(_NEWER)) + "\n"


def load(version: int, place: Server) -> None:
    """Put the one that a program of that version made where no collection is yet."""
    kept = (FOLDER / f"v{version}.sql").read_text("utf-8").replace(_NAME, place.name)
    with closing(psycopg.connect(place.url, autocommit=True)) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
        connection.execute(kept.encode())


if __name__ == "__main__":
    made = PostgresServer()
    try:
        Path(sys.argv[1]).write_text(dump(made), "utf-8")
    finally:
        made.remove()
