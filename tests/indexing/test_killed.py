from __future__ import annotations

import itertools
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from assistant.indexing import index_paths
from assistant.search.collection import Collection
from assistant.search.vector_file import open_vectors
from tests.fakes import FakeEmbedder
from tests.indexing.samples import assert_consistent, sources, write

COUNT = 200
"""Files: far more than six runs get done."""


def test_a_run_that_is_killed_loses_nothing_that_it_reported(tmp_path: Path) -> None:
    docs, killed, undisturbed = (tmp_path / name for name in ("docs", "killed", "undisturbed"))
    docs.mkdir()
    for n in range(COUNT - 1):
        paragraphs = [f"Report {n}, part {part}, speaks of item {n * part}." for part in range(3)]
        write(docs / f"{n:03}.txt", "\n\n".join(paragraphs))
    write(docs / "copy.txt", (docs / "007.txt").read_text())
    chance = random.Random(20)
    reported = 0
    for _ in range(6):
        reported = kill_run(docs, killed, after=reported + chance.randrange(1, 7), chance=chance)
        with Collection.open(killed) as collection:
            assert len(sources(collection)) >= reported
            for source, text in sources(collection).items():
                assert Path(source).read_text(encoding="utf-8") == text
            assert_consistent(collection)
    with Collection.open(killed) as collection:
        assert 0 < len(sources(collection)) < COUNT
        report = index_paths(collection, [docs], FakeEmbedder())
        assert report.unchanged + report.added + report.duplicates == COUNT
        assert_consistent(collection)
        assert (
            len(open_vectors(collection._database, collection.manifest)) == collection.counts()[0]
        )
        with Collection.open(undisturbed, create=True) as other:
            index_paths(other, [docs], FakeEmbedder())
            assert sources(collection) == sources(other)
            assert passages(collection) == passages(other)


def kill_run(docs: Path, folder: Path, *, after: int, chance: random.Random) -> int:
    """Kill a run soon after it reported `after` files; returns how many it had in the end."""
    command = [sys.executable, "-m", "tests.indexing.killed_run", str(docs), str(folder)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        reports = itertools.takewhile(str.strip, iter(process.stdout.readline, ""))
        reported = next(int(line) for line in reports if int(line) >= after)
        time.sleep(chance.uniform(0, 0.01))
        process.kill()
        rest = [int(line) for line in process.stdout.readlines() if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL
    return max([reported, *rest])


def passages(collection: Collection) -> set[tuple[str, int, int, str]]:
    return {
        (passage.document_id, passage.start, passage.end, passage.text)
        for info in collection.documents()
        for passage in collection.passages_of(info.id)
    }
