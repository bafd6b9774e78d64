"""Every model of models.yaml as a fake, for tests that open an assistant as users do."""

from __future__ import annotations

import pytest

import assistant.models.generate
import assistant.models.judge
import assistant.models.reader
import assistant.runtime
from assistant.models.store import ModelStore
from assistant.runtime import Runtime
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader


def put_fakes(patch: pytest.MonkeyPatch, writer: FakeGenerator) -> None:
    """All models are there, and are fakes; `writer` writes."""
    patch.setattr(assistant.runtime, "load_embedder", lambda *_: FakeEmbedder())
    patch.setattr(assistant.models.reader, "load_reader", lambda *_: FakeReader())
    patch.setattr(assistant.models.judge, "judged", lambda reader, *_: reader)
    patch.setattr(assistant.models.generate, "load_generator", lambda *_, **__: writer)
    patch.setattr(ModelStore, "fingerprint", lambda self, name, *settings: f"{name}@1")
    patch.setattr(ModelStore, "path", lambda self, name: self.root / name)
    put_fingerprints(patch, writer)


def put_fingerprints(patch: pytest.MonkeyPatch, writer: FakeGenerator) -> None:
    """A runtime tells the fingerprints that the fakes have."""

    def fingerprints(runtime: Runtime) -> dict[str, str]:
        found = {"embedder": FakeEmbedder().fingerprint, "reader": FakeReader().fingerprint}
        return found | ({"writer": writer.fingerprint} if runtime.load_writer else {})

    patch.setattr(Runtime, "fingerprints", fingerprints)
