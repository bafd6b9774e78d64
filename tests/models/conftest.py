"""The real model store, for the tests that are marked `models`."""

from __future__ import annotations

import pytest

from assistant.config import home, load_catalogue
from assistant.models.embed import load_embedder
from assistant.models.generate import (
    TransformersGenerator,
    load_generator,
    load_reference_generator,
)
from assistant.models.openvino_embed import OpenVinoEmbedder
from assistant.models.openvino_generate import OpenVinoGenerator
from assistant.models.reference import SentenceTransformerEmbedder, load_reference
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Generator, Silent


@pytest.fixture(scope="session")
def real_store() -> ModelStore:
    """The user's own store, with the models of the profile `tiny`."""
    catalogue = load_catalogue()
    store = ModelStore(home() / "models", catalogue)
    profile = catalogue.profile("tiny")
    store.pull(profile.embedder, Silent())
    store.pull(profile.writer or "", Silent())
    store.pull(profile.reader, Silent())
    store.pull(profile.judge or "", Silent())
    return store


@pytest.fixture(scope="session")
def reference(real_store: ModelStore) -> SentenceTransformerEmbedder:
    return load_reference(real_store, real_store.catalogue.profile("tiny").embedder)


@pytest.fixture(scope="session")
def fast(real_store: ModelStore) -> OpenVinoEmbedder:
    name = real_store.catalogue.profile("tiny").embedder
    loaded = load_embedder(real_store, name, "openvino")
    assert isinstance(loaded, OpenVinoEmbedder)
    return loaded


@pytest.fixture(params=["reference", "fast"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    """The embedder on each engine."""
    loaded: Embedder = request.getfixturevalue(request.param)
    return loaded


@pytest.fixture(scope="session")
def reference_writer(real_store: ModelStore) -> TransformersGenerator:
    return load_reference_generator(real_store, real_store.catalogue.profile("tiny").writer or "")


@pytest.fixture(scope="session")
def fast_writer(real_store: ModelStore) -> OpenVinoGenerator:
    loaded = load_generator(
        real_store, real_store.catalogue.profile("tiny").writer or "", "openvino"
    )
    assert isinstance(loaded, OpenVinoGenerator)
    return loaded


@pytest.fixture(params=["reference_writer", "fast_writer"])
def generator(request: pytest.FixtureRequest) -> Generator:
    """The writer on each engine."""
    loaded: Generator = request.getfixturevalue(request.param)
    return loaded
