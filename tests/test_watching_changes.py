"""What the system tells of changes in a folder."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import watching
from assistant.watching import Changes

LONG = 60.0
"""Seconds after which something that should have been told of never will be."""


SLOW = 4.0
"""Seconds of quiet that a busy machine does not bring about by itself."""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry sails at nine.")
    (folder / "soup.txt").write_text("The corner shop serves soup.")
    return folder


class Waiting:
    """Waits for changes in a thread."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def _wait(self) -> None:
        self._changes.wait(LONG)
        self._over.set()

    def is_over(self, seconds: float) -> bool:
        return self._over.wait(seconds)


@pytest.fixture
def changes(docs: Path, tmp_path: Path) -> Iterator[Changes]:
    (docs / "own").mkdir()
    watched = Changes([docs], [tmp_path / "docs" / "own"], settle=0.5)
    yield watched
    watched.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda docs: (docs / "new.txt").write_text("Rain."),
        lambda docs: (docs / "soup.txt").rename(docs / "lunch.txt"),
        lambda docs: (docs / "soup.txt").unlink(),
        lambda docs: (docs / "deep").mkdir(),
    ],
)
def test_changes_are_told(docs: Path, changes: Changes, change: Callable[[Path], object]) -> None:
    waiting = Waiting(changes)
    change(docs)
    assert waiting.is_over(LONG / 2)


def test_a_burst_and_a_file_that_is_still_written_are_one_change(
    docs: Path, tmp_path: Path
) -> None:
    changes = Changes([docs], [tmp_path / "own"], settle=SLOW)
    waiting = Waiting(changes)
    with (docs / "long.txt").open("w") as file:
        for number in range(20):
            file.write(f"Line {number}.\n")
            file.flush()
            (docs / f"{number}.txt").write_text("Rain.")
            assert not waiting.is_over(0.05)
    assert waiting.is_over(LONG / 2)
    changes.close()
    assert len(list(docs.iterdir())) == 23


def test_reading_and_the_collection_itself_change_nothing(docs: Path, changes: Changes) -> None:
    waiting = Waiting(changes)
    (docs / "own" / "collection.sqlite").write_text("rows")
    (docs / "soup.txt").read_text()
    assert not waiting.is_over(2.0)
    (docs / "end.txt").write_text("Rain.")
    assert waiting.is_over(LONG / 2)


def test_a_folder_that_took_its_place_is_watched(
    docs: Path, changes: Changes, tmp_path: Path
) -> None:
    docs.rename(tmp_path / "away")
    docs.mkdir()
    assert changes.look()
    changes.wait(1.0)
    waiting = Waiting(changes)
    (docs / "new.txt").write_text("Rain.")
    assert waiting.is_over(LONG / 2)


@pytest.mark.parametrize("linked", ["the collection", "the folder"])
def test_the_collection_itself_changes_nothing_where_a_link_leads_to_it(
    docs: Path, tmp_path: Path, linked: str
) -> None:
    (docs / "own" / "deep").mkdir(parents=True)
    link = tmp_path / "link"
    link.symlink_to(docs / "own" if linked == "the collection" else docs)
    root, own = (docs, link) if linked == "the collection" else (link, docs / "own")
    changes = Changes([root], [own], settle=0.5)
    waiting = Waiting(changes)
    (docs / "own" / "deep" / "collection.sqlite").write_text("rows")
    (docs / "own" / "deep" / "collection.sqlite").unlink()
    assert not waiting.is_over(2.0)
    (docs / "end.txt").symlink_to(docs / "own" / "deep")
    assert waiting.is_over(LONG / 2), "a link is where it lies"
    changes.close()


def test_what_is_watched_in_the_programs_own_folder_is_watched(docs: Path, tmp_path: Path) -> None:
    changes = Changes([docs], [tmp_path, docs / "own"], settle=0.5)
    waiting = Waiting(changes)
    (docs / "new.txt").write_text("Rain.")
    assert waiting.is_over(LONG / 2)
    changes.close()


def test_a_folder_that_took_its_place_and_its_number_is_watched(
    docs: Path, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_identity", lambda root: 1 if root.exists() else None)
    assert changes.look()
    shutil.rmtree(docs)
    changes.wait(LONG)
    docs.mkdir()
    assert changes.look()
    changes.wait(1.0)
    waiting = Waiting(changes)
    (docs / "new.txt").write_text("Rain.")
    assert waiting.is_over(LONG / 2)


@pytest.mark.parametrize("most", [1e15, float("inf"), float("nan")])
def test_changes_are_waited_for_however_long(docs: Path, changes: Changes, most: float) -> None:
    threading.Timer(0.2, lambda: (docs / "new.txt").write_text("Rain.")).start()
    changes.wait(most)
