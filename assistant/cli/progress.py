"""Progress on standard error: a bar on a terminal, and only what matters elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
