"""The handlers of the summaries tab: begin, watch, stop, take away."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ConfigError
from assistant.language.question import require_askable
from assistant.present.page import count, file_name
from assistant.records import SummaryRequest, SummaryStyle
from assistant.ui.desk import Desk
from assistant.ui.notices import failure_html, notice
from assistant.ui.only import Only
from assistant.ui.summarising import SHOWN, SummaryRun, Wanted, summarise
from assistant.ui.summary_runs import Runs
from assistant.ui.summary_view import links_html, newest_html, summaries_html
from assistant.ui.work import PageProgress, Workshop

STYLES: dict[str, SummaryStyle] = {
    "Paragraph": "paragraph",
    "List": "bullets",
    "One line": "headline",
    "Source sentences only": "extractive",
}


MOST_WORDS = 5_000
"""Of a summary, as the command line takes them."""

OFFERED = 500
"""Documents that can be chosen from at a time; narrowing them brings up others."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Documents to choose from.

    Attributes:
        offered: what is shown, and the id.
        chosen: the ids of those that were chosen and are still offered.
        total: how many documents there are, offered or not.
    """

    offered: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = ()
    total: int = 0

    def label(self, what: str) -> str:
        """What stands above them, with how many are offered where these are not all."""
        if len(self.offered) >= self.total:
            return what
        offered = f"{len(self.offered):,} of {self.total:,}"
        return f"{what} (offered are {offered}: narrow them above)"


@dataclass(frozen=True, slots=True)
class Sight:
    """What the page shows of a run, as HTML: how far it is, what is done, what can be taken."""

    work: str
    results: str
    links: str = ""


class Summaries:
    """Runs of summaries, one after the other. Finished ones lie in the ledger of `summarise`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workshop = Workshop()
        self._runs: dict[str, Runs] = {}
        self._scratch = tempfile.TemporaryDirectory(prefix="summaries-")

    def end(self) -> None:
        """Stop everything that is under way, without waiting for it."""
        for tab in list(self._runs):
            self.stop(tab)

    def close(self) -> None:
        """Stop everything that is under way."""
        self.end()
        self._workshop.close()
        self._scratch.cleanup()

    def stop(self, tab: str) -> None:
        """End what that page has under way; finished summaries are kept."""
        if tab in self._runs:
            self._runs[tab].newest.stop()

    def leave(self, tab: str) -> None:
        """That page was closed: end what it has under way, and drop what it could download."""
        runs = self._runs.pop(tab, None)
        if runs is not None:
            runs.newest.stop()
            self._workshop.after(lambda: _drop(runs.all))

    def choices(self, shelf: str, only: Only = Only(), chosen: Sequence[str] = ()) -> Choices:  # noqa: B008 - frozen
        """The documents to choose from.

        Args:
            shelf: the collection's name.
            only: the part of it that is offered.
            chosen: ids that were chosen so far; those outside that part are dropped.

        Raises:
            ConfigError: see `Only.filter`.
            CollectionError: it cannot be read, or the page offers none of that name.
        """
        among = only.filter()
        if not self._desk.has(shelf):
            return Choices()
        collection = self._desk.assistant(shelf).collection
        offered = collection.documents(among, most=OFFERED)
        kept = set(chosen)
        if kept - {info.id for info in offered}:
            fitting = (info for info in collection.documents(among) if info.id in kept)
            offered = list({info.id: info for info in (*fitting, *offered)}.values())
        return Choices(
            tuple(
                (f"{info.title or '(no title)'} · {file_name(info.source)}", info.id)
                for info in offered
            ),
            tuple(info.id for info in offered if info.id in kept),
            collection.document_count(among),
        )

    async def run(self, tab: str, wanted: Wanted) -> AsyncIterator[Sight]:
        """The run as it goes, and the results that the page shows; it ends when that is closed."""
        self.stop(tab)
        run = SummaryRun(wanted, Path(self._scratch.name))
        runs = self._runs.setdefault(tab, Runs())
        dropped = runs.begin(run)
        self._workshop.after(lambda: _drop(dropped))

        def work(progress: PageProgress) -> None:
            assistant = self._desk.assistant(wanted.shelf, wanted.profile or None)
            recipe = self._desk.models.recipe(wanted.request, wanted.profile or None)
            summarise(run, assistant, recipe, progress)

        job = self._workshop.start("Preparing", work)
        try:
            async for html in job.watch():
                if run.stopped:
                    job.future.cancel()  # where it waits for others; else it ends by itself
                yield Sight(html, newest_html(runs.shown), links_html(runs))
        finally:
            run.stop()
        run.failure, run.has_ended = job.failure, True
        yield Sight(_ended(run), newest_html(runs.shown), links_html(runs))

    def step(self, tab: str, by: int) -> Sight:
        """Show the results of an earlier run of that page, or of a later one.

        While the newest run goes on, `work` is empty: what it is at still shows.
        """
        runs = self._runs.get(tab)
        if runs is None:
            return Sight("", "")
        runs.step(by)
        work = _ended(runs.shown) if runs.newest.has_ended else ""
        return Sight(work, newest_html(runs.shown), links_html(runs))

    def shows_newest(self, tab: str) -> bool:
        """Whether that page shows what its newest run gave."""
        return tab in self._runs and self._runs[tab].shown is self._runs[tab].newest

    def pages(self, tab: str) -> int:
        """How many pages of summaries the run gave that is shown; at least one."""
        run = self._runs[tab].shown if tab in self._runs else None
        return max(1, -(-(run.made + run.failed) // SHOWN)) if run and run.has_ended else 1

    def page(self, tab: str, page: int) -> str:
        """Some of the summaries of the run that is shown, the last ones on page 1, as HTML."""
        run = self._runs[tab].shown if tab in self._runs else None
        if run is None or not run.jsonl.exists():
            return ""
        lines = run.jsonl.read_text(encoding="utf-8").splitlines()[::-1]
        rows = [json.loads(line) for line in lines[(page - 1) * SHOWN : page * SHOWN]]
        return summaries_html(rows, run.wanted.shelf, (page - 1) * SHOWN, len(lines))

    def download(self, run_id: str, kind: str) -> tuple[bytes, str] | None:
        """The results of a run as a file, with its name; None where there is none.

        Args:
            run_id: of a run of an open page.
            kind: jsonl; md for one page; zip for all pages and their index.
        """
        every = (run for runs in self._runs.values() for run in runs.all)
        run = next((run for run in every if run.id == run_id), None)
        if run is None or not run.made:
            return None
        pages = sorted(run.pages.glob("*.md"))
        match kind:
            case "jsonl":
                return run.jsonl.read_bytes(), "summaries.jsonl"
            case "md":
                page = next((path for path in pages if path.name != "index.md"), None)
                return (page.read_bytes(), "summary.md") if page else None
            case "zip":
                return _zipped(pages), "summaries.zip"
        return None


def request_of(words: float, style: str, focus: str | None) -> SummaryRequest:
    """A request from what was chosen on the page.

    Raises:
        ConfigError: there is no such style, there are no so many words, or the question to answer
            first is too long.
    """
    require_askable(focus or "")
    if not 0 <= words <= MOST_WORDS:
        raise ConfigError(f"{words:g} words are no length.", f"Choose 0 to {MOST_WORDS:,} words.")
    if style not in STYLES:
        raise ConfigError(f"There is no style {style!r}.", f"Known: {', '.join(STYLES)}.")
    return SummaryRequest(int(words) or None, STYLES[style], " ".join((focus or "").split()))


def _drop(runs: Sequence[SummaryRun]) -> None:
    """Delete what runs could be taken away as."""
    for run in runs:
        shutil.rmtree(run.folder, ignore_errors=True)


def _ended(run: SummaryRun) -> str:
    """How a run ended, in one sentence."""
    if run.failure is not None:
        return failure_html(run.failure, "alert")
    words = "" if run.wanted.documents else run.wanted.only.words()
    made = count(run.made, "document") + (f" {words}" if words else "")
    failed = f" {count(run.failed, 'document')} could not be." if run.failed else ""
    if run.is_complete:
        digest = f"The digest of documents {words} is done." if words else "The digest is done."
        said = digest if run.wanted.together else f"{made} summarised.{failed}"
    else:
        when = "before the digest was done" if run.wanted.together else f"after {made}"
        said = f"Stopped {when}.{failed} Start again to go on from here."
    return notice(said, role="status")


def _zipped(pages: list[Path]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for page in pages:
            archive.write(page, page.name)
    return held.getvalue()
