"""Find the files to read under the paths that a person names."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus.read.files import reading
from assistant.corpus.read.ignore import IgnoreRule, folder_rules, is_ignored, parse_rules
from assistant.errors import ReadError


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was found and will not be read, and why, for the reader."""

    path: Path
    reason: str


def find_files(
    paths: Sequence[Path], ignore: Sequence[str], extensions: frozenset[str]
) -> Iterator[Path | Skipped]:
    """See `assistant.corpus.read.discover`, which knows the extensions."""
    seen: set[Path] = set()
    for named in paths:
        for start in _expand(named):
            found = _walk(start, ignore) if start.is_dir() else iter((start,))
            for item in found:
                path = item.path if isinstance(item, Skipped) else item
                real = Path(os.path.realpath(path))
                if real not in seen:
                    seen.add(real)
                    yield item if isinstance(item, Skipped) else _judge(item, extensions)


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


def _walk(start: Path, ignore: Sequence[str]) -> Iterator[Path | Skipped]:
    """Walk a folder in sorted order. Links to folders are not followed, so no loop can be."""
    pending: list[tuple[Path, tuple[IgnoreRule, ...]]] = [(start, parse_rules(ignore, start))]
    while pending:
        path, rules = pending.pop()
        if not path.is_dir():
            yield path
        elif path.is_symlink() and path != start:
            yield Skipped(path, "links to folders are not followed")
        else:
            try:
                names = sorted(os.listdir(path), reverse=True)
            except PermissionError:
                yield Skipped(path, "the folder may not be opened by this user")
                continue
            rules = (*rules, *folder_rules(path))
            children = [path / name for name in names]
            pending += [
                (child, rules) for child in children if not is_ignored(child, child.is_dir(), rules)
            ]


def _judge(path: Path, extensions: frozenset[str]) -> Path | Skipped:
    if not path.exists():
        return Skipped(path, "the link leads nowhere")
    if not path.is_file():
        return Skipped(path, "not a regular file")
    if path.suffix.lower() not in extensions:
        return Skipped(path, f"files of type {path.suffix or 'without extension'} are not read")
    return path
