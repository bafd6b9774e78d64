"""Indexes a folder of broken files with good ones among them, and tells what came of it.

    python -m benchmarks.index_broken --count 10000 --seed 1 [--keep FOLDER]

The command `index` runs on them, with the embedder of the profile, a home of its own and a folder
of its own for temporary files. Printed: what came of the files, why they were refused, seconds and
memory; then the promises, each of which must hold: no traceback and no escape code reached the
user, no traceback is in the log (a reader's bug would be one there), nothing is left of temporary
files and processes, and a search finds each good file by what it alone says. Ends with status 1
where one does not.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from assistant.assistant import Assistant
from assistant.runtime import models_folder
from benchmarks.broken_files import GOOD, WAYS, Good, way_of, write_files
from benchmarks.measured import machine, table
from benchmarks.memory import most_resident_mb

ROOT = Path(__file__).parents[1]
TRACEBACK = "Traceback (most recent call last)"
SHOWN = 40
"""Reasons that are shown; what is rarer is counted."""

_LOOK_SECONDS = 0.2
_RECORD = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ ", re.MULTILINE)
_CONTROL = re.compile(r"[^\n]*[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e][^\n]*")
_NAMED = re.compile(r"(/[^\s:,]+)+|\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Ran:
    """How the command went; memory in 10^6 bytes, of the program and of a process that reads."""

    status: int
    said: str
    complained: str
    seconds: float
    program_mb: float
    reader_mb: float
    left_running: int


def run_index(documents: Path, scratch: Path) -> Ran:
    """Run `index` on a folder; the collection, home and temporary files go below `scratch`."""
    for name in ("home", "temporary"):
        (scratch / name).mkdir()
    own = {"ASSISTANT_HOME": str(scratch / "home"), "TMPDIR": str(scratch / "temporary")}
    own["ASSISTANT_MODEL_STORE"] = str(models_folder())
    command = [sys.executable, "-m", "assistant", "index", str(documents), "--json"]
    command += ["--collection", str(scratch / "collection")]
    started = time.monotonic()
    with (scratch / "out").open("w+b") as out, (scratch / "err").open("w+b") as err:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | own,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        program = reader = 0.0
        seen: set[psutil.Process] = set()
        while process.poll() is None:
            program = max(program, most_resident_mb(process.pid))
            children = _children(process.pid)
            seen.update(children)
            reader = max([reader, *(most_resident_mb(child.pid) for child in children)])
            time.sleep(_LOOK_SECONDS)
    seconds = time.monotonic() - started
    said, complained = (
        (scratch / name).read_text("utf-8", errors="replace") for name in ("out", "err")
    )
    running = sum(child.is_running() for child in seen)
    return Ran(process.returncode, said, complained, seconds, program, reader, running)


def _children(process: int) -> list[psutil.Process]:
    try:
        return psutil.Process(process).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def outcomes(report: Mapping[str, Any], files: Sequence[Path]) -> dict[str, Counter[str]]:
    """What came of the files that are broken in each way: `read`, `refused` or `without text`.

    A table of which one row is refused is refused, though the rows before it may be found.
    """
    refused = {entry["path"] for entry in report["failures"]}
    empty = {entry["path"] for entry in report["skipped"]}
    came: dict[str, Counter[str]] = defaultdict(Counter)
    for path in map(_shown, files):
        kind = "refused" if path in refused else "without text" if path in empty else "read"
        came[way_of(path)][kind] += 1
    return came


def _shown(path: Path) -> str:
    """A path as a report has it."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def reasons(report: Mapping[str, Any]) -> Counter[str]:
    """How many files were refused for each reason; what differs in each is left out of it."""
    told: Counter[str] = Counter()
    for entry in (*report["failures"], *report["skipped"]):
        reason = entry["reason"].replace(entry["path"], "…")
        told[_NAMED.sub("…", reason)] += 1
    return told


def logged_tracebacks(log: Path) -> list[str]:
    """The records of the log, and of the older ones beside it, that have a traceback."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(log.parent.glob(f"{log.name}*")))
    return [record for text in texts for record in _RECORD.split(text) if TRACEBACK in record]


def missed(collection: Path, good: Sequence[Good]) -> list[Good]:
    """The good files that a search for what they alone say does not find."""
    with Assistant.open(collection, extractive=True) as assistant:
        found = {
            one: {hit.document.source.partition("#")[0] for hit in hits}
            for one in good
            for hits in [assistant.search(one.question)]
        }
    return [one for one, sources in found.items() if str(one.path) not in sources]


def promises(ran: Ran, scratch: Path, lost: Sequence[Good]) -> dict[str, list[str]]:
    """Each promise with what breaks it; nothing does where it holds."""
    temporary = scratch / "temporary"
    left = [str(path.relative_to(temporary)) for path in temporary.rglob("*")]
    tracebacks = logged_tracebacks(scratch / "home" / "log" / "assistant.log")
    return {
        "the command ended with status 0": [f"status {ran.status}"] if ran.status else [],
        "no traceback reached the user": [
            text for text in (ran.said, ran.complained) if TRACEBACK in text
        ],
        "no escape code reached the terminal": _CONTROL.findall(ran.said + ran.complained),
        "no reader's bug is in the log": tracebacks,
        "no temporary files are left": left,
        "no processes are left": [f"{ran.left_running} still run"] if ran.left_running else [],
        "each good file is found by a search": [str(one.path) for one in lost],
    }


def main() -> None:
    """Read the command line, write the files, index them, tell what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000, help="broken files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="an empty folder in which all of it stays")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="broken-") as folder:
        scratch = (given.keep or Path(folder)).resolve()
        scratch.mkdir(parents=True, exist_ok=True)
        good = write_files(scratch / "documents", given.count, given.seed)
        ran = run_index(scratch / "documents", scratch)
        sys.exit(tell(ran, scratch, good))


def tell(ran: Ran, scratch: Path, good: Sequence[Good]) -> int:
    """Print what came of it; 1 where a promise does not hold, else 0."""
    report = json.loads(ran.said)
    files = [path for path in (scratch / "documents").rglob("*") if path.is_file()]
    came = outcomes(report, files)
    kinds = ("read", "refused", "without text")
    print(
        table(
            [
                {"files": way, **{kind: came[way][kind] for kind in kinds}}
                for way in (*WAYS, GOOD)
                if came[way]
            ]
        )
    )
    told = reasons(report)
    print(f"\n{len(told)} reasons:")
    for reason, count in told.most_common(SHOWN):
        print(f"{count:7,}  {reason}")
    print(f"\n{sum(map(Counter.total, came.values())):,} files in {ran.seconds:.0f} s,", end=" ")
    print(f"{report['added']:,} texts and {report['passages']:,} passages;", end=" ")
    print(f"memory at most {ran.program_mb:.0f} MB, of what reads {ran.reader_mb:.0f} MB")
    print({name: value for name, value in machine().items() if name != "packages"}, "\n")
    kept = promises(ran, scratch, missed(scratch / "collection", good))
    for promise, broken in kept.items():
        print(f"{'BROKEN' if broken else 'held':7} {promise}", *broken[:SHOWN], sep="\n        ")
    return int(any(kept.values()))


if __name__ == "__main__":
    main()
