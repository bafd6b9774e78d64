"""One cluster for all tests of this folder, with documents to work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batch.samples import write_reports
from tests.cluster.driver import COUNT
from tests.cluster.ray_cluster import RayCluster, require


@pytest.fixture(scope="package")
def cluster() -> Iterator[RayCluster]:
    """Both nodes run; a test that kills one starts it again."""
    require()
    made = RayCluster()
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="package")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`COUNT` reports, one of them without a word."""
    folder = tmp_path_factory.mktemp("reports") / "docs"
    write_reports(folder, COUNT)
    (folder / "017.txt").write_text("", encoding="utf-8")
    return folder
