"""What two nodes measure, undisturbed and with a worker killed, is what one process measures."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from assistant.runtime import models_folder
from tests.cluster import cluster_evaluate
from tests.cluster.driver import Driver, command
from tests.cluster.ray_cluster import ADDRESS, RayCluster
from tests.evaluate import samples

pytestmark = pytest.mark.models

Figures = dict[str, float | None]
DOCUMENTS = 3


@pytest.fixture(scope="module")
def squad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.squad(tmp_path_factory.mktemp("squad"))


@pytest.fixture(scope="module")
def calm(squad: Path, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """What one process measures."""
    return measured(None, tmp_path_factory.mktemp("home"), "squad2", squad)


def measured(cluster: RayCluster | None, home: Path, name: str, data: Path) -> Figures:
    arguments = ("evaluate", "--dataset", name, "--path", data, "--extractive", "--json")
    return figures(command(cluster, home, *arguments))


def figures(report: str) -> Figures:
    """All that do not depend on how long it took."""
    every = json.loads(report)["measures"]
    return {one["name"]: one["value"] for one in every if not one["name"].startswith("latency")}


def test_a_killed_worker_costs_nothing(
    cluster: RayCluster,
    squad: Path,
    calm: Figures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL_STORE", str(models_folder()))
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    report = tmp_path / "report.json"
    driver = Driver(cluster, cluster_evaluate, squad, report, ADDRESS)
    driver.wait_for(DOCUMENTS + 1)
    actors = cluster.actors()
    assert actors
    for pid in actors:
        os.kill(pid, signal.SIGKILL)
    status, said = driver.end()
    assert status == 0, said
    assert figures(report.read_text("utf-8")) == calm


def test_nodes_measure_what_one_process_measures(
    cluster: RayCluster, squad: Path, calm: Figures, tmp_path: Path
) -> None:
    assert measured(cluster, tmp_path / "home", "squad2", squad) == calm
    # Nothing is left of the nodes' collections, nor of one that was killed before.
    assert not [*cluster.scratch.glob("assistant-*")]


def test_nodes_judge_sentences_as_one_process_does(cluster: RayCluster, tmp_path: Path) -> None:
    data = samples.qags(tmp_path / "data")
    here, there = (measured(one, tmp_path / "home", "qags", data) for one in (None, cluster))
    assert here == there
    assert "grounding/AUROC" in here
