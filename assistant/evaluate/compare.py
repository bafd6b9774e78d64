"""Two reports over the same data set: which differences are real.

Only items that are in both count. A difference is called real when the 95 % interval of
the paired bootstrap leaves zero out. Of twenty measures that did not change, one may still
seem to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import ConfigError
from assistant.evaluate.report import Better, Report
from assistant.evaluate.statistic import STATISTICS, Estimate, difference


@dataclass(frozen=True, slots=True)
class Change:
    """One measure in two reports, over the items that both have.

    Attributes:
        before, now: the figure over these items.
        change: now less before, with its interval.
        items: how many items both have.
    """

    name: str
    better: Better
    before: float
    now: float
    change: Estimate
    items: int

    @property
    def is_real(self) -> bool:
        return self.change.low > 0 or self.change.high < 0

    @property
    def verdict(self) -> str:
        """In a word: better, worse, changed; or no real difference."""
        if not self.is_real:
            return "no real difference"
        if not self.better:
            return "changed"
        return "better" if (self.change.value > 0) == (self.better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All measures that two reports have, and what else differs between the runs."""

    changes: tuple[Change, ...]
    remarks: tuple[str, ...]


def compare(report: Report, earlier: Report) -> Comparison:
    """The measures that both reports have, in the order of the newer one.

    Raises:
        ConfigError: they are of different data sets.
    """
    require_same(report.dataset, earlier)
    changes = tuple(_changes(report, earlier))
    remarks = _remarks(report, earlier)
    if not changes:
        remarks.append("The two runs have no item in common: give both the same --limit.")
    return Comparison(changes, tuple(remarks))


def require_same(dataset: str, earlier: Report) -> None:
    """Raise ConfigError unless the earlier report is of this data set."""
    if dataset != earlier.dataset:
        raise ConfigError(
            f"The earlier report is of {earlier.dataset}, not of {dataset}.",
            "Compare reports of one data set.",
        )


def _remarks(report: Report, earlier: Report) -> list[str]:
    """What else than the program differs between two runs, and may explain a change."""
    said = []
    if report.models != earlier.models:
        said.append("The models are others.")
    if report.machine != earlier.machine:
        said.append("The machine is another one: times cannot be compared.")
    changed = [
        f"{name} {earlier.packages.get(name, 'none')} → {report.packages.get(name, 'none')}"
        for name in sorted(report.packages.keys() | earlier.packages.keys())
        if report.packages.get(name) != earlier.packages.get(name)
    ]
    if changed:
        said.append(f"Other versions: {', '.join(changed)}.")
    return said


def _changes(report: Report, earlier: Report) -> Iterator[Change]:
    for measure in report.measures:
        other = earlier.named(measure.name)
        if other is None or other.statistic != measure.statistic:
            continue
        shared = [id_ for id_ in measure.items if id_ in other.items]
        if not shared:
            continue
        now, before = measure.values(shared), other.values(shared)
        if now.shape != before.shape:
            continue
        compute = STATISTICS[measure.statistic]
        yield Change(
            name=measure.name,
            better=measure.better,
            before=compute(before),
            now=compute(now),
            change=difference(measure.statistic, now, before),
            items=len(shared),
        )
