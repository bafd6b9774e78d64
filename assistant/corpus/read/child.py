"""The reading child: `python -m assistant.corpus.read.child LIMITS`, started by `process`.

A file is hostile input for parsers in C. They run here, where a file that takes all memory, hangs
or breaks a parser costs this process and nothing else. Paths come in on standard input, a JSON
object a line with what else is asked of the file, if anything; frames (`wire`) go out on standard
output.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO

from assistant.corpus.read import wire
from assistant.corpus.read.door import one_file
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.pace import on_part
from assistant.corpus.read.pages import Look, look_here
from assistant.corpus.read.rendered import Markdown, pieces
from assistant.errors import AssistantError, ReadError
from assistant.records import Document

IDLE_SECONDS = 60
"""A child that is asked nothing for so long gives its memory back; the next file has a new one."""

_LOG_CHARS = 20_000
_FILE_BYTES = 10_000_000  # more than a reader has to write; its messages go to a file


class _ToParent(logging.Handler):
    """Sends what is logged here to the process that keeps the log."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__(logging.WARNING)
        self._out = out

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)[-_LOG_CHARS:]
        wire.write(self._out, {"log": line})


def main() -> None:
    """Read files until nobody asks for more."""
    limits = wire.Limits(**json.loads(sys.argv[1]))
    # What a library prints must not get between the frames.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _confine(limits.memory)
    logging.getLogger().addHandler(_ToParent(out))
    asked: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    on_part(lambda: _still_at_it(limits.seconds, out))
    wire.write(out, {"ready": True})
    while True:
        try:
            request = asked.get(timeout=IDLE_SECONDS)
        except Empty:
            os._exit(0)
        _serve(request, limits, out)


def limits_argument(limits: wire.Limits) -> str:
    """The limits as this module's argument."""
    return json.dumps(asdict(limits))


def _serve(request: dict[str, Any], limits: wire.Limits, out: BinaryIO) -> None:
    """Send what one file gives, and with the last frame how it ended."""
    frame: dict[str, Any] = {}
    try:
        _renew_time(limits.seconds)
        for made in _made(request, limits):
            if frame:
                wire.write(out, frame)
                _renew_time(limits.seconds)
            frame = made
        end: dict[str, Any] = {"end": True}
    except AssistantError as error:
        end = {"error": error.message, "hint": wire.packed_text(error.hint)}
    except MemoryError:
        end = {"memory": True}
    wire.write(out, frame | end)


def _made(request: dict[str, Any], limits: wire.Limits) -> Iterator[dict[str, Any]]:
    """The documents of a file, or what is to be shown of one, each as a frame."""
    path = Path(request["path"])
    if "look" in request:
        with one_file(path):
            yield {"shown": look_here(path, Look(**request["look"])).packed()}
        return
    if "markdown" in request:
        with one_file(path):
            yield {"shown": pieces(Markdown(**request["markdown"]))}
        return
    for document in read_here(path):
        yield {"document": _packed(document, path, limits)}


def _still_at_it(seconds: int, out: BinaryIO) -> None:
    """Have the time of a document that is read in parts begin anew, here and with the parent."""
    _renew_time(seconds)
    wire.write(out, {"part": True})


def _packed(document: Document, path: Path, limits: wire.Limits) -> dict[str, Any]:
    most = limits.output
    if 4 * len(document.text) > most and len(document.text.encode("utf-8")) > most:
        raise ReadError(
            f"{path} holds more than {most // 1_000_000} MB of text.",
            "Split it into smaller files, or raise read_output_mb in settings.yaml.",
        )
    return wire.packed(document)


def _listen(asked: SimpleQueue[dict[str, Any]]) -> None:
    """Take requests while a file is read: the parent never waits to be heard, nor outlived."""
    for line in sys.stdin.buffer:
        asked.put(json.loads(line))
    os._exit(0)


def _confine(memory: int) -> None:
    """Let the system hold this process to its memory, and to reading."""
    try:
        import resource
    except ImportError:  # Windows knows no such limits; the parent watches the time
        return
    limits = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, _FILE_BYTES))
    for kind, most in (*limits, (resource.RLIMIT_CORE, 0)):
        soft, hard = resource.getrlimit(kind)
        lowest = min(value for value in (most, soft, hard) if value != resource.RLIM_INFINITY)
        try:
            resource.setrlimit(kind, (lowest, hard))
        except (ValueError, OSError):  # macOS refuses some of them
            continue


def _renew_time(seconds: int) -> None:
    """Let the system end this process should it compute on after its parent was killed."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(usage.ru_utime + usage.ru_stime) + 2 * seconds
    if hard == resource.RLIM_INFINITY or until < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


if __name__ == "__main__":
    main()
