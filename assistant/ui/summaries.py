"""Summaries of chosen documents, one after the other; each is kept as soon as it is checked."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.assistant import Assistant
from assistant.batch.recipe import fingerprint_of
from assistant.errors import AssistantError, ConfigError
from assistant.present.markdown import escaped as plain
from assistant.present.printable import dumps
from assistant.present.summary_json import summary_to_json
from assistant.records import SummaryRequest, SummaryStyle
from assistant.ui.desk import Desk
from assistant.ui.markup import count, day, escaped, file_name, notice, time_element
from assistant.ui.sources import document_link
from assistant.ui.thread import rejected
from assistant.ui.work import PageProgress, Workshop

SHOWN = 20
"""Summaries of one run that the page shows; the download holds all."""

STYLES: dict[str, SummaryStyle] = {
    "Paragraph": "paragraph",
    "List": "bullets",
    "One line": "headline",
    "Source sentences only": "extractive",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for: no `documents` means all of the collection's."""

    shelf: str
    profile: str
    documents: tuple[str, ...]
    request: SummaryRequest


class Summaries:
    """The handlers of the summaries tab."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workshop = Workshop()
        self._stops: dict[str, threading.Event] = {}

    def close(self) -> None:
        """Stop everything that is under way."""
        for tab in list(self._stops):
            self.stop(tab)
        self._workshop.close()

    def stop(self, tab: str) -> None:
        """End what that page has under way; finished summaries are kept."""
        event = self._stops.pop(tab, None)
        if event is not None:
            event.set()

    def choices(self, shelf: str) -> list[tuple[str, str]]:
        """The documents of a collection to choose from: what is shown, and the id."""
        if not self._desk.shelf(shelf).exists:
            return []
        found = self._desk.assistant(shelf).collection.documents()
        return [
            (f"{info.title or '(no title)'} · {file_name(info.source)}", info.id) for info in found
        ]

    async def run(self, tab: str, wanted: Wanted) -> AsyncIterator[tuple[str, str]]:
        """Progress and the summaries so far, as HTML.

        A summary that was made before for the same request and profile is taken from the
        ledger: a run that was stopped goes on where it was.
        """
        self.stop(tab)
        stop = self._stops[tab] = threading.Event()
        done: list[Mapping[str, Any]] = []
        job = self._workshop.start(
            "Preparing", lambda progress: self._work(wanted, progress, done, stop.is_set)
        )
        try:
            async for html in job.watch():
                yield html, summaries_html(done, wanted.shelf)
            was_stopped = stop.is_set()
        finally:
            stop.set()
        yield self._ended(job.failure, len(done), was_stopped), summaries_html(done, wanted.shelf)

    def _ended(self, failure: AssistantError | None, done: int, was_stopped: bool) -> str:
        if failure is not None:
            return notice(str(failure), "error")
        said = f"{count(done, 'document')} summarised."
        if was_stopped:
            said = f"Stopped after {count(done, 'document')}. Start again to go on from here."
        return f'<div role="status">{notice(said)}</div>'

    def _work(
        self,
        wanted: Wanted,
        progress: PageProgress,
        done: list[Mapping[str, Any]],
        should_stop: Callable[[], bool],
    ) -> None:
        assistant = self._desk.assistant(wanted.shelf, wanted.profile or None)
        ledger = self._desk.ledger(wanted.shelf)
        fingerprint = _fingerprint(assistant, wanted.request)
        ids = wanted.documents or tuple(info.id for info in assistant.collection.documents())
        progress.start("Summarising", len(ids), "documents")
        for id_ in ids:
            if should_stop():
                return
            kept = ledger.find(id_, fingerprint)
            if kept is None:
                document = assistant.collection.document(id_)
                summary = assistant.summarise(document, wanted.request, should_stop=should_stop)
                if should_stop():  # cut short: not what was asked for
                    return
                kept = summary_to_json(summary, fingerprint)
                ledger.keep(id_, fingerprint, kept)
            done.append(kept)
            progress.advance(1)


def _fingerprint(assistant: Assistant, request: SummaryRequest) -> str:
    writer = None if request.style == "extractive" else assistant.writer
    models = [model.fingerprint for model in (assistant.embedder, writer) if model is not None]
    return fingerprint_of(models, request)


def request_of(words: float, style: str, focus: str | None) -> SummaryRequest:
    """A request from what was chosen on the page.

    Raises:
        ConfigError: there is no such style.
    """
    if style not in STYLES:
        raise ConfigError(f"There is no style {style!r}.", f"Known: {', '.join(STYLES)}.")
    return SummaryRequest(int(words), STYLES[style], " ".join((focus or "").split()))


def summaries_html(done: Sequence[Mapping[str, Any]], shelf: str) -> str:
    """The newest summaries, each with links to the sentences that it rests on."""
    shown = list(done)[-SHOWN:]
    more = notice(f"The last {SHOWN} of {len(done):,}; the download holds all.")
    return (more if len(done) > SHOWN else "") + "".join(
        _article(summary, shelf) for summary in reversed(shown)
    )


def _article(summary: Mapping[str, Any], shelf: str) -> str:
    (document, *_) = summary["documents"]
    title = escaped(document["title"]) or "(no title)"
    when = time_element(document["date"], document["date_origin"])
    known = {cited["id"]: cited for cited in summary["citations"]}
    claims = [_claim(claim, known, shelf) for claim in summary["claims"]]
    listed = summary["summary"].startswith("- ")
    body = (
        f"<ul>{''.join(f'<li>{claim}</li>' for claim in claims)}</ul>"
        if listed
        else f"<p>{' '.join(claims)}</p>"
    )
    where = " · ".join(part for part in (when, escaped(file_name(document["source"]))) if part)
    notes = "".join(notice(note) for note in summary["notes"])
    return (
        f'<article class="turn summary"><h3>{title}</h3><p class="where">{where}</p>'
        f'<div class="answer">{body}</div>{notes}'
        f'<div class="how">{_coverage(summary["coverage"])}{rejected(summary["rejected"])}</div>'
        "</article>"
    )


def _claim(claim: Mapping[str, Any], known: Mapping[int, Mapping[str, Any]], shelf: str) -> str:
    marks = "".join(_mark(known[number], shelf) for number in claim["citations"])
    return f"{escaped(claim['text'])} {marks}"


def _mark(cited: Mapping[str, Any], shelf: str) -> str:
    href = escaped(document_link(shelf, cited["document"], cited["start"], cited["end"]))
    name = escaped(f"Source {cited['id']}, in the whole document (new tab): {cited['quote']}")
    return (
        f'<a class="cite" href="{href}" target="_blank" rel="noopener" aria-label="{name}"'
        f' title="{escaped(cited["quote"])}">{cited["id"]}</a>'
    )


def _coverage(sections: Sequence[Mapping[str, Any]]) -> str:
    """What each section gave to the summary, on demand."""
    items = "".join(
        f"<li>{escaped(section['section']) or 'Beginning'}: {section['cited']} of "
        f"{count(section['sentences'], 'sentence')}</li>"
        for section in sections
    )
    used = sum(1 for section in sections if section["cited"])
    return (
        f"<details><summary>From {used} of {count(len(sections), 'section')}</summary>"
        f"<ul>{items}</ul></details>"
        if sections
        else ""
    )


def summaries_jsonl(done: Sequence[Mapping[str, Any]]) -> str:
    """One summary a line, as JSON."""
    return "".join(f"{dumps(summary)}\n" for summary in done)


def summaries_markdown(done: Sequence[Mapping[str, Any]]) -> str:
    """All summaries as Markdown, with their citations."""
    lines: list[str] = []
    for summary in done:
        document = summary["documents"][0]
        when = day(document["date"], document["date_origin"])
        lines += [f"## {plain(document['title'])}", "", plain(document["source"])]
        lines += [when, ""] if when else [""]
        mark = "- " if summary["summary"].startswith("- ") else ""
        for claim in summary["claims"]:
            numbers = "".join(f"\\[{number}\\]" for number in claim["citations"])
            lines += [f"{mark}{plain(claim['text'])} {numbers}", ""]
        lines += [f"- \\[{c['id']}\\] “{plain(c['quote'])}”" for c in summary["citations"]]
        lines.append("")
    return "\n".join(lines)
