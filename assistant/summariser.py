"""Summaries of documents, with no collection needed: what `Assistant` and batch runs share.

Document ─split→ Passages ─weigh, pick → Picked ─write, but for sections→ text ─check→ Summary
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Self

from assistant.corpus.split import split_passages
from assistant.grounding.differ import put_differently
from assistant.grounding.summary import (
    Checked,
    Faith,
    check_summary,
    corroborated,
    headed,
    heading_of,
    summarised,
)
from assistant.records import (
    Claim,
    Document,
    DocumentInfo,
    Passage,
    Receipt,
    Summary,
    SummaryRequest,
)
from assistant.runtime import LazyModels, Runtime
from assistant.search.text import passage_limit
from assistant.writing.brief import Brief, Card, brief_of
from assistant.writing.digest import Digest, Fetch, Told, digest
from assistant.writing.draft import write_summary
from assistant.writing.outline import Outline, Picked, length, outline
from assistant.writing.weigh import has_sections

OnClaim = Callable[[Claim], None]

_DRAFT_TOKENS = 3
"""Tokens a draft may have for each word that was asked for."""

_LEAST_TOKENS = 64


class Summariser(LazyModels):
    """Summarises: the reader says how far sentences matter, and judges what stands for them.

    Without a writer it keeps to the documents' words.
    """

    @classmethod
    def open(cls, *, profile: str | None = None, extractive: bool = False) -> Self:
        """A summariser with a profile's models; without its writer where `extractive`.

        Raises:
            ConfigError: settings, models.yaml or the profile's name cannot be used.
        """
        runtime = Runtime.open(profile, extractive=extractive)
        return cls(runtime.load_embedder, runtime.load_reader, runtime.load_writer)

    def faith(self) -> Faith:
        """What says for one text whether a sentence may stand for its source."""
        return Faith(lambda: self.reader)

    def summarise(
        self,
        document: Document,
        request: SummaryRequest = SummaryRequest(),  # noqa: B008 - frozen
        *,
        on_claim: OnClaim = lambda claim: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Summary:
        """A checked summary of one document; without claims if there is no sentence in it.

        Args:
            document: as read.
            request: how long, in what style, and what it should answer first.
            on_claim: called with each claim once it is checked.
            should_stop: ends the writing; what is not written then keeps the document's words.

        Raises:
            ModelError: a model is missing or damaged.
        """
        started = time.perf_counter()
        info = DocumentInfo.of(document)
        passages = self._passages(document)
        faith = self.faith()
        found = outline(info, passages, request, self.embedder, self.reader, faith)
        searched = time.perf_counter()
        in_sections = has_sections(found.sections)
        is_whole = in_sections or found.is_gist
        worded = replace(request, style="extractive") if is_whole else request
        checked, written = self._word(found.picked, worded, faith, should_stop)
        if in_sections and request.style != "headline":
            heads = [heading_of(item.evidence) for item in found.picked]
            checked = replace(checked, claims=headed(checked.claims, heads))
        for claim in checked.claims:
            on_claim(claim)
        finished = time.perf_counter()
        timings = _timings(started, searched, written, finished)
        return summarised(
            (info,),
            request,
            found.picked,
            checked,
            coverage=found.sections,
            notes=_notes(found, request),
            receipt=Receipt(models=self._models(worded), timings=timings),
        )

    def brief(self, document: Document, request: SummaryRequest) -> Brief:
        """What a digest keeps of a document; no writer is asked.

        Raises:
            ModelError: a model is missing or damaged.
        """
        passages = self._passages(document)
        return brief_of(DocumentInfo.of(document), passages, request, self.embedder, self.reader)

    def digest(
        self,
        documents: Iterable[Document],
        request: SummaryRequest = SummaryRequest(),  # noqa: B008 - frozen
        *,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Summary:
        """One checked summary of many documents, story by story, the newest first.

        Args:
            documents: read one after the other; copies of one text count once.
            request: as for one document; its words are shared between the stories.
            should_stop: ends the writing; what is not written then keeps the documents' words.

        Raises:
            ModelError: a model is missing or damaged.
        """
        started = time.perf_counter()
        briefs: dict[str, Brief] = {}
        for document in documents:
            if document.id not in briefs:
                briefs[document.id] = self.brief(document, request)
        cards = [brief.card for brief in briefs.values()]
        return self.digest_of(
            cards, lambda info: briefs[info.id], request, should_stop=should_stop, started=started
        )

    def digest_of(
        self,
        cards: Sequence[Card],
        fetch: Fetch,
        request: SummaryRequest,
        *,
        should_stop: Callable[[], bool] = lambda: False,
        started: float | None = None,
    ) -> Summary:
        """A digest from briefs that were made before with the same models and request.

        Args:
            cards: of the documents, none twice.
            fetch: gives the brief of a document that is told.
            request: as for `digest`.
            should_stop: as for `digest`.
            started: since when the time is counted, by `time.perf_counter`; else from now on.

        Raises:
            ModelError: a model is missing or damaged.
        """
        started = time.perf_counter() if started is None else started
        faith = self.faith()
        found = digest(cards, fetch, request, faith, put_differently)
        searched = time.perf_counter()
        picked = [told.picked for told in found.told]
        checked, written = self._word(picked, request, faith, should_stop)
        checked, added = corroborated(checked, picked, [told.near for told in found.told], faith)
        finished = time.perf_counter()
        return summarised(
            [info for story in found.stories for info in story],
            request,
            picked,
            checked,
            coverage=found.coverage,
            notes=_digest_notes(found),
            receipt=Receipt(
                models=self._models(request),
                timings=_timings(started, searched, written, finished),
            ),
            disagreements=_differences(found.told),
            added=added,
            stories=[[info.id for info in story] for story in found.stories],
        )

    def _passages(self, document: Document) -> list[Passage]:
        embedder = self.embedder
        limit = passage_limit(embedder.max_tokens)
        return split_passages(document, embedder.count_tokens, limit)

    def _word(
        self,
        picked: Sequence[Picked],
        request: SummaryRequest,
        faith: Faith,
        should_stop: Callable[[], bool],
    ) -> tuple[Checked, float]:
        """The checked claims, and the seconds that the writing took."""
        writer = None if request.style == "extractive" or not picked else self.writer
        if writer is None:
            return check_summary(picked, None, faith), 0.0
        started = time.perf_counter()
        tokens = max(_LEAST_TOKENS, length(request) * _DRAFT_TOKENS)
        tokens = min(tokens, writer.context_tokens // 2)  # the rest keeps the documents' words
        draft = write_summary(picked, writer, tokens, should_stop)
        written = time.perf_counter() - started
        return check_summary(picked, draft, faith), written

    def _models(self, request: SummaryRequest) -> dict[str, str]:
        models = {"embedder": self.embedder.name, "reader": self.reader.name}
        if request.style != "extractive" and self.writer is not None:
            models["writer"] = self.writer.name
        return models


def _timings(started: float, searched: float, written: float, finished: float) -> dict[str, float]:
    """Seconds by step; `written` is how long the writing took, the others are points in time."""
    return {
        "search_s": round(searched - started, 3),
        "write_s": round(written, 3),
        "verify_s": round(finished - searched - written, 3),
        "total_s": round(finished - started, 3),
    }


def _differences(told: Sequence[Told]) -> list[tuple[int, int]]:
    """Pairs of 1-based positions that differ, the newer document's first."""
    pairs = []
    for position, one in enumerate(told):
        if one.differs is not None:
            pair = (one.differs, position)
            older_first = _day(told[pair[0]]) < _day(told[pair[1]])
            left, right = reversed(pair) if older_first else pair
            pairs.append((left + 1, right + 1))
    return pairs


def _day(told: Told) -> date:
    return told.picked.evidence.document.date or date.min


def _digest_notes(found: Digest) -> list[str]:
    """Which documents are one story, of those that are told, and how many had no room."""
    told = [found.stories[place] for place in found.told_stories]
    notes = [
        f"{len(story):,} documents tell one story: “{story[0].title}”."
        for story in told
        if len(story) > 1
    ]
    left = len(found.stories) - len(told)
    if left:
        stories = "1 more story has" if left == 1 else f"{left:,} more stories have"
        notes.append(f"{stories} no room in so few words.")
    return notes


def _notes(found: Outline, request: SummaryRequest) -> list[str]:
    if not found.sentences:
        return ["There is no sentence in this document."]
    is_whole = not any(item.table for item in found.picked)
    if is_whole and found.words <= length(request, in_sections=found.is_gist):
        return [f"The text is shorter than the summary asked for: it has {found.words} words."]
    return []
