"""What tests of collections on a server share."""

from __future__ import annotations

from assistant.search.collection import Collection
from assistant.search.place import Server, place_of


def sound(collection: Collection) -> int:
    """How many passages there are, each of which has its vector and its words, and no others."""
    rows = collection._database.rows
    passages, _ = collection.counts()
    assert rows("SELECT count(*) FROM vectors JOIN passages ON passages.id = passage") == [
        (passages,)
    ]
    assert rows("SELECT count(*) FROM vectors") == [(passages,)]
    ((through,),) = rows("SELECT through FROM manifest")
    assert rows("SELECT coalesce(max(id), 0) <= ? FROM passages", (through,)) == [(True,)]
    words = rows("SELECT lexeme, count(*) FROM passages, unnest(words) GROUP BY lexeme")
    assert dict(words) == dict(rows("SELECT term, passages FROM vocabulary"))
    orphans = "SELECT count(*) FROM documents WHERE key NOT IN (SELECT document FROM sources)"
    assert rows(orphans) == [(0,)]
    return passages


def place_again(collection: Collection) -> Server:
    place = place_of(collection.name)
    assert isinstance(place, Server)
    return place
