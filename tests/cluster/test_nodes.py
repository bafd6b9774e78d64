"""Work on two Ray nodes is what one process does; what cannot be shared is told."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from assistant.batch.workers import workers_on_nodes
from assistant.cluster import nodes
from assistant.errors import ConfigError
from tests.batch import killed_batch
from tests.batch.samples import FakeRecipe
from tests.cluster.driver import COUNT, Batch, command, stored
from tests.cluster.ray_cluster import ADDRESS, RayCluster

_NOT_COMPARED = shutil.ignore_patterns("weights", "__pycache__")


def test_without_ray_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch, docs: Path, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match="not installed") as raised:
        killed_batch.run(
            docs, tmp_path / "out", tmp_path / "ledger", workers_on_nodes(FakeRecipe(), ADDRESS, 1)
        )
    assert 'pip install "ray>=' in raised.value.hint


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


@pytest.fixture(scope="module")
def batch(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return Batch(docs, tmp_path_factory.mktemp("calm"))


def test_nodes_write_what_one_process_writes(
    cluster: RayCluster, batch: Batch, tmp_path: Path
) -> None:
    driver = batch.start(cluster, tmp_path)
    driver.wait_for(5)
    assert cluster.actors()  # the other node takes part
    assert driver.end() == (0, "")
    batch.assert_whole(tmp_path)


def test_a_cluster_that_refuses_the_token_is_one_sentence(
    cluster: RayCluster, batch: Batch, tmp_path: Path
) -> None:
    status, said = batch.start(cluster, tmp_path, "f" * 64).end()
    assert status == 1
    assert f"ConfigError: The Ray cluster at {ADDRESS} cannot be joined" in said


def test_nodes_that_would_write_something_else_are_refused(
    cluster: RayCluster, batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_FINGERPRINT", "fedcba9876543210")  # here, not on the nodes
    status, said = batch.start(cluster, tmp_path).end()
    assert status == 1
    assert said.startswith("ConfigError: A node of the cluster has other models, settings or")


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
    assert not cluster.actors()
