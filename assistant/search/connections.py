"""One connection for each thread that uses a database."""

from __future__ import annotations

import threading
from typing import Generic, Protocol, TypeVar


class Closing(Protocol):
    """What can be closed."""

    def close(self) -> None: ...


_Connection = TypeVar("_Connection", bound=Closing)


class Connections(Generic[_Connection]):
    """The connections of all threads; one whose thread has ended is closed when another is added.

    A page or an API starts threads as they are needed and ends them again: what these leave open
    would grow without end.
    """

    def __init__(self) -> None:
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, _Connection]] = []
        self._lock = threading.Lock()
        self._is_closed = False

    @property
    def mine(self) -> _Connection | None:
        """The one of this thread; None before `add`."""
        return getattr(self._local, "connection", None)

    def add(self, connection: _Connection) -> None:
        """Keep one for this thread; after `close`, it is closed at once."""
        added = (threading.current_thread(), connection)
        with self._lock:
            if self._is_closed:
                ended = [added]
            else:
                self._local.connection = connection
                ended = [each for each in self._all if not each[0].is_alive()]
                self._all = [each for each in self._all if each not in ended]
                self._all.append(added)
        for _, one in ended:
            one.close()

    def drop(self) -> None:
        """Close the one of this thread, if it has one."""
        connection, self._local.connection = self.mine, None
        if connection is None:
            return
        connection.close()
        with self._lock:
            self._all = [each for each in self._all if each[1] is not connection]

    def close(self) -> None:
        """Close those of all threads, and any that is added from now on."""
        with self._lock:
            self._is_closed = True
            found, self._all = self._all, []
            self._local = threading.local()
        for _, connection in found:
            connection.close()
