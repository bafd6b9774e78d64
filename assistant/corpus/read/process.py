"""Reading in a child process that may die: the door between hostile files and the program.

A child is started when a file is to be read and serves one file after the other. Where it takes
more memory or time than a document may, or a parser brings it down, the file that it was reading
is a `ReadError`, and the next file has a new child.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO, cast

from assistant.corpus.read import wire
from assistant.corpus.read.pace import MOST_PARTS
from assistant.corpus.read.pages import Look, Seen
from assistant.corpus.read.rendered import Markdown, Piece
from assistant.errors import AssistantError, AtTerminal, ReadError
from assistant.records import Document

_log = logging.getLogger(__name__)

_MODULE = "assistant.corpus.read.child"
_ROOT = Path(__file__).parents[3]
_START_SECONDS = 120
SHOW_SECONDS = 30
"""Somebody waits for what is shown; a scanned page takes some seconds."""

_AHEAD = 2  # documents of one file that are read while the one before is worked on
_ESCAPED = 2  # a text in a frame has escapes, and other fields beside it
_OVERHEAD = 1_000_000
_STDERR_BYTES = 4_000
_MOST_LOGGED = 20  # messages of libraries about one document
_KILLED = getattr(signal, "SIGKILL", 9)  # Windows has no such name
_TOO_LARGE = "Split it into smaller files, or raise read_memory_mb in settings.yaml."


class Gone(Exception):
    """The child had ended before it was asked: nobody had asked it for long, or it was killed."""


_MAXRSS = 1 if sys.platform == "darwin" else 1024
"""Bytes in a unit of `ru_maxrss`."""

_NEAR = 64_000_000
"""Bytes by which the most memory of two processes has to differ to be told apart."""

_GAVE_UP = {-getattr(signal, name, 0) for name in ("SIGABRT", "SIGILL", "SIGTRAP")} - {0}
"""How a process ends that found no other way, unlike one that a bug has struck."""


class Reader:
    """One child. It is `idle` between files, and of no more use where it is neither.

    Args:
        limits: what one document may cost.
    """

    def __init__(self, limits: wire.Limits) -> None:
        self._limits = limits
        self.idle = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._inherited = _most_memory()
        self._child = _start(limits, self._errors.fileno())
        self._frames: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._room = threading.Semaphore(_AHEAD)
        self._closing = False
        self._peak = 0
        self._thread = threading.Thread(target=self._pump, name="reading", daemon=True)
        self._thread.start()
        self._has_served = False
        self._wait_for_start()
        self.idle = True

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def is_alive(self) -> bool:
        return self._child.poll() is None

    def read(self, path: Path) -> Iterator[Document]:
        """The documents of a file; see `read_documents`.

        Raises:
            Gone: this child cannot be asked any more; nothing was read.
            ReadError: the file, or the child while it read the file.
        """
        self.idle = False
        self._ask({"path": str(path)})
        try:
            frame = self._answer(path, first=True)
            while frame.keys() == {"document"}:
                yield wire.unpacked(frame["document"])
                frame = self._answer(path)
            if "document" in frame:
                yield wire.unpacked(frame["document"])
        except wire.Garbled as error:
            _log.error("The reading process sent %s for %s", error, ascii(str(path)))
            raise _broken(path, "sent what is no document") from error
        self._conclude(frame, path)

    def look(self, path: Path, look: Look) -> Seen:
        """A page of a PDF file as it looks; see `look_at`.

        Raises:
            Gone: this child cannot be asked any more.
            ReadError: the page, or the child while it looked.
        """
        packed = self._shown(path, {"look": asdict(look)})
        try:
            return Seen.unpacked(packed)
        except (KeyError, TypeError, ValueError) as error:
            raise _broken(path, "sent what is no page") from error

    def render(self, path: Path, markdown: Markdown) -> list[Piece]:
        """A text in pieces; see `rendered`.

        Raises:
            Gone: this child cannot be asked any more.
            ReadError: the text, or the child while it took it apart.
        """
        found = self._shown(path, {"markdown": asdict(markdown)})
        try:
            return [(str(kind), what) for kind, what in found]
        except (TypeError, ValueError) as error:
            raise _broken(path, "sent what is no text") from error

    def _shown(self, path: Path, request: Mapping[str, Any]) -> Any:
        """What the child says to something for which somebody waits."""
        self.idle = False
        self._ask({"path": str(path), **request})
        frame = self._answer(path, first=True, seconds=min(SHOW_SECONDS, self._limits.seconds))
        shown = frame.pop("shown", None)
        self._conclude(frame, path)
        return shown

    def close(self) -> None:
        """End the child and wait for its end."""
        self.idle = False
        self._reap()
        self._closing = True
        self._room.release()
        self._thread.join()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                _close(stream)
        self._errors.close()

    def _wait_for_start(self) -> None:
        try:
            started = self._next(time.monotonic() + _START_SECONDS) is not None
        except Empty:
            started = False
        if not started:
            said = self._said()
            self.close()
            _log.error("The reading process did not start: %s", said)
            raise AssistantError(
                "The process that reads files could not be started.",
                AtTerminal(
                    "Run: python -m assistant doctor; the log has the details.",
                    "Start the assistant again; its log has the details.",
                ),
            )

    def _ask(self, request: Mapping[str, Any]) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._child.stdin.flush()
        except OSError:  # it has ended, as its answer will tell
            return

    def _answer(
        self, path: Path, *, first: bool = False, seconds: int | None = None
    ) -> dict[str, Any]:
        """The next frame about the file; what libraries logged meanwhile goes to the log.

        The time begins anew with each part of the document that is said to be done.
        """
        seconds = seconds or self._limits.seconds
        deadline = time.monotonic() + seconds
        logged = parts = 0
        while True:
            try:
                frame = self._next(deadline)
            except Empty:
                raise ReadError(
                    f"{path} takes longer to read than {seconds} seconds.",
                    "Leave it out, or raise read_seconds in settings.yaml.",
                ) from None
            if frame is None:
                raise self._death(path, first)
            if "part" in frame and parts < MOST_PARTS:
                parts += 1
                deadline = time.monotonic() + seconds
                continue
            if "log" not in frame:
                return frame
            logged += 1
            if logged <= _MOST_LOGGED:
                _log.log(logging.WARNING, "%.20000s", frame["log"])

    def _conclude(self, frame: Mapping[str, Any], path: Path) -> None:
        """Raise what the last frame says; the child is idle where it may be asked again."""
        match frame:
            case {"end": True}:
                self.idle = self._has_served = True
            case {"error": str() as message, "hint": [str(), str()] as hint}:
                self.idle = self._has_served = True
                raise ReadError(message, wire.unpacked_text(hint))
            case {"memory": True}:
                raise self._too_much_memory(path)
            case _:
                raise _broken(path, "sent what is no document")

    def _death(self, path: Path, first: bool) -> Exception:
        """Why the child ended while it was reading `path`."""
        code = self._reap()
        if first and self._has_served and code in (0, -_KILLED):
            return Gone()
        said = self._said()
        _log.error("The reading process ended (%s) at %s: %s", code, ascii(str(path)), said)
        # A parser in C does not say that it was refused memory: it ends, most often by giving up.
        if code < 0 and (self._peak > self._limits.memory // 2 if self._peak else code in _GAVE_UP):
            return self._too_much_memory(path)
        if code == -getattr(signal, "SIGXCPU", 0):
            return ReadError(f"{path} takes too long to read.", "Leave it out.")
        return _broken(path, "broke down")

    def _too_much_memory(self, path: Path) -> ReadError:
        megabytes = self._limits.memory // 1_000_000
        return ReadError(f"{path} needs more than {megabytes} MB of memory to read.", _TOO_LARGE)

    def _next(self, deadline: float) -> dict[str, Any] | None:
        frame = self._frames.get(timeout=max(0.0, deadline - time.monotonic()))
        self._room.release()
        return frame

    def _pump(self) -> None:
        """Bring frames in, in a thread: pipes cannot be waited for with a limit everywhere."""
        stream = cast(BinaryIO, self._child.stdout)
        most = self._limits.output * _ESCAPED + _OVERHEAD
        frame: dict[str, Any] | None = {}
        while frame is not None and not self._closing:
            try:
                frame = wire.read(stream, most)
            except wire.Garbled as error:
                _log.error("The reading process sent %s", error)
                frame = None
            except (OSError, ValueError):  # closed meanwhile
                frame = None
            self._room.acquire()
            self._frames.put(frame)

    def _reap(self) -> int:
        """End the child, should it not have ended; its exit code, and the most memory it had."""
        if self._child.returncode is not None:
            return self._child.returncode
        if hasattr(os, "wait4"):  # Popen's own ways of waiting do not tell the memory
            try:
                os.kill(self._child.pid, _KILLED)
                _, status, usage = os.wait4(self._child.pid, 0)
            except (ChildProcessError, ProcessLookupError):  # somebody waited for all children
                return self._child.wait()
            self._child.returncode = os.waitstatus_to_exitcode(status)
            peak = usage.ru_maxrss * _MAXRSS
            # What this process had when it started the child counts there as the child's.
            self._peak = peak if peak > self._inherited + _NEAR else 0
        else:
            self._child.kill()
        return self._child.wait()

    def _said(self) -> str:
        """The end of what the child wrote to its standard error."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - _STDERR_BYTES))
        return self._errors.read().decode("utf-8", "replace").strip() or "nothing"


def _start(limits: wire.Limits, errors: int) -> subprocess.Popen[bytes]:
    from assistant.corpus.read.child import limits_argument

    # Its modules come from where this program's do, never from the current folder (-P); one core
    # and one arena, since threads of a library take memory before they do anything with it. What
    # recognises text (and what reads office files imports it) reports to its makers unless told.
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
        "ORT_DISABLE_TELEMETRY": "1",
    }
    # A group of its own: Ctrl-C is for the parent, which ends the child.
    own_group: dict[str, Any] = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if sys.platform == "win32"
        else {"process_group": 0}
    )
    return subprocess.Popen(
        [sys.executable, "-P", "-m", _MODULE, limits_argument(limits)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment,
        **own_group,
    )


def _close(stream: Any) -> None:
    try:
        stream.close()
    except OSError:  # what was not sent yet cannot be
        return


def _broken(path: Path, how: str) -> ReadError:
    return ReadError(
        f"{path} cannot be read: the process that read it {how}.",
        "Leave it out, or save it anew in its own program; the log has the details.",
    )


def _most_memory() -> int:
    """The most memory that this process has had, in bytes; 0 where that is not told."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS
