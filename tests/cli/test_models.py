"""`models` and `doctor` over a store whose models come from a folder."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
import yaml

from assistant.config import READER_FILES
from assistant.places import default_collection
from tests.cli.conftest import Run, parsed

WEIGHTS = b"weights"


@pytest.fixture(autouse=True)
def _catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    for name in READER_FILES:
        (origin / name).write_bytes(WEIGHTS)
    files = dict.fromkeys(READER_FILES, hashlib.sha256(WEIGHTS).hexdigest())
    model = {
        "role": "embedder",
        "description": "from a folder",
        "licence": "MIT",
        "size_mb": 1,
        "format": "sentence-transformers",
        "max_tokens": 64,
        "files": {"config.json": files["config.json"]},
        "sources": [{"kind": "path", "folder": str(origin)}],
    }
    models = {
        "find": {**model, "role": "reader", "format": "reader", "files": files},
        "mini": model,
    }
    profile = {"description": "the only one", "embedder": "mini", "reader": "find"}
    catalogue = tmp_path / "models.yaml"
    catalogue.write_text(
        yaml.safe_dump({"models": models, "profiles": {"default": profile}}), "utf-8"
    )
    monkeypatch.setenv("ASSISTANT_MODELS", str(catalogue))
    # Nothing could be made of these bytes.
    monkeypatch.setattr("assistant.models.reader.prepare_reader", lambda *_: None)


@pytest.fixture
def pulled(run: Run, tmp_path: Path) -> Path:
    """The folder of the embedder in the store."""
    assert run("models", "pull").exit_code == 0
    return tmp_path / "home" / "models" / "mini"


def test_pull_brings_what_the_profile_needs(run: Run, tmp_path: Path) -> None:
    assert [line.split() for line in run("models", "list").stdout.splitlines()] == [
        ["-", "reader", "1", "MB", "find", "MIT"],
        ["-", "embedder", "1", "MB", "mini", "MIT"],
    ]
    result = run("models", "pull")
    folder = tmp_path / "home" / "models" / "mini"
    assert result.stdout == ""
    for name in ("mini", "find"):
        assert f"{name}: verified, in {folder.with_name(name)}\n" in result.stderr
    assert parsed(run("models", "list", "--json"))[1]["folder"] == str(folder)
    assert run("models", "path", "mini").stdout == f"{folder}\n"


def test_verify_reads_every_byte(run: Run, pulled: Path) -> None:
    assert run("models", "verify").stdout == "mini: verified\nfind: verified\n"
    (pulled / "config.json").write_bytes(b"WEIGHTS")
    result = run("models", "verify")
    assert (result.exit_code, result.stdout) == (1, "mini: damaged\nfind: verified\n")
    assert "Mend it: python -m assistant models pull mini" in result.stderr


def test_remove(run: Run, pulled: Path) -> None:
    assert run("models", "remove", "mini").exit_code == 0
    assert not pulled.exists()
    assert run("models", "path", "mini").exit_code == 1


def test_unknown_model_names_the_nearest(run: Run) -> None:
    result = run("models", "pull", "mimi")
    assert result.exit_code == 2
    assert "Did you mean `mini`?" in result.stderr


def test_doctor_finds_everything_in_order(run: Run, pulled: Path) -> None:
    result = run("doctor", "--deep")
    assert result.exit_code == 0
    assert "ok      model mini is here, every byte verified" in result.stdout
    assert "with full-text search" in result.stdout
    assert "nothing is indexed there yet" in " ".join(result.stdout.split())


def test_doctor_names_the_engine_of_every_role(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "models.yaml"
    catalogue = yaml.safe_load(path.read_text("utf-8"))
    mini = catalogue["models"]["mini"]
    catalogue["models"]["words"] = {**mini, "role": "writer", "context_tokens": 64}
    catalogue["profiles"]["default"]["writer"] = "words"
    path.write_text(yaml.safe_dump(catalogue), "utf-8")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.yaml").write_text("engine: torch\n", encoding="utf-8")
    assert run("models", "pull").exit_code == 0
    said = " ".join(run("doctor").stdout.split())
    for work in (
        "embedding runs on sentence-transformers",
        "reading runs on transformers",
        "writing runs on transformers",
    ):
        assert f"{work}: the settings choose it" in said
    (tmp_path / "home" / "settings.yaml").write_text("engine: openvino\n", encoding="utf-8")
    run("models", "remove", "mini", "find", "words")
    said = " ".join(run("doctor").stdout.split())
    for name in ("mini", "find", "words"):
        assert f"which engine runs {name} is not known before it is pulled" in said


def test_doctor_names_what_is_missing_and_how_to_mend_it(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 1
    assert "BROKEN  The model mini is not here yet." in result.stdout
    assert "mend: python -m assistant models pull mini" in result.stdout
    assert result.stderr == "2 things are broken.\n"


def test_deep_doctor_sees_a_changed_byte(run: Run, pulled: Path) -> None:
    (pulled / "config.json").write_bytes(b"WEIGHTS")
    assert run("doctor").exit_code == 0
    result = run("doctor", "--deep")
    assert result.exit_code == 1
    assert "BROKEN  model mini: config.json" in result.stdout


def test_doctor_reports_settings_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.yaml").write_text("pasages: 3\n", encoding="utf-8")
    result = run("doctor")
    assert result.exit_code == 1
    assert "passages" in result.stdout


def test_doctor_looks_into_the_collection(
    run: Run, docs: Path, tmp_path: Path, fake_models: None
) -> None:
    run("index", docs)
    folder = default_collection(tmp_path / "home")
    sound = " ".join(run("doctor").stdout.split())
    assert "2 documents, 2 passages" in sound
    assert "vector file with 2 vectors" in sound
    (vector_file,) = folder.glob("vectors-*.faiss")
    vector_file.write_bytes(b"damaged")
    result = run("doctor")
    assert result.exit_code == 1
    assert f"BROKEN  {vector_file.name} of the collection is missing or damaged" in result.stdout


def test_doctor_sees_another_embedder(
    run: Run, docs: Path, tmp_path: Path, pulled: Path, fake_models: None
) -> None:
    run("index", docs)
    result = run("doctor")
    assert result.exit_code == 1
    assert "indexed with fake (fake@256)" in " ".join(result.stdout.split())
    assert "index --reembed --collection" in " ".join(result.stdout.split())


def test_doctor_sees_a_damaged_database(
    run: Run, docs: Path, tmp_path: Path, fake_models: None
) -> None:
    run("index", docs)
    database = default_collection(tmp_path / "home") / "collection.sqlite"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    content = bytearray(database.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    database.write_bytes(content)
    result = run("doctor")
    assert result.exit_code == 1
    assert "damaged" in result.stdout
