"""The one object that the command line, the browser page and scripts share.

It holds a collection and the models over it, and says which way a question or a summary goes.
Everything is loaded at first use: the writer at the first answer that is worded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any, Self

from assistant.answering.again import answer_again
from assistant.answering.conversation import Exchange, Understood, understand, understand_after
from assistant.answering.hooks import Hooks, Step
from assistant.answering.receipts import Made, kept, made_again, question_asked, summary_asked
from assistant.answering.replay import Replay, replayed
from assistant.answering.resources import Resources
from assistant.answering.ways import answer
from assistant.batch.ledger import forget_summaries
from assistant.checking import Checker
from assistant.config import home
from assistant.corpus.read import read_documents
from assistant.errors import ReadError
from assistant.grounding.calibration import Calibration
from assistant.indexing import IndexReport, index_paths
from assistant.language.followup import Turn
from assistant.language.question import Question, require_askable
from assistant.protocols import Embedder, Generator, Progress, Reader
from assistant.records import Answer, CheckReport, Document, Hit, Summary, SummaryRequest
from assistant.runtime import Runtime
from assistant.search.collection import EVERYTHING, Collection
from assistant.search.filters import Filter
from assistant.search.place import Server, place_of
from assistant.search.retrieve import retrieve
from assistant.summariser import OnClaim, Summariser

__all__ = ["Assistant", "Exchange", "Hooks", "Step", "Understood"]

PathName = str | PathLike[str]

LISTED = 8
"""Passages that a search gives where it is not said how many."""


class Assistant:
    """Answers from one collection with the models of one profile.

    Args:
        collection: open; `close` closes it.
        load_embedder: gives the embedder; called once, when first needed.
        load_reader: gives the reader in the same way.
        load_writer: gives the writer, too; None quotes evidence only.
        top: how many passages evidence is picked from.
        answer_tokens: most tokens of one draft.
        receipts: keep in the collection what answers, and summaries of its documents, rest on.
    """

    def __init__(
        self,
        collection: Collection,
        load_embedder: Callable[[], Embedder],
        load_reader: Callable[[], Reader],
        load_writer: Callable[[], Generator] | None = None,
        *,
        top: int = 16,
        answer_tokens: int = 160,
        receipts: bool = False,
    ) -> None:
        self.collection = collection
        self._keeps = receipts
        self._resources = Resources(
            collection,
            load_embedder,
            load_reader,
            load_writer,
            top=top,
            answer_tokens=answer_tokens,
        )

    @classmethod
    def open(
        cls,
        folder: PathName | Server,
        *,
        profile: str | None = None,
        extractive: bool = False,
        create: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """Open the collection in `folder` with a profile's models.

        Args:
            folder: where the collection lies; a text may also be the address of one on a
                server, `postgresql://HOST/DATABASE#NAME`.
            profile: of models.yaml; else the one that the settings name.
            extractive: quote only; no writer is loaded.
            create: make the collection where there is none.
            progress: is told what loading takes.

        Raises:
            ConfigError: settings, models.yaml or the profile's name cannot be used.
            CollectionError: the collection cannot be opened.
        """
        runtime = Runtime.open(profile, extractive=extractive, progress=progress)
        return cls(
            Collection.open(
                folder if isinstance(folder, Server) else place_of(folder),
                create=create,
                progress=runtime.progress,
            ),
            runtime.load_embedder,
            runtime.load_reader,
            runtime.load_writer,
            top=runtime.settings.passages,
            answer_tokens=runtime.settings.answer_tokens,
            receipts=runtime.settings.receipts,
        )

    def quoting(self, load_embedder: Callable[[], Embedder] | None = None) -> Assistant:
        """The same without a writer: it refuses what this one refuses, and quotes the rest.

        It shares the collection, which this one closes. `load_embedder` gives an embedder around
        this one's, which has to give the same vectors.
        """
        resources = self._resources
        return Assistant(
            self.collection,
            load_embedder or (lambda: resources.embedder),
            lambda: resources.reader,
            top=resources.top,
            answer_tokens=resources.answer_tokens,
        )

    def close(self) -> None:
        """Close the collection."""
        self.collection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def embedder(self) -> Embedder:
        """The embedder, loaded at first use."""
        return self._resources.embedder

    @property
    def reader(self) -> Reader:
        """What finds answers in passages and judges claims, loaded at first use."""
        return self._resources.reader

    @property
    def writer(self) -> Generator | None:
        """The writer, loaded at first use; None where answers are quotations only."""
        return self._resources.writer

    @property
    def threshold(self) -> float:
        """The confidence below which a question is refused."""
        return self._resources.threshold

    @property
    def calibration(self) -> Calibration:
        """What turns what the reader found into a confidence; ships with the program."""
        return self._resources.calibration

    def index(
        self, *paths: PathName, prune: bool = False, progress: Progress | None = None
    ) -> IndexReport:
        """Bring the collection up to date with the files under `paths`: what is new or changed.

        Args:
            paths: files and folders.
            prune: also remove what is no longer under them, with kept summaries that quote it.
            progress: counts the files.

        Returns:
            What was done, with the files that could not be read and why; the rest is indexed.

        Raises:
            ReadError: one of `paths` does not exist.
            EmbedderMismatch: the collection was indexed with another embedder.
            CollectionBusy: another process is writing.
        """
        named = [Path(path) for path in paths]
        return index_paths(
            self.collection,
            named,
            self.embedder,
            prune=prune,
            progress=progress,
            on_deleted=partial(forget_summaries, home()),
        )

    def search(self, text: str, *, top: int | None = None, among: Filter = EVERYTHING) -> list[Hit]:
        """The passages nearest to a text, best first; `LISTED` where it is not said how many.

        Raises:
            ConfigError: the text is longer than a question may be.
            EmbedderMismatch: the collection was indexed with another embedder.
        """
        question, query = Question.parse(text), self._resources.query(text)
        return retrieve(self.collection, question, query, top or LISTED, among)

    def understood(
        self,
        text: str,
        said: Sequence[Turn],
        should_stop: Callable[[], bool] = lambda: False,
    ) -> str:
        """A question as one that stands alone, after turns whose texts alone are known."""
        return understand_after(text, said, self._resources, should_stop)

    def understand(
        self,
        text: str,
        earlier: Sequence[Exchange],
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Understood:
        """What was typed after these turns: a question that stands alone, or a wish.

        Where `should_stop` ends it, it is what rules without a writer make of it.

        Raises:
            ConfigError: it is too long.
        """
        require_askable(text)
        return understand(text, earlier, self._resources, should_stop)

    def reply(
        self,
        understood: Understood,
        earlier: Sequence[Exchange],
        *,
        top: int | None = None,
        among: Filter = EVERYTHING,
        hooks: Hooks = Hooks(),  # noqa: B008 - frozen
    ) -> Answer:
        """The answer to what `understand` made of a turn after these; see `ask`."""
        if understood.wish is None:
            return self.ask(understood.text, top=top, among=among, hooks=hooks)
        resources, summariser = self._resources, lambda: self._summariser
        top = top or resources.top
        found = answer_again(understood.wish, earlier, resources, summariser, top, among, hooks)
        asked = question_asked(understood.text, top, among, understood.wish)
        return self._kept(found, asked)

    def ask(
        self,
        text: str,
        *,
        top: int | None = None,
        among: Filter = EVERYTHING,
        hooks: Hooks = Hooks(),  # noqa: B008 - frozen
    ) -> Answer:
        """A checked answer, or a refusal that says what was searched.

        Args:
            text: the question.
            top: how many passages evidence is picked from.
            among: which documents may answer.
            hooks: how to look on while it is made, and how to stop it.

        Raises:
            ConfigError: the question is too long.
            EmbedderMismatch: the collection was indexed with another embedder.
            ModelError: a model is missing or damaged.
        """
        require_askable(text)
        top = top or self._resources.top
        return self._kept(self._answer(text, top, among, hooks), question_asked(text, top, among))

    def summarise(
        self,
        document: Document | PathName | Iterable[Document],
        request: SummaryRequest = SummaryRequest(),  # noqa: B008 - frozen
        *,
        together: bool = False,
        on_claim: OnClaim = lambda claim: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Summary:
        """A checked summary of a document, of this collection or not; see `Summariser`.

        Args:
            document: one, or the file of one; with `together` also many, which are read one after
                the other.
            request: how long, in what style, and what it should answer first.
            together: make one digest, story by story, the newest first.
            on_claim: called with each claim once it is checked.
            should_stop: ends the writing; what is not written then keeps the document's words.

        Raises:
            ReadError: the file cannot be read, or holds many documents.
            ModelError: a model is missing or damaged.
        """
        ids: dict[str, None] = {}
        if together:
            documents = _noted(_documents(document), ids)
            summary = self._summariser.digest(documents, request, should_stop=should_stop)
            for claim in summary.claims:
                on_claim(claim)
        else:
            (one,) = _noted([_one(document)], ids)
            summary = self._summariser.summarise(
                one, request, on_claim=on_claim, should_stop=should_stop
            )
        return self._kept(summary, summary_asked(ids, request, together=together))

    def replay(self, id_: str) -> Replay:
        """Whether an answer or a summary still holds, and what has changed since it was made.

        It is made again with the models of today, and keeps no receipt.

        Args:
            id_: of its receipt, or the beginning of it.

        Raises:
            ReceiptUnknown: no receipt has that id, or several have its beginning.
            ModelError: a model is missing or damaged.
        """
        whole, content = self.collection.receipts.find(id_)
        now = made_again(self.collection, content, self._answer, lambda: self._summariser)
        return replayed(self._resources, whole, content, now)

    def _answer(self, text: str, top: int, among: Filter, hooks: Hooks = Hooks()) -> Answer:  # noqa: B008 - frozen
        return answer(text, self._resources, lambda: self._summariser, top, among, hooks)

    def _kept(self, made: Made, asked: Mapping[str, Any]) -> Made:
        return kept(self._resources, made, asked) if self._keeps else made

    def check(self, text: str, against: PathName | Iterable[PathName]) -> CheckReport:
        """Each sentence of a text, with what files say to it; no collection is asked.

        Args:
            text: from anywhere.
            against: files or folders with the source documents; one that cannot be read is left
                out (`Checker.prepare` names it).

        Raises:
            ReadError: a path does not exist, nothing under them can be read, or the text is too
                long.
            ModelError: the embedder is missing or damaged.
        """
        named = [against] if isinstance(against, str | PathLike) else against
        checker = Checker(lambda: self.embedder, lambda: self.reader)
        return checker.check(text, checker.prepare([Path(path) for path in named]))

    @cached_property
    def _summariser(self) -> Summariser:
        """Shares the models: each is in memory once."""

        def writer() -> Generator:
            assert self.writer is not None
            return self.writer

        return Summariser(
            lambda: self.embedder,
            lambda: self.reader,
            writer if self._resources.writes else None,
        )


def _documents(given: Document | PathName | Iterable[Document]) -> Iterator[Document]:
    if isinstance(given, Document):
        yield given
    elif isinstance(given, str | PathLike):
        yield from read_documents(Path(given).absolute())  # a child reads, from another folder
    else:
        yield from given


def _noted(documents: Iterable[Document], ids: dict[str, None]) -> Iterator[Document]:
    """The documents, each of whose ids is put down as it is read."""
    for document in documents:
        ids[document.id] = None
        yield document


def _one(given: Document | PathName | Iterable[Document]) -> Document:
    """The one document that was given.

    Raises:
        ReadError: there are several, or none.
    """
    found = list(islice(_documents(given), 2))
    if len(found) != 1:
        raise ReadError(
            f"{'Several documents were' if found else 'No document was'} given to be summarised.",
            "Give one, or summarise many with together=True.",
        )
    return found[0]
