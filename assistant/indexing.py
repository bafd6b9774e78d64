"""Files into a collection: read, split, embed, store; each again only when it changed.

One batch of passages is embedded in a thread of its own while the next one is read and split:
the embedder computes outside Python, so the rest costs hardly any time beside it.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from assistant.corpus.read import (
    Skipped,
    check_readable,
    discover,
    one_file,
    read_documents,
    readers,
)
from assistant.corpus.read.files import name_of
from assistant.corpus.split import split_passages
from assistant.errors import AtTerminal, ReadError
from assistant.protocols import Embedder, Progress, Silent, Vectors
from assistant.records import Document, Passage
from assistant.search.collection import Collection
from assistant.search.files import READ_BY, FileState, current_state, is_gone
from assistant.search.text import passage_limit, passage_text
from assistant.search.writer import OnDeleted, Writer

OnFile = Callable[[str, str], None]
"""Called with a file, and why it is not in the collection; an empty reason where it is."""

_NO_PASSAGE = "there is no passage in its text"

BATCH_PASSAGES = 256
"""Passages that are embedded, and whose documents are committed, together."""

BATCH_SOURCES = 1_000
"""A table of rows that are known already is committed in steps of this many."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did. A source is a file, or one row of a table file.

    Attributes:
        added: sources with a text that was new to the collection.
        updated: known sources whose text had changed.
        unchanged: known sources with the same text; the files were not read, if untouched.
        removed: sources that are gone from their file, or whose file is gone.
        duplicates: new sources whose text the collection held already.
        skipped: what was found and is not meant to be read, with the reason.
        failures: files that could not be read, with the reason. What the collection held
            of them before, it still holds.
        warnings: sources that were read, but not all of them as it was meant, with what was
            not. A file that is unchanged is not read, and so not warned of, again.
        passages: how many were embedded.
        forgotten: receipts that went with the documents that they quoted.
        deleted: ids of the documents that are gone with their files or rows.
        seconds: the whole run.
    """

    added: int
    updated: int
    unchanged: int
    removed: int
    duplicates: int
    skipped: tuple[tuple[str, str], ...]
    failures: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    passages: int
    forgotten: int
    deleted: tuple[str, ...]
    seconds: float


def index_paths(
    collection: Collection,
    paths: Sequence[Path],
    embedder: Embedder,
    *,
    prune: bool = False,
    progress: Progress | None = None,
    ignore: Sequence[str] = (),
    follow_links: bool = False,
    on_file: OnFile = lambda path, reason: None,
    on_deleted: OnDeleted = lambda ids: None,
) -> IndexReport:
    """Bring the collection up to date with the files under `paths`.

    Progress advances by one file when that file's documents are committed: whatever was
    reported stays, also when the run is interrupted or killed, and the next run goes on
    from there.

    Args:
        collection: open, and written by nobody else.
        paths: files and folders.
        embedder: the collection's own; a new collection is pinned to it.
        prune: remove the sources whose files under `paths` no longer exist; not below a folder that
            went away, or was emptied, while its files were read, as with a disk that is lost.
        progress: counts the files; what it raises ends the run, as an interrupt does.
        ignore: patterns of files to leave out, as for `corpus.read.discover`.
        follow_links: whether links in a folder may lead out of `paths`.
        on_file: called with each file once it is committed, or with why it is left out.
        on_deleted: as `Writer.on_deleted`.

    Raises:
        ReadError: one of `paths` does not exist.
        EmbedderMismatch: the collection was indexed with another embedder.
        CollectionBusy: another process is writing.
        StorageFull: what was committed until then is kept.
    """
    progress = progress or Silent()
    started = time.monotonic()
    # One file has one name, from whatever folder it is named.
    roots = [Path(os.path.abspath(path)) for path in paths]
    with collection.writing() as writer:
        writer.on_deleted = on_deleted
        writer.claim(embedder)
        find = partial(discover, ignore=ignore, follow_links=follow_links)
        found = list(find(roots))
        run = _Run(writer, embedder, progress, on_file)
        progress.start(AtTerminal("Indexing", "Reading"), len(found), "files")
        try:
            for item in found:
                run.take(item)
            run.commit_all()
        finally:
            run.close()
            progress.finish()
        if prune:
            run.prune([root for root in roots if not _went_away(root, found, find)])
        writer.refresh_vectors(progress)
    return run.report(time.monotonic() - started)


def _went_away(
    root: Path,
    found: Sequence[Path | Skipped],
    find: Callable[[Sequence[Path]], Iterator[Path | Skipped]],
) -> bool:
    """Whether files were found below a path, and `find` finds none there any more."""
    if not any(isinstance(one, Path) and one.is_relative_to(root) for one in found):
        return False
    try:
        return not any(isinstance(one, Path) for one in find([root]))
    except ReadError:
        return True


@dataclass(slots=True)
class _Batch:
    """What the next commit stores.

    Attributes:
        new: texts that the collection does not hold, or holds in other passages than they are
            split into now, with their passages, by document id.
        found: where texts were found: source, path of its file, document id.
        read: files that were read to their end, each with all sources that are in it.
    """

    new: dict[str, tuple[Document, list[Passage]]] = field(default_factory=dict)
    found: list[tuple[str, str, str]] = field(default_factory=list)
    read: list[tuple[FileState, set[str]]] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        passages = sum(len(passages) for _, passages in self.new.values())
        return passages >= BATCH_PASSAGES or len(self.found) >= BATCH_SOURCES


class _Run:
    """One run: gathers documents into batches, and commits each batch as a whole.

    Batches are committed in the order in which they were gathered, each while the one after
    it is embedded. All but the embedding happens in the thread that runs it.
    """

    def __init__(
        self, writer: Writer, embedder: Embedder, progress: Progress, on_file: OnFile
    ) -> None:
        self._writer = writer
        self._embedder = embedder
        self._progress = progress
        self._on_file = on_file
        self._max_tokens = passage_limit(embedder.max_tokens)
        self._batch = _Batch()
        self._embedding: tuple[_Batch, Future[list[Vectors]]] | None = None
        self._thread = ThreadPoolExecutor(1, "embedding")
        self._counts: Counter[str] = Counter()
        self._skipped: list[tuple[str, str]] = []
        self._failures: list[tuple[str, str]] = []
        self._warnings: list[tuple[str, str]] = []

    def take(self, found: Path | Skipped) -> None:
        """Bring one file's documents into the batch, if it changed."""
        if isinstance(found, Skipped):
            self._skipped.append((name_of(found.path), found.reason))
            self._done(found.path, found.reason)
            return
        try:
            self._take_file(found)
        except ReadError as error:
            self._failures.append((name_of(found), error.message))
            self._done(found, error.message)

    def commit_all(self) -> None:
        """Embed and store all that was gathered."""
        self._embed_next()
        self._commit_embedded()

    def close(self) -> None:
        """End the thread, once the batch that it is at is done; what was not begun is dropped."""
        self._thread.shutdown(cancel_futures=True)

    def _embed_next(self) -> None:
        """Have the gathered batch embedded, and meanwhile commit the one before it."""
        batch, self._batch = self._batch, _Batch()
        vectors = self._thread.submit(self._embed, list(batch.new.values()))
        self._commit_embedded()
        self._embedding = batch, vectors

    def _commit_embedded(self) -> None:
        before, self._embedding = self._embedding, None
        if before is not None:
            self._commit(*before)

    def _commit(self, batch: _Batch, vectors: Future[list[Vectors]]) -> None:
        """Store a batch, then report its files."""
        embedded = zip(batch.new.values(), vectors.result(), strict=True)
        with self._writer.transaction():
            fresh: set[str] = set()
            for (document, passages), rows in embedded:
                if self._writer.holds(document.id):
                    self._writer.split_again(document, passages, rows)
                else:
                    self._writer.add_document(document, passages, rows)
                    fresh.add(document.id)
            outcomes = Counter(self._place(*place, fresh) for place in batch.found)
            for state, sources in batch.read:
                outcomes["removed"] += self._finish(state, sources)
        self._counts.update(outcomes)
        self._counts["passages"] += sum(map(len, vectors.result()))
        self._progress.advance(0)  # a large file is many batches, between which it may be ended
        for state, sources in batch.read:
            self._done(Path(state.path), "" if sources else _NO_PASSAGE)

    def _done(self, path: Path, reason: str) -> None:
        """One file is committed, or left out for a reason."""
        self._progress.advance(1)
        self._on_file(name_of(path), reason)

    def prune(self, roots: Iterable[Path]) -> None:
        """Remove the files under `roots` that no longer exist."""
        known = {path for root in roots for path in self._writer.files_under(str(root))}
        with self._writer.transaction():
            for path in filter(is_gone, known):
                self._counts["removed"] += self._writer.remove_file(path)

    def report(self, seconds: float) -> IndexReport:
        names = ("added", "updated", "unchanged", "removed", "duplicates", "passages")
        return IndexReport(
            **{name: self._counts[name] for name in names},
            skipped=tuple(self._skipped),
            failures=tuple(self._failures),
            warnings=tuple(self._warnings),
            forgotten=self._writer.forgotten,
            deleted=tuple(self._writer.deleted),
            seconds=seconds,
        )

    def _take_file(self, path: Path) -> None:
        _require_unicode(path)
        check_readable(path)  # its size before its bytes
        known = _as_now(self._writer.file(str(path)))
        state = current_state(path, known)
        if state == known:
            self._counts["unchanged"] += len(self._writer.sources_of(state.path))
            self._done(path, "")
        elif known is not None and state.sha256 == known.sha256:
            sources = self._writer.sources_of(state.path)
            self._counts["unchanged"] += len(sources)
            self._batch.read.append((state, set(sources)))
        else:
            self._read(path, state, again=known is None)

    def _read(self, path: Path, state: FileState, *, again: bool) -> None:
        """Read a file; `again` if another version may have split its text otherwise."""
        sources: set[str] = set()
        for document in read_documents(path):
            self._warnings += [(document.source, note) for note in document.notes]
            if self._gather(document, state.path, again=again):
                sources.add(document.source)
            if self._batch.is_full:
                self._embed_next()
        self._batch.read.append((state, sources))

    def _gather(self, document: Document, path: str, *, again: bool) -> bool:
        """Bring a document into the batch; whether there is anything in it to search."""
        is_known = self._is_known(document.id)
        if not is_known or (again and not self._is_waiting(document.id)):
            with one_file(Path(path)):
                passages = split_passages(document, self._embedder.count_tokens, self._max_tokens)
            if not passages:
                self._skipped.append((document.source, _NO_PASSAGE))
                return False
            if not is_known:
                self._batch.new[document.id] = (document, passages)
            elif not self._writer.is_split_so(document.id, passages):
                held = replace(document, title=self._writer.title_of(document.id))
                self._batch.new[document.id] = (held, passages)
        self._batch.found.append((document.source, path, document.id))
        return True

    def _is_known(self, document_id: str) -> bool:
        """Whether the collection will hold that text when the gathered batch is committed."""
        if self._is_waiting(document_id):
            return True
        if self._embedding is not None and self._writer.holds(document_id):
            self._commit_embedded()  # it may take the text's last source away
        return self._writer.holds(document_id)

    def _is_waiting(self, document_id: str) -> bool:
        """Whether that text is to be stored with a batch that is not committed yet."""
        before = {} if self._embedding is None else self._embedding[0].new
        return document_id in self._batch.new or document_id in before

    def _embed(self, documents: Sequence[tuple[Document, list[Passage]]]) -> list[Vectors]:
        """The vectors of each document's passages."""
        if not documents:
            return []
        texts = [
            passage_text(document.title, passage.section, passage.text)
            for document, passages in documents
            for passage in passages
        ]
        ends = np.cumsum([len(passages) for _, passages in documents])
        return np.split(self._embedder.encode_passages(texts), ends[:-1])

    def _place(self, source: str, path: str, document_id: str, fresh: set[str]) -> str:
        """Store where a text was found; returns what that was, as in `IndexReport`.

        The first source of a text in `fresh` takes it from there; any other is a duplicate.
        """
        before = self._writer.set_source(source, path, document_id)
        is_first = document_id in fresh
        fresh.discard(document_id)
        if before is not None:
            return "unchanged" if before == document_id else "updated"
        return "added" if is_first else "duplicates"

    def _finish(self, state: FileState, sources: set[str]) -> int:
        """Record a file as read; returns how many of its sources are gone."""
        self._writer.set_file(replace(state, sha256=f"{state.sha256}{READ_BY}{readers()[0]}"))
        gone = set(self._writer.sources_of(state.path)) - sources
        for source in gone:
            self._writer.remove_source(source)
        return len(gone)


def _as_now(known: FileState | None) -> FileState | None:
    """A file's state as it was recorded, if the readers have not changed since."""
    if known is None:
        return None
    sha256, _, read_by = known.sha256.partition(READ_BY)
    return replace(known, sha256=sha256) if read_by in readers() else None


def _require_unicode(path: Path) -> None:
    """Raise where the bytes of a name are not UTF-8: nothing could store or show it."""
    name = name_of(path)
    if name != str(path):
        raise ReadError(f"The name {name} is not valid Unicode.", "Rename it.")
