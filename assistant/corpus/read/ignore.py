"""Ignore rules in the manner of gitignore."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from assistant.corpus.read.door import one_file
from assistant.corpus.read.files import check_file, read_text

IGNORE_FILE = ".assistantignore"
MAX_IGNORE_BYTES = 1_000_000

_NEVER_READ = ("__pycache__", "node_modules", "__MACOSX", "Thumbs.db", "desktop.ini")
_TEMPORARY = (
    "~$*",
    ".~lock.*",
    "*~",
    "*.tmp",
    "*.temp",
    "*.swp",
    "*.part",
    "*.crdownload",
    "*.lock",
)


@dataclass(frozen=True, slots=True)
class IgnoreRule:
    """One pattern, for paths relative to the folder that it was written for.

    `*` and `?` stay within a name, `**` spans folders, a `/` inside the pattern ties it to
    its folder, a `/` at the end limits it to folders, and a `!` in front takes a path back.
    """

    folder: Path
    parts: tuple[str, ...]
    folders_only: bool
    takes_back: bool

    def matches(self, path: Path, is_folder: bool) -> bool:
        """Whether the pattern speaks of this path."""
        if self.folders_only and not is_folder:
            return False
        return _match(path.relative_to(self.folder).parts, self.parts)


def parse_rules(lines: Iterable[str], folder: Path) -> tuple[IgnoreRule, ...]:
    """Read patterns, one a line; empty lines and lines that start with `#` say nothing."""
    rules: list[IgnoreRule] = []
    for line in lines:
        pattern = line.strip()
        takes_back = pattern.startswith("!")
        pattern = pattern.removeprefix("!")
        parts = PurePosixPath(pattern.strip("/")).parts
        if not parts or pattern.startswith("#"):
            continue
        tied = "/" in pattern.rstrip("/")
        rules.append(
            IgnoreRule(folder, parts if tied else ("**", *parts), pattern.endswith("/"), takes_back)
        )
    return tuple(rules)


def folder_rules(folder: Path) -> tuple[IgnoreRule, ...]:
    """Read the folder's own ignore file, if it has one.

    Raises:
        ReadError: if the ignore file is there and cannot be read as text.
    """
    file = folder / IGNORE_FILE
    if not os.path.lexists(file):
        return ()
    with one_file(file):
        if file.is_file() and file.stat().st_size == 0:
            return ()
        check_file(file, MAX_IGNORE_BYTES)
        return parse_rules(read_text(file).splitlines(), folder)


def is_ignored(path: Path, is_folder: bool, rules: Sequence[IgnoreRule]) -> bool:
    """Whether a path is passed over: hidden, temporary, or by the last rule that matches."""
    if path.name.startswith(".") or path.name in _NEVER_READ:
        return True
    if not is_folder and any(fnmatchcase(path.name, pattern) for pattern in _TEMPORARY):
        return True
    last = next((rule for rule in reversed(rules) if rule.matches(path, is_folder)), None)
    return last is not None and not last.takes_back


def _match(names: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """All places in the pattern that the names may have reached, step by step: no going back.

    A hostile pattern of many `**` would otherwise be tried in all its combinations.
    """
    reached = _after_spans({0}, parts)
    for name in names:
        steps = {
            at if parts[at] == "**" else at + 1
            for at in reached
            if at < len(parts) and (parts[at] == "**" or fnmatchcase(name, parts[at]))
        }
        reached = _after_spans(steps, parts)
    return len(parts) in reached


def _after_spans(places: set[int], parts: tuple[str, ...]) -> set[int]:
    """These places, and those that a `**` which spans no folder leads on to."""
    pending = list(places)
    while pending:
        at = pending.pop()
        if at < len(parts) and parts[at] == "**" and at + 1 not in places:
            places.add(at + 1)
            pending.append(at + 1)
    return places
