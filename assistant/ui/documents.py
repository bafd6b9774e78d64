"""Adding, finding and removing documents from the page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from glob import escape
from pathlib import Path

from assistant.batch.ledger import forget_summaries, summaries_of
from assistant.config import home
from assistant.corpus.read import EXTENSIONS
from assistant.errors import AssistantError, ConfigError, ReadError
from assistant.indexing import IndexReport, index_paths
from assistant.paths import expanded
from assistant.present.forgotten import RECORD, forgotten_words, quoting_words
from assistant.present.page import count, file_name
from assistant.protocols import Silent
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.ui.desk import EXAMPLES, Desk, Shelf
from assistant.ui.kept import KeptFiles, safe_name
from assistant.ui.listing import documents_table, files_html, report_html, watched_html
from assistant.ui.notices import failure_html, notice, page_text
from assistant.ui.only import Only, require_short
from assistant.ui.overview import QUESTIONS as ASKED
from assistant.ui.overview import overview
from assistant.ui.suggesting import Suggesting
from assistant.ui.welcome import examples_folder
from assistant.ui.work import Job, PageProgress, Workshop
from assistant.watched import watched

MOST_FILES = 200
"""Files in one upload."""

PAGE = 100
"""Documents in one table."""

NAMED = 3
"""Documents that are named before they are removed."""

MOST_PATH = 4_096
"""Characters of a path; no system takes longer ones."""

_UNREADABLE = "{} could not be read: an error of the program, which its log describes."


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the documents as HTML, its number from 1, and how many pages there are."""

    html: str
    page: int = 1
    pages: int = 1


class Documents:
    """The handlers of the documents tab.

    Args:
        desk: where the collections are.
        workshop: indexes one thing after the other.
        paths_allowed: whether folders of this machine may be named. Only where nobody else
            can reach the page.
        suggesting: makes questions to ask of what is new, besides those that are there at once.
    """

    def __init__(
        self,
        desk: Desk,
        workshop: Workshop,
        *,
        paths_allowed: bool,
        suggesting: Suggesting | None = None,
    ) -> None:
        self._desk = desk
        self._suggesting = suggesting
        self._workshop = workshop
        self.paths_allowed = paths_allowed
        self._new: dict[str, set[str]] = {}

    @property
    def has_examples(self) -> bool:
        """Whether the example articles lie beside the program."""
        return examples_folder() is not None

    def table(self, shelf: str, only: Only = Only(), page: int = 1) -> Listing:  # noqa: B008 - frozen
        """A page of the documents of a collection.

        Args:
            shelf: the collection's name.
            only: the part of it that is listed.
            page: which one; the nearest there is if there are fewer by now.
        """
        try:
            if not self._desk.has(shelf):
                return Listing(notice("There are no documents yet."))
            among = only.filter()
            collection = self._desk.assistant(shelf).collection
            total = collection.document_count(among)
            pages = max(1, -(-total // PAGE))
            page = min(max(1, page), pages)
            start = (page - 1) * PAGE
            found = collection.documents(among, start=start, most=PAGE)
        except AssistantError as error:
            return Listing(failure_html(error))
        html = watched_html(watched(self._desk.shelf(shelf).folder))
        html += documents_table(found, start + 1, total, shelf)
        return Listing(html, page, pages)

    async def upload(self, name: str, uploads: Sequence[str]) -> AsyncIterator[str]:
        """Keep uploads in the folder kept with the collection and index them, each by itself.

        What the collection does not hold in the end is not kept anywhere.

        Args:
            name: the collection, which is made where there is none.
            uploads: files that the server has received; they are gone from there afterwards.
        """
        try:
            try:
                shelf = self._desk.new_shelf(name)
                wrong = refused_uploads(uploads)
                before = await asyncio.to_thread(self._ids, shelf)
            except AssistantError as error:
                yield failure_html(error)
                return
            files = KeptFiles(shelf.folder)
            kept: dict[str, Path] = {}
            for path in (path for path in uploads if path not in wrong):
                try:
                    kept[path] = files.keep(Path(path))
                except AssistantError as error:
                    wrong[path] = page_text(error)
        finally:
            for path in uploads:
                Path(path).unlink(missing_ok=True)
        said = "".join(notice(reason, "error") for reason in wrong.values())
        said += "".join(map(_renamed, kept, kept.values()))
        if not kept:
            yield said
            return
        try:
            async for html in self._index(shelf, list(kept.values()), before, anew=True):
                yield said + html
        finally:  # also where the page was closed meanwhile; comes after the indexing
            dropping = self._workshop.after(
                lambda: self._drop_rejected(shelf, files, kept.values())
            )
        await asyncio.wrap_future(dropping)

    async def add_path(self, name: str, path: str) -> AsyncIterator[str]:
        """Index a file or folder of this machine, where that is allowed."""
        try:
            if not self.paths_allowed:
                raise ConfigError(
                    "Folders can be named on this machine only.", "Upload the files instead."
                )
            if not path.strip():
                raise ReadError("No folder is named.", "Give the path of a file or folder.")
            require_short("A path", path, MOST_PATH)
            named = expanded(path.strip())
            shelf = self._desk.new_shelf(name)
            before = await asyncio.to_thread(self._ids, shelf)
        except AssistantError as error:
            yield failure_html(error)
            return
        async for html in self._index(shelf, [named], before):
            yield html

    async def add_examples(self) -> AsyncIterator[str]:
        """Index the example articles into a collection of their own, with progress as HTML.

        Raises:
            AssistantError: they cannot be indexed.
        """
        folder = examples_folder()
        assert folder is not None
        job, files = self._indexing(self._desk.new_shelf(EXAMPLES), [folder], anew=False)
        async for html in job.watch():
            yield html + files_html(files)
        if failure := job.failure:
            raise failure

    def before_removing(self, shelf: str, ids: Sequence[str]) -> str:
        """What to ask before `remove`, as HTML."""
        if not ids:
            return notice("Tick the documents first.", "warning")
        try:
            collection = self._desk.assistant(shelf).collection
            found = collection.documents(Filter(documents=frozenset(ids)))
            turns = self._desk.history(shelf).quoting(collection.receipts, ids)
            receipts = collection.receipts.quoting(ids)
            quoting = quoting_words(receipts, turns, summaries_of(home(), ids), RECORD)
        except AssistantError as error:
            return failure_html(error)
        titles = ", ".join(f"“{one.title or file_name(one.source)}”" for one in found[:NAMED])
        more = f" and {count(len(found) - NAMED, 'more document')}" if len(found) > NAMED else ""
        return notice(
            f"Remove {titles}{more}? Copies that were uploaded here are deleted; files elsewhere "
            f"stay where they are. {quoting}".rstrip(),
            "warning",
        )

    def remove(self, shelf: str, ids: Sequence[str]) -> str:
        """Take documents out of a collection; what was uploaded for them is deleted.

        Files that were indexed where they lie are left alone. So is an uploaded table as long as
        another row of it is in the collection.
        """
        if not ids:
            return notice("Tick the documents first.", "warning")
        try:
            files = KeptFiles(self._desk.shelf(shelf).folder)
            collection = self._desk.assistant(shelf).collection
            found = collection.documents(Filter(documents=frozenset(ids)))
            summaries: list[int] = []
            with collection.writing() as writer:
                writer.on_deleted = lambda gone: summaries.append(forget_summaries(home(), gone))
                with writer.transaction():
                    for source in [source for info in found for source in info.sources]:
                        writer.remove_source(source)
                    kept = writer.files_under(str(files.folder))
                    empty = [Path(path) for path in kept if not writer.sources_of(path)]
                    for path in filter(files.has, empty):
                        writer.remove_file(str(path))  # uploaded again, it is a new one
                for path in empty:
                    files.drop(path)
                writer.refresh_vectors(Silent())
            turns = self._desk.history(shelf).forget_deleted(collection.receipts)
        except AssistantError as error:
            return failure_html(error)
        forgotten = forgotten_words(writer.forgotten, turns, sum(summaries), RECORD)
        if not found:
            return notice("They are no longer in this collection.", "warning")
        names = ", ".join(info.title or info.source for info in found)
        said = f"Removed: {names}." + (f" {forgotten}" if forgotten else "")
        return notice(said, role="status")

    def _drop_rejected(self, shelf: Shelf, files: KeptFiles, paths: Iterable[Path]) -> None:
        """Delete uploads that the collection does not hold."""
        try:
            held = self._held(shelf, files.folder) if self._desk.has(shelf) else set()
        except AssistantError:  # its server is lost, so that nobody knows what it holds
            return
        for path in paths:
            if str(path) not in held:
                files.drop(path)

    def _held(self, shelf: Shelf, folder: Path) -> set[str]:
        """The files in a folder that the collection holds something of."""
        among = Filter(source_glob=f"{escape(str(folder))}/*")
        found = self._desk.growing(shelf).collection.documents(among)
        sources = (Path(source) for info in found for source in info.sources)
        # Names that the page gives hold no #, so that it can only begin the number of a row.
        return {str(path.with_name(path.name.partition("#")[0])) for path in sources}

    async def _index(
        self, shelf: Shelf, paths: Sequence[Path], before: set[str], *, anew: bool = False
    ) -> AsyncIterator[str]:
        """Index files and folders; where one is a bug's undoing, each by itself.

        Args:
            shelf: the collection.
            paths: files and folders.
            before: the documents that it held; others are kept for `introduce`.
            anew: also those that were removed from the collection before.
        """
        said: list[str] = []
        left = [list(paths)]
        while left:
            job, files = self._indexing(shelf, part := left.pop(0), anew=anew)
            async for html in job.watch():
                yield "".join(said) + html + files_html(files)
            error = job.future.exception()
            if error is None:
                said.append(report_html(job.future.result()) + files_html(files))
            elif isinstance(error, AssistantError):
                said.append(failure_html(error) + files_html(files))
            elif len(part) > 1:
                left = [[path] for path in part]
            elif len(paths) > 1:
                logging.getLogger(__name__).error("indexing %s", part[0].name, exc_info=error)
                said.append(notice(_UNREADABLE.format(part[0].name), "error"))
            else:
                raise error
        yield "".join(said)
        with suppress(AssistantError):  # its server is lost, as was said
            now = await asyncio.to_thread(self._ids, shelf)
            self._new.setdefault(shelf.name, set()).update(now - before)

    async def introduce(self, name: str) -> AsyncIterator[str]:
        """What was added to a collection since this was last asked, as HTML.

        By itself, so that more can be added while it is made; at last with the questions that take
        longer.
        """
        new = self._new.pop(name, set())
        if not new:
            yield ""
            return
        among = Filter(documents=frozenset(new))
        try:
            found = await asyncio.to_thread(overview, self._desk, name, among)
        except AssistantError as error:
            yield failure_html(error)
            return
        yield found.html()
        if self._suggesting and (better := await self._suggesting.better(name, among, ASKED)):
            yield found.html(better)

    def _ids(self, shelf: Shelf) -> set[str]:
        """The documents that a collection holds."""
        if not self._desk.has(shelf):
            return set()
        return {one.id for one in self._desk.growing(shelf).collection.documents()}

    def _indexing(
        self, shelf: Shelf, paths: Sequence[Path], *, anew: bool
    ) -> tuple[Job[IndexReport], list[tuple[str, str]]]:
        """Begin to index; returns the work, and what comes of each file."""
        files: list[tuple[str, str]] = []

        def work(progress: PageProgress) -> IndexReport:
            assistant = self._desk.growing(shelf)
            if anew:
                _forget_removed(assistant.collection, paths)
            report = index_paths(
                assistant.collection,
                paths,
                assistant.embedder,
                progress=progress,
                on_file=lambda path, reason: files.append((path, reason)),
                on_deleted=partial(forget_summaries, home()),
            )
            if report.removed:
                self._desk.history(shelf.name).forget_deleted(assistant.collection.receipts)
            return report

        return self._workshop.start("Preparing", work), files


def _forget_removed(collection: Collection, paths: Iterable[Path]) -> None:
    """Let files be read again of which everything was removed."""
    with collection.writing() as writer, writer.transaction():
        for path in map(str, paths):
            if not writer.sources_of(path):
                writer.remove_file(path)


def refused_uploads(uploads: Sequence[str]) -> dict[str, str]:
    """The uploads that are not read, each with the reason.

    Raises:
        ReadError: there are too many.
    """
    if len(uploads) > MOST_FILES:
        raise ReadError(
            f"These are {len(uploads)} files, and {MOST_FILES} are taken at once.",
            "Add them in parts, or name their folder below.",
        )
    return {
        path: f"{Path(path).name} is of a type that is not read. "
        f"Readable types: {', '.join(sorted(EXTENSIONS))}."
        for path in uploads
        if Path(path).suffix.lower() not in EXTENSIONS
    }


def _renamed(upload: str, kept: Path) -> str:
    wished = safe_name(Path(upload).name)
    if kept.name == wished:
        return ""
    return notice(f"Another file is called {wished}; this one is kept beside it as {kept.name}.")
