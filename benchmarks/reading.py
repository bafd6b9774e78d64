"""What reading in a child process costs over reading in the program's own.

    python -m benchmarks.reading [--files 10000] [--indexed 1000] [--rounds 3] [--json FILE]

Writes notes of some hundred words as text and Markdown files, reads them all in either way, and
indexes the first of them in either way with the embedder of the default profile.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from unittest.mock import patch

from assistant import indexing
from assistant.corpus.read import close_readers, read_documents
from assistant.corpus.read.formats import read_here
from benchmarks.common import default_embedder
from benchmarks.embedding import EXAMPLES
from benchmarks.indexing import index_anew
from benchmarks.measured import Row, interleaved, seconds, tell

WORDS = 150


def write_notes(folder: Path, count: int) -> None:
    """`count` different notes, every other one in Markdown with a front matter."""
    folder.mkdir()
    articles = [path.read_text(encoding="utf-8").split() for path in sorted(EXAMPLES.glob("*.txt"))]
    for number, words in enumerate(islice(cycle(articles), count)):
        start = number * 7 % max(1, len(words) - WORDS)
        text = f"{' '.join(words[start : start + WORDS])}\n\nCopy {number}.\n"
        if number % 2:
            text = f"---\ntitle: Note {number}\ndate: 2024-05-06\n---\n\n## Part\n\n{text}"
        name = f"{number}.{'md' if number % 2 else 'txt'}"
        (folder / name).write_text(text, encoding="utf-8")


def read_all(paths: list[Path], *, here: bool) -> None:
    """Read the files in this process or in the child."""
    for path in paths:
        for _ in read_here(path) if here else read_documents(path):
            pass


def processor_seconds(work: Callable[[], object]) -> float:
    """Processor time of one call, with that of the child that it started, and its start."""
    close_readers()
    before = os.times()
    work()
    close_readers()
    return sum(os.times()[:4]) - sum(before[:4])


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Reading in a child against reading here")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--indexed", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    embedder = default_embedder()
    embedder.encode_passages(["warm"])
    with tempfile.TemporaryDirectory() as scratch:
        notes, fewer = Path(scratch, "notes"), Path(scratch, "fewer")
        write_notes(notes, arguments.files)
        write_notes(fewer, arguments.indexed)
        paths = sorted(notes.iterdir())
        index = partial(index_anew, fewer, embedder)

        def index_here() -> None:
            with patch.object(indexing, "read_documents", read_here):
                index()

        work: dict[str, Callable[[], object]] = {
            f"reading {arguments.files} files here": partial(read_all, paths, here=True),
            f"reading {arguments.files} files in the child": partial(read_all, paths, here=False),
            f"indexing {arguments.indexed} files, reading here": index_here,
            f"indexing {arguments.indexed} files, reading in the child": index,
        }
        wall = interleaved({what: partial(seconds, do) for what, do in work.items()}, 1)
        processor = interleaved(
            {what: partial(processor_seconds, do) for what, do in work.items()}, arguments.rounds
        )
    rows: list[Row] = [
        {"what": what, "seconds": wall[what], "processor seconds": processor[what]} for what in work
    ]
    here, child, index_with_here, index_with_child = processor.values()
    tell(
        "reading",
        rows,
        arguments.json,
        times_reading_here=round(child / here, 3),
        microseconds_more_a_file=round((child - here) / arguments.files * 1e6),
        times_indexing_here=round(index_with_child / index_with_here, 3),
        times_indexing_here_by_the_clock=round(list(wall.values())[3] / list(wall.values())[2], 3),
    )


if __name__ == "__main__":
    main()
