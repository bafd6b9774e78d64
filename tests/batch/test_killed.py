"""A batch that is killed again and again ends as one that was left alone."""

from __future__ import annotations

import itertools
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.batch import killed_batch, killed_digest
from tests.batch.samples import write_reports

ROOT = Path(__file__).parents[2]
COUNT = 40


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "docs"
    write_reports(folder, COUNT)
    (folder / "017.txt").write_text("", encoding="utf-8")
    (folder / "023.txt").write_bytes((folder / "005.txt").read_bytes())
    return folder


@pytest.fixture(scope="module")
def calm(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a batch writes that nobody disturbs."""
    folder = tmp_path_factory.mktemp("calm")
    killed_batch.main(docs, folder / "out", folder / "ledger", 1)
    return folder / "out"


@pytest.mark.parametrize(("workers", "kills"), [(1, 5), (2, 2)])
def test_killed_batch_ends_like_an_undisturbed_one(
    docs: Path, calm: Path, tmp_path: Path, workers: int, kills: int
) -> None:
    chance = random.Random(20)
    output, ledger = tmp_path / "killed", tmp_path / "ledger"
    written = 0
    for _ in range(kills):
        arguments = docs, output, ledger, workers
        written = kill(killed_batch, arguments, written + chance.randrange(1, 6), chance)
        lines = rows(output)
        assert len(lines) >= written
        assert lines == rows(calm)[: len(lines)]
    assert written < COUNT
    killed_batch.main(docs, output, ledger, workers)
    assert rows(output) == rows(calm)
    assert pages(output) == pages(calm)


@pytest.fixture(scope="module")
def calm_digest(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a digest writes that nobody disturbs."""
    folder = tmp_path_factory.mktemp("calm_digest")
    killed_digest.main(docs, folder / "out", folder / "ledger", 1)
    return folder / "out"


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_digest_ends_like_an_undisturbed_one(
    docs: Path, calm_digest: Path, tmp_path: Path, workers: int
) -> None:
    chance = random.Random(30 + workers)
    output, ledger = tmp_path / "killed", tmp_path / "ledger"
    read_again = COUNT
    for _ in range(3):
        kill(killed_digest, (docs, output, ledger, workers), chance.randrange(2, 8), chance)
        left = killed_digest.left(docs, ledger)
        assert left < read_again
        read_again = left
    assert read_again > 0
    killed_digest.main(docs, output, ledger, workers)
    assert rows(output) == rows(calm_digest)
    assert pages(output) == pages(calm_digest)
    (digest, *failed) = rows(output)
    assert len(digest["documents"]) == COUNT - 2
    assert len(failed) == 1


def kill(module: ModuleType, arguments: Sequence[object], after: int, chance: random.Random) -> int:
    """Kill a batch soon after it wrote that many rows; returns how many it had in the end."""
    command = [sys.executable, "-m", module.__name__, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        reports = itertools.takewhile(str.strip, iter(process.stdout.readline, ""))
        written = next(int(line) for line in reports if int(line) >= after)
        time.sleep(chance.uniform(0, 0.01))
        process.kill()
        rest = [int(line) for line in process.stdout.readlines() if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL
    return max([written, *rest])


def rows(output: Path) -> list[dict[str, Any]]:
    """The rows of whole lines, without the time they took."""
    text = (output / "rows.jsonl").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines(keepends=True) if line.endswith("\n")]
    assert len(lines) >= len(text.splitlines()) - 1
    return [json.loads(line) | {"seconds": 0} for line in lines]


def pages(output: Path) -> dict[str, str]:
    found = {path.name: path.read_text("utf-8") for path in (output / "pages").iterdir()}
    assert "index.md" in found
    return {name: text for name, text in found.items() if not name.endswith(".partial")}
