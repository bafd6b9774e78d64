"""Any text against files: read, split into sentences, examine; no collection is made.

paths ─read→ Document ─split→ source sentences ─┐
text ───────────────────────sentences→ claims ──┴ examine → CheckReport
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from assistant.corpus.read import EXTENSIONS, Skipped, discover, read_documents
from assistant.corpus.read.files import reading
from assistant.corpus.split import split_passages
from assistant.errors import ReadError
from assistant.grounding.examine import examine
from assistant.grounding.sources import Sources
from assistant.records import CheckReport, Document, DocumentInfo, Evidence
from assistant.runtime import LazyModels, Runtime

MOST_CHECKED = 1_000_000
"""Characters of a text: about 7,000 sentences, each of which is compared with the sources."""

PASSAGE_TOKENS = 100_000
"""No passage is embedded here: its sentences are, each by itself."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Documents ready to be checked against.

    Attributes:
        failures: files that could not be read, with the reason; the rest was.
    """

    sources: Sources
    failures: tuple[tuple[str, str], ...] = ()


class Checker(LazyModels):
    """Checks texts: the embedder finds the sentences near to a claim, and the reader judges."""

    @classmethod
    def open(cls, *, profile: str | None = None) -> Self:
        """A checker with a profile's models.

        Raises:
            ConfigError: settings, models.yaml or the profile's name cannot be used.
        """
        runtime = Runtime.open(profile)
        return cls(runtime.load_embedder, runtime.load_reader)

    def prepare(self, paths: Sequence[Path]) -> Prepared:
        """Read the files under these paths.

        Raises:
            ReadError: a path does not exist, or nothing under them can be read.
        """
        documents: list[Document] = []
        failures: list[tuple[str, str]] = []
        for found in discover(paths):
            if isinstance(found, Skipped):
                failures.append((str(found.path), found.reason))
                continue
            try:
                documents += read_documents(found)
            except ReadError as error:
                failures.append((str(found), error.message))
        if not documents:
            why = f": {failures[0][1]}" if len(failures) == 1 else ""
            named = ", ".join(str(path) for path in paths)
            raise ReadError(
                f"Nothing to check against can be read in {named}{why}.",
                "Name files or folders that hold the source documents.",
            )
        return Prepared(self._sources(documents), tuple(failures))

    def prepare_text(self, text: str, title: str = "", day: date | None = None) -> Prepared:
        """A source that is no file.

        Args:
            text: what it says.
            title: what it is called.
            day: its date.

        Raises:
            ReadError: it holds no text.
        """
        if not text.strip():
            raise ReadError("The source to check against is empty.", "Give it some text.")
        id_ = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        document = Document(
            id_, source="", title=title, text=text, date=day, date_origin="metadata" if day else ""
        )
        return Prepared(self._sources([document]))

    def prepare_documents(self, documents: Iterable[Document]) -> Prepared:
        """Documents that were read before."""
        return Prepared(self._sources(documents))

    def check(
        self,
        text: str,
        against: Prepared,
        question: str | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> CheckReport:
        """The claims of a text, each with its verdict and the source sentences that decide.

        Args:
            text: from anywhere.
            against: the sources.
            question: what the text answers, where it answers one.
            should_stop: ends it; then the report has only the claims that were judged.

        Raises:
            ReadError: the text is too long.
            ModelError: a model is missing or damaged.
        """
        if len(text) > MOST_CHECKED:
            raise _too_long("The text")
        models = {"embedder": self.embedder.name, "reader": self.reader.name}
        return examine(text, against.sources, self.reader, models, question, should_stop)

    def _sources(self, documents: Iterable[Document]) -> Sources:
        unique = {document.id: document for document in documents}
        sentences = [item for document in unique.values() for item in _sentences(document)]
        return Sources(sentences, self.embedder)


def read_text(path: Path) -> str:
    r"""The text of a file that is to be checked, line ends as `\n`.

    Raises:
        ReadError: it cannot be read, is too long, or is neither UTF-8 nor of a format that is
            known.
    """
    if path.suffix.lower() in EXTENSIONS:
        return "\n\n".join(document.text for document in read_documents(path))
    with reading(path), path.open(encoding="utf-8") as stream:  # a pipe has no size to look at
        try:
            text = stream.read(MOST_CHECKED + 1)
        except UnicodeDecodeError as error:
            raise ReadError(f"{path} is no UTF-8 text.", "Save it as UTF-8.") from error
    if len(text) > MOST_CHECKED:
        raise _too_long(str(path))
    return text


def _too_long(what: str) -> ReadError:
    return ReadError(
        f"{what} is longer than {MOST_CHECKED:,} characters.", "Check it in smaller parts."
    )


def _sentences(document: Document) -> Iterator[Evidence]:
    """The sentences of a document without its clutter, each citable."""
    info = DocumentInfo.of(document)
    whole = replace(document, title="")  # a headline says something too
    for passage in split_passages(whole, _count_words, PASSAGE_TOKENS):
        for span in passage.sentences:
            yield Evidence.at(passage, info, span)


def _count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]
