"""How a reader that takes long over one document says that it gets on.

The time that a document may take is meant for one that hangs a parser, not for the two hundredth
page of a scan: after each part it begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

MOST_PARTS = 1_000
"""Parts of one document that are given time of their own."""

_tell: ContextVar[Callable[[], None]] = ContextVar("tell", default=lambda: None)


def on_part(tell: Callable[[], None]) -> None:
    """Have `tell` called whenever a part of a document is done."""
    _tell.set(tell)


def part_done() -> None:
    """Say that one part of a document, of a size that has a bound, is read."""
    _tell.get()()
