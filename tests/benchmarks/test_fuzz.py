from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest

from assistant.corpus.read import EXTENSIONS, read_documents
from benchmarks.fuzz import Outcome, Reader, Tally, mutants, outcome, table
from benchmarks.small_files import one_of_each

SEED = 1
EACH = 12


@pytest.mark.parametrize("extension", sorted(one_of_each()))
def test_what_is_nearly_valid_is_read_or_refused(tmp_path: Path, extension: str) -> None:
    for number, (_, data) in enumerate(itertools.islice(mutants(SEED, [extension]), EACH)):
        path = tmp_path / f"{number}{extension}"
        path.write_bytes(data)
        found = outcome(path)
        assert found.kind in {"documents", "refused"}, found.detail


def test_every_format_has_a_valid_file(tmp_path: Path) -> None:
    files = one_of_each()
    assert files.keys() == EXTENSIONS - {".htm", ".jpeg", ".tif"}
    for extension, data in files.items():
        path = tmp_path / f"a{extension}"
        path.write_bytes(data)
        assert all(document.text for document in read_documents(path))


def test_a_seed_makes_the_same_files() -> None:
    first, same, other = (
        list(itertools.islice(mutants(seed, [".txt", ".docx"]), 20)) for seed in (3, 3, 4)
    )
    assert first == same != other
    originals = set(one_of_each().values())
    assert len({data for _, data in first} - originals) > 10


def read_badly(path: Path) -> Outcome:
    if path.name == "hangs":
        time.sleep(600)
    if path.name == "ends":
        raise SystemExit(3)
    return Outcome("documents", 0.0, 1.0)


def test_a_reader_outlives_what_hangs_or_ends_it() -> None:
    reader = Reader(read_badly)
    try:
        kinds = [
            reader.outcome(Path(name), 30.0 if name != "hangs" else 0.1).kind
            for name in ("good", "ends", "hangs", "good")
        ]
    finally:
        reader.close()
    assert kinds == ["documents", "crashes", "hangs", "documents"]


def test_a_crash_is_one_with_its_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: Path) -> None:
        raise ZeroDivisionError("by a bug")

    monkeypatch.setattr("benchmarks.fuzz.read_here", read)
    found = outcome(tmp_path / "a.txt")
    assert found.kind == "crashes"
    assert "ZeroDivisionError: by a bug" in found.detail


def test_failures_are_told_below_the_table() -> None:
    said = table({".txt": Tally(documents=3, crashes=1, failures=["a.txt: KeyError"])})
    assert said.splitlines()[-1] == "a.txt: KeyError"
