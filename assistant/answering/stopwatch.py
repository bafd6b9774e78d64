"""What an answer took, by step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_STEPS = ("load_s", "search_s", "rank_s", "write_s", "verify_s")


@dataclass(slots=True)
class Stopwatch:
    """Seconds by step."""

    started: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the seconds inside the block to a step."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - begin
            self.seconds[name] = self.seconds.get(name, 0.0) + took

    def timings(self) -> dict[str, float]:
        """All steps, and the total since the stopwatch was made; in seconds."""
        steps = {name: self.seconds.get(name, 0.0) for name in _STEPS}
        steps["total_s"] = time.perf_counter() - self.started
        return {name: round(value, 3) for name, value in steps.items()}
