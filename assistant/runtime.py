"""The one place that opens models: whatever asks for one gets what the settings and a profile say.

settings.yaml, models.yaml, profile → Runtime → embedder, reader with its judge, writer
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from assistant.config import Profile, Settings, home, load_catalogue, load_settings
from assistant.errors import ModelCorrupt, ModelMissing
from assistant.models.embed import embedder_engine, embedder_fingerprint, load_embedder
from assistant.models.guard import (
    GuardedEmbedder,
    GuardedGenerator,
    GuardedJudge,
    GuardedReader,
    loading,
)
from assistant.models.store import ModelStore
from assistant.paths import expanded
from assistant.protocols import Embedder, Generator, Judge, Progress, Reader, Silent


def models_folder() -> Path:
    """The folder of pulled models: $ASSISTANT_MODEL_STORE, else one in `home`.

    What only uses models need not be able to write there.
    """
    chosen = os.environ.get("ASSISTANT_MODEL_STORE")
    return expanded(chosen) if chosen else home() / "models"


def model_store() -> ModelStore:
    """The user's model store with the models of models.yaml, and the server of the settings.

    Raises:
        ConfigError: models.yaml or the settings cannot be used.
    """
    return ModelStore(models_folder(), load_catalogue().written_by(load_settings().writer))


def is_here(store: ModelStore, name: str) -> bool:
    """Whether the store can give a model as it is."""
    try:
        store.path(name)
    except (ModelMissing, ModelCorrupt):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Runtime:
    """The models of one profile, on the engine of the settings.

    A loader loads each time it is called: who calls it keeps what it gives.

    Attributes:
        profile: which models work together.
        settings: the engine, among others.
        store: where the models were pulled to.
        extractive: the profile's writer is left out.
        progress: is told what loading takes.
    """

    profile: Profile
    settings: Settings
    store: ModelStore
    extractive: bool = False
    progress: Progress = field(default_factory=Silent)

    @classmethod
    def open(
        cls,
        profile: str | None = None,
        *,
        extractive: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """The models of the profile of that name, else of the one that the settings name.

        Raises:
            ConfigError: settings, models.yaml or the profile's name cannot be used.
        """
        settings, store = load_settings(), model_store()
        chosen = store.catalogue.profile(profile or settings.profile)
        return cls(chosen, settings, store, extractive, progress or Silent())

    def load_embedder(self) -> Embedder:
        """Load the embedder.

        Raises:
            ModelMissing, ModelCorrupt: the store cannot give it.
            ModelFailed: it cannot be loaded here; the same goes for whatever it computes.
        """
        name = self.profile.embedder
        with loading(self.store, name):
            return GuardedEmbedder(
                load_embedder(self.store, name, self.settings.engine, self.progress)
            )

    def load_reader(self) -> Reader:
        """Load the reader, in the same way; the judge of claims is loaded when there is one."""
        from assistant.models.judge import judged
        from assistant.models.reader import load_reader

        name, judge = self.profile.reader, self.profile.judge
        with loading(self.store, name):
            reader = GuardedReader(
                load_reader(self.store, name, self.settings.engine, self.progress)
            )
        return judged(reader, self.store, judge, self._load_judge) if judge else reader

    @property
    def load_writer(self) -> Callable[[], Generator] | None:
        """What loads the writer, in the same way; None where nothing is to be worded."""
        return self._load_writer if self._writer else None

    def names(self) -> list[str]:
        """The models that the store has to keep; a server keeps its own."""
        profile = self.profile
        wanted = [profile.embedder, profile.reader, profile.judge, self._writer]
        models = self.store.catalogue
        return [name for name in wanted if name and models.model(name).server is None]

    def absent(self) -> dict[str, float]:
        """The models that have to be pulled, with what of each is downloaded in MB."""
        sizes = {name: self.store.catalogue.model(name).download_mb for name in self.names()}
        return {name: size for name, size in sizes.items() if not is_here(self.store, name)}

    def embedder_identity(self) -> list[str]:
        """What decides the embedder's vectors, without loading it: its fingerprint and engine.

        Raises:
            ModelMissing, ModelCorrupt: the store cannot give it.
        """
        name = self.profile.embedder
        return [
            embedder_fingerprint(self.store, name),
            embedder_engine(self.store, name, self.settings.engine),
        ]

    def reader_identity(self) -> list[str]:
        """The same of the reader and its judge: their fingerprint, which every engine shares."""
        from assistant.models.encoder_judge import judge_fingerprint
        from assistant.models.encoder_reader import reader_fingerprint

        own, judge = reader_fingerprint(self.store, self.profile.reader), self.profile.judge
        return [f"{own}, {judge_fingerprint(self.store, judge)}" if judge else own]

    def writer_identity(self) -> list[str]:
        """The same of the writer; empty where nothing is to be worded."""
        from assistant.models.generate import writer_engine, writer_fingerprint

        if self._writer is None:
            return []
        return [
            writer_fingerprint(self.store, self._writer),
            writer_engine(self.store, self._writer, self.settings.engine),
        ]

    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each model by its role, as the loaded model has it; loads none.

        Raises:
            ModelMissing, ModelCorrupt: the store cannot give a model.
        """
        found = {
            "embedder": self.embedder_identity(),
            "reader": self.reader_identity(),
            "writer": self.writer_identity(),
        }
        return {role: identity[0] for role, identity in found.items() if identity}

    @property
    def _writer(self) -> str | None:
        return None if self.extractive else self.profile.writer

    def _load_judge(self) -> Judge:
        from assistant.models.judge import load_judge

        name = str(self.profile.judge)
        with loading(self.store, name):
            return GuardedJudge(load_judge(self.store, name, self.settings.engine, self.progress))

    def _load_writer(self) -> Generator:
        from assistant.models.generate import load_generator

        name = str(self._writer)
        with loading(self.store, name):
            return GuardedGenerator(
                load_generator(
                    self.store,
                    name,
                    self.settings.engine,
                    self.progress,
                    allow_remote=self.profile.allow_remote,
                )
            )


class LazyModels:
    """Models that are each loaded at first use, and then kept.

    Args:
        load_embedder: gives the embedder; called once, when first needed.
        load_reader: gives the reader in the same way.
        load_writer: gives the writer, too; None where nothing is worded.
    """

    def __init__(
        self,
        load_embedder: Callable[[], Embedder],
        load_reader: Callable[[], Reader],
        load_writer: Callable[[], Generator] | None = None,
    ) -> None:
        self._load_embedder = load_embedder
        self._load_reader = load_reader
        self._load_writer = load_writer

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder, loaded at first use."""
        return self._load_embedder()

    @cached_property
    def reader(self) -> Reader:
        """The reader, loaded at first use."""
        return self._load_reader()

    @cached_property
    def writer(self) -> Generator | None:
        """The writer, loaded at first use; None where there is none."""
        return self._load_writer() if self._load_writer else None
