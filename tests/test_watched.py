"""What `watch` says of itself."""

from __future__ import annotations

import errno
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant import watched as module
from assistant.ui.listing import watched_html
from assistant.watched import Watched, note_round, noted, watched

ROOTS = (Path("/docs/notes & <b>"), Path("/docs/letters"))


def test_what_is_watched_is_known_until_it_ends(tmp_path: Path) -> None:
    assert watched(tmp_path) is None
    with noted(tmp_path):
        assert watched(tmp_path) is None
        note_round(tmp_path, ROOTS, 60)
        found = watched(tmp_path)
        assert found is not None
        assert found.roots == tuple(map(str, ROOTS))
        assert datetime.now().astimezone() - found.read < timedelta(minutes=1)
    assert watched(tmp_path) is None


def test_a_process_that_was_killed_is_not_believed_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_round(tmp_path, ROOTS, 1)
    assert watched(tmp_path) is not None
    monkeypatch.setattr(module, "_ROUNDS", 0)
    assert watched(tmp_path) is None


def test_each_process_says_what_it_watches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = module._PROCESS
    with noted(tmp_path):
        note_round(tmp_path, ROOTS[:1], 60)
        monkeypatch.setattr(module, "_PROCESS", "other")
        with noted(tmp_path):
            note_round(tmp_path, ROOTS[1:], 30)
            found = watched(tmp_path)
            assert found is not None
            assert sorted(found.roots) == sorted(map(str, ROOTS))
            assert found.every == 60
        monkeypatch.setattr(module, "_PROCESS", own)
        left = watched(tmp_path)
        assert left is not None
        assert left.roots == (str(ROOTS[0]),)
    assert watched(tmp_path) is None


def test_what_a_killed_process_said_is_taken_away_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PROCESS", "killed")
    note_round(tmp_path, ROOTS, 1)
    monkeypatch.undo()
    with noted(tmp_path):
        assert watched(tmp_path) is not None, "it may be alive"
    monkeypatch.setattr(module, "_ROUNDS", 0)
    with noted(tmp_path):
        assert list(tmp_path.iterdir()) == []


def test_watching_goes_on_where_there_is_no_room_to_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "write_whole", full)
    with noted(tmp_path):
        note_round(tmp_path, ROOTS, 60)
        assert watched(tmp_path) is None


def test_the_longest_pause_is_none_too_long(tmp_path: Path) -> None:
    note_round(tmp_path, ROOTS, 1e300)
    assert watched(tmp_path) is not None


def test_what_is_no_such_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "watched.json").write_text('{"roots": 3}')
    assert watched(tmp_path) is None


def test_the_page_says_so() -> None:
    read = datetime(2024, 5, 3, 14, 5).astimezone()
    html = watched_html(Watched(roots=tuple(map(str, ROOTS)), read=read, every=60))
    assert "notes &amp; &lt;b&gt;</b>" in html
    assert "are watched" in html
    assert "14:05, 03 May" in html
    assert watched_html(None) == ""
