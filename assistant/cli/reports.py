"""What an indexing run did, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.cli.output import say
from assistant.present.forgotten import forgotten_words
from assistant.present.printable import one_line

if TYPE_CHECKING:
    from assistant.indexing import IndexReport

FOLLOW = "--follow-links"

SHOWN = 10
"""Files of one kind that are listed before the rest is only counted."""


def summary(report: IndexReport) -> str:
    """One line: `44 added, 2 unchanged, 1 not readable; 120 passages in 3.2 s`."""
    counts = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.removed, "removed"),
        (report.duplicates, "known from elsewhere"),
        (len(report.skipped), "skipped"),
        (len(report.failures), "not readable"),
    )
    said = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing found"
    return f"{said}; {report.passages:,} passages embedded in {report.seconds:.1f} s"


def say_first(lines: Sequence[str], others: str, style: str) -> None:
    """The first lines on standard error, then how many others there are."""
    for line in lines[:SHOWN]:
        say(line, style)
    if len(lines) > SHOWN:
        say(f"and {len(lines) - SHOWN:,} more {others}", style)


def say_failures(report: IndexReport) -> None:
    """The files that could not be read, each with the reason, on standard error."""
    told = [why if path in why else f"{path}: {why}" for path, why in report.failures]
    say_first(told, "files that cannot be read", "yellow")


def say_warnings(report: IndexReport) -> None:
    """What was read otherwise than it was meant, on standard error."""
    told = [f"{one_line(source)}: {note}" for source, note in report.warnings]
    say_first(told, "warnings", "yellow")


def say_skipped(skipped: Iterable[tuple[str, str]]) -> None:
    """The files that were passed over, each with the reason, on standard error."""
    told = [f"skipped {one_line(path)}: {reason}" for path, reason in skipped]
    say_first(told, "files skipped", "dim")


def say_forgotten(receipts: int, turns: int, summaries: int = 0) -> None:
    """What was deleted with the documents that it quoted, on standard error."""
    if words := forgotten_words(receipts, turns, summaries):
        say(words)


def say_links(report: IndexReport) -> None:
    """The links that were not followed: where only what fails is told, they are still missed."""
    links = [path for path, reason in report.skipped if FOLLOW in reason]
    if links:
        say(f"{len(links):,} links are not followed, as {links[0]}; {FOLLOW} reads them", "dim")


def changed(report: IndexReport) -> bool:
    """Whether the run changed what can be found."""
    return bool(report.added or report.updated or report.removed or report.duplicates)


def report_to_json(report: IndexReport) -> dict[str, Any]:
    """The report with `skipped`, `failures` and `warnings` as [{path, reason}]."""
    pairs = {
        name: [{"path": path, "reason": reason} for path, reason in getattr(report, name)]
        for name in ("skipped", "failures", "warnings")
    }
    return asdict(report) | pairs | {"seconds": round(report.seconds, 3)}
