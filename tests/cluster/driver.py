"""What runs on the cluster of the tests, and what has to be left of it."""

from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Protocol

import numpy as np

from assistant.indexing import index_paths
from assistant.protocols import Vectors
from assistant.runtime import models_folder
from assistant.search.collection import Collection
from tests.batch import cluster_batch, killed_batch
from tests.batch.test_killed import pages, rows
from tests.cluster import cluster_index
from tests.cluster.ray_cluster import ADDRESS, ROOT, RayCluster
from tests.fakes import FakeEmbedder
from tests.indexing.samples import assert_consistent, sources

COUNT = 120
"""Documents."""

WAIT = 300


class Driver:
    """A module that runs on the head node, and prints how much is done so far."""

    def __init__(
        self, cluster: RayCluster, module: ModuleType, *arguments: object, token: str = ""
    ) -> None:
        self.process = subprocess.Popen(
            cluster.command(module.__name__, *arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=cluster.environment(token),
        )

    def wait_for(self, done: int) -> None:
        """Until so much is done."""
        assert self.process.stdout is not None
        lines = itertools.takewhile(str.strip, iter(self.process.stdout.readline, ""))
        assert any(int(line) >= done for line in lines)

    def end(self) -> tuple[int, str]:
        """How it ended, and what it said of that; nobody else writes to its standard output."""
        out, said = self.process.communicate(timeout=WAIT)
        assert all(line.isdigit() for line in out.splitlines()), out
        return self.process.returncode, said


class Job(Protocol):
    """Work on `COUNT` documents, one after the other."""

    def start(self, cluster: RayCluster, folder: Path, token: str = "") -> Driver: ...
    def kept(self, folder: Path) -> int:
        """How many documents are done."""
        ...

    def assert_whole(self, folder: Path) -> None:
        """What is in the folder is what one process leaves that nobody disturbs."""
        ...


class Batch:
    """Summaries, by way of a ledger, as rows and pages."""

    def __init__(self, docs: Path, calm: Path) -> None:
        killed_batch.main(docs, calm / "out", calm / "ledger", 1)
        self._docs, self._calm = docs, calm / "out"

    def start(self, cluster: RayCluster, folder: Path, token: str = "") -> Driver:
        arguments = self._docs, folder / "out", folder / "ledger", ADDRESS
        return Driver(cluster, cluster_batch, *arguments, token=token)

    def kept(self, folder: Path) -> int:
        return len(rows(folder / "out"))

    def assert_whole(self, folder: Path) -> None:
        assert rows(folder / "out") == rows(self._calm)
        assert pages(folder / "out") == pages(self._calm)


class Index:
    """A collection."""

    def __init__(self, docs: Path, calm: Path) -> None:
        with Collection.open(calm, create=True) as collection:
            index_paths(collection, [docs], FakeEmbedder())
            self._sources = sources(collection)
        self._docs, self._stored = docs, stored(calm)

    def start(self, cluster: RayCluster, folder: Path, token: str = "") -> Driver:
        return Driver(cluster, cluster_index, self._docs, folder, ADDRESS, token=token)

    def kept(self, folder: Path) -> int:
        with Collection.open(folder) as collection:
            assert_consistent(collection)
            return len(sources(collection))

    def assert_whole(self, folder: Path) -> None:
        with Collection.open(folder) as collection:
            assert_consistent(collection)
            assert sources(collection) == self._sources
        there = stored(folder)
        assert there.keys() == self._stored.keys()
        assert all(np.array_equal(there[place], vector) for place, vector in self._stored.items())


def command(cluster: RayCluster | None, home: Path, *arguments: object) -> str:
    """What a command prints, here or with the work on the nodes; it has to succeed."""
    line = [sys.executable, "-m", "assistant", *map(str, arguments)]
    environment = dict(os.environ)
    if cluster is not None:
        line = cluster.command("assistant", *arguments, "--engine", "ray", "--address", ADDRESS)
        environment = cluster.environment()
    environment |= {"ASSISTANT_HOME": str(home), "ASSISTANT_MODEL_STORE": str(models_folder())}
    done = subprocess.run(line, capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def stored(folder: Path) -> dict[tuple[str, int], Vectors]:
    """The vectors of each passage in a collection, by its document and where it begins."""
    sql = """
        SELECT documents.id, start, vector FROM passages
        JOIN documents ON documents.key = document JOIN vectors ON passage = passages.id
    """
    with closing(sqlite3.connect(folder / "collection.sqlite")) as collection:
        found = collection.execute(sql).fetchall()
    return {(text, start): np.frombuffer(vector, np.float32) for text, start, vector in found}
