"""Questions that wait on a page while another one is answered there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.ui.templates import render


@dataclass(eq=False, slots=True)
class Waiting:
    """A question in its page's line; the first one is the one that is answered."""

    question: str
    line: list[Waiting]

    @property
    def is_wanted(self) -> bool:
        """Whether nobody took it out of the line."""
        return self in self.line

    @property
    def waits(self) -> bool:
        """Whether others come before it."""
        return self.is_wanted and self.line[0] is not self


class Lines:
    """A line for each open page."""

    def __init__(self) -> None:
        self._lines: dict[str, list[Waiting]] = {}

    @contextmanager
    def joined(self, tab: str, question: str) -> Iterator[Waiting]:
        """A question is in the line of a page for the block."""
        line = self._lines.setdefault(tab, [])
        mine = Waiting(question, line)
        line.append(mine)
        try:
            yield mine
        finally:
            if mine in line:
                line.remove(mine)

    @property
    def tabs(self) -> list[str]:
        """The pages that have asked something."""
        return list(self._lines)

    def is_empty(self, tab: str) -> bool:
        """Whether nothing is answered on a page, and nothing waits there."""
        return not self._lines.get(tab)

    def leave(self, tab: str) -> list[str]:
        """Take all out of a line; returns those that were still waiting."""
        line = self._lines.pop(tab, [])
        waiting = [one.question for one in line[1:]]
        line.clear()
        return waiting

    def drop(self, tab: str, place: int) -> str | None:
        """Take out one of those that wait, counted from 0; returns it, if there is one."""
        line = self._lines.get(tab, [])
        return line.pop(place + 1).question if 0 <= place < len(line) - 1 else None

    def html(self, tab: str) -> str:
        """Those that wait, each with a button that takes it out."""
        waiting = self._lines.get(tab, [])[1:]
        return render("queued", questions=[one.question for one in waiting]) if waiting else ""
