from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.corpus.read import Skipped, discover
from assistant.corpus.read.ignore import is_ignored, parse_rules
from assistant.errors import ReadError


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Some text.")


def names(
    folder: Path, paths: Sequence[Path] | None = None, ignore: Sequence[str] = ()
) -> list[str]:
    found = discover(paths or [folder], ignore)
    return [item.relative_to(folder).as_posix() for item in found if isinstance(item, Path)]


def skipped(folder: Path) -> dict[str, str]:
    found = discover([folder])
    return {item.path.name: item.reason for item in found if isinstance(item, Skipped)}


def test_folders_are_walked_in_sorted_order(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a/z.md", "a/b/c.TXT", "c.html")
    assert names(tmp_path) == ["a/b/c.TXT", "a/z.md", "b.txt", "c.html"]


def test_paths_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt")
    monkeypatch.chdir(tmp_path)
    assert list(discover([Path()])) == [tmp_path / "a.txt"]


def test_other_types_are_reported(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "photo.gif", "Makefile")
    assert names(tmp_path) == ["a.txt"]
    assert set(skipped(tmp_path)) == {"photo.gif", "Makefile"}
    assert ".gif" in skipped(tmp_path)["photo.gif"]


def test_hidden_and_temporary_files_are_passed_over_in_silence(tmp_path: Path) -> None:
    put(tmp_path, ".hidden.txt", ".git/a.txt", "__pycache__/a.txt", "node_modules/x/a.txt")
    put(tmp_path, "~$report.docx", ".~lock.a.txt#", "a.txt~", "b.tmp", "kept.txt")
    assert names(tmp_path) == ["kept.txt"]
    assert skipped(tmp_path) == {}


def test_a_hidden_file_that_is_named_is_read(tmp_path: Path) -> None:
    put(tmp_path, ".notes.txt")
    assert names(tmp_path, [tmp_path / ".notes.txt"]) == [".notes.txt"]


def test_wildcards(tmp_path: Path) -> None:
    put(tmp_path, "a1.txt", "a2.txt", "b.txt", "deep/er/a3.txt")
    assert names(tmp_path, [tmp_path / "a*.txt"]) == ["a1.txt", "a2.txt"]
    assert names(tmp_path, [tmp_path / "**" / "a3.txt"]) == ["deep/er/a3.txt"]


def test_a_name_with_brackets_is_first_a_name(tmp_path: Path) -> None:
    put(tmp_path, "notes [1].txt", "notes 1.txt")
    assert names(tmp_path, [tmp_path / "notes [1].txt"]) == ["notes [1].txt"]


def test_a_path_named_twice_is_found_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    assert names(tmp_path, [tmp_path, tmp_path / "a.txt", tmp_path / "*.txt"]) == ["a.txt"]


@pytest.mark.parametrize("name", ["missing.txt", "*.none"])
def test_a_path_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReadError, match="does not exist"):
        list(discover([tmp_path / name]))


def test_links_do_not_loop(tmp_path: Path) -> None:
    put(tmp_path, "a/a.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert names(tmp_path) == ["a/a.txt"]
    assert set(skipped(tmp_path)) == {"loop", "nowhere.txt", "self.txt"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "regular" in skipped(tmp_path)["pipe.txt"]


def test_a_closed_folder_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "closed/a.txt", "open/b.txt")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert names(tmp_path) == ["open/b.txt"]
    assert set(skipped(tmp_path)) == {"closed"}


def test_ignore_files_hold_below_their_folder(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "draft-1.txt", "sub/draft-2.txt", "sub/keep.txt", "old/x.txt")
    put(tmp_path, "sub/old/y.txt")
    (tmp_path / ".assistantignore").write_text("# drafts\ndraft-*\n\n/old/\n!draft-2.txt\n")
    (tmp_path / "sub" / ".assistantignore").write_text("keep.txt\n")
    assert names(tmp_path) == ["a.txt", "sub/draft-2.txt", "sub/old/y.txt"]


def test_patterns_of_the_caller(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "sub/b.txt", "sub/c.md")
    assert names(tmp_path, ignore=["*.txt", "!sub/b.txt"]) == ["sub/b.txt", "sub/c.md"]


@pytest.mark.parametrize(
    ("pattern", "path", "ignored"),
    [
        ("*.txt", "a/b/c.txt", True),
        ("/c.txt", "a/c.txt", False),
        ("a/*.txt", "a/c.txt", True),
        ("a/*.txt", "b/a/c.txt", False),
        ("a/*.txt", "a/b/c.txt", False),
        ("a/**/c.txt", "a/c.txt", True),
        ("a/**/c.txt", "a/b/b/c.txt", True),
        ("c?.txt", "cc.txt", True),
        ("[ab].txt", "b.txt", True),
        ("c.txt/", "c.txt", False),
        ("#c.txt", "#c.txt", False),
        ("a*a*a*a*a*a*a*a*a*b", "a" * 200, False),
    ],
)
def test_patterns(pattern: str, path: str, ignored: bool) -> None:
    folder = Path("/folder")
    assert is_ignored(folder / path, False, parse_rules([pattern], folder)) is ignored


def test_links_out_of_what_was_named_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "docs/a.txt", "docs/sub/b.txt", "private/c.txt", "private/d.txt")
    docs = tmp_path / "docs"
    (docs / "out.txt").symlink_to(tmp_path / "private" / "c.txt")
    (docs / "folder").symlink_to(tmp_path / "private", target_is_directory=True)
    (docs / "device.txt").symlink_to("/dev/zero")
    assert names(docs) == ["a.txt", "sub/b.txt"]
    reasons = skipped(docs)
    assert set(reasons) == {"out.txt", "folder", "device.txt"}
    assert all("--follow-links" in reason for reason in reasons.values())


def test_links_are_followed_where_that_is_asked(tmp_path: Path) -> None:
    put(tmp_path, "docs/a.txt", "private/c.txt")
    docs = tmp_path / "docs"
    (docs / "folder").symlink_to(tmp_path / "private", target_is_directory=True)
    (docs / "folder" / "loop").symlink_to(docs, target_is_directory=True)
    (docs / "device.txt").symlink_to("/dev/zero")
    found = list(discover([docs], follow_links=True))
    assert [item for item in found if isinstance(item, Path)] == [
        docs / "a.txt",
        docs / "folder" / "c.txt",
    ]
    assert [item.reason for item in found if isinstance(item, Skipped)] == ["not a regular file"]


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "docs/a.txt", "notes.txt")
    (tmp_path / "link").symlink_to(tmp_path / "docs", target_is_directory=True)
    (tmp_path / "link.txt").symlink_to(tmp_path / "notes.txt")
    assert names(tmp_path, [tmp_path / "link", tmp_path / "link.txt"]) == ["link/a.txt", "link.txt"]


def test_a_link_to_what_was_named_too_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "docs/a.txt", "notes/b.txt")
    (tmp_path / "docs" / "z.txt").symlink_to(tmp_path / "notes" / "b.txt")
    found = names(tmp_path, [tmp_path / "docs", tmp_path / "notes"])
    assert found == ["docs/a.txt", "docs/z.txt"]


def test_a_folder_that_may_be_listed_and_not_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.txt", "shut/b.txt", "shut/c.txt")
    stat = Path.stat

    def refuse(self: Path, **options: bool) -> os.stat_result:
        if self.parent.name == "shut":
            raise PermissionError(13, "Permission denied")
        return stat(self, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    assert names(tmp_path) == ["a.txt"]
    assert skipped(tmp_path) == {
        name: "it cannot be opened (Permission denied)" for name in ("b.txt", "c.txt")
    }


@pytest.mark.parametrize("content", [bytes(range(256)) * 9, b"*.txt\n" * 1_000_000])
def test_a_folder_whose_ignore_file_cannot_be_read_is_left_out(
    tmp_path: Path, content: bytes
) -> None:
    put(tmp_path, "a.txt", "shut/b.txt")
    (tmp_path / "shut" / ".assistantignore").write_bytes(content)
    assert names(tmp_path) == ["a.txt"]
    assert "its folder is left out" in skipped(tmp_path)[".assistantignore"]


def test_an_ignore_file_that_is_a_device_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, "shut/b.txt", "a.txt")
    (tmp_path / "shut" / ".assistantignore").symlink_to("/dev/zero")
    assert names(tmp_path) == ["a.txt"]


def test_a_pattern_of_many_spans_is_no_trap() -> None:
    folder = Path("/folder")
    (rule,) = parse_rules(["**/a/" * 12 + "b"], folder)
    assert not is_ignored(folder / ("a/" * 300 + "c"), False, [rule])
    assert is_ignored(folder / ("a/" * 300 + "b"), False, [rule])


def test_a_folder_that_is_named_too_keeps_to_its_own_rules(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "sub/b.txt")
    (tmp_path / ".assistantignore").write_text("b.txt\n")
    assert names(tmp_path) == ["a.txt"]
    assert names(tmp_path, [tmp_path, tmp_path / "sub"]) == ["a.txt", "sub/b.txt"]
