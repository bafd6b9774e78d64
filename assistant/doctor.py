"""Examines an installation from the outside in: program, models, collection.

Each finding says what was looked at; a broken one says how to mend it.
"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from assistant.config import Engine, Profile, Role, home
from assistant.errors import (
    AssistantError,
    CollectionMissing,
    ConfigError,
    ModelCorrupt,
    ModelError,
    ModelMissing,
)
from assistant.grounding.refuse import default_calibration
from assistant.models.derived import Record
from assistant.models.embed import embedder_fingerprint
from assistant.models.engine import choose_engine
from assistant.models.remote import served_model
from assistant.models.store import ModelStore
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.database import Database, open_database
from assistant.search.manifest import read_manifest
from assistant.search.place import Place, Server
from assistant.search.vector_file import open_vectors
from assistant.search.vectors import VectorFileDamaged

PYTHON = (3, 11)
PACKAGES = (
    "torch",
    "transformers",
    "sentence-transformers",
    "faiss-cpu",
    "sentencex",
    "trafilatura",
)
WORK: Mapping[Role, tuple[str, str]] = {
    "embedder": ("embedding", "sentence-transformers"),
    "reader": ("reading", "transformers"),
    "judge": ("judging", "transformers"),
    "writer": ("writing", "transformers"),
}
"""What a model of each role does, and the reference engine that can always do it."""

LEAST_FREE = 1_000_000_000  # bytes: a collection of some thousand documents, and room to write


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` says what to do about it."""

    state: Literal["ok", "note", "broken"]
    detail: str
    mend: str = ""


def examine(place: Place, profile: str | None, *, deep: bool) -> Iterator[Finding]:
    """Look at everything that `ask` needs.

    Args:
        place: of the collection.
        profile: whose models are looked at; None is the one that the settings name.
        deep: read every byte of the models and of the collection.
    """
    yield _python()
    yield from map(_package, PACKAGES)
    yield _full_text_search()
    yield _writable(home())
    yield _free_space(home())
    try:
        runtime = Runtime.open(profile)
    except ConfigError as error:
        yield Finding("broken", error.message, error.hint)
        return
    store, chosen, wanted = runtime.store, runtime.profile, runtime.settings.engine
    for name in runtime.names():
        yield _model(store, name, deep=deep)
    for name in runtime.names():
        yield _engine(store, name, wanted)
    yield from _servers(runtime, place)
    yield from _collection(place, store, chosen, deep=deep)


def _python() -> Finding:
    running = f"Python {platform.python_version()} at {sys.executable}"
    if sys.version_info < PYTHON:
        return Finding("broken", running, "Install Python 3.11 or newer.")
    return Finding("ok", running)


def _package(name: str) -> Finding:
    try:
        return Finding("ok", f"{name} {version(name)}")
    except PackageNotFoundError:
        return Finding("broken", f"{name} is not installed", f"pip install {name}")


def _full_text_search() -> Finding:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5 (text)")
    except sqlite3.OperationalError:
        return Finding(
            "broken",
            f"SQLite {sqlite3.sqlite_version} without full-text search (FTS5)",
            "Use a Python whose SQLite was built with FTS5, as the system's own is.",
        )
    finally:
        connection.close()
    return Finding("ok", f"SQLite {sqlite3.sqlite_version} with full-text search")


def _writable(folder: Path) -> Finding:
    existing = _existing(folder)
    try:
        with tempfile.TemporaryFile(dir=existing):
            return Finding("ok", f"{folder} can be written")
    except OSError as error:
        return Finding(
            "broken",
            f"{existing} cannot be written ({error.strerror})",
            "Correct its permissions, or set ASSISTANT_HOME to a folder of yours.",
        )


def _free_space(folder: Path) -> Finding:
    free = shutil.disk_usage(_existing(folder)).free
    detail = f"{free / 1e9:.1f} GB free at {folder}"
    if free < LEAST_FREE:
        return Finding("broken", detail, "Free some space, or set ASSISTANT_HOME to another disk.")
    return Finding("ok", detail)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if os.path.exists(path))


def _model(store: ModelStore, name: str, *, deep: bool) -> Finding:
    mend = f"python -m assistant models pull {name}"
    try:
        store.path(name)
        problems = store.verify(name) if deep else []
    except (ModelMissing, ModelCorrupt) as error:
        return Finding("broken", error.message, mend)
    except ModelError as error:
        return Finding("broken", error.message, error.hint)
    if problems:
        return Finding("broken", f"model {name}: {' '.join(problems)}", mend)
    return Finding("ok", f"model {name} is here{', every byte verified' if deep else ''}")


def _engine(store: ModelStore, name: str, wanted: Engine) -> Finding:
    """What computes with a model, and why."""
    role = store.catalogue.model(name).role
    work, reference = WORK[role]
    choice = choose_engine(wanted, "openvino_genai" if role == "writer" else "openvino")
    if choice.engine == "torch":
        return Finding("ok", f"{work} runs on {reference}: {choice.reason}")
    try:
        made = _made(store, name, role)
    except ModelError:
        return Finding("note", f"which engine runs {name} is not known before it is pulled")
    if made is None:
        return Finding(
            "note",
            f"{name} is not prepared for OpenVINO: its first use will take longer",
            f"python -m assistant models pull {name}",
        )
    if made.failure:
        return Finding(
            "note",
            f"{work} runs on {reference}, which is slower: {made.failure}",
            f"If memory was short then, try again: python -m assistant models pull {name}",
        )
    return Finding("ok", f"{work} runs on {_fast_engine(store, name, role)}: {choice.reason}")


def _servers(runtime: Runtime, place: Place) -> Iterator[Finding]:
    """Whether anything leaves this machine, and whether the server that writes is there."""
    nothing = "nothing"
    if isinstance(place, Server) and not place.is_local:
        nothing = "nothing else"
        yield Finding(
            "note", f"texts, questions and receipts leave this machine: they lie at {place}"
        )
    name = runtime.profile.writer
    server = runtime.store.catalogue.model(name).server if name else None
    if server is None:
        yield Finding("ok", f"{nothing} leaves this machine: no server is set that would write")
        return
    if server.is_local:
        yield Finding("ok", f"{nothing} leaves this machine: {server.base_url} on it writes")
    else:
        yield Finding(
            "note",
            f"what is read for an answer leaves this machine: it is sent to {server.base_url}",
            "Without --writer-url, $ASSISTANT_WRITER_URL and `writer` in settings.yaml, and with "
            "no such server in models.yaml, nothing does.",
        )
    try:
        model = served_model(server)
    except (ConfigError, ModelError) as error:
        yield Finding("broken", error.message, error.hint)
    else:
        yield Finding("ok", f"writing is done by {model} at {server.base_url}")


def _made(store: ModelStore, name: str, role: Role) -> Record | None:
    """What OpenVINO made of a model; None where it would be made at the first use."""
    if role == "writer":
        from assistant.models.openvino_generate import conversion_state

        return conversion_state(store, name)
    if role == "reader":
        from assistant.models.openvino_reader import reader_state

        return reader_state(store, name)
    if role == "judge":
        from assistant.models.openvino_judge import judge_state

        return judge_state(store, name)
    from assistant.models.openvino_embed import export_state

    return export_state(store, name)


def _fast_engine(store: ModelStore, name: str, role: Role) -> str:
    if role == "writer":
        return f"OpenVINO GenAI, weights in {store.catalogue.model(name).weight_bits} bits"
    from assistant.models.openvino_network import precision

    return f"OpenVINO in {precision()}"


def _collection(
    place: Place, store: ModelStore, profile: Profile, *, deep: bool
) -> Iterator[Finding]:
    try:
        collection = Collection.open(place)
    except CollectionMissing as missing:
        yield Finding("note", f"{missing.message.rstrip('.')}: nothing is indexed there yet")
        return
    except AssistantError as error:
        yield Finding("broken", error.message, error.hint)
        return
    with collection:
        try:
            if isinstance(place, Path):
                yield from _files(place, deep=deep)
            passages, documents = collection.counts()
            yield Finding(
                "ok", f"collection at {place}: {documents} documents, {passages} passages"
            )
            yield _embedder(collection, store, profile)
            yield from _threshold(collection)
        except AssistantError as error:
            yield Finding("broken", error.message, error.hint)


def _files(folder: Path, *, deep: bool) -> Iterator[Finding]:
    """What a collection in a folder consists of."""
    database = open_database(folder, create=False)
    try:
        yield _database(database, deep=deep)
        yield _vectors(database)
    finally:
        database.close()


def _database(database: Database, *, deep: bool) -> Finding:
    pragma = "integrity_check" if deep else "quick_check"
    problems = [row[0] for row in database.rows(f"PRAGMA {pragma}(1)")]
    if problems != ["ok"]:
        return Finding(
            "broken",
            f"the database at {database.folder} is damaged: {problems[0]}",
            "Move its folder away and index again: "
            f"python -m assistant index PATH --collection {database.folder}",
        )
    return Finding("ok", f"the collection's database is whole (version {database.version()})")


def _vectors(database: Database) -> Finding:
    manifest = read_manifest(database)
    if manifest.generation == 0:
        return Finding("ok", "the collection needs no vector file yet")
    try:
        index = open_vectors(database, manifest)
    except VectorFileDamaged:
        return Finding(
            "broken",
            f"{manifest.vector_file} of the collection is missing or damaged",
            "Ask or index once more: it is built again from the database.",
        )
    return Finding("ok", f"vector file with {len(index)} vectors")


def _embedder(collection: Collection, store: ModelStore, profile: Profile) -> Finding:
    manifest = collection.manifest
    if not manifest.fingerprint:
        return Finding("ok", "the collection is not bound to an embedder yet")
    try:
        fingerprint = embedder_fingerprint(store, profile.embedder)
    except (ModelMissing, ModelCorrupt):
        return Finding("note", f"whether {profile.embedder} fits the collection is not known yet")
    if fingerprint != manifest.fingerprint:
        return Finding(
            "broken",
            f"the collection was indexed with {manifest.embedder} ({manifest.fingerprint}), "
            f"and the profile has {profile.embedder} ({fingerprint})",
            f"python -m assistant index --reembed --collection {collection.name}",
        )
    return Finding("ok", f"the collection was indexed with the profile's {profile.embedder}")


def _threshold(collection: Collection) -> Iterator[Finding]:
    fitted = collection.fitted_threshold
    if fitted is None:
        return
    detail = (
        f"refuses below a confidence of {fitted.threshold:.2f}, fitted on {fitted.day} with "
        f"{fitted.questions} questions of {fitted.documents} documents"
    )
    here = default_calibration().fingerprint, collection.manifest.fingerprint
    if (fitted.scale, fitted.embedder) == here:
        yield Finding("ok", detail)
        return
    yield Finding(
        "note",
        "the fitted refusal threshold is not used: it is for another embedder or another version",
        f"python -m assistant calibrate --collection {collection.name}",
    )
