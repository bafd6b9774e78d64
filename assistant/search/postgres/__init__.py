"""A collection on a PostgreSQL server with pgvector: for more than one machine.

    server.py       connections, transactions, the one writer; what goes wrong, as sentences
    schema.py       its tables
    dialect.py      what PostgreSQL says in its own way
    words.py        words as the full-text index takes them
    bm25.py         how well a passage fits the words of a question
    collection.py   the searches
    writer.py       what a passage is stored as

Needs `assistant[pgvector]`; nothing else imports this package but `Collection.open`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import AtTerminal, ConfigError
from assistant.search.place import Server

if TYPE_CHECKING:
    from assistant.search.postgres.collection import PostgresCollection

INSTALL = 'pip install "psycopg[binary]>=3.2"'


def open_served(server: Server, *, create: bool) -> PostgresCollection:
    """Open the collection on a server; raises as `Collection.open` does."""
    try:
        import psycopg  # noqa: F401 (whether it is there, with the library that it needs)
    except ImportError as error:
        raise ConfigError(
            f"A collection on a PostgreSQL server needs the package psycopg ({error}).",
            AtTerminal(f"Install it: {INSTALL}", "Have it installed where the assistant runs."),
        ) from error
    from assistant.search.postgres.collection import PostgresCollection
    from assistant.search.postgres.schema import open_tables

    return PostgresCollection(open_tables(server, create=create))
