from __future__ import annotations

import errno
import json
import os
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from assistant.batch.output import JsonlFile, MarkdownFolder, Outputs, file_name
from assistant.batch.runner import Row
from assistant.errors import AssistantError, ConfigError, StorageFull
from tests.batch.samples import FINGERPRINT
from tests.present.summaries import of_bridge, of_nothing, of_two

MADE = Row("/papers/bridge.pdf", of_bridge())
EMPTY = Row("/papers/empty.txt", of_nothing())
FAILED = Row("/papers/bad.pdf", None, "/papers/bad.pdf is empty.")


def write(path: Path, *rows: Row) -> None:
    with Outputs(JsonlFile(path, FINGERPRINT)) as outputs:
        for row in rows:
            outputs.put(row)


def sources(path: Path) -> list[Any]:
    return [json.loads(line)["source"] for line in path.read_text("utf-8").splitlines()]


def test_one_line_for_each_row(tmp_path: Path) -> None:
    write(tmp_path / "new" / "rows.jsonl", MADE, FAILED)
    lines = (tmp_path / "new" / "rows.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[0])["fingerprint"] == FINGERPRINT
    assert json.loads(lines[1]) == {"source": FAILED.source, "error": FAILED.error}


def test_lines_that_stay_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write(path, MADE, FAILED)
    before = path.stat().st_mtime_ns
    os.utime(path, ns=(before - 10**9, before - 10**9))
    write(path, MADE, FAILED)
    assert path.stat().st_mtime_ns == before - 10**9
    write(path, MADE, EMPTY)
    assert sources(path) == [MADE.source, EMPTY.source]
    write(path, EMPTY)
    assert sources(path) == [EMPTY.source]


def test_interrupted_run_leaves_old_lines_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write(path, MADE, FAILED, EMPTY)
    output = JsonlFile(path, FINGERPRINT)
    output.put(MADE)
    output.close(complete=False)
    assert sources(path) == [MADE.source, FAILED.source, EMPTY.source]


def test_broken_last_line_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write(path, MADE, FAILED)
    whole = path.read_bytes()
    for cut in (1, 5, len(whole) - 10):
        path.write_bytes(whole[:-cut])
        write(path, MADE, FAILED)
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "text",
    ["my notes", "my notes\n", '{"text": "a document"}\n', "[1]\n", "[" * 100_000 + "\n"],
)
def test_other_files_are_never_written_over(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="is no output of"):
        JsonlFile(path, FINGERPRINT)
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", ["index.md", "digest.md"])
def test_other_pages_are_never_written_over(tmp_path: Path, name: str) -> None:
    page = tmp_path / name
    page.write_text("# Home\n\nMy own page.\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="is no output of"):
        MarkdownFolder(tmp_path)
    assert page.read_text(encoding="utf-8") == "# Home\n\nMy own page.\n"


def test_own_pages_are_written_over(tmp_path: Path) -> None:
    digest = Row("", of_two())
    for rows in ([digest, FAILED], [digest], [MADE]):
        with Outputs(MarkdownFolder(tmp_path)) as outputs:
            for row in rows:
                outputs.put(row)
    assert "The new bridge" in (tmp_path / "index.md").read_text(encoding="utf-8")


def test_index_of_before_stays_where_nothing_was_put(tmp_path: Path) -> None:
    with Outputs(MarkdownFolder(tmp_path)) as outputs:
        outputs.put(MADE)
    before = (tmp_path / "index.md").read_bytes()
    with pytest.raises(KeyboardInterrupt), Outputs(MarkdownFolder(tmp_path)):
        raise KeyboardInterrupt
    assert (tmp_path / "index.md").read_bytes() == before


def test_full_disk_leaves_whole_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.jsonl"
    room = 300

    class SmallDisk(FileIO):
        def write(self, data: Any) -> int:
            nonlocal room
            if not room:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            written = super().write(bytes(data)[:room])
            room -= written
            return written

    monkeypatch.setattr("assistant.batch.output.FileIO", SmallDisk)
    with pytest.raises(StorageFull, match="no room left"):
        write(path, FAILED, MADE, EMPTY)
    assert sources(path) == [FAILED.source]
    assert path.read_bytes().endswith(b"\n")


def test_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AssistantError, match="cannot be written"):
        JsonlFile(tmp_path / "file" / "rows.jsonl", FINGERPRINT)
    with pytest.raises(AssistantError, match="cannot be written"):
        MarkdownFolder(tmp_path / "file")


def test_a_device_or_a_pipe_is_no_place(tmp_path: Path) -> None:
    """Where nothing is refused, the first reads for ever and the second waits for a writer."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (Path("/dev/null"), pipe):
        with pytest.raises(ConfigError, match="is no file"):
            JsonlFile(path, FINGERPRINT)


def test_folder_has_a_page_for_each_and_an_index(tmp_path: Path) -> None:
    with Outputs(MarkdownFolder(tmp_path)) as outputs:
        for row in (MADE, FAILED, EMPTY):
            outputs.put(row)
    page = tmp_path / file_name(MADE.source)
    assert page.read_text("utf-8").startswith("# The new bridge\n")
    index = (tmp_path / "index.md").read_text("utf-8")
    assert f"- [The new bridge]({page.name}) · 3 May 2024\n" in index
    assert "- /papers/bad.pdf is empty.\n" in index
    assert len(list(tmp_path.iterdir())) == 3


def test_page_that_stays_is_not_written_again(tmp_path: Path) -> None:
    MarkdownFolder(tmp_path).put(MADE)
    page = tmp_path / file_name(MADE.source)
    inode = page.stat().st_ino
    MarkdownFolder(tmp_path).put(MADE)
    assert page.stat().st_ino == inode


def test_full_disk_leaves_whole_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    folder = MarkdownFolder(tmp_path)
    folder.put(MADE)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull, match="no room left"):
        folder.put(EMPTY)
    assert [path.name for path in tmp_path.iterdir()] == [file_name(MADE.source)]


@pytest.mark.parametrize(
    ("source", "stem"),
    [
        ("/a/The Report (v2).PDF", "the-report-v2"),
        ("/a/rows.jsonl#17", "rows-17"),
        ("/a/Ünïcode.txt", "unicode"),
        ("/a/北京.txt", "document"),
        ("/a/](javascript:x).md", "javascript-x"),
        (f"/a/{'long' * 60}.txt", "long" * 15),
    ],
)
def test_file_names_are_readable_and_safe(source: str, stem: str) -> None:
    name = file_name(source)
    assert name.startswith(f"{stem}-")
    assert name.removeprefix(stem).removesuffix(".md").strip("-0123456789abcdef") == ""


def test_file_names_are_unique() -> None:
    assert len({file_name(f"/{folder}/a.txt") for folder in range(1000)}) == 1000
