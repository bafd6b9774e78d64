"""Collections and models behind the page: many people, each model in memory once."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.config import Profile, home, load_catalogue, load_settings
from assistant.errors import CollectionMissing, ConfigError, ModelCorrupt, ModelMissing
from assistant.models.embed import load_embedder
from assistant.models.store import ModelStore
from assistant.places import default_collection
from assistant.protocols import Embedder, Generator, Progress
from assistant.search.collection import Collection
from assistant.ui.history import History
from assistant.ui.ledger import Ledger
from assistant.ui.turns import Line, SharedEmbedder, SharedWriter

EXAMPLES = "examples"
"""The collection of the example articles."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection that the page offers: its name there, and where it lies."""

    name: str
    folder: Path

    @property
    def exists(self) -> bool:
        return (self.folder / "collection.sqlite").exists()


class Desk:
    """Opens collections by name and lends them the shared models.

    Args:
        collection: a folder to offer besides those under the home; it comes first.
        profile: the profile that is chosen at first; else the one of the settings.
        extractive: never load a writer.
    """

    def __init__(
        self,
        collection: Path | None = None,
        profile: str | None = None,
        *,
        extractive: bool = False,
    ) -> None:
        self.settings = load_settings()
        self.store = ModelStore(self.settings.home / "models", load_catalogue())
        self.profile = profile or self.settings.profile
        self.store.catalogue.profile(self.profile)  # an unknown one is refused at once
        self.line = Line()
        self._extractive = extractive
        self._chosen = Shelf(collection.name or "chosen", collection) if collection else None
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._assistants: dict[tuple[Path, str], Assistant] = {}
        self._histories: dict[Path, History] = {}
        self._ledgers: dict[Path, Ledger] = {}
        self._embedders: dict[str, Embedder] = {}
        self._writers: dict[str, Generator] = {}

    # ── Collections ────────────────────────────────────────────────────────────────────

    @property
    def first(self) -> str:
        """The name of the collection that is shown at first."""
        if self._chosen:
            return self._chosen.name
        shelves = self.shelves()
        ready = [shelf.name for shelf in shelves if shelf.exists]
        return ready[0] if ready else shelves[0].name

    def shelves(self) -> list[Shelf]:
        """The collections that the page offers; the first may not exist yet."""
        own = default_collection(home())
        names = sorted(path.parent.name for path in own.parent.glob("*/collection.sqlite"))
        found = [Shelf(own.name, own)]
        found += [
            Shelf(name, own.parent / name)
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
        """
        for shelf in self.shelves():
            if shelf.name == name:
                return shelf
        raise CollectionMissing(f"There is no collection called {name!r}.", "Choose another one.")

    def new_shelf(self, name: str) -> Shelf:
        """Where a new collection of that name would lie; nothing is made yet.

        Raises:
            ConfigError: the name does not suit a folder.
        """
        if not _NAME.fullmatch(name) or name.startswith("in-"):
            raise ConfigError(
                f"{name!r} cannot be the name of a collection.",
                "Use letters, digits, spaces, - and _, at most 40.",
            )
        known = [shelf for shelf in self.shelves() if shelf.name == name]
        return known[0] if known else Shelf(name, default_collection(home()).parent / name)

    def history(self, name: str) -> History:
        """The conversations that are kept with a collection."""
        folder = self.shelf(name).folder
        with self._lock:
            if folder not in self._histories:
                self._histories[folder] = History.open(folder)
            return self._histories[folder]

    def ledger(self, name: str) -> Ledger:
        """The summaries that are kept with a collection."""
        folder = self.shelf(name).folder
        with self._lock:
            if folder not in self._ledgers:
                self._ledgers[folder] = Ledger.open(folder)
            return self._ledgers[folder]

    def assistant(self, name: str, profile: str | None = None) -> Assistant:
        """An assistant over the collection of that name.

        Raises:
            CollectionMissing: nothing is indexed there.
            ConfigError: there is no such profile.
        """
        return self._opened(self.shelf(name), profile, create=False)

    def growing(self, shelf: Shelf, profile: str | None = None) -> Assistant:
        """The same, but the collection is made where there is none."""
        return self._opened(shelf, profile, create=True)

    def reader(self, name: str) -> Assistant:
        """The same without a writer: it only quotes, and takes no turn from anybody."""
        shelf = self.shelf(name)
        profile = self.store.catalogue.profile(self.profile)
        collection = self._opened(shelf, None, create=False).collection
        return Assistant(collection, lambda: self._embedder(profile), top=self.settings.passages)

    def _opened(self, shelf: Shelf, profile: str | None, *, create: bool) -> Assistant:
        name = profile or self.profile
        chosen = self.store.catalogue.profile(name)
        key = (shelf.folder, name)
        with self._lock:
            if key not in self._assistants:
                self._assistants[key] = self._make(shelf.folder, chosen, create=create)
            return self._assistants[key]

    def _make(self, folder: Path, profile: Profile, *, create: bool) -> Assistant:
        writes = profile.writer and not self._extractive
        return Assistant(
            Collection.open(folder, create=create),
            lambda: self._embedder(profile),
            (lambda: self._writer(profile)) if writes else None,
            top=self.settings.passages,
            answer_tokens=self.settings.answer_tokens,
        )

    def close(self) -> None:
        """Close all collections."""
        with self._lock:
            for assistant in self._assistants.values():
                assistant.close()
            for history in self._histories.values():
                history.close()
            for ledger in self._ledgers.values():
                ledger.close()
            self._assistants.clear()
            self._histories.clear()
            self._ledgers.clear()

    # ── Models ─────────────────────────────────────────────────────────────────────────

    def profiles(self) -> list[str]:
        """The profiles whose models are here, the one chosen at first in any case."""
        names = self.store.catalogue.profiles
        return [name for name in names if name == self.profile or not self.absent(name)]

    def absent(self, profile: str | None = None) -> dict[str, float]:
        """The models of a profile that have to be pulled, with their sizes in MB."""
        chosen = self.store.catalogue.profile(profile or self.profile)
        names = [chosen.embedder, None if self._extractive else chosen.writer]
        specs = {name: self.store.catalogue.model(name) for name in names if name}
        return {
            name: spec.size_mb
            for name, spec in specs.items()
            if spec.server is None and not self._has(name)
        }

    def pull(self, names: list[str], progress: Progress) -> None:
        """Download models and check every byte.

        Raises:
            ModelError: none of a model's sources could be reached, or its bytes differ.
        """
        for name in names:
            self.store.pull(name, progress)

    def warm_up(self) -> None:
        """Load the models now, so that the first question need not wait for them."""
        profile = self.store.catalogue.profile(self.profile)
        if self.absent():
            return
        self._embedder(profile)
        if profile.writer and not self._extractive:
            self._writer(profile)

    def _has(self, name: str) -> bool:
        try:
            self.store.path(name)
        except (ModelMissing, ModelCorrupt):
            return False
        return True

    def _embedder(self, profile: Profile) -> Embedder:
        with self._loading:
            if profile.embedder not in self._embedders:
                loaded = load_embedder(self.store, profile.embedder, self.settings.engine)
                self._embedders[profile.embedder] = SharedEmbedder(loaded)
            return self._embedders[profile.embedder]

    def _writer(self, profile: Profile) -> Generator:
        from assistant.models.generate import load_generator

        name = str(profile.writer)
        with self._loading:
            if name not in self._writers:
                loaded = load_generator(
                    self.store, name, self.settings.engine, allow_remote=profile.allow_remote
                )
                self._writers[name] = SharedWriter(loaded, self.line)
            return self._writers[name]


@contextmanager
def opened_desk(
    collection: Path | None, profile: str | None, *, extractive: bool = False
) -> Iterator[Desk]:
    """A desk that is closed at the end of the block."""
    desk = Desk(collection, profile, extractive=extractive)
    try:
        yield desk
    finally:
        desk.close()
