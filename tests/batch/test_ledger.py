from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.batch.ledger import FILE, ledger_folder, measured_rate, open_ledger
from assistant.errors import LedgerBusy, LedgerError, StorageFull


def test_what_is_kept_is_there_again(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "new" / "ledger") as ledger:
        assert ledger.summary("d", "f") is None
        ledger.keep("d", "f", "text", 1.5, 600)
    with open_ledger(tmp_path / "new" / "ledger") as ledger:
        assert ledger.summary("d", "f") == "text"
        assert ledger.summary("d", "other") is None
        assert ledger.summary("other", "f") is None


def test_success_takes_a_failure_away(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.fail("d", "It is empty.", "f")
        assert ledger.failure("d", "f") == "It is empty."
        assert ledger.failure("d") is None
        ledger.keep("d", "f", "text", 1.0, 1)
        assert ledger.failure("d", "f") is None


def test_rate_is_of_the_same_settings(tmp_path: Path) -> None:
    folder = ledger_folder(tmp_path, ["to", "/a"])
    with open_ledger(folder) as ledger:
        assert ledger.rate("f") is None
        ledger.keep("a", "f", "", 2.0, 300)
        ledger.keep("b", "f", "", 4.0, 300)
        ledger.keep("c", "other", "", 100.0, 1)
        rate = ledger.rate("f")
    assert rate is not None
    assert (rate.documents, rate.seconds, rate.words) == (2, 6.0, 600)
    assert rate.estimate(1000) == 10.0
    assert measured_rate(tmp_path, "f") == rate
    assert measured_rate(tmp_path, "unknown") is None


def test_keys_have_ledgers_of_their_own(tmp_path: Path) -> None:
    assert ledger_folder(tmp_path, ["to", "/a"]) != ledger_folder(tmp_path, ["of", "/a"])


def test_two_runs_exclude_each_other(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from assistant.batch.ledger import open_ledger\n"
        "with open_ledger(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(LedgerBusy, match=f"Process {other.pid} is making"):
            open_ledger(tmp_path).__enter__()
        other.communicate()
    with open_ledger(tmp_path):
        pass


def test_damaged_ledger_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(LedgerError, match="is damaged"):
        open_ledger(tmp_path).__enter__()


def test_other_database_is_no_ledger(tmp_path: Path) -> None:
    from assistant.search.database import Database

    path = tmp_path / FILE
    path.touch()
    database = Database(path)
    database.rows("CREATE TABLE other (id INTEGER)")
    database.close()
    with pytest.raises(LedgerError, match="is damaged"):
        open_ledger(tmp_path).__enter__()


def test_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger._database.rows("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="newer version"):
        open_ledger(tmp_path).__enter__()


def test_full_disk_keeps_what_was_stored(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.keep("a", "f", "first", 1.0, 1)
        ((pages,),) = ledger._database.rows("PRAGMA page_count")
        ledger._database.rows(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StorageFull, match="no room left"):
            ledger.keep("b", "f", "x" * 1_000_000, 1.0, 1)
        assert ledger.summary("a", "f") == "first"
        assert ledger.summary("b", "f") is None


def test_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError, match="cannot be opened or written"):
        open_ledger(tmp_path / "file" / "ledger").__enter__()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(StorageFull):
        open_ledger(tmp_path / "new").__enter__()
