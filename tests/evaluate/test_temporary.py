from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from assistant.evaluate.temporary import temporary_folder

ROOT = Path(__file__).parents[2]
WAITING = """
from assistant.evaluate.temporary import temporary_folder
with temporary_folder() as folder:
    (folder / "collection").mkdir()
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system has its temporary folders."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def waiting() -> tuple[subprocess.Popen[str], Path]:
    """A process that has a folder, and that folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_it_is_gone_in_the_end(system: Path) -> None:
    with temporary_folder() as folder:
        (folder / "file").write_text("x")
    with pytest.raises(ZeroDivisionError), temporary_folder() as folder:
        raise ZeroDivisionError
    assert list(system.iterdir()) == []


def test_what_a_killed_process_left_is_cleared_and_what_others_use_is_not(system: Path) -> None:
    killed, left = waiting()
    other, used = waiting()
    assert left != used
    killed.kill()
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert left.is_dir()
    with temporary_folder() as mine, temporary_folder() as another:
        assert mine != another
        assert not left.parent.exists()
        assert (used / "collection").is_dir()
    other.communicate("\n")
    assert list(system.iterdir()) == []


def test_one_that_is_just_being_made_is_let_be(system: Path) -> None:
    (begun := system / "assistant-run-begun").mkdir()
    with temporary_folder():
        assert begun.is_dir()


def test_a_link_and_another_user_s_folder_are_let_be(
    system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (target := system / "elsewhere" / "run").mkdir(parents=True)
    (system / "assistant-run-link").symlink_to(target.parent)
    with temporary_folder():
        assert list(target.parent.iterdir()) == [target]
    (theirs := system / "assistant-run-theirs" / "run").mkdir(parents=True)
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    with temporary_folder():
        assert list(theirs.parent.iterdir()) == [theirs]
