"""Find the files to read under the paths that a person names."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus.read.files import reading
from assistant.corpus.read.ignore import (
    IGNORE_FILE,
    IgnoreRule,
    folder_rules,
    is_ignored,
    parse_rules,
)
from assistant.errors import AtTerminal, ReadError

_FOLLOW = "--follow-links"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was found and will not be read, and why, for the reader."""

    path: Path
    reason: str


def find_files(
    paths: Sequence[Path],
    ignore: Sequence[str],
    extensions: frozenset[str],
    unread: Mapping[str, str],
    *,
    follow_links: bool = False,
) -> Iterator[Path | Skipped]:
    """See `assistant.corpus.read.discover`, which knows the extensions, and why one is not read."""
    starts = [start for named in paths for start in _expand(named)]
    links = _Links([os.path.realpath(start) for start in starts], follow_links)
    seen: set[str] = set()
    for start in starts:
        for item in _walk(start, ignore, links):
            real = os.path.realpath(item.path if isinstance(item, Skipped) else item)
            if real not in seen:
                seen.add(real)
                yield item if isinstance(item, Skipped) else _judge(item, extensions, unread)


def _expand(named: Path) -> list[Path]:
    """The path itself, or what its wildcards match, in order."""
    with reading(named):
        if os.path.lexists(named):
            return [named.absolute()]
        matches = (
            sorted(glob.glob(str(named), recursive=True)) if glob.has_magic(str(named)) else []
        )
    if not matches:
        raise ReadError(f"{named} does not exist.", "Check the path.")
    return [Path(match).absolute() for match in matches]


class _Links:
    """Where a link in a folder may lead.

    Args:
        roots: what was named, without links.
        followed: whether it may lead anywhere, and to folders too.
    """

    def __init__(self, roots: Sequence[str], followed: bool) -> None:
        self._roots = roots
        self._followed = followed

    def refusal(self, link: Path) -> str:
        """Why a link is not followed; empty where it is."""
        if self._followed:
            return ""
        if os.path.isdir(link):
            return _link("links to folders are not followed", "the folder")
        real = os.path.realpath(link)
        if os.path.exists(real) and not any(_is_below(real, root) for root in self._roots):
            return _link("the link leads out of what was named", "its target")
        return ""


def _link(what: str, target: str) -> AtTerminal:
    return AtTerminal(f"{what}; name {target}, or use {_FOLLOW}", f"{what}; name {target}")


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _walk(start: Path, ignore: Sequence[str], links: _Links) -> Iterator[Path | Skipped]:
    """A file that was named, or a folder in sorted order."""
    if not os.path.isdir(start):
        yield start
        return
    pending: list[tuple[Path, bool, tuple[IgnoreRule, ...]]] = [
        (start, True, parse_rules(ignore, start))
    ]
    entered: set[str] = set()  # where links are followed, there may be loops
    while pending:
        path, is_folder, rules = pending.pop()
        refusal = links.refusal(path) if path != start and os.path.islink(path) else ""
        if refusal:
            yield Skipped(path, refusal)
        elif not is_folder:
            yield path
        elif (real := os.path.realpath(path)) not in entered:
            entered.add(real)
            try:
                entries = _entries(path)
                rules = (*rules, *folder_rules(path))
            except OSError as error:
                yield Skipped(path, f"the folder cannot be opened ({error.strerror or 'refused'})")
            except ReadError as error:
                # Its patterns may be what keeps private files out: without them, nothing is read.
                reason = f"its folder is left out: {error.message}"
                yield Skipped(path / IGNORE_FILE, reason)
            else:
                pending += [
                    (child, is_folder, rules)
                    for child, is_folder in entries
                    if not is_ignored(child, is_folder, rules)
                ]


def _entries(folder: Path) -> list[tuple[Path, bool]]:
    """What is in a folder, the last name first, and whether each is a folder or leads to one."""
    with os.scandir(folder) as entries:
        found = [(entry.name, _is_folder(entry)) for entry in entries]
    return [(folder / name, is_folder) for name, is_folder in sorted(found, reverse=True)]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # in a folder that may be listed, but not entered; or a loop of links
        return False


def _judge(path: Path, extensions: frozenset[str], unread: Mapping[str, str]) -> Path | Skipped:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return Skipped(path, "the link leads nowhere" if path.is_symlink() else "it is gone")
    except OSError as error:
        return Skipped(path, f"it cannot be opened ({error.strerror or 'refused'})")
    if not stat.S_ISREG(mode):
        return Skipped(path, "not a regular file")
    if path.suffix.lower() in unread:
        return Skipped(path, unread[path.suffix.lower()])
    if path.suffix.lower() not in extensions:
        return Skipped(path, f"files of type {path.suffix or 'without extension'} are not read")
    return path
