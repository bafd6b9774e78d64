"""Where rows go: a JSONL file, or a folder of Markdown files. Valid whenever a run ends."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

from assistant.batch.runner import Row
from assistant.errors import AssistantError, AtTerminal, ConfigError, StorageFull
from assistant.models.files import write_whole
from assistant.present.markdown import Entry, index_to_markdown, summary_to_markdown
from assistant.present.page import dated
from assistant.present.printable import dumps
from assistant.present.summary import heading
from assistant.present.summary_json import summary_to_json

INDEX = "index.md"
DIGEST = "digest.md"
_STEM_CHARACTERS = 60
_START = b'{"source": '

_OWN = {
    INDEX: re.compile(rb"\A# Summaries\n"),
    DIGEST: re.compile(rb"(?m)^Cites [\d,]+ of [\d,]+ "),
}
"""What stands in the pages whose names are none that only this program gives."""


class Output(Protocol):
    """Takes the rows in order; closed however the run ends."""

    def put(self, row: Row) -> None: ...
    def close(self, *, complete: bool) -> None: ...


def row_to_json(row: Row, fingerprint: str) -> dict[str, Any]:
    """A row as `docs/summary.schema.json` describes it."""
    if row.summary is None:
        return {"source": row.source, "error": row.error}
    return summary_to_json(row.summary, fingerprint)


class JsonlFile:
    """Writes a line for each row, and only from the first line on that differs.

    A run that goes on where another was killed finds its lines there, and adds to them. A
    last line that was cut in the middle is taken away.

    Raises:
        ConfigError: the file exists and holds something else, or is a device or a pipe.
        StorageFull: the disk is full; the file then ends with a whole line.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._path = path
        self._fingerprint = fingerprint
        self._end = 0
        _require_place(path)
        with storing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "ab"):
                pass
            self._old: IO[bytes] | None = open(path, "rb")  # noqa: SIM115 - closed by `close`
        self._new: FileIO | None = None
        with closing_on_failure(self._old):
            self._require_own(self._old)
            self._cut_broken_line(self._old)

    def put(self, row: Row) -> None:
        line = f"{dumps(row_to_json(row, self._fingerprint))}\n".encode()
        if self._old is None or self._old.readline() != line:
            with storing(self._path):
                self._write(line)
        self._end += len(line)

    def close(self, *, complete: bool) -> None:
        """Close the file; once all rows were put, nothing that stood behind them is left."""
        for file in (self._old, self._new):
            if file is not None:
                file.close()
        if complete:
            self._cut(self._end)

    def _write(self, line: bytes) -> None:
        if self._new is None:
            os.truncate(self._path, self._end)
            self._new = FileIO(self._path, "a")
            if self._old is not None:
                self._old.close()
                self._old = None
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[self._new.write(rest) or 0 :]
        except OSError:
            os.truncate(self._path, self._end)
            raise

    def _require_own(self, old: IO[bytes]) -> None:
        """Never write over a file that is no output of ours."""
        line = old.readline()
        whole = line.endswith(b"\n")
        if not (_is_row(line) if whole else _START.startswith(line) or line.startswith(_START)):
            raise _is_other(self._path)

    def _cut_broken_line(self, old: IO[bytes]) -> None:
        old.seek(0)
        end = sum(len(line) for line in old if line.endswith(b"\n"))
        self._cut(end)
        old.seek(0)

    def _cut(self, end: int) -> None:
        with storing(self._path):
            if end < self._path.stat().st_size:
                os.truncate(self._path, end)


class MarkdownFolder:
    """Writes a Markdown file for each summary, each whole or not at all, and an index page.

    Raises:
        ConfigError: the folder has a page of that name that holds something else.
        StorageFull: the disk is full; every file that is there is whole.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: list[Entry] = []
        with storing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for name, own in _OWN.items():
                path = folder / name
                if path.exists() and not own.search(path.read_bytes()):
                    raise _is_other(path)

    def put(self, row: Row) -> None:
        summary = row.summary
        if summary is None:
            self._entries.append(Entry("", row.source, error=row.error))
            return
        name = file_name(row.source) if row.source else DIGEST
        first = summary.documents[0]
        title = first.title if row.source else heading(summary)
        day = dated(first.date, first.date_origin)
        self._entries.append(Entry(title, row.source, name, day))
        self._write(name, summary_to_markdown(summary))

    def close(self, *, complete: bool) -> None:
        """Write the index page of the rows that were put; one of before stays if none was."""
        if complete or self._entries:
            self._write(INDEX, index_to_markdown(self._entries))

    def _write(self, name: str, text: str) -> None:
        path = self._folder / name
        content = text.encode()
        with storing(path):
            if path.exists() and path.read_bytes() == content:
                return
            try:
                write_whole(path, [content])
            except OSError:
                path.with_name(f"{name}.partial").unlink(missing_ok=True)
                raise


class Outputs:
    """All outputs of a run; used as a context, it closes them in every case."""

    def __init__(self, *outputs: Output) -> None:
        self._outputs = outputs

    def put(self, row: Row) -> None:
        for output in self._outputs:
            output.put(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for output in self._outputs:
            output.close(complete=kind is None)


@contextmanager
def closing_on_failure(file: IO[bytes]) -> Iterator[None]:
    """Close a file where the block fails."""
    with ExitStack() as stack:
        stack.callback(file.close)
        yield
        stack.pop_all()


def file_name(source: str) -> str:
    """The Markdown file of a source: readable, and another one for every other source.

    Letters, digits and hyphens only: safe in a link and on every file system.
    """
    name, _, row = Path(source).name.partition("#")
    plain = unicodedata.normalize("NFKD", Path(name).stem + (f"-{row}" if row else ""))
    stem = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower())
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{stem[:_STEM_CHARACTERS].strip('-') or 'document'}-{digest}.md"


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn what a disk can refuse into one clear sentence.

    Raises:
        StorageFull: the disk or the quota is full.
        AssistantError: the place may not be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(
                f"The disk has no room left for {path}.",
                "Free some space and try again; what was summarised is kept.",
            ) from error
        raise AssistantError(
            f"{path} cannot be written ({error.strerror}).", "Choose another place."
        ) from error


def _require_place(path: Path) -> None:
    """A device or a pipe cannot be gone on with: reading it would wait, or never end."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise ConfigError(
            f"{path} is no file.",
            AtTerminal(
                "Name a file; without --out and --jsonl the lines go to standard output.",
                "Name a file.",
            ),
        )


def _is_other(path: Path) -> ConfigError:
    return ConfigError(
        f"{path} exists and is no output of `summarise`.",
        "Name another place, or move this file away.",
    )


def _is_row(line: bytes) -> bool:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and "source" in data and bool({"summary", "error"} & data.keys())
