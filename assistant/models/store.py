"""The model store: one folder per model, complete and verified, or not there.

    <root>/NAME/               the model with its manifest.json
    <root>/NAME/.ENGINE/       what an engine made of it; see `derived`
    <root>/incoming/NAME/      files of an unfinished pull, or brought by hand
    <root>/.locks/NAME.lock    held while a process changes that model

A pull gathers the files in `incoming`, compares each sha256 with models.yaml, converts GGUF and
ONNX to safetensors, writes the manifest with the sha256 of all that is kept, and renames the folder
into place. What engines make of a model later is in no manifest: it changes no fingerprint.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from assistant.config import Catalogue, HubSource, ModelSpec, Role
from assistant.errors import AtTerminal, ConfigError, ModelCorrupt, ModelMissing, ModelUnavailable
from assistant.models.adapter import problem_of
from assistant.models.convert import CONVERTER_VERSION, convert_deberta, convert_gguf
from assistant.models.derived import Record, derived_folders, make, problems, read_record
from assistant.models.files import (
    exclusive_lock,
    files_below,
    sha256_of,
    size_below,
    storage_errors,
    sync_folder,
    sync_tree,
    write_whole,
)
from assistant.models.sources import Order, Runner, SourceFailed, fetch, run_command
from assistant.protocols import Progress, Silent
from assistant.strict import Strict

_MANIFEST = "manifest.json"
_WORK = ".work"


class Manifest(Strict):
    """What a model's folder holds.

    Attributes:
        pin: digest of what models.yaml pinned at the pull.
        files: name → sha256 of every file kept.
        converter: version of the conversion to safetensors; None where there was none.
    """

    name: str
    pin: str
    files: Mapping[str, str]
    converter: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the listing; `size_mb` is the download, `folder` None until pulled."""

    name: str
    role: Role
    licence: str
    size_mb: float
    folder: Path | None


class ModelStore:
    """The models below one folder.

    Args:
        root: folder of the store; made at the first pull.
        catalogue: which models there are.
        run: runs the download commands.
    """

    def __init__(self, root: Path, catalogue: Catalogue, run: Runner = run_command) -> None:
        self.root = root
        self.catalogue = catalogue
        self._run = run

    def path(self, name: str) -> Path:
        """The folder of a pulled model. Looks at names only; `verify` reads every byte.

        Raises:
            ConfigError: no such model, or one that a server runs.
            ModelMissing: not pulled, or models.yaml pins other bytes now.
            ModelCorrupt: a file of it is gone.
            ModelError: the store may not be read.
        """
        folder = self.root / name
        with storage_errors(self.root):
            for file in self.manifest(name).files:
                if not (folder / file).is_file():
                    raise ModelCorrupt(f"{folder / file} is gone.", _pull_hint(name))
        return folder

    def manifest(self, name: str) -> Manifest:
        """The manifest of a pulled model; raises as `path` does."""
        spec = self._kept(name)
        path = self.root / name / _MANIFEST
        with storage_errors(self.root):
            if not path.is_file():
                raise ModelMissing(f"The model {name} is not here yet.", _pull_hint(name))
            manifest = _read_manifest(path, name)
        if manifest.pin != _pin(spec):
            raise ModelMissing(f"models.yaml names another {name} now.", _pull_hint(name))
        return manifest

    def fingerprint(self, name: str, *settings: object) -> str:
        """`name@digest` over a pulled model's bytes and the settings that change what it gives."""
        adapter = self.catalogue.model(name).adapter
        content = [dict(self.manifest(name).files), *settings]
        if adapter is not None:
            content.append(adapter.sha256)
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        return f"{name}@{digest[:16]}"

    def verify(self, name: str) -> list[str]:
        """Read every byte of a pulled model, of its adapter, and of what engines made of it.

        Returns:
            One sentence for each problem found.

        Raises:
            ConfigError, ModelMissing, ModelCorrupt, ModelError: as `path` does.
        """
        adapter = self.catalogue.model(name).adapter
        taught = problem_of(adapter) if adapter is not None else None
        with storage_errors(self.root):
            folders = derived_folders(self.root / name)
            made = [found for folder in folders for found in problems(folder)]
            return sorted([*self._own_problems(name), *made, *filter(None, [taught])])

    def derived(self, name: str, kind: str) -> Path:
        """The folder for what an engine makes of a model; it need not exist."""
        return self.root / name / f".{kind}"

    def derive(
        self,
        name: str,
        kind: str,
        recipe: str,
        fill: Callable[[Path], str],
        progress: Progress,
        *,
        anew: bool = False,
    ) -> Record:
        """Fill that folder, as `derived.make` does, unless it is whole and `anew` is false.

        One beside another process waits for it.

        Raises:
            StorageFull: the disk is full; nothing is left behind.
            ModelError: the store may not be written.
        """
        folder = self.derived(name, kind)
        work = self.root / "incoming" / f".{name}.{kind}"
        with storage_errors(self.root), self._lock(name, progress):
            made = read_record(folder, recipe)
            if made is not None and not anew and not any(problems(folder)):
                return made
            try:
                return make(folder, work, recipe, fill)
            finally:
                shutil.rmtree(work, ignore_errors=True)

    def pull(self, name: str, progress: Progress) -> Path:
        """Bring a model into the store, and return its folder.

        What is there and whole is left as it is. A pull that was cut goes on where it stopped;
        one beside another process waits for it and finds the model done.

        Raises:
            ConfigError: no such model, or one that a server runs.
            ModelUnavailable: no source could be reached; the hint says how to bring files by hand.
            ModelCorrupt: a file is not the pinned one; it is removed.
            StorageFull: the disk is full; what was downloaded is kept.
        """
        spec = self._kept(name)
        incoming = self.root / "incoming" / name
        with storage_errors(self.root), self._lock(name, progress):
            if not self._is_whole(name):
                self._gather(name, spec, incoming, progress)
                digests = _check(name, spec, incoming)
                self._install(name, _prepare(name, spec, incoming, digests, progress))
            shutil.rmtree(incoming, ignore_errors=True)
        return self.path(name)

    def remove(self, name: str) -> None:
        """Delete a model and whatever an unfinished pull of it has left."""
        self._kept(name)
        with storage_errors(self.root), self._lock(name, Silent()):
            self._discard(name)
            shutil.rmtree(self.root / "incoming" / name, ignore_errors=True)

    def listing(self) -> list[Entry]:
        """Every model of the catalogue that the store can keep, in its order."""
        return [
            Entry(name, spec.role, spec.licence, spec.size_mb, self._folder(name))
            for name, spec in self.catalogue.models.items()
            if spec.server is None
        ]

    def _folder(self, name: str) -> Path | None:
        try:
            return self.path(name)
        except (ModelMissing, ModelCorrupt):
            return None

    def _own_problems(self, name: str) -> list[str]:
        """As `verify`, without what engines made: a pull need not fetch anything for that."""
        folder = self.root / name
        expected = self.manifest(name).files
        derived = {path.name for path in derived_folders(folder)}
        paths = [path.relative_to(folder) for path in files_below(folder)]
        found = {path.as_posix() for path in paths if path.parts[0] not in derived}
        wrong = [f"{file} is missing." for file in expected if file not in found]
        wrong += [f"{file} does not belong here." for file in found - expected.keys() - {_MANIFEST}]
        for file in expected.keys() & found:
            actual = sha256_of(folder / file)
            if actual != expected[file]:
                wrong.append(f"{file}: sha256 is {actual}, expected {expected[file]}.")
        return wrong

    def _is_whole(self, name: str) -> bool:
        try:
            return not self._own_problems(name)
        except (ModelMissing, ModelCorrupt):
            return False

    def _kept(self, name: str) -> ModelSpec:
        spec = self.catalogue.model(name)
        if spec.server is not None:
            raise ConfigError(
                f"{name} runs at {spec.server.base_url}: the store does not keep it.",
                AtTerminal(
                    "`python -m assistant models list` lists the models that it keeps.",
                    "Choose a model that it keeps.",
                ),
            )
        return spec

    def _lock(self, name: str, progress: Progress) -> AbstractContextManager[None]:
        message = f"Another process changes {name}: waiting for it."
        return exclusive_lock(self.root / ".locks" / f"{name}.lock", lambda: progress.note(message))

    def _gather(self, name: str, spec: ModelSpec, incoming: Path, progress: Progress) -> None:
        """Bring the files into `incoming` from the first source that has them."""
        incoming.mkdir(parents=True, exist_ok=True)
        if all((incoming / file).is_file() for file in spec.file_names):
            return
        progress.note(f"{name}: {spec.size_mb:.0f} MB, {spec.licence}, into {self.root / name}.")
        failures: list[str] = []
        for source in spec.sources:
            meter = _Meter(incoming, round(spec.size_mb * 1e6), progress)
            progress.start(f"Downloading {name}", meter.total, "B")
            try:
                fetch(source, Order(spec, incoming, incoming / _WORK, self._run, meter))
                return
            except SourceFailed as failure:
                failures.append(f"{source.kind} ({failure})")
            finally:
                progress.finish()
        raise _unavailable(name, spec, incoming, failures)

    def _install(self, name: str, ready: Path) -> None:
        sync_tree(ready)
        self._discard(name)
        ready.replace(self.root / name)
        sync_folder(self.root)

    def _discard(self, name: str) -> None:
        """Delete a model's folder in such a way that no cut leaves a part of it under its name."""
        folder = self.root / name
        trash = self.root / "incoming" / f"{name}.removed"
        shutil.rmtree(trash, ignore_errors=True)
        if folder.exists():
            trash.parent.mkdir(parents=True, exist_ok=True)
            folder.replace(trash)
            shutil.rmtree(trash)


class _Meter:
    """Reports how far a folder has grown towards `total` bytes, each time it is called."""

    def __init__(self, folder: Path, total: int, progress: Progress) -> None:
        self.total = total
        self._folder = folder
        self._progress = progress
        self._seen = 0

    def __call__(self) -> None:
        size = max(self._seen, min(size_below(self._folder), self.total))
        self._progress.advance(size - self._seen)
        self._seen = size


def _check(name: str, spec: ModelSpec, incoming: Path) -> dict[str, str]:
    """The sha256 of each gathered file; one that differs from its pin is removed.

    Without pins the hub's revision stands for the content, and the sha256 is recorded.
    """
    digests = {file: sha256_of(incoming / file) for file in spec.file_names}
    for file, expected in spec.files.items():
        if digests[file] != expected:
            (incoming / file).unlink()
            shutil.rmtree(incoming / _WORK, ignore_errors=True)
            raise ModelCorrupt(
                f"{file} of {name} has sha256 {digests[file]}, expected {expected}.",
                AtTerminal(
                    f"It was removed: run `python -m assistant models pull {name}` again.",
                    "It was removed: download the models again.",
                ),
            )
    return digests


def _prepare(
    name: str, spec: ModelSpec, incoming: Path, digests: Mapping[str, str], progress: Progress
) -> Path:
    """A folder with everything that the installed model consists of, manifest included."""
    ready = incoming / _WORK / "ready"
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir(parents=True)
    is_converted = spec.format in {"gguf", "deberta"}
    if is_converted:
        progress.start(f"Converting {name} to safetensors", None, "")
        weights, *others = sorted(spec.file_names, key=lambda file: file.endswith(".json"))
        if spec.format == "gguf":
            convert_gguf(incoming / weights, ready)
        else:
            convert_deberta(incoming / weights, incoming / others[0], ready)
        progress.finish()
        digests = {p.relative_to(ready).as_posix(): sha256_of(p) for p in files_below(ready)}
    else:
        for file in spec.file_names:
            (ready / file).parent.mkdir(parents=True, exist_ok=True)
            (incoming / file).replace(ready / file)
    converter = CONVERTER_VERSION if is_converted else None
    manifest = Manifest(name=name, pin=_pin(spec), files=digests, converter=converter)
    write_whole(ready / _MANIFEST, [manifest.model_dump_json(indent=2).encode()])
    return ready


def _pin(spec: ModelSpec) -> str:
    """Digest of what models.yaml says the bytes are: the files' sha256, else the hub revision."""
    revisions = [f"{s.repo}@{s.revision}" for s in spec.sources if isinstance(s, HubSource)]
    pinned = [spec.format, dict(spec.files) or revisions]
    return hashlib.sha256(json.dumps(pinned, sort_keys=True).encode()).hexdigest()


def _read_manifest(path: Path, name: str) -> Manifest:
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise ModelCorrupt(f"{path} is damaged.", _pull_hint(name)) from error


def _pull_hint(name: str) -> str:
    return AtTerminal(
        f"Run `python -m assistant models pull {name}`.",
        "Open this page anew, which offers to download what is missing.",
    )


def _unavailable(
    name: str, spec: ModelSpec, incoming: Path, failures: Sequence[str]
) -> ModelUnavailable:
    files = ", ".join(spec.file_names)
    return ModelUnavailable(
        f"No source of {name} could be reached: {'; '.join(failures)}.",
        AtTerminal(
            f"Try again later, or put {files} into {incoming} by hand and run"
            f" `python -m assistant models pull {name}`, which checks and installs"
            f" what is there; `models verify {name}` proves it at any time.",
            f"Try again later, or put {files} into {incoming} by hand and download the models "
            "again: what is there is checked and installed.",
        ),
    )
