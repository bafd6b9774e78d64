"""Progress on standard error: a bar on a terminal, and only what matters elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from assistant.cli.output import messages, say
from assistant.present.printable import one_line
from assistant.protocols import Progress, Silent


@contextmanager
def progress_on_terminal() -> Iterator[Progress]:
    """A `Progress` that leaves the terminal in order however the block ends."""
    console = messages()
    if not console.is_terminal:
        yield NotesOnly()
        return
    bar = TerminalBar(console)
    try:
        yield bar
    finally:
        bar.finish()


class NotesOnly(Silent):
    """For a log: notes as lines, no bar. The command's report says how it ended."""

    def note(self, message: str) -> None:
        say(message)


class TerminalBar:
    """One bar at a time, with rate and time left; it is gone once its step is finished."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars: Bars | None = None

    def start(self, step: str, total: int | None, unit: str) -> None:
        self.finish()
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            _Amount(unit),
            TimeRemainingColumn(compact=True),
            console=self._console,
            transient=True,
        )
        self._bars.start()
        self._bars.add_task(one_line(step), total=total)

    def advance(self, amount: int) -> None:
        if self._bars is not None:
            self._bars.advance(self._bars.task_ids[0], amount)

    def note(self, message: str) -> None:
        self._console.print(Text(one_line(message)), soft_wrap=True)

    def finish(self) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars = None


class BatchBar:
    """Documents and tokens a second, failures so far, and the time left, for a batch.

    Documents that were done before count as done, but not in the rates.

    Args:
        console: where to; elsewhere than on a terminal, nothing is shown.
        total: about how many documents there are.
        step: what is done to them, in one word.
    """

    def __init__(self, console: Console, total: int, step: str) -> None:
        self._total = total
        self._done = self._made = self._tokens = self._failed = 0
        self._started = time.monotonic()
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[said]}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._bars.add_task(step, total=total, said="loading the models")

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    @property
    def seconds(self) -> float:
        """Since the bar was made."""
        return time.monotonic() - self._started

    def done(self, tokens: int, *, failed: bool) -> None:
        """One more document; `tokens` is 0 for one that was done before."""
        self._done += 1
        self._made += tokens > 0
        self._tokens += tokens
        self._failed += failed
        task = self._bars.task_ids[0]
        self._bars.update(task, completed=self._done, said=self.said())

    def say(self, said: str) -> None:
        """Say what is done beside the bar, in place of the rates."""
        self._bars.update(self._bars.task_ids[0], said=said)

    def said(self) -> str:
        """`12/44, 0.8 documents/s, 610 tokens/s, 40 s left, 1 failed`."""
        seconds = max(self.seconds, 1e-9)
        parts = [f"{self._done:,}/{max(self._total, self._done):,}"]
        if self._made:
            left = max(self._total - self._done, 0) * seconds / self._made
            parts += [
                f"{self._made / seconds:.1f} documents/s",
                f"{self._tokens / seconds:,.0f} tokens/s",
                f"{duration(left)} left",
            ]
        if self._failed:
            parts.append(f"{self._failed:,} failed")
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """A time as a person says it: `40 s`, `12 min`, `3.5 h`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


class _Amount(ProgressColumn):
    """`12/44 files, 3/s`; bytes in MB (10^6)."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        if not self._unit:
            return Text()
        scale, unit = (1e6, "MB") if self._unit == "B" else (1, self._unit)
        done = f"{task.completed / scale:.0f}"
        total = "" if task.total is None else f"/{task.total / scale:.0f}"
        rate = "" if task.speed is None else f", {task.speed / scale:.1f}/s"
        return Text(f"{done}{total} {unit}{rate}")
