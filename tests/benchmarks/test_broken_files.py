"""Folders of broken files, what an index run makes of one, and what its promises notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.corpus.read import EXTENSIONS
from assistant.search.collection import Collection
from benchmarks import broken_files
from benchmarks.broken_files import GOOD, GOOD_EVERY, WAYS, way_of, write_files
from benchmarks.index_broken import TRACEBACK, Ran, outcomes, promises, reasons
from benchmarks.small_files import one_of_each
from tests.indexing.samples import assert_consistent, run

SEED = 3


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broken_files, "_UNPACKED", 20_000_000)
    monkeypatch.setattr(broken_files, "_PIXELS", 12_000)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_every_way_and_every_format_is_among_them(tmp_path: Path) -> None:
    good = write_files(tmp_path, 1_000, SEED)
    files = files_in(tmp_path)
    assert len(files) == 1_000 + len(good) == 1_000 + 1_000 // GOOD_EVERY
    assert {way_of(str(path)) for path in files} == {*WAYS, GOOD}
    assert {path.suffix for path in files} == EXTENSIONS - {".htm", ".jpeg", ".tif"}
    valid = set(one_of_each().values())
    broken = [path for path in files if way_of(str(path)) in {"changed", "cut", "noise", "empty"}]
    assert sum(path.read_bytes() in valid for path in broken) < len(broken) / 20
    assert len({one.question for one in good}) == len(good)


def test_a_seed_makes_the_same_files(tmp_path: Path) -> None:
    for name, seed in (("first", 3), ("same", 3), ("other", 4)):
        write_files(tmp_path / name, 100, seed)
    first, same, other = (
        [
            (path.relative_to(tmp_path / name), path.read_bytes())
            for path in files_in(tmp_path / name)
        ]
        for name in ("first", "same", "other")
    )
    assert first == same != other


def test_a_run_over_them_loses_no_good_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = write_files(tmp_path / "documents", 150, SEED)
    files = files_in(tmp_path / "documents")
    with Collection.open(tmp_path / "collection", create=True) as collection:
        report = run(collection, tmp_path / "documents")
        assert_consistent(collection)
    told = {
        name: [{"path": path, "reason": reason} for path, reason in pairs]
        for name, pairs in (("failures", report.failures), ("skipped", report.skipped))
    }
    came = outcomes(told, files)
    assert came[GOOD] == {"read": len(good)}
    assert sum(counts.total() for counts in came.values()) == len(files)
    assert came["cut"]["refused"]
    assert came["changed"]["read"]
    assert reasons(told)["… is not a readable picture."] > 1
    assert TRACEBACK not in caplog.text


def test_what_breaks_a_promise_is_told(tmp_path: Path) -> None:
    for folder in ("temporary", "home/log"):
        (tmp_path / folder).mkdir(parents=True)
    held = promises(Ran(0, "{}", "a.pdf is empty.\n", 1.0, 1.0, 1.0, 0), tmp_path, [])
    assert not any(held.values())
    (tmp_path / "temporary" / "left").touch()
    log = tmp_path / "home" / "log" / "assistant.log"
    for path, what in ((log, "KeyError"), (log.with_name("assistant.log.1"), "ZeroDivisionError")):
        path.write_text(
            f"2026-11-27 21:00:00,123 ERROR 7 assistant: A reader failed\n{TRACEBACK}:\n{what}\n"
            "2026-11-27 21:00:01,123 WARNING 7 assistant: an odd font\n"
        )
    good = write_files(tmp_path / "documents", GOOD_EVERY, SEED)
    ran = Ran(1, "{}", f"\x1b[31m{TRACEBACK}", 1.0, 1.0, 1.0, 2)
    broken = promises(ran, tmp_path, good)
    assert all(broken.values())
    bugs = broken["no reader's bug is in the log"]
    assert [record.split()[-1] for record in bugs] == ["KeyError", "ZeroDivisionError"]
