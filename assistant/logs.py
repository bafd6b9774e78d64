"""Where bugs that did not end a run are written down: `<home>/log/assistant.log`.

The file is made when there is something to say, is small, and is its owner's alone, since it
names their files. What a user can cause is told where it happens and is not in it, but for the
command that mends what the page, which names none, has told.
"""

from __future__ import annotations

import logging
import os
import sys
from functools import cached_property
from pathlib import Path

_PROGRAM = logging.getLogger("assistant")
_BYTES = 1_000_000
_OLDER = 2
_FORM = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"


class _LogFile(logging.Handler):
    """The file, opened at the first record: most runs have none."""

    @cached_property
    def _file(self) -> logging.Handler:
        return _open_file(log_path())

    def close(self) -> None:
        if "_file" in self.__dict__:
            self._file.close()
        super().close()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._file.handle(record)
        except OSError:  # no room or no right to write: the run itself goes on
            return


class _ToTerminal(logging.Handler):
    """Standard error as it is now."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


def log_path() -> Path:
    """Where the log is, whether or not there is one."""
    from assistant.config import home

    return home() / "log" / "assistant.log"


def start_log() -> None:
    """Keep a log from now on; what an earlier call set up ends."""
    for handler in [*_PROGRAM.handlers]:
        if isinstance(handler, _LogFile | _ToTerminal):
            _PROGRAM.removeHandler(handler)
            handler.close()
    _PROGRAM.addHandler(_LogFile(logging.WARNING))


def show_log() -> None:
    """Write what is logged to standard error too."""
    _PROGRAM.addHandler(_ToTerminal(logging.WARNING))


def _open_file(path: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler
    from typing import TextIO

    class PrivateFile(RotatingFileHandler):
        def _open(self) -> TextIO:  # type: ignore[override]  # always text here
            return open(self.baseFilename, "a", encoding="utf-8", opener=_private)

        def handleError(self, record: logging.LogRecord) -> None:
            raise

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = PrivateFile(path, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8")
    handler.setFormatter(logging.Formatter(_FORM))
    return handler


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
