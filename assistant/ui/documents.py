"""Adding, finding and removing documents from the page."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from filecmp import cmp
from itertools import chain
from itertools import count as count_from
from pathlib import Path

from assistant.corpus.read import EXTENSIONS
from assistant.errors import AssistantError, ConfigError, ReadError, StorageFull
from assistant.indexing import IndexReport, index_paths
from assistant.protocols import Silent
from assistant.records import DocumentInfo
from assistant.ui.desk import EXAMPLES, Desk, Shelf
from assistant.ui.listing import documents_table, files_html, report_html
from assistant.ui.markup import notice
from assistant.ui.only import Only
from assistant.ui.work import PageProgress, Workshop

MOST_FILES = 200
"""Files in one upload."""

PAGE = 100
"""Documents in one table."""

_UNSAFE = re.compile(r"[^\w .,()+-]")


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
    """

    def __init__(self, desk: Desk, workshop: Workshop, *, paths_allowed: bool) -> None:
        self._desk = desk
        self._workshop = workshop
        self.paths_allowed = paths_allowed

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
        if not self._desk.shelf(shelf).exists:
            return Listing(notice("There are no documents yet."))
        try:
            among = only.filter()
            collection = self._desk.assistant(shelf).collection
            total = collection.document_count(among)
            pages = max(1, -(-total // PAGE))
            page = min(max(1, page), pages)
            start = (page - 1) * PAGE
            found = collection.documents(among, start=start, most=PAGE)
        except AssistantError as error:
            return Listing(notice(str(error), "error"))
        return Listing(documents_table(found, start + 1, total, shelf), page, pages)

    def infos(self, shelf: str) -> list[DocumentInfo]:
        """All documents of a collection; empty where it does not exist."""
        if not self._desk.shelf(shelf).exists:
            return []
        return self._desk.assistant(shelf).collection.documents()

    async def upload(self, name: str, uploads: Sequence[str]) -> AsyncIterator[str]:
        """Keep uploaded files in the collection's folder and index them.

        Args:
            name: the collection, which is made where there is none.
            uploads: files that the server has received.
        """
        try:
            shelf = self._desk.new_shelf(name)
            wrong = refused_uploads(uploads)
            folder = shelf.folder / "files"
            kept = {path: _keep(Path(path), folder) for path in uploads if path not in wrong}
        except AssistantError as error:
            yield notice(str(error), "error")
            return
        said = "".join(notice(reason, "error") for reason in wrong.values())
        said += "".join(map(_renamed, kept, kept.values()))
        if not kept:
            yield said
            return
        async for html in self._index(shelf, list(kept.values())):
            yield said + html

    async def add_path(self, name: str, path: str) -> AsyncIterator[str]:
        """Index a file or folder of this machine, where that is allowed."""
        try:
            if not self.paths_allowed:
                raise ConfigError(
                    "Folders can be named on this machine only.", "Upload the files instead."
                )
            if not path.strip():
                raise ReadError("No folder is named.", "Give the path of a file or folder.")
            shelf = self._desk.new_shelf(name)
        except AssistantError as error:
            yield notice(str(error), "error")
            return
        async for html in self._index(shelf, [Path(path.strip()).expanduser()]):
            yield html

    async def add_examples(self) -> AsyncIterator[str]:
        """Index the example articles into a collection of their own."""
        folder = examples_folder()
        assert folder is not None
        async for html in self._index(self._desk.new_shelf(EXAMPLES), [folder]):
            yield html

    def remove(self, shelf: str, ids: Sequence[str]) -> str:
        """Take documents out of a collection; the files themselves are left alone."""
        if not ids:
            return notice("Choose the documents first.", "warning")
        try:
            collection = self._desk.assistant(shelf).collection
            chosen = set(ids)
            found = [info for info in collection.documents() if info.id in chosen]
            with collection.writing() as writer:
                with writer.transaction():
                    for source in [source for info in found for source in info.sources]:
                        writer.remove_source(source)
                writer.refresh_vectors(Silent())
        except AssistantError as error:
            return notice(str(error), "error")
        return notice(f"Removed: {', '.join(info.title or info.source for info in found)}.")

    async def _index(self, shelf: Shelf, paths: Sequence[Path]) -> AsyncIterator[str]:
        files: list[tuple[str, str]] = []

        def work(progress: PageProgress) -> IndexReport:
            assistant = self._desk.growing(shelf)
            return index_paths(
                assistant.collection,
                paths,
                assistant.embedder,
                progress=progress,
                on_file=lambda path, reason: files.append((path, reason)),
            )

        job = self._workshop.start("Preparing", work)
        async for html in job.watch():
            yield html + files_html(files)
        failure = job.failure
        said = notice(str(failure), "error") if failure else report_html(job.future.result())
        yield said + files_html(files)


def examples_folder() -> Path | None:
    """The example articles; None where only the package is installed."""
    folder = Path(__file__).parents[2] / "examples" / "news"
    return folder if folder.is_dir() else None


def refused_uploads(uploads: Sequence[str]) -> dict[str, str]:
    """The uploads that are not read, each with the reason.

    Raises:
        ReadError: there are too many.
    """
    if len(uploads) > MOST_FILES:
        raise ReadError(
            f"These are {len(uploads)} files, and {MOST_FILES} are taken at once.",
            "Add them in parts, or index their folder with: python -m assistant index FOLDER",
        )
    return {
        path: f"{Path(path).name} is of a type that is not read. "
        f"Readable types: {', '.join(sorted(EXTENSIONS))}."
        for path in uploads
        if Path(path).suffix.lower() not in EXTENSIONS
    }


def _keep(upload: Path, folder: Path) -> Path:
    """Move an upload into the collection's folder; its name is made safe, its bytes are not.

    Another file of that name is never replaced: this one gets a number.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _free(folder / safe_name(upload.name), upload)
        if target.exists():
            upload.unlink()
        else:
            shutil.move(upload, target)
    except OSError as error:
        raise StorageFull(
            f"{upload.name} cannot be kept in {folder} ({error.strerror}).",
            "Free some space, or check the folder's permissions.",
        ) from error
    return target


def _free(wished: Path, upload: Path) -> Path:
    """The wished path, or the first one with a number, where no other file lies."""
    numbered = (wished.with_stem(f"{wished.stem} ({number})") for number in count_from(2))
    return next(
        path
        for path in chain([wished], numbered)
        if not path.exists() or cmp(path, upload, shallow=False)
    )


def _renamed(upload: str, kept: Path) -> str:
    wished = safe_name(Path(upload).name)
    if kept.name == wished:
        return ""
    return notice(f"Another file is called {wished}; this one is kept beside it as {kept.name}.")


def safe_name(name: str) -> str:
    """A file name without anything that a file system or a page could misread."""
    stem, dot, suffix = Path(name).name.rpartition(".")
    cleaned = _UNSAFE.sub("_", stem).strip(" .")[:80] or "document"
    return f"{cleaned}{dot}{suffix.lower()}"
