"""Summaries as Markdown files. Everything from a document is escaped: it is text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.present.page import dated
from assistant.present.printable import one_line, printable
from assistant.present.summary import (
    bullets,
    caution_lines,
    coverage_line,
    heading,
    place_of,
    told_paragraphs,
)
from assistant.present.tables import Table
from assistant.records import Claim, Summary

_MARKUP = re.compile(r"([\\`*_{}\[\]()~|$^@#!])")
_LINKS = re.compile(r"(?i)(?<=\bwww)(?=\.)|(?=://)")
"""Where an address begins that some readers turn into a link."""

_ACTIVE = re.compile(r"(\\*)(<(?=[A-Za-z/!?])|(?<=\])[(\[:])")
"""What opens an element, or the target of a link, with the backslashes before it."""

_BLOCK = re.compile(r"^(?:[-+=:]|\d+(?=[.)]))")
"""What opens a list, a rule or a definition at the start of a line."""

_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index page: a summary in `file`, or why there is none."""

    title: str
    source: str
    file: str = ""
    day: str = ""
    error: str = ""


def escaped(text: str) -> str:
    """One line of text with nothing in it that Markdown or HTML would obey."""
    line = _LINKS.sub(r"\\", _MARKUP.sub(r"\\\1", one_line(text)))
    for character, entity in _ENTITIES:
        line = line.replace(character, entity)
    opening = _BLOCK.match(line)
    if not opening:
        return line
    # A number may not be escaped, the mark behind it may.
    cut = opening.end() if opening[0].isdigit() else 0
    return f"{line[:cut]}\\{line[cut:]}"


def inert(text: str) -> str:
    """Text as it is, but for what Markdown would make a link, an image or an element of HTML.

    For answers that some programs render and others show as they are: nothing in them is loaded
    or run, and plain text looks as plain as it was.
    """
    return _ACTIVE.sub(lambda found: f"{found[1] * 2}\\{found[2]}", printable(text))


def summary_to_markdown(summary: Summary) -> str:
    """A page with the summary, its citations as footnotes, coverage and notes."""
    blocks = [f"# {_title(summary)}", *_place(summary), *_claims(summary)]
    blocks += [escaped(line) for line in caution_lines(summary)]
    blocks.append("\n".join(escaped(line) for line in (coverage_line(summary), *summary.notes)))
    # A word and then a quotation: without footnotes, this is still no definition of a link.
    blocks += [
        f"[^{citation.id}]: {escaped(place_of(citation))}: “{escaped(citation.quote)}”"
        for citation in summary.citations
    ]
    return "\n\n".join(blocks) + "\n"


def index_to_markdown(entries: list[Entry]) -> str:
    """The index page: every summary with a link to its file, then what failed.

    `Entry.file` must be a name without any character that Markdown or a URL would obey.
    """
    made = [entry for entry in entries if not entry.error]
    failed = [entry for entry in entries if entry.error]
    lines = [
        f"- [{escaped(entry.title) or '(no title)'}]({entry.file})"
        f"{f' · {entry.day}' if entry.day else ''}"
        for entry in made
    ]
    blocks = ["# Summaries", "\n".join(lines) or "There is no summary."]
    if failed:
        listed = [f"- {escaped(_failure(entry))}" for entry in failed]
        blocks += ["## Failed", "\n".join(listed)]
    return "\n\n".join(blocks) + "\n"


def _failure(entry: Entry) -> str:
    """Why there is no summary; most reasons name the file."""
    return entry.error if entry.source in entry.error else f"{entry.source}: {entry.error}"


def _title(summary: Summary) -> str:
    if len(summary.documents) != 1:
        return heading(summary)
    return escaped(summary.documents[0].title) or "(no title)"


def _place(summary: Summary) -> Iterator[str]:
    if len(summary.documents) == 1:
        (info,) = summary.documents
        said = dated(info.date, info.date_origin)
        yield f"{f'{said} · ' if said else ''}{escaped(info.source)}"


def _claims(summary: Summary) -> Iterator[str]:
    if not summary.claims:
        return
    if summary.request.style == "bullets":
        yield "\n".join(bullets(summary.claims, _claim))
    elif summary.request.style == "headline":
        yield "\n\n".join(f"**{escaped(claim.text)}**{_notes(claim)}" for claim in summary.claims)
    else:
        for told in told_paragraphs(summary):
            runs = [" ".join(map(_claim, run)) for run in told.items]
            yield runs[0] if told.table is None else _table(told.table, told.items)


def _table(table: Table, runs: Sequence[Sequence[Claim]]) -> str:
    """A table as Markdown has it, with what is cited behind each row."""
    lines = [[escaped(head) for head in table.heads], ["---"] * len(table.heads)]
    for row, claims in zip(table.rows, runs, strict=True):
        *cells, last = map(escaped, row)
        lines.append([*cells, last + "".join(map(_notes, claims))])
    rows = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"{escaped(table.about)}\n\n{rows}" if table.about else rows


def _claim(claim: Claim) -> str:
    return f"{escaped(claim.text)}{_notes(claim)}"


def _notes(claim: Claim) -> str:
    return "".join(f"[^{number}]" for number in claim.citations)
