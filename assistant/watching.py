"""A collection in step with folders; the only importer of watchdog.

    changes on disk ─until it is quiet→ index, prune → report
         or every minute: a folder on a network tells of nothing, and one that is gone may be back

What a folder held is not forgotten because it cannot be seen: where a folder is gone, or holds
nothing to read any more (as one does whose disk is not mounted), nothing is removed.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from assistant.corpus.read import Skipped, discover
from assistant.errors import CollectionBusy, ReadError
from assistant.indexing import IndexReport

SETTLE_SECONDS = 1.0
"""How long nothing may happen before files are read: until then they may still be written."""

LONGEST_SECONDS = 10.0
"""How long a folder in which something happens all the time is waited for."""

EVERY_SECONDS = 60.0
"""After how long folders are gone through though nothing was told of them."""

_GONE = "is gone; what was read of it is kept, and it is waited for"
_TOLD = frozenset({"created", "modified", "moved", "deleted", "closed"})
"""Events after which a file may read otherwise; reading it is an event too."""


class Changes(FileSystemEventHandler):
    """What happens below some paths, as far as the system tells.

    Args:
        roots: absolute paths of files and folders; they may come and go.
        apart: folders whose own changes are none, as the program itself writes there: they may be
            in what is watched. A root in one of them is watched all the same.
        settle: see `SETTLE_SECONDS`.
    """

    def __init__(
        self, roots: Sequence[Path], apart: Sequence[Path], settle: float = SETTLE_SECONDS
    ) -> None:
        self._roots = roots
        self._apart = {
            folder: [root for root in map(_real, roots) if folder in root.parents]
            for folder in map(_real, apart)
        }
        self._settle = settle
        self._observer: BaseObserver = Observer()
        self._watched: dict[Path, tuple[object, ObservedWatch]] = {}
        self._deleted: set[Path] = set()
        self._told = threading.Event()
        self._observer.start()
        self.look()

    def look(self) -> bool:
        """Watch each root that is there, one that came back anew; whether all can be watched."""
        whole = True
        now = {root: _identity(root) for root in map(_real, self._roots)}  # a link is not followed
        for root, (before, watch) in list(self._watched.items()):
            if now.get(root) != before or root in self._deleted:
                self._deleted.discard(root)  # what takes its place may have its number
                self._observer.unschedule(watch)
                del self._watched[root]
        for root, identity in now.items():
            try:
                if identity is not None and root not in self._watched:
                    self._watched[root] = identity, self._schedule(root)
            except OSError:  # the system has no more watches to give
                whole = False
        return whole

    def wait(self, most: float) -> None:
        """Until something has happened and is over, or `most` seconds have passed."""
        if not self._told.wait(min(threading.TIMEOUT_MAX, most)):
            return
        until = time.monotonic() + LONGEST_SECONDS
        while self._told.is_set() and time.monotonic() < until:
            self._told.clear()
            self._told.wait(self._settle)
        self._told.clear()

    def close(self) -> None:
        """End the watching."""
        self._observer.stop()
        self._observer.join()

    def dispatch(self, event: FileSystemEvent) -> None:
        """Take what watchdog tells, in a thread of its own."""
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        if event.event_type == "deleted" and (root := Path(paths[0])) in self._watched:
            self._deleted.add(root)
        if event.event_type in _TOLD and not all(self._is_apart(path) for path in paths):
            self._told.set()

    def _schedule(self, root: Path) -> ObservedWatch:
        return self._observer.schedule(self, str(root), recursive=root.is_dir())

    def _is_apart(self, path: str) -> bool:
        real = _real(Path(path).parent) / Path(path).name  # a link is where it lies
        return any(
            real.is_relative_to(folder) and not any(map(real.is_relative_to, inside))
            for folder, inside in self._apart.items()
        )


def keep_in_step(
    roots: Sequence[Path],
    changes: Changes,
    index: Callable[[Sequence[Path], bool], IndexReport],
    say: Callable[[str], None],
    on_report: Callable[[IndexReport], None],
    every: float = EVERY_SECONDS,
    *,
    ignore: Sequence[str] = (),
    follow_links: bool = False,
) -> None:
    """Index what is there, and again whenever it changed; ends by an exception only.

    Args:
        roots: absolute paths; what is missing is waited for.
        changes: what happens below them.
        index: brings the collection up to date with paths, and with True removes what is gone.
        say: told of what a person should know, once.
        on_report: called with what each round did.
        every: seconds after which a round is made though nothing was told.
        ignore: patterns of files that `index` leaves out, as for `corpus.read.discover`.
        follow_links: whether `index` follows links that lead out of `roots`.

    Raises:
        AssistantError: as `index_paths` does, but for a collection that is busy, or a path that
            cannot be read just now.
    """
    said: dict[Path, str] = {}
    failed = ""
    state_of = partial(_state, find=partial(discover, ignore=ignore, follow_links=follow_links))
    while True:
        if not changes.look() and said.setdefault(Path(), "") == "":
            said[Path()] = "told"
            say(f"The system cannot tell of all changes; they are looked for every {every:.0f} s.")
        here = []
        pause = every
        for root in roots:
            state = state_of(root)
            if state != said.get(root, ""):
                say(f"{root} {state or 'is back'}.")
                said[root] = state
            if not state:
                here.append(root)
        try:
            if here:
                on_report(index(here, True))
            failed = ""
        except CollectionBusy as busy:
            say(f"{busy.message} It is tried again.")
        except ReadError as error:  # one of them went away just now, which is said if it stays so
            if error.message != failed and not any(map(state_of, here)):
                say(f"{error.message} It is tried again.")
                failed = error.message
            pause = min(every, SETTLE_SECONDS)
        changes.wait(pause)


def _state(root: Path, find: Callable[[Sequence[Path]], Iterator[Path | Skipped]]) -> str:
    """Why a root is left alone; empty where it is not."""
    if _identity(root) is None:  # also where a network's folder only fails
        return _GONE
    try:
        is_empty = not any(isinstance(one, Path) for one in find([root]))
    except ReadError:  # just now
        return _GONE
    if is_empty:
        return "holds nothing to read; what was read of it is kept until it does"
    return ""


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _identity(root: Path) -> object:
    """What tells a folder from another one that took its place; None where there is none."""
    try:
        status = root.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
