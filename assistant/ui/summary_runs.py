"""The runs of an open page, whose results can be looked at again after a later one."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.ui.summarising import SummaryRun

KEPT = 10
"""Runs of one page whose results are kept until it is closed; the summaries are in the ledger."""


@dataclass(slots=True)
class Runs:
    """The runs of one page, the newest last, and which of them it shows."""

    all: list[SummaryRun] = field(default_factory=list)
    place: int = 0

    @property
    def shown(self) -> SummaryRun:
        return self.all[self.place]

    @property
    def newest(self) -> SummaryRun:
        return self.all[-1]

    def begin(self, run: SummaryRun) -> list[SummaryRun]:
        """Add a run, which is shown from now on; returns those that are no longer kept."""
        self.all.append(run)
        dropped, self.all = self.all[:-KEPT], self.all[-KEPT:]
        self.place = len(self.all) - 1
        return dropped

    def step(self, by: int) -> None:
        """Show an earlier or a later one, if there is one."""
        self.place = min(max(0, self.place + by), len(self.all) - 1)
