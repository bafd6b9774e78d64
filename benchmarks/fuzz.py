"""Feeds the readers with files that are nearly valid, and counts what none of them may do.

    python -m benchmarks.fuzz --count 2000 --seed 1 --failures /tmp/failures

Each file is one of a small valid one of its format, changed in its parts: members of an archive,
tags, words and white space, which are left out, repeated, exchanged or replaced by hostile ones,
and now and then in its bytes. What comes of it must be documents or a `ReadError`.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.corpus.read.formats import read_here
from assistant.corpus.split import split_passages
from assistant.errors import ReadError
from benchmarks.small_files import one_of_each, zipped

SECONDS_A_FILE = 20.0
_MAX_BYTES = 3_000_000
_ZIPPED = frozenset((".docx", ".pptx", ".xlsx", ".epub"))
_TOKENS = re.compile(rb"</?[\w:]+|/?>|[\w.]+|\s+|\W", re.DOTALL)
_TEXT = re.compile(rb">([^<>]+)<")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HOSTILE = (
    *(b"<b>", b"<div>", b"</p>", b"<table><tr>", b"<!--", b"]]>", b"<!DOCTYPE", b"&#0;", b"&x;"),
    *(b'"', b"'", "“".encode(), b"(", b"[", b"![](", b"*", b"\\", b"```\n", b"# ", b"- ", b"> "),
    *(b"---\n", b"\n", b"\r", b"\t", b" ", b"\0", b"\xff", b"\xed\xa0\x80", "\u2028".encode()),
    *("e\u0301\u200d".encode(), "我".encode(), b"999999999999", b"-1", b"1e999", b"NaN", b"null"),
    *(
        b"{",
        b"}",
        b"\\ud800",
        b"=?utf-8?b?",
        b"--X",
        b"charset=",
        b"%PDF",
        b"endobj",
        b"obj",
        b"<<",
    ),
    *(b"stream", b"0 R", b"Mr. ", b"e.g. ", b"(AP)", b"By A B", b"date 2024-13-45 ", b"A" * 200),
)


@dataclass(slots=True)
class Tally:
    """What came of the files of one format."""

    documents: int = 0
    refused: int = 0
    crashes: int = 0
    hangs: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0
    failures: list[str] = field(default_factory=list)

    def count(self, kind: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: "documents", "refused", "crashes" or "hangs"."""

    kind: str
    seconds: float
    peak_mb: float
    detail: str = ""


def mutants(seed: int, extensions: Sequence[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Endlessly many files with their extensions, each format in turn; the same for one seed."""
    originals = one_of_each()
    number = 0
    while True:
        for extension in extensions or originals:
            yield extension, mutant(extension, originals[extension], f"{seed} {number}")
        number += 1


def mutant(extension: str, original: bytes, seed: str) -> bytes:
    """A valid file with one to four changes."""
    chance = random.Random(f"{extension} {seed}")  # the same on every machine
    if extension not in _ZIPPED or chance.random() < 0.15:
        return _changed(original, chance, whole=extension in _ZIPPED)
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    texts = [name for name in members if name.endswith((".xml", ".rels", ".opf", "html"))]
    for name in chance.sample(texts, chance.choice((1, 1, 2))):
        data = members[name]
        assert isinstance(data, bytes)
        if chance.random() < 0.05:
            del members[name]
        elif chance.random() < 0.7:
            members[name] = _changed_text(data, chance)
        else:
            members[name] = _changed(data, chance)
    return zipped(members)


def _changed_text(markup: bytes, chance: random.Random) -> bytes:
    """Markup that is as well formed as before, with one of its texts changed."""
    texts = list(_TEXT.finditer(markup))
    if not texts:
        return markup
    start, end = chance.choice(texts).span(1)
    text = _changed(markup[start:end], chance).decode("utf-8", "replace")
    return markup[:start] + escape(_CONTROL.sub("", text)).encode() + markup[end:]


def _changed(data: bytes, chance: random.Random, whole: bool = False) -> bytes:
    tokens = _TOKENS.findall(data)
    for _ in range(chance.choice((1, 1, 2, 3, 4))):
        if whole or chance.random() < 0.1:
            data = _changed_bytes(b"".join(tokens), chance)
            tokens = _TOKENS.findall(data)
        else:
            _change_tokens(tokens, chance)
    return b"".join(tokens)[:_MAX_BYTES]


def _change_tokens(tokens: list[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(tokens) + 1)
    to = min(len(tokens), at + chance.choice((1, 1, 2, 5, 20)))
    part = tokens[at:to]
    change = chance.randrange(5)
    if change == 0:
        del tokens[at:to]
    elif change == 1:
        tokens[at:at] = part * chance.choice((1, 3, 300, 3_000))
    elif change == 2:
        tokens[at:at] = [chance.choice(_HOSTILE)] * chance.choice((1, 1, 30, 3_000, 30_000))
    elif change == 3:
        tokens[at:to] = [chance.choice(_HOSTILE)]
    else:
        other = chance.randrange(len(tokens) + 1)
        tokens[other:other] = part


def _changed_bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    change = chance.randrange(3)
    at = chance.randrange(len(changed) or 1)
    if change == 0:
        return bytes(changed[:at])
    if change == 1:
        for _ in range(min(len(changed), chance.choice((1, 4, 30)))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    else:
        changed[at:at] = chance.randbytes(chance.choice((1, 4, 200)))
    return bytes(changed)


def outcome(path: Path) -> Outcome:
    """Read a file in this process, as an indexing run would."""
    started = time.perf_counter()
    kind, detail = "documents", ""
    try:
        for document in read_here(path):
            for passage in split_passages(document, _count_tokens, 192):
                assert document.text[passage.start : passage.end] == passage.text
            document.text.encode()  # else it could not be stored
    except ReadError as error:
        kind, detail = "refused", error.message
    except Exception:  # whatever it is: it is what is looked for
        kind, detail = "crashes", traceback.format_exc()
    return Outcome(kind, time.perf_counter() - started, _peak_mb(), detail)


def _count_tokens(texts: Sequence[str]) -> list[int]:
    return [2 + len(text.split()) for text in texts]


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


class Reader:
    """A process that reads files, and is replaced where one ends it or keeps it."""

    def __init__(self, read: Callable[[Path], Outcome] = outcome) -> None:
        self._read = read
        self._start()

    def outcome(self, path: Path, seconds: float) -> Outcome:
        started = time.perf_counter()
        self._pipe.send(path)
        try:
            if self._pipe.poll(seconds):
                found: Outcome = self._pipe.recv()
                return found
        except EOFError:
            self.close()
            ended = f"the process ended with {self._process.exitcode}"
            self._start()
            return Outcome("crashes", time.perf_counter() - started, 0.0, ended)
        self.close()
        self._start()
        return Outcome("hangs", seconds, 0.0, f"not read within {seconds:.0f} s")

    def close(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._read), daemon=True)
        self._process.start()
        theirs.close()


def _serve(pipe: Connection, read: Callable[[Path], Outcome]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            path = pipe.recv()
        except EOFError:
            return
        pipe.send(read(path))


def fuzz(
    seed: int, count: int, seconds: float, failures: Path, extensions: Sequence[str] = ()
) -> dict[str, Tally]:
    """Read `count` files, or as many as `seconds` allow; what fails is kept in `failures`."""
    tallies: dict[str, Tally] = {}
    until = time.monotonic() + seconds
    reader = Reader()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for number, (extension, data) in enumerate(mutants(seed, extensions)):
                if number >= count or time.monotonic() >= until:
                    break
                path = Path(folder) / f"a{extension}"
                path.write_bytes(data)
                found = reader.outcome(path, SECONDS_A_FILE)
                tally = tallies.setdefault(extension, Tally())
                tally.count(found.kind)
                tally.seconds = max(tally.seconds, found.seconds)
                tally.peak_mb = max(tally.peak_mb, found.peak_mb)
                if found.kind in ("crashes", "hangs"):
                    failures.mkdir(parents=True, exist_ok=True)
                    kept = failures / f"seed{seed}-{number}{extension}"
                    kept.write_bytes(data)
                    tally.failures.append(f"{kept}: {found.detail.strip().splitlines()[-1]}")
                    kept.with_name(f"{kept.name}.why").write_text(found.detail, encoding="utf-8")
    finally:
        reader.close()
    return tallies


def table(tallies: dict[str, Tally]) -> str:
    """One line a format, then each failure."""
    lines = ["format  documents  refused  crashes  hangs  slowest  peak so far"]
    lines += [
        f"{extension:<8}{tally.documents:9,}{tally.refused:9,}{tally.crashes:9,}{tally.hangs:7,}"
        f"{tally.seconds:7.1f} s{tally.peak_mb:10,.0f} MB"
        for extension, tally in tallies.items()
    ]
    return "\n".join(lines + [line for tally in tallies.values() for line in tally.failures])


def main() -> None:
    """Read the command line, fuzz, print the table; status 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=sys.maxsize, help="files at most")
    parser.add_argument("--seconds", type=float, default=60.0, help="seconds at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=(), metavar="EXTENSION", help=".pdf, …")
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"))
    given = parser.parse_args()
    tallies = fuzz(given.seed, given.count, given.seconds, given.failures, given.only)
    print(table(tallies))
    sys.exit(any(tally.failures for tally in tallies.values()))


if __name__ == "__main__":
    main()
