"""A folder with hostile files in it: each is its line in the report, and the rest is indexed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant import indexing
from assistant.batch.inputs import Unread, from_paths
from assistant.checking import Checker
from assistant.corpus.read import close_readers, pool
from assistant.corpus.split import split_passages
from assistant.errors import ReadError
from assistant.records import Document
from assistant.search.collection import Collection
from assistant.search.files import FileState, current_state
from tests.corpus.read.hostile import FRONT_MATTERS, pdf_that_draws_itself
from tests.fakes import FakeEmbedder, FakeReader
from tests.indexing.samples import CountingEmbedder, assert_consistent, figures, run, sources, write

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX limits")


class WasDoneError(BaseException):
    """What must not happen; no report of a file takes it in."""


def never(*_: object, **__: object) -> None:
    raise WasDoneError


@pytest.fixture
def bomb(docs: Path, tmp_path: Path) -> Path:
    """A file that takes all memory it may have, which is little."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "settings.yaml").write_text("read_memory_mb: 400\n")
    close_readers()
    path = docs / "bomb.pdf"
    path.write_bytes(pdf_that_draws_itself())
    return path


@POSIX
def test_a_file_that_takes_all_memory_costs_itself_alone(
    collection: Collection, docs: Path, bomb: Path
) -> None:
    report = run(collection, docs)
    assert figures(report) == {"added": 3}
    ((path, reason),) = report.failures
    assert path == str(bomb)
    assert "400 MB of memory" in reason
    assert_consistent(collection)


@POSIX
def test_every_way_of_reading_survives_it(docs: Path, bomb: Path) -> None:
    read = list(from_paths([docs]).read(lambda state: None))
    assert [type(item) for item in read] == [Unread, Document, Document, Document]
    prepared = Checker(FakeEmbedder, FakeReader).prepare([docs])
    assert [path for path, _ in prepared.failures] == [str(bomb)]


def test_hostile_front_matter_loses_nothing(collection: Collection, docs: Path) -> None:
    for name, matter in FRONT_MATTERS.items():
        write(docs / f"{name}.md", f"---\n{matter}\n---\n\nThe {name} is text.")
    assert figures(run(collection, docs)) == {"added": 3 + len(FRONT_MATTERS)}


def test_a_bug_behind_the_reader_concerns_its_file(
    collection: Collection,
    docs: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:

    def fail(document: Document, *arguments: object) -> object:
        if "soup" in document.text:
            raise IndexError("a bug")
        return split_passages(document, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(indexing, "split_passages", fail)
    report = run(collection, docs)
    assert figures(report) == {"added": 2}
    assert [path for path, _ in report.failures] == [str(docs / "soup.txt")]
    assert "IndexError: a bug" in caplog.text


def test_what_has_not_changed_needs_no_child(
    collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(collection, docs)
    close_readers()
    monkeypatch.setattr(pool, "Reader", never)
    os.utime(docs / "soup.txt")
    assert figures(run(collection, docs)) == {"unchanged": 3}


def test_a_file_over_the_limit_is_never_opened(
    collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (docs / "sparse.txt").open("wb") as file:
        file.truncate(10_000_000_000)

    def state(path: Path, known: FileState | None) -> FileState:
        return never() if path.name == "sparse.txt" else current_state(path, known)  # type: ignore[func-returns-value, return-value]

    monkeypatch.setattr(indexing, "current_state", state)
    report = run(collection, docs)
    assert figures(report) == {"added": 3}
    assert "10,000 MB, over the limit" in report.failures[0][1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_files_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(ReadError, match="not a regular file"):
        current_state(tmp_path / "a.txt", None)


def test_a_file_from_the_far_future(collection: Collection, docs: Path) -> None:
    far = 15_000_000_000  # its nanoseconds are beyond 64 bits
    os.utime(docs / "soup.txt", (far, far))
    assert figures(run(collection, docs)) == {"added": 3}
    assert figures(run(collection, docs, embedder=CountingEmbedder(quota=0))) == {"unchanged": 3}


def test_links_out_of_the_folder_are_reported(
    collection: Collection, docs: Path, tmp_path: Path
) -> None:
    write(tmp_path / "private.txt", "The salary is secret.")
    (docs / "link.txt").symlink_to(tmp_path / "private.txt")
    report = run(collection, docs)
    assert figures(report) == {"added": 3}
    ((path, reason),) = report.skipped
    assert path == str(docs / "link.txt")
    assert "--follow-links" in reason
    followed = indexing.index_paths(collection, [docs], CountingEmbedder(), follow_links=True)
    assert followed.added == 1
    assert sources(collection)[str(docs / "link.txt")] == "The salary is secret."
