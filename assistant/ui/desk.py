"""The collections behind the page, and what is kept beside them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from assistant.assistant import Assistant
from assistant.config import home
from assistant.errors import CollectionMissing, ConfigError
from assistant.places import default_collection, make_kept_with
from assistant.search.collection import Collection
from assistant.search.place import Place, Server
from assistant.serving.models import Models
from assistant.ui.history import History
from assistant.ui.known import Known
from assistant.ui.only import require_short

EXAMPLES = "examples"
"""The collection of the example articles."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection that the page offers.

    Attributes:
        name: its name there.
        place: where it lies.
        folder: what is kept with it: conversations and uploads. The collection's own folder; for
            one on a server, a folder of this machine.
    """

    name: str
    place: Place
    folder: Path

    @classmethod
    def of(cls, name: str, place: Place) -> Self:
        """That of a collection; for one on a server, its folder is made.

        Raises:
            CollectionError: it cannot be made.
        """
        return cls(name, place, make_kept_with(home(), str(place)))


class Desk:
    """Opens collections by name and lends them the shared models.

    Args:
        collection: a collection to offer besides those under the home; it comes first.
        profile: the profile that is chosen at first; else the one of the settings.
        extractive: never load a writer.

    Raises:
        CollectionError: the collection's server cannot be reached, or nothing can be kept here
            with it.

    Attributes:
        examples: questions that were tried, by a collection's name and how many were wanted, with
            the documents that they were tried on.
        known: which of them, and of the writer's, each document answers.
    """

    def __init__(
        self,
        collection: Place | None = None,
        profile: str | None = None,
        *,
        extractive: bool = False,
    ) -> None:
        self.models = Models(profile, extractive=extractive)
        self._lock = threading.Lock()
        self._collections: dict[Place, Collection] = {}
        self._assistants: dict[tuple[Place, str], Assistant] = {}
        self._histories: dict[Path, History] = {}
        self.examples: dict[tuple[str, int], tuple[tuple[str, ...], list[str]]] = {}
        self.known = Known()
        self._chosen: Shelf | None = None
        if collection:
            self._is_there(collection)  # a server that is not reached leaves no folder behind
            self._chosen = Shelf.of(collection.name or "chosen", collection)

    @property
    def first(self) -> str:
        """The name of the collection that is shown at first."""
        if self._chosen:
            return self._chosen.name
        shelves = self.shelves()
        ready = [shelf.name for shelf in shelves if self.has(shelf)]
        return ready[0] if ready else shelves[0].name

    def shelves(self) -> list[Shelf]:
        """The collections that the page offers; the first may not exist yet."""
        own = default_collection(home())
        names = sorted(path.parent.name for path in own.parent.glob("*/collection.sqlite"))
        found = [Shelf.of(own.name, own)]
        found += [
            Shelf.of(name, own.parent / name)
            for name in names
            if name != own.name and not name.startswith("in-") and _NAME.fullmatch(name)
        ]
        if self._chosen is None:
            return found
        return [self._chosen, *(shelf for shelf in found if shelf.name != self._chosen.name)]

    def shelf(self, name: str) -> Shelf:
        """The collection of that name.

        Raises:
            CollectionMissing: the page offers none of that name.
            ConfigError: it is longer than any name.
        """
        require_short("The name of a collection", name)
        for shelf in self.shelves():
            if shelf.name == name:
                return shelf
        raise CollectionMissing(f"There is no collection called {name!r}.", "Choose another one.")

    def new_shelf(self, name: str) -> Shelf:
        """Where a new collection of that name would lie; nothing is made yet.

        One that is there already comes as it is.

        Raises:
            ConfigError: the name does not suit a folder, or is too long.
        """
        require_short("The name of a collection", name)
        known = [shelf for shelf in self.shelves() if shelf.name == name]
        if known:
            return known[0]
        if not _NAME.fullmatch(name) or name.startswith("in-"):
            raise ConfigError(
                f"{name!r} cannot be the name of a collection.",
                "Use letters, digits, spaces, - and _, at most 40.",
            )
        return Shelf.of(name, default_collection(home()).parent / name)

    def has(self, shelf: Shelf | str) -> bool:
        """Whether a collection is there, which it is once something was indexed into it.

        Raises:
            CollectionMissing: the page offers none of that name.
            CollectionError: its server cannot be reached.
        """
        found = self.shelf(shelf) if isinstance(shelf, str) else shelf
        return self._is_there(found.place)

    def history(self, name: str) -> History:
        """The conversations that are kept with a collection."""
        folder = self.shelf(name).folder
        with self._lock:
            if folder not in self._histories:
                self._histories[folder] = History.open(folder)
            return self._histories[folder]

    def assistant(self, name: str, profile: str | None = None) -> Assistant:
        """An assistant over the collection of that name.

        Raises:
            CollectionMissing: nothing is indexed there.
            ConfigError: there is no such profile.
        """
        return self._opened(self.shelf(name), profile, create=False)

    def growing(self, shelf: Shelf) -> Assistant:
        """The same, but the collection is made where there is none."""
        return self._opened(shelf, None, create=True)

    def reader(self, name: str) -> Assistant:
        """The same without a writer: it only quotes, and takes no turn from anybody."""
        return self.assistant(name).quoting()

    def forget_gone(self, name: str) -> None:
        """Forget the turns that quote what is gone from a collection on a server.

        Other machines remove documents from it without knowing of the conversations of this one.

        Raises:
            CollectionError: its server cannot be reached.
        """
        shelf = self.shelf(name)
        if isinstance(shelf.place, Server) and self.has(shelf):
            receipts = self._collection(shelf.place, create=False).receipts
            self.history(name).forget_deleted(receipts)

    def _opened(self, shelf: Shelf, profile: str | None, *, create: bool) -> Assistant:
        chosen = self.models.chosen(profile)
        key = (shelf.place, profile or self.models.profile)
        collection = self._collection(shelf.place, create=create)
        with self._lock:
            if key not in self._assistants:
                self._assistants[key] = self.models.assistant(collection, chosen)
            return self._assistants[key]

    def _is_there(self, place: Place) -> bool:
        if isinstance(place, Path):
            return (place / "collection.sqlite").exists()
        try:
            self._collection(place, create=False)
        except CollectionMissing:
            return False
        return True

    def _collection(self, place: Place, *, create: bool) -> Collection:
        """The collection, opened once for all profiles."""
        with self._lock:
            if place in self._collections:
                return self._collections[place]
        opened = Collection.open(place, create=create)  # a server may take its time
        with self._lock:
            kept = self._collections.setdefault(place, opened)
        if kept is not opened:
            opened.close()
        return kept

    def close(self) -> None:
        """Close all collections."""
        with self._lock:
            for collection in self._collections.values():
                collection.close()
            for history in self._histories.values():
                history.close()
            self._assistants.clear()
            self._collections.clear()
            self._histories.clear()


@contextmanager
def opened_desk(
    collection: Place | None, profile: str | None, *, extractive: bool = False
) -> Iterator[Desk]:
    """A desk that is closed at the end of the block."""
    desk = Desk(collection, profile, extractive=extractive)
    try:
        yield desk
    finally:
        desk.close()
