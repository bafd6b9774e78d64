"""The real model store, for the tests that are marked `models`."""

from __future__ import annotations

import pytest

from assistant.config import home, load_catalogue
from assistant.models.embed import SentenceTransformerEmbedder, load_embedder
from assistant.models.generate import TransformersGenerator, load_generator
from assistant.models.store import ModelStore
from assistant.protocols import Silent


@pytest.fixture(scope="session")
def real_store() -> ModelStore:
    """The user's own store, with the models of the profile `tiny` in it."""
    catalogue = load_catalogue()
    store = ModelStore(home() / "models", catalogue)
    profile = catalogue.profile("tiny")
    store.pull(profile.embedder, Silent())
    store.pull(profile.writer or "", Silent())
    return store


@pytest.fixture(scope="session")
def embedder(real_store: ModelStore) -> SentenceTransformerEmbedder:
    return load_embedder(real_store, real_store.catalogue.profile("tiny").embedder)


@pytest.fixture(scope="session")
def generator(real_store: ModelStore) -> TransformersGenerator:
    loaded = load_generator(real_store, real_store.catalogue.profile("tiny").writer or "")
    assert isinstance(loaded, TransformersGenerator)
    return loaded
