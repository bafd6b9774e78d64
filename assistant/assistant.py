"""The one object that the command line, the browser page and scripts share.

    question → Hits → Evidence → Draft → checked Answer

`ask` calls back with the evidence before the writer starts, so that a reader has something
to look at while it writes. The writer is loaded at the first draft and not before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from assistant.config import Profile, Settings, load_catalogue, load_settings
from assistant.grounding.answer import answered, reading_order, refused
from assistant.grounding.disagree import with_newer
from assistant.grounding.refuse import (
    Calibration,
    Missing,
    calibration_for,
    decide,
    find_missing,
    measure,
    refusal,
)
from assistant.grounding.verify import check
from assistant.language.question import Question, require_askable
from assistant.models.embed import load_embedder
from assistant.models.recent import RecentEmbedder
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Generator, Progress, Silent, Vectors
from assistant.records import (
    Answer,
    Claim,
    Document,
    Draft,
    Evidence,
    Hit,
    Receipt,
    Summary,
    SummaryRequest,
)
from assistant.search.collection import EVERYTHING, Collection
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.summariser import OnClaim, Summariser
from assistant.writing.draft import write_answer
from assistant.writing.evidence import Selection, select

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCES_KEPT = 4096
"""Sentences whose vectors are kept from one question to the next; six megabytes."""

Step = Literal["search", "write", "check"]
OnEvidence = Callable[[Sequence[Evidence]], None]
OnStep = Callable[[Step], None]


@dataclass(slots=True)
class Stopwatch:
    """Seconds by step."""

    started: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the seconds inside the block to a step."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin

    def timings(self) -> dict[str, float]:
        """All steps, and the total since the stopwatch was made; in seconds."""
        names = ("load_s", "search_s", "write_s", "verify_s")
        steps = {name: self.seconds.get(name, 0.0) for name in names}
        steps["total_s"] = time.perf_counter() - self.started
        return {name: round(value, 3) for name, value in steps.items()}


def _renumbered(on_claim: OnClaim, order: Sequence[int]) -> OnClaim:
    """A callback for claims that cite positions of the selection, not numbers of the answer."""
    number = {position: index for index, position in enumerate(order, start=1)}

    def tell(claim: Claim) -> None:
        on_claim(replace(claim, citations=tuple(number[p] for p in claim.citations)))

    return tell


class Assistant:
    """Answers from one collection with the models of one profile.

    Args:
        collection: open; the caller closes it.
        load_embedder: gives the embedder; called once, when first needed.
        load_writer: gives the writer in the same way; None quotes evidence only.
        top: how many passages evidence is picked from.
        answer_tokens: most tokens of one draft.
    """

    def __init__(
        self,
        collection: Collection,
        load_embedder: Callable[[], Embedder],
        load_writer: Callable[[], Generator] | None = None,
        *,
        top: int = 8,
        answer_tokens: int = 160,
    ) -> None:
        self.collection = collection
        self._load_embedder = load_embedder
        self._load_writer = load_writer
        self._top = top
        self._answer_tokens = answer_tokens

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        profile: str | None = None,
        extractive: bool = False,
        create: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """Open the collection in `folder` with a profile's models.

        Raises:
            ConfigError: settings, models.yaml or the profile's name cannot be used.
            CollectionError: the collection cannot be opened.
        """
        settings: Settings = load_settings()
        catalogue = load_catalogue()
        chosen: Profile = catalogue.profile(profile or settings.profile)
        store = ModelStore(settings.home / "models", catalogue)
        writer = None if extractive else chosen.writer

        def load_writer() -> Generator:
            from assistant.models.generate import load_generator

            return load_generator(
                store, str(writer), settings.engine, progress, allow_remote=chosen.allow_remote
            )

        progress = progress or Silent()
        return cls(
            Collection.open(folder, create=create, progress=progress),
            lambda: load_embedder(store, chosen.embedder, settings.engine, progress),
            load_writer if writer else None,
            top=settings.passages,
            answer_tokens=settings.answer_tokens,
        )

    def close(self) -> None:
        """Close the collection."""
        self.collection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder, loaded at first use."""
        return self._load_embedder()

    @cached_property
    def _recent(self) -> Embedder:
        """The embedder for sentences, which questions in a row often share."""
        return RecentEmbedder(self.embedder, SENTENCES_KEPT)

    @cached_property
    def writer(self) -> Generator | None:
        """The writer, loaded at first use; None where answers are quotations only."""
        return self._load_writer() if self._load_writer else None

    @property
    def threshold(self) -> float:
        """The confidence below which a question is refused.

        The one that was fitted on this collection, where its confidences are still on the
        same scale; else the one that ships.
        """
        fitted = self.collection.fitted_threshold
        scale = (self.calibration.fingerprint, self.embedder.fingerprint)
        if fitted is not None and (fitted.scale, fitted.embedder) == scale:
            return fitted.threshold
        return self.calibration.threshold

    def search(self, text: str, *, top: int | None = None, among: Filter = EVERYTHING) -> list[Hit]:
        """The passages nearest to a text, best first.

        Raises:
            ConfigError: the text is longer than a question may be.
            EmbedderMismatch: the collection was indexed with another embedder.
        """
        question, vector = Question.parse(text), self._query(text)
        return retrieve(self.collection, question, vector, top or self._top, among)

    def _query(self, text: str) -> Vectors:
        """The embedding of a question, shape (dimension,)."""
        self.collection.check_embedder(self.embedder)
        vector: Vectors = self.embedder.encode_queries([text])[0]
        return vector

    def ask(
        self,
        text: str,
        *,
        top: int | None = None,
        among: Filter = EVERYTHING,
        on_evidence: OnEvidence = lambda evidence: None,
        on_claim: OnClaim | None = None,
        on_step: OnStep = lambda step: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """A checked answer, or a refusal that says what was searched.

        Args:
            text: the question.
            top: how many passages evidence is picked from.
            among: which documents may answer.
            on_evidence: called with the picked evidence, in the order of the answer's
                citations, before anything is written; not called for a refusal.
            on_claim: called with each sentence of the writer once it is checked, the first
                ones while more is written; its citations are those of the answer.
            on_step: called when a step begins.
            should_stop: ends the writing; what is not written then is quoted.

        Raises:
            ConfigError: the question is too long.
            EmbedderMismatch: the collection was indexed with another embedder.
            ModelError: a model is missing or damaged.
        """
        require_askable(text)
        watch = Stopwatch()
        on_step("search")
        with watch.step("load_s"):
            _ = self.embedder
        with watch.step("search_s"):
            question, query = Question.parse(text), self._query(text)
            hits = retrieve(self.collection, question, query, top or self._top, among)
            selection = select(question, hits, self._recent, self._frequencies, query=query)
            missing, confidence = self._answerable(question, selection)
        searched = self.collection.counts(among)
        status = decide(question, missing, confidence, self.threshold)
        if status == "refused":
            receipt = self._receipt(watch)
            return refused(question, missing, searched, hits, confidence, receipt)
        selection = replace(
            selection,
            evidence=with_newer(question, selection.evidence, selection.passed_over),
        )
        order = reading_order(question, selection.evidence)
        on_evidence([selection.evidence[position - 1] for position in order])
        tell = on_claim and _renumbered(on_claim, order)
        claims = self._write(question, selection, watch, tell, on_step, should_stop)
        partial = refusal(missing, searched, (), partial=True) if status == "partial" else None
        return answered(question, selection, claims, confidence, partial, self._receipt(watch))

    def summarise(
        self,
        document: Document | Iterable[Document],
        request: SummaryRequest = SummaryRequest(),  # noqa: B008 - frozen
        *,
        together: bool = False,
        on_claim: OnClaim = lambda claim: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Summary:
        """A checked summary of a document, of this collection or not; see `Summariser`.

        Args:
            document: one; with `together` also many, which are read one after the other.
            request: how long, in what style, and what it should answer first.
            together: make one digest, story by story, the newest first.
            on_claim: called with each claim once it is checked.
            should_stop: ends the writing; what is not written then keeps the document's words.

        Raises:
            ModelError: a model is missing or damaged.
        """
        if together:
            documents = [document] if isinstance(document, Document) else document
            summary = self._summariser.digest(documents, request, should_stop=should_stop)
            for claim in summary.claims:
                on_claim(claim)
            return summary
        assert isinstance(document, Document), "many documents are summarised together"
        return self._summariser.summarise(
            document, request, on_claim=on_claim, should_stop=should_stop
        )

    @cached_property
    def _summariser(self) -> Summariser:
        """Shares the models: each is in memory once."""

        def writer() -> Generator:
            assert self.writer is not None
            return self.writer

        return Summariser(lambda: self.embedder, writer if self._load_writer else None)

    def _answerable(self, question: Question, selection: Selection) -> tuple[Missing, float]:
        if not selection.evidence:
            return Missing((), ()), 0.0
        missing = find_missing(question, selection.evidence, self.collection.mentions)
        row = measure(question, selection, missing, self._recent)
        return missing, self.calibration.confidence(row)

    @property
    def calibration(self) -> Calibration:
        """What turns features of the evidence into a confidence; ships with the program."""
        return calibration_for(self.embedder.name)

    def _write(
        self,
        question: Question,
        selection: Selection,
        watch: Stopwatch,
        on_claim: OnClaim | None,
        on_step: OnStep,
        should_stop: Callable[[], bool],
    ) -> list[Claim]:
        if self._load_writer is None:
            return []
        on_step("write")
        with watch.step("load_s"):
            writer = self.writer
        assert writer is not None
        told: list[Claim] = []

        def tell(claims: Sequence[Claim]) -> None:
            for claim in claims:
                told.append(claim)
                if on_claim is not None:
                    on_claim(claim)

        def check_early(sentences: Draft) -> None:
            tell(check(sentences, question, self._recent))

        with watch.step("write_s"):
            draft = write_answer(
                question.text,
                selection.evidence,
                writer,
                self._answer_tokens,
                should_stop,
                on_sentences=check_early if on_claim else None,
            )
        on_step("check")
        with watch.step("verify_s"):
            claims = check(draft, question, self._recent)
        tell(claims[len(told) :])
        return claims

    def _frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        return self.collection.document_frequencies(terms), self.collection.counts()[0]

    def _receipt(self, watch: Stopwatch) -> Receipt:
        models = {"embedder": self.embedder.name}
        if self._load_writer is not None and self.__dict__.get("writer") is not None:
            models["writer"] = self.__dict__["writer"].name
        return Receipt(models=models, timings=watch.timings())
