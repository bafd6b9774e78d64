"""Work on two Ray nodes: with a worker, a node or the driver killed, each item is done once."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.batch.workers import workers_on_nodes
from assistant.cluster import nodes
from assistant.errors import ConfigError
from assistant.protocols import Vectors
from assistant.runtime import models_folder
from tests.batch import cluster_batch, killed_batch
from tests.batch.samples import FakeRecipe, write_reports
from tests.batch.test_killed import pages, rows
from tests.cluster.ray_cluster import ADDRESS, ROOT, RayCluster, require
from tests.evaluate import samples

_NOT_COMPARED = shutil.ignore_patterns("weights", "__pycache__")
COUNT = 120
WAIT = 120


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayCluster]:
    require()
    made = RayCluster()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "docs"
    write_reports(folder, COUNT)
    (folder / "017.txt").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def calm(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one process writes that nobody disturbs."""
    folder = tmp_path_factory.mktemp("calm")
    killed_batch.main(docs, folder / "out", folder / "ledger", 1)
    return folder / "out"


def test_without_ray_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch, docs: Path, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match=r"pip install 'grounded-assistant\[ray\]'"):
        killed_batch.run(
            docs, tmp_path / "out", tmp_path / "ledger", workers_on_nodes(FakeRecipe(), ADDRESS, 1)
        )


def test_nodes_are_compared_by_all_of_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "assistant"
    shutil.copytree(Path(nodes.__file__).parents[1], package, ignore=_NOT_COMPARED)
    monkeypatch.setattr(nodes, "__file__", str(package / "cluster/nodes.py"))
    found = set()
    for changed in (None, "answering/ways.py", "grounding/right.json"):
        if changed:
            (package / changed).write_text("{}", "utf-8")
        nodes.source_sha256.cache_clear()
        found.add(nodes.source_sha256())
    nodes.source_sha256.cache_clear()
    assert len(found) == 3


class Driver:
    """A batch on the cluster, under way."""

    def __init__(self, cluster: RayCluster, docs: Path, folder: Path, token: str = "") -> None:
        module, output = cluster_batch.__name__, folder / "out"
        self.process = subprocess.Popen(
            cluster.command(module, docs, output, folder / "ledger", ADDRESS),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=cluster.environment(token),
        )

    def wait_for(self, written: int) -> None:
        """Until so many rows are written."""
        assert self.process.stdout is not None
        lines = itertools.takewhile(str.strip, iter(self.process.stdout.readline, ""))
        assert any(int(line) >= written for line in lines)

    def end(self) -> tuple[int, str]:
        """How it ended, and what it said of that."""
        _, said = self.process.communicate(timeout=WAIT)
        return self.process.returncode, said


def same(folder: Path, calm: Path) -> bool:
    return rows(folder / "out") == rows(calm) and pages(folder / "out") == pages(calm)


def test_nodes_write_what_one_process_writes(
    cluster: RayCluster, docs: Path, calm: Path, tmp_path: Path
) -> None:
    driver = Driver(cluster, docs, tmp_path)
    driver.wait_for(5)
    assert cluster.pids(of_actors=True)  # the other node takes part
    assert driver.end() == (0, "")
    assert same(tmp_path, calm)


def test_a_killed_worker_costs_nothing(
    cluster: RayCluster, docs: Path, calm: Path, tmp_path: Path
) -> None:
    driver = Driver(cluster, docs, tmp_path)
    driver.wait_for(10)
    actors = cluster.pids(of_actors=True)
    assert actors
    for pid in actors:
        os.kill(pid, signal.SIGKILL)
    assert driver.end()[0] == 0
    assert same(tmp_path, calm)


def test_a_killed_driver_goes_on(
    cluster: RayCluster, docs: Path, calm: Path, tmp_path: Path
) -> None:
    driver = Driver(cluster, docs, tmp_path)
    driver.wait_for(10)
    driver.process.kill()
    driver.end()
    written = len(rows(tmp_path / "out"))
    assert 10 <= written < COUNT
    assert Driver(cluster, docs, tmp_path).end() == (0, "")
    assert same(tmp_path, calm)


def test_a_cluster_that_refuses_the_token_is_one_sentence(
    cluster: RayCluster, docs: Path, tmp_path: Path
) -> None:
    status, said = Driver(cluster, docs, tmp_path, "f" * 64).end()
    assert status == 1
    assert f"ConfigError: The Ray cluster at {ADDRESS} cannot be joined" in said


def test_nodes_that_would_write_something_else_are_refused(
    cluster: RayCluster, docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_FINGERPRINT", "fedcba9876543210")  # here, not on the nodes
    status, said = Driver(cluster, docs, tmp_path).end()
    assert status == 1
    assert said.startswith("ConfigError: A node of the cluster has other models, settings or")


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
        rows = collection.execute(sql).fetchall()
    return {(text, start): np.frombuffer(vector, np.float32) for text, start, vector in rows}


@pytest.mark.models
def test_what_nodes_embed_is_what_one_process_embeds(
    cluster: RayCluster, docs: Path, tmp_path: Path
) -> None:
    for place in (None, cluster):
        folder = tmp_path / ("there" if place else "here")
        command(place, folder, "index", docs, "--collection", folder / "c")
    here, there = (stored(tmp_path / name / "c") for name in ("here", "there"))
    assert here.keys() == there.keys()
    assert len(here) >= COUNT - 1
    assert all(float(vector @ there[place]) > 0.9999 for place, vector in here.items())


@pytest.mark.models
def test_a_dry_run_counts_them_and_begins_nothing(
    cluster: RayCluster, docs: Path, tmp_path: Path
) -> None:
    (one := tmp_path / "one").mkdir()
    shutil.copy(docs / "000.txt", one)
    command(None, tmp_path, "summarise", one, "--extractive", "--jsonl", tmp_path / "one.jsonl")
    said = command(cluster, tmp_path, "summarise", docs, "--extractive", "--dry-run")
    assert said.startswith(f"{COUNT - 1} to summarise (")
    assert " with 2 workers, as 1 documents of" in said
    assert not cluster.pids(of_actors=True)


@pytest.mark.models
def test_what_nodes_measure_is_what_one_process_measures(
    cluster: RayCluster, tmp_path: Path
) -> None:
    data = samples.squad(tmp_path / "data")
    arguments = ("evaluate", "--dataset", "squad2", "--path", data, "--extractive", "--json")
    here, there = (
        {
            one["name"]: one["value"]
            for one in json.loads(command(place, tmp_path / "home", *arguments))["measures"]
            if not one["name"].startswith("latency")
        }
        for place in (None, cluster)
    )
    assert here == there
    assert not [*cluster.scratch.glob("assistant-*")]  # nothing is left of the nodes' collections


def test_a_killed_node_costs_nothing(
    cluster: RayCluster, docs: Path, calm: Path, tmp_path: Path
) -> None:
    driver = Driver(cluster, docs, tmp_path)
    driver.wait_for(10)
    cluster.kill_other()
    assert driver.end()[0] == 0
    assert same(tmp_path, calm)
