"""Which passages are of documents that meet a condition.

Asked for each search anew, SQLite takes a tenth of a second to name half a million passages. So
which document each passage is of is kept in memory from the second time on, twelve bytes for each;
a command that asks once does not pay for it.
"""

from __future__ import annotations

import threading
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.search.database import Database
from assistant.search.tables import Condition
from assistant.search.vectors import Rowids


class _Known(NamedTuple):
    """Passages by ascending id, and the key of each one's document."""

    ids: Rowids
    keys: NDArray[np.int32]


class Membership:
    """The passages of one collection by their documents. Safe to ask from several threads.

    A passage is never of another document than at first. One that was removed may still be named
    for a while, if a new document has the number of its own; nothing is found for it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._was_asked = False
        self._known = _Known(np.empty(0, np.int64), np.empty(0, np.int32))

    def passages(self, condition: Condition) -> Rowids:
        """The ids, ascending, of passages of documents that meet a condition on `documents`."""
        where, parameters = condition
        with self._lock:
            if not self._was_asked:
                self._was_asked = True
                return self._asked(condition)
            with self._database.snapshot():
                self._known = known = self._with_later()
                keys = self._database.rowids(
                    f"SELECT key AS id FROM documents WHERE {where}", parameters
                )
        meets = np.zeros(max(known.keys.max(initial=0), keys.max(initial=0)) + 1, np.bool_)
        meets[keys] = True
        return known.ids[meets[known.keys]]

    def _asked(self, condition: Condition) -> Rowids:
        where, parameters = condition
        by_document = self._database.dialect.by_document
        chosen = f"SELECT passages.id AS id FROM {by_document} WHERE {where}"
        # Sorted here: asked for an order, SQLite walks all passages to get it for nothing. Those
        # of one document follow each other, which a stable sort makes use of.
        return np.sort(self._database.rowids(chosen, parameters), kind="stable")

    def _with_later(self) -> _Known:
        """What is known, with the passages that came since."""
        last = int(self._known.ids[-1]) if len(self._known.ids) else 0
        later = "FROM passages WHERE id > ? ORDER BY id"
        ids = self._database.rowids(f"SELECT id {later}", (last,))
        if not len(ids):
            return self._known
        keys = self._database.rowids(f"SELECT document AS id {later}", (last,)).astype(np.int32)
        return _Known(
            np.concatenate([self._known.ids, ids]), np.concatenate([self._known.keys, keys])
        )
