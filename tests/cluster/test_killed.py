"""A worker, a node or the driver is killed: each document is done once, as if nothing had been."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.cluster.driver import COUNT, Batch, Index, Job
from tests.cluster.ray_cluster import RayCluster


@pytest.fixture(scope="module", params=[Batch, Index])
def job(
    request: pytest.FixtureRequest, docs: Path, tmp_path_factory: pytest.TempPathFactory
) -> Job:
    made: Job = request.param(docs, tmp_path_factory.mktemp("calm"))
    return made


def test_a_killed_worker_costs_nothing(cluster: RayCluster, job: Job, tmp_path: Path) -> None:
    driver = job.start(cluster, tmp_path)
    driver.wait_for(10)
    actors = cluster.actors()
    assert actors
    for pid in actors:
        os.kill(pid, signal.SIGKILL)
    status, said = driver.end()
    assert status == 0, said
    job.assert_whole(tmp_path)


def test_workers_that_are_killed_while_they_load_begin_anew(
    cluster: RayCluster, docs: Path, tmp_path: Path
) -> None:
    job = Index(docs, tmp_path / "calm")
    driver = job.start(cluster, tmp_path / "killed")
    killed: set[int] = set()
    while len(killed) < 2:
        assert driver.process.poll() is None
        for pid in set(cluster.actors(of_both=True)) - killed:
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
    status, said = driver.end()
    assert status == 0, said
    job.assert_whole(tmp_path / "killed")


def test_a_killed_driver_goes_on(cluster: RayCluster, job: Job, tmp_path: Path) -> None:
    driver = job.start(cluster, tmp_path)
    driver.wait_for(10)
    driver.process.kill()
    driver.end()
    assert 10 <= job.kept(tmp_path) < COUNT - 1
    assert job.start(cluster, tmp_path).end() == (0, "")
    job.assert_whole(tmp_path)


def test_a_killed_node_costs_nothing(cluster: RayCluster, job: Job, tmp_path: Path) -> None:
    driver = job.start(cluster, tmp_path)
    driver.wait_for(10)
    cluster.kill_other()
    try:
        status, said = driver.end()
    finally:
        cluster.start_other()
    assert status == 0, said
    job.assert_whole(tmp_path)
