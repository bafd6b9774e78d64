"""What an engine makes of a model's files: a folder beside them, whole or not there.

    <model>/.ENGINE/             the files
    <model>/.ENGINE/made.json    what they were made from, by what, and their sha256

No file of a model can have a name that starts with a dot, so nothing is ever confused. Such a
folder can always be made again; where an engine cannot serve a model, the record says why, so
that it is not tried at every start.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from assistant.models.files import (
    files_below,
    require_space,
    sha256_of,
    sync_folder,
    sync_tree,
    write_whole,
)
from assistant.strict import Strict

_RECORD = "made.json"


class Stamp(Strict):
    """What a file must look like to be the one that was made."""

    size: int
    mtime_ns: int
    sha256: str


class Record(Strict):
    """What `made.json` holds.

    Attributes:
        recipe: names the model's bytes, and all else that decides what is made.
        failure: why the engine cannot serve this model; then there are no files.
        files: name → what the file must look like.
    """

    recipe: str
    failure: str = ""
    files: Mapping[str, Stamp] = {}


def read_record(folder: Path, recipe: str) -> Record | None:
    """The record of a folder that was made by this recipe and is intact, else None.

    A file is hashed only where its size or time differ from what was written.
    """
    record = _read(folder)
    if record is None or record.recipe != recipe:
        return None
    intact = all(_matches(folder / name, stamp) for name, stamp in record.files.items())
    return record if intact else None


def make(folder: Path, work: Path, recipe: str, fill: Callable[[Path], str]) -> Record:
    """Let `fill` write the files into `work`, then put them in place in one step.

    `fill` returns why it failed, or an empty text. A cut leaves `folder` as it was, or absent.

    Raises:
        OSError: the disk is full, or may not be written; that is no failure of the engine's.
    """
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        failure = fill(work)
    except OSError as error:  # numpy's has no number
        require_space(work, str(error))
        raise
    if failure:
        require_space(work, failure)
    files = {} if failure else dict(_stamps(work))
    record = Record(recipe=recipe, failure=failure, files=files)
    for path in [*files_below(work)] if failure else []:
        path.unlink()
    write_whole(work / _RECORD, [record.model_dump_json(indent=2).encode()])
    sync_tree(work)
    trash = work.with_name(f"{work.name}.removed")
    shutil.rmtree(trash, ignore_errors=True)
    if folder.exists():
        folder.replace(trash)
    work.replace(folder)
    sync_folder(folder.parent)
    shutil.rmtree(trash, ignore_errors=True)
    return record


def last_failure(folder: Path) -> str:
    """Why the engine could not serve the model when that was last tried; else empty."""
    record = _read(folder)
    return record.failure if record else ""


def derived_folders(model: Path) -> list[Path]:
    """The folders that engines have made of a model."""
    return sorted(path for path in model.glob(".*") if path.is_dir())


def problems(folder: Path) -> Iterator[str]:
    """Read every byte of one such folder; one sentence for each problem."""
    record = _read(folder)
    if record is None:
        yield f"{folder.name}/{_RECORD} is missing or damaged."
        return
    found = {path.relative_to(folder).as_posix(): path for path in files_below(folder)}
    for name in sorted(found.keys() - record.files.keys() - {_RECORD}):
        yield f"{folder.name}/{name} does not belong here."
    for name, stamp in record.files.items():
        if name not in found:
            yield f"{folder.name}/{name} is missing."
        elif (actual := sha256_of(found[name])) != stamp.sha256:
            yield f"{folder.name}/{name}: sha256 is {actual}, expected {stamp.sha256}."


def _read(folder: Path) -> Record | None:
    try:
        return Record.model_validate_json((folder / _RECORD).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None


def _stamps(folder: Path) -> Iterator[tuple[str, Stamp]]:
    for path in files_below(folder):
        status = path.stat()
        name = path.relative_to(folder).as_posix()
        yield (
            name,
            Stamp(size=status.st_size, mtime_ns=status.st_mtime_ns, sha256=sha256_of(path)),
        )


def _matches(path: Path, stamp: Stamp) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    if (status.st_size, status.st_mtime_ns) == (stamp.size, stamp.mtime_ns):
        return True
    return status.st_size == stamp.size and sha256_of(path) == stamp.sha256
