"""A collection that is kept in step with its folders, round by round."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import CollectionBusy, ReadError, StorageFull
from assistant.indexing import IndexReport, index_paths
from assistant.protocols import Vectors
from assistant.search.collection import Collection
from assistant.watching import EVERY_SECONDS, SETTLE_SECONDS, keep_in_step
from tests.fakes import FakeEmbedder


class Ended(Exception):
    """No round is left."""


class Steps:
    """Stands for `Changes`: what is done on disk between two rounds."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self._steps = iter(steps)
        self.waited: list[float] = []
        self.whole = True

    def look(self) -> bool:
        return self.whole

    def wait(self, most: float) -> None:
        self.waited.append(most)
        step = next(self._steps, None)
        if step is None:
            raise Ended
        step()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry sails at nine.")
    (folder / "soup.txt").write_text("The corner shop serves soup.")
    return folder


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "collection", create=True) as opened:
        yield opened


def rounds(
    collection: Collection, roots: Sequence[Path], changes: Steps, ignore: Sequence[str] = ()
) -> tuple[list[tuple[int, int, int]], list[str]]:
    """What was added, updated and removed in each round, and what was said."""
    reports: list[tuple[int, int, int]] = []
    said: list[str] = []

    def index(here: Sequence[Path], prune: bool) -> IndexReport:
        return index_paths(collection, here, FakeEmbedder(), prune=prune, ignore=ignore)

    with pytest.raises(Ended):
        keep_in_step(
            roots,
            changes,  # type: ignore[arg-type]
            index,
            said.append,
            lambda report: reports.append((report.added, report.updated, report.removed)),
            ignore=ignore,
        )
    return reports, said


def sources(collection: Collection) -> set[str]:
    return {Path(source).name for info in collection.documents() for source in info.sources}


def test_what_changes_is_read_and_what_goes_is_removed(collection: Collection, docs: Path) -> None:
    reports, said = rounds(
        collection,
        [docs],
        Steps(
            lambda: (docs / "soup.txt").write_text("The corner shop serves tea, and no soup."),
            lambda: (docs / "soup.txt").unlink(),
            lambda: (docs / "new.txt").write_text("Rain fell."),
        ),
    )
    assert reports == [(2, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0)]
    assert said == []


def test_a_file_that_is_renamed_is_embedded_once(collection: Collection, docs: Path) -> None:
    rename = Steps(lambda: (docs / "soup.txt").rename(docs / "lunch.txt"))
    reports, _ = rounds(collection, [docs], rename)
    assert reports == [(2, 0, 0), (0, 0, 1)]  # where it lies is new, and its text is not
    assert sources(collection) == {"ferry.txt", "lunch.txt"}


def test_a_folder_that_goes_away_keeps_what_was_read(
    collection: Collection, docs: Path, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    reports, said = rounds(
        collection,
        [docs],
        Steps(lambda: docs.rename(away), lambda: None, lambda: away.rename(docs)),
    )
    assert reports == [(2, 0, 0), (0, 0, 0)]
    assert sources(collection) == {"ferry.txt", "soup.txt"}
    assert said == [
        f"{docs} is gone; what was read of it is kept, and it is waited for.",
        f"{docs} is back.",
    ]


def test_a_folder_whose_disk_is_not_there_is_empty(collection: Collection, docs: Path) -> None:
    def empty() -> None:
        shutil.rmtree(docs)
        docs.mkdir()

    _, said = rounds(collection, [docs], Steps(empty))
    assert sources(collection) == {"ferry.txt", "soup.txt"}
    assert said == [f"{docs} holds nothing to read; what was read of it is kept until it does."]


def test_a_folder_with_nothing_but_ignored_files_is_empty(
    collection: Collection, docs: Path
) -> None:
    def empty() -> None:
        shutil.rmtree(docs)
        docs.mkdir()
        (docs / "not_mounted.txt").write_text("The disk is not mounted.")

    _, said = rounds(collection, [docs], Steps(empty), ["not_mounted.txt"])
    assert sources(collection) == {"ferry.txt", "soup.txt"}
    assert said == [f"{docs} holds nothing to read; what was read of it is kept until it does."]


def test_a_network_s_folder_that_only_fails_is_gone(
    collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat = os.stat

    def failing(path: Any, *args: Any, **named: Any) -> os.stat_result:
        if isinstance(path, str | Path) and Path(path).is_relative_to(docs):
            raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")
        return stat(path, *args, **named)

    _, said = rounds(
        collection,
        [docs],
        Steps(
            lambda: monkeypatch.setattr(os, "stat", failing),
            lambda: monkeypatch.setattr(os, "stat", stat),
        ),
    )
    assert sources(collection) == {"ferry.txt", "soup.txt"}
    assert said == [
        f"{docs} is gone; what was read of it is kept, and it is waited for.",
        f"{docs} is back.",
    ]


class Meanwhile(FakeEmbedder):
    """Something happens on disk while there is something to embed."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens = happens

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self._happens()
        return super().encode_passages(texts)


@pytest.mark.parametrize("left", ["nothing", "a folder", "an ignored file"])
def test_a_folder_that_goes_away_while_it_is_read_keeps_what_was_read(
    collection: Collection, docs: Path, tmp_path: Path, left: str
) -> None:
    def lose() -> None:
        docs.rename(tmp_path / "away")
        if left != "nothing":
            docs.mkdir()
        if left == "an ignored file":
            (docs / "not_mounted.txt").write_text("The disk is not mounted.")

    ignore = ["not_mounted.txt"]
    index_paths(collection, [docs], FakeEmbedder(), ignore=ignore)
    (docs / "rain.txt").write_text("Rain fell.")
    report = index_paths(collection, [docs], Meanwhile(lose), prune=True, ignore=ignore)
    assert (report.added, report.removed) == (1, 0)
    assert sources(collection) == {"ferry.txt", "soup.txt", "rain.txt"}


def test_a_folder_of_links_that_are_followed_did_not_go_away(
    collection: Collection, docs: Path, tmp_path: Path
) -> None:
    links = tmp_path / "links"
    links.mkdir()
    for name in ("ferry.txt", "soup.txt"):
        (links / name).symlink_to(docs / name)
    index_paths(collection, [links], FakeEmbedder(), follow_links=True)
    (links / "soup.txt").unlink()
    report = index_paths(collection, [links], FakeEmbedder(), prune=True, follow_links=True)
    assert report.removed == 1
    assert sources(collection) == {"ferry.txt"}


def test_a_folder_that_goes_away_before_it_is_read_is_waited_for(docs: Path) -> None:
    said: list[str] = []

    def index(here: Sequence[Path], prune: bool) -> IndexReport:
        shutil.rmtree(docs)
        raise ReadError(f"{docs} does not exist.", "Check the path.")

    steps = Steps(lambda: None)
    with pytest.raises(Ended):
        keep_in_step(
            [docs],
            steps,  # type: ignore[arg-type]
            index,
            said.append,
            lambda report: None,
        )
    assert said == [f"{docs} is gone; what was read of it is kept, and it is waited for."]
    assert steps.waited == [SETTLE_SECONDS, EVERY_SECONDS]


def test_a_folder_that_fails_and_comes_back_by_turns_is_waited_for(
    docs: Path, tmp_path: Path
) -> None:
    away = tmp_path / "away"

    class Unsteady(Steps):
        """The folder is back whenever a round begins."""

        def look(self) -> bool:
            if away.exists():
                away.rename(docs)
            return super().look()

    tries = 0

    def index(here: Sequence[Path], prune: bool) -> IndexReport:
        nonlocal tries
        tries += 1
        assert tries < 4, "no pause between the rounds"
        docs.rename(away)
        raise ReadError(f"{docs} does not exist.", "Check the path.")

    steps = Unsteady(lambda: None, lambda: None)
    said: list[str] = []
    with pytest.raises(Ended):
        keep_in_step(
            [docs],
            steps,  # type: ignore[arg-type]
            index,
            said.append,
            lambda report: None,
        )
    assert steps.waited == [SETTLE_SECONDS] * 3
    assert said == []


def test_a_folder_that_fails_while_it_is_read_and_is_back_at_once_is_read_again(
    collection: Collection, docs: Path, tmp_path: Path
) -> None:
    def fails(here: Sequence[Path], prune: bool) -> IndexReport:
        docs.rename(tmp_path / "away")
        try:
            return index_paths(collection, here, FakeEmbedder(), prune=prune)
        finally:
            (tmp_path / "away").rename(docs)

    def reads(here: Sequence[Path], prune: bool) -> IndexReport:
        return index_paths(collection, here, FakeEmbedder(), prune=prune)

    turns = iter([fails, fails, reads, fails])
    steps = Steps(*[lambda: None] * 3)
    said: list[str] = []
    reports: list[IndexReport] = []
    with pytest.raises(Ended):
        keep_in_step(
            [docs],
            steps,  # type: ignore[arg-type]
            lambda here, prune: next(turns)(here, prune),
            said.append,
            reports.append,
        )
    assert [report.added for report in reports] == [2]
    assert said == [f"{docs} does not exist. It is tried again."] * 2, "once for each time"
    assert steps.waited == [SETTLE_SECONDS, SETTLE_SECONDS, EVERY_SECONDS, SETTLE_SECONDS]


def test_the_other_folder_goes_on(collection: Collection, docs: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "rain.txt").write_text("Rain fell.")

    def change() -> None:
        shutil.rmtree(docs)
        (other / "rain.txt").unlink()
        (other / "snow.txt").write_text("Snow fell.")

    rounds(collection, [docs, other], Steps(change))
    assert sources(collection) == {"ferry.txt", "soup.txt", "snow.txt"}


def test_a_collection_that_is_busy_is_tried_again(docs: Path) -> None:
    said: list[str] = []
    tries = iter([CollectionBusy("Another process is writing."), StorageFull("The disk is full.")])

    def index(here: Sequence[Path], prune: bool) -> IndexReport:
        raise next(tries)

    with pytest.raises(StorageFull):
        keep_in_step(
            [docs],
            Steps(lambda: None),  # type: ignore[arg-type]
            index,
            said.append,
            lambda report: None,
        )
    assert said == ["Another process is writing. It is tried again."]


def test_where_the_system_tells_nothing_it_is_said_once(collection: Collection, docs: Path) -> None:
    steps = Steps(lambda: None, lambda: None)
    steps.whole = False
    _, said = rounds(collection, [docs], steps)
    assert said == ["The system cannot tell of all changes; they are looked for every 60 s."]
