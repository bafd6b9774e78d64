"""Three documents, and a collection for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.search.collection import Collection
from tests.indexing.samples import write


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    write(folder / "budget.txt", "The council approved the budget after a long debate.")
    write(folder / "harvest.txt", "Rain delayed the harvest and farmers lost a month.")
    write(folder / "soup.txt", "The corner shop serves soup on every weekday.")
    return folder


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "collection", create=True) as opened:
        yield opened
