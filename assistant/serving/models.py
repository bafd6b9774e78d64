"""The models of a server: each is in memory once, whoever asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.assistant import Assistant
from assistant.batch.recipe import ProfileRecipe
from assistant.config import Profile, load_settings
from assistant.errors import AssistantError
from assistant.protocols import Embedder, Generator, Progress, Reader
from assistant.records import SummaryRequest
from assistant.runtime import Runtime, model_store
from assistant.search.collection import Collection
from assistant.serving.turns import Line, SharedEmbedder, SharedWriter

LOG = logging.getLogger(__name__)


class Models:
    """Loads models at first use and lends them to many.

    Args:
        profile: the profile that is chosen at first; else the one of the settings.
        extractive: never load a writer.

    Raises:
        ConfigError: settings, models.yaml or the profile's name cannot be used.
    """

    def __init__(self, profile: str | None = None, *, extractive: bool = False) -> None:
        self.settings = load_settings()
        self.store = model_store()
        self.profile = profile or self.settings.profile
        self.store.catalogue.profile(self.profile)  # an unknown one is refused at once
        self.line = Line()
        self._extractive = extractive
        self._loading = threading.Lock()
        self._embedders: dict[str, Embedder] = {}
        self._readers: dict[tuple[str, str | None], Reader] = {}
        self._writers: dict[str, Generator] = {}

    def chosen(self, name: str | None = None) -> Profile:
        """The profile of that name, or the one that is chosen at first.

        Raises:
            ConfigError: there is none of that name.
        """
        return self.store.catalogue.profile(name or self.profile)

    def writes(self, profile: Profile) -> bool:
        """Whether answers are worded with this profile, and not only quoted."""
        return bool(profile.writer) and not self._extractive

    def recipe(self, request: SummaryRequest, profile: str | None = None) -> ProfileRecipe:
        """How summaries are made with a profile, as `summarise` has it."""
        return ProfileRecipe(request, profile or self.profile, self._extractive)

    def profiles(self) -> list[tuple[str, str]]:
        """The profiles whose models are here, the one chosen at first in any case.

        Each as it is shown, with what it is for, and its name.
        """
        found = self.store.catalogue.profiles
        here = [name for name in found if name == self.profile or not self.absent(name)]
        return [(f"{self._purpose(found[name])} ({name})", name) for name in here]

    def absent(self, profile: str | None = None) -> dict[str, float]:
        """The models of a profile that have to be pulled, with what is downloaded in MB."""
        return self._runtime(self.chosen(profile)).absent()

    def pull(self, names: list[str], progress: Progress) -> None:
        """Download models and check every byte.

        Raises:
            ModelError: none of a model's sources could be reached, or its bytes differ.
        """
        for name in names:
            self.store.pull(name, progress)

    @contextmanager
    def warming(self) -> Iterator[None]:
        """Load the models meanwhile, so that the first question need not wait for them.

        At the end it waits for the one that is being loaded: a process that ends while a library
        still loads crashes.
        """
        ended = threading.Event()
        thread = threading.Thread(target=self.warm_up, args=(ended.is_set,), name="warm-up")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def warm_up(self, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Load the models now, one after the other.

        One that fails is told to whoever asks first: then it is loaded again.
        """
        if self.absent():
            return
        profile = self.chosen()
        loaders = [self.embedder, self.reader, *([self.writer] if self.writes(profile) else [])]
        for load in loaders:
            if should_stop():
                return
            try:
                load(profile)
            except AssistantError as error:
                LOG.warning("while the models were loaded: %s", error)
                return

    def assistant(self, collection: Collection, profile: Profile) -> Assistant:
        """An assistant over an open collection, with the shared models of a profile."""
        return Assistant(
            collection,
            lambda: self.embedder(profile),
            lambda: self.reader(profile),
            (lambda: self.writer(profile)) if self.writes(profile) else None,
            top=self.settings.passages,
            answer_tokens=self.settings.answer_tokens,
            receipts=self.settings.receipts,
        )

    def embedder(self, profile: Profile) -> Embedder:
        """The embedder of a profile, loaded at first use.

        Raises:
            ModelError: it is missing or damaged.
        """
        with self._loading:
            if profile.embedder not in self._embedders:
                loaded = self._runtime(profile).load_embedder()
                self._embedders[profile.embedder] = SharedEmbedder(loaded)
            return self._embedders[profile.embedder]

    def reader(self, profile: Profile) -> Reader:
        """The reader of a profile, in the same way."""
        with self._loading:
            chosen = profile.reader, profile.judge
            if chosen not in self._readers:
                self._readers[chosen] = self._runtime(profile).load_reader()
            return self._readers[chosen]

    def writer(self, profile: Profile) -> Generator:
        """The writer of a profile that has one, in the same way."""
        name, load = str(profile.writer), self._runtime(profile).load_writer
        assert load is not None
        with self._loading:
            if name not in self._writers:
                self._writers[name] = SharedWriter(load(), self.line)
            return self._writers[name]

    def _purpose(self, profile: Profile) -> str:
        said = profile.description if self.writes(profile) else "quotations only"
        return f"{said[:1].upper()}{said[1:]}"

    def _runtime(self, profile: Profile) -> Runtime:
        return Runtime(profile, self.settings, self.store, self._extractive)
