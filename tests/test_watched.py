"""What `watch` says of itself."""

from __future__ import annotations

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
