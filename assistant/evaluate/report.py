"""The report of a run: what was measured, item by item, and what it was measured with.

`Report` is what `--json` prints and `report.json` holds; `read` takes it back.
"""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from assistant.errors import ConfigError
from assistant.evaluate.statistic import Estimate, Name, Values, estimate
from assistant.strict import Strict, parse

PACKAGES = (
    "grounded-assistant",
    "numpy",
    "torch",
    "transformers",
    "sentence-transformers",
    "openvino",
    "faiss-cpu",
    "scikit-learn",
    "ir-measures",
    "rouge-score",
)
Better = Literal["higher", "lower", ""]


class Measure(Strict):
    """One figure.

    Attributes:
        name: as in `retrieval/nDCG@10`; the part before the stroke is its group.
        statistic: how the items' values make the figure; see `evaluate.statistic`.
        better: which way is better, if either.
        low, high: the 95 % interval; null where the items cannot tell.
        items: the values of each item, by its id within the data set.
    """

    name: str
    statistic: Name
    better: Better
    value: float | None
    low: float | None
    high: float | None
    items: dict[str, tuple[float, ...]]

    @property
    def group(self) -> str:
        return self.name.split("/")[0]

    def values(self, ids: Sequence[str] | None = None) -> Values:
        """The values of these items (all, if not said), shape (items, columns)."""
        chosen = self.items if ids is None else ids
        return np.array([self.items[id_] for id_ in chosen], np.float64).reshape(len(chosen), -1)


class Report(Strict):
    """A run of `evaluate`."""

    version: Literal[1] = 1
    dataset: str
    path: str
    limit: int | None
    profile: str
    models: dict[str, str]
    notes: tuple[str, ...] = ()
    started: str
    seconds: float
    machine: dict[str, str]
    packages: dict[str, str]
    measures: tuple[Measure, ...] = Field(default=())

    def named(self, name: str) -> Measure | None:
        """The measure of that name, if it was taken."""
        return next((one for one in self.measures if one.name == name), None)


def measured(
    name: str, statistic: Name, items: Mapping[str, Sequence[float]], better: Better = "higher"
) -> Measure:
    """A measure of these items, with its interval. Values are kept with six digits."""
    kept = {id_: tuple(round(float(value), 6) for value in row) for id_, row in items.items()}
    values = np.array(list(kept.values()), np.float64).reshape(len(kept), -1)
    found = estimate(statistic, values) if kept else Estimate(math.nan, math.nan, math.nan)
    value, low, high = (None if math.isnan(one) else round(one, 6) for one in found)
    return Measure(
        name=name,
        statistic=statistic,
        better=better,
        value=value,
        low=low,
        high=high,
        items=kept,
    )


def read(path: Path) -> Report:
    """An earlier report.

    Raises:
        ConfigError: it cannot be read, or is none.
    """
    hint = "Give the report.json of an earlier run, or what --json printed."
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.", hint) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is no JSON text.", hint) from error
    try:
        return parse(Report, data, path)
    except ConfigError as error:
        raise ConfigError(f"{path} is no report of this version: {error.message}", hint) from error


def this_machine() -> dict[str, str]:
    """The machine, as far as it matters for times."""
    return {
        "system": platform.platform(terse=True),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
    }


def these_packages() -> dict[str, str]:
    """Versions of the packages that can change a figure."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def now() -> str:
    """The time, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _processor() -> str:
    """Linux names the processor in a file; `platform` often does not."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
