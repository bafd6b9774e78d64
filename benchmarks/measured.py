"""How a benchmark is run and told: ratios in one run, a Markdown table, JSON with the machine."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = (
    *("openvino", "openvino-genai", "torch", "transformers", "sentence-transformers"),
    *("tokenizers", "faiss-cpu", "numpy"),
)

Row = Mapping[str, object]


def machine() -> dict[str, object]:
    """What was measured on; `load` is the machine's load average of the last minute."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def process_seconds(command: Sequence[str], cwd: Path) -> float:
    """How long a command takes in a process of its own, from its start to its end."""
    return seconds(lambda: subprocess.run(command, cwd=cwd, check=True, capture_output=True))


def interleaved(work: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each measurement over rounds in which every one is taken once.

    Whatever else the machine does meanwhile then falls on all of them alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, measure in work.items():
            taken[name].append(measure())
    return {name: statistics.median(values) for name, values in taken.items()}


def table(rows: Sequence[Row]) -> str:
    """Rows with the same keys as a Markdown table."""
    head = list(rows[0])
    lines = [head, ["---"] * len(head), *([_cell(row[key]) for key in head] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def tell(title: str, rows: Sequence[Row], path: Path | None, **more: Any) -> None:
    """Print the table with the machine below, and write all of it to `path` if one is given."""
    print(f"{table(rows)}\n")
    for key, value in {**_flat(machine()), **more}.items():
        print(f"{key}: {value}")
    keep(title, [dict(row) for row in rows], path, **more)


def keep(title: str, results: object, path: Path | None, **more: Any) -> None:
    """Write results with the machine, its load, the versions and the date; nowhere without a path.

    `benchmarks/results/` holds what docs/benchmarks.md tells.
    """
    if path:
        report = {"benchmark": title, "machine": machine(), "results": results, **more}
        path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _flat(values: Mapping[str, object]) -> dict[str, object]:
    packages = values["packages"]
    assert isinstance(packages, dict)
    named = ", ".join(f"{name} {number}" for name, number in packages.items())
    return {**values, "packages": named}


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "unknown")
