"""What is measured, done: questions asked and texts summarised, here or on nodes of a cluster."""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Protocol

from assistant.assistant import Assistant
from assistant.batch.recipe import ProfileRecipe
from assistant.cluster.crew import Crew
from assistant.cluster.nodes import crew, require_same
from assistant.evaluate.items import DataSet, Questions
from assistant.evaluate.remember import RememberingEmbedder
from assistant.evaluate.support import Stated, Support, checked
from assistant.evaluate.temporary import temporary_folder
from assistant.protocols import Silent
from assistant.records import Answer, Document, Summary, SummaryRequest
from assistant.search.filters import Filter


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it is asked.

    Attributes:
        hidden: documents that may not answer.
        is_quoting: nothing is worded: confidence does not depend on the writer.
    """

    text: str
    hidden: frozenset[str] = frozenset()
    is_quoting: bool = False


class Doer(Protocol):
    """Asks, summarises and checks; results come in order, the first two with their seconds."""

    def ask(self, questions: Sequence[Asking]) -> Iterator[tuple[Answer, float]]: ...
    def summarise(self, documents: Sequence[Document]) -> Iterator[tuple[Summary, float]]: ...
    def check(self, texts: Sequence[Stated]) -> Iterator[Sequence[float]]: ...


class Here:
    """Does it in this process.

    Args:
        assistant: over the collection that is asked.
    """

    def __init__(self, assistant: Assistant) -> None:
        remembering = RememberingEmbedder(assistant.embedder)
        self._assistant = assistant
        self.quoting = assistant.quoting(lambda: remembering)

    def ask(self, questions: Sequence[Asking]) -> Iterator[tuple[Answer, float]]:
        return map(self.answer, questions)

    def summarise(self, documents: Sequence[Document]) -> Iterator[tuple[Summary, float]]:
        return map(self.summary, documents)

    def check(self, texts: Sequence[Stated]) -> Iterator[Sequence[float]]:
        return map(self.scores, texts)

    def answer(self, question: Asking) -> tuple[Answer, float]:
        """One answer."""
        assistant = self.quoting if question.is_quoting else self._assistant
        begin = time.perf_counter()
        answer = assistant.ask(question.text, among=Filter(without=question.hidden))
        return answer, time.perf_counter() - begin

    def summary(self, document: Document) -> tuple[Summary, float]:
        """One summary, as the program makes it when nothing else is said."""
        begin = time.perf_counter()
        summary = self._assistant.summarise(document, SummaryRequest())
        return summary, time.perf_counter() - begin

    def scores(self, stated: Stated) -> Sequence[float]:
        """How far a text supports each sentence about it, as `support.checked` has it."""
        return self._support.score(stated.claims, stated.text)

    @cached_property
    def _support(self) -> Support:
        return checked(self._assistant.embedder, self._assistant.reader)


class _Nodes:
    def __init__(self, actors: Crew) -> None:
        self._crew = actors

    def ask(self, questions: Sequence[Asking]) -> Iterator[tuple[Answer, float]]:
        return self._crew.map(questions)

    def summarise(self, documents: Sequence[Document]) -> Iterator[tuple[Summary, float]]:
        return self._crew.map(documents)

    def check(self, texts: Sequence[Stated]) -> Iterator[Sequence[float]]:
        return self._crew.map(texts)


@contextmanager
def doing_on(
    address: str, dataset: DataSet, profile: str | None, *, extractive: bool
) -> Iterator[Doer]:
    """One doer on each node of a Ray cluster, over a collection of its own; `assistant.cluster`.

    Raises:
        ConfigError: the cluster cannot be joined, or a node has other models.
        ModelError: a node lacks a model.
    """
    fingerprint = _recipe(profile, extractive=extractive).fingerprint()
    begin = partial(_begin, dataset, profile, extractive, fingerprint)
    with crew(address, None, begin) as actors:
        yield _Nodes(actors)


def _recipe(profile: str | None, *, extractive: bool) -> ProfileRecipe:
    return ProfileRecipe(SummaryRequest(), profile, extractive)


def _begin(
    dataset: DataSet, profile: str | None, extractive: bool, fingerprint: str
) -> Callable[[Asking | Document | Stated], Any]:
    require_same(_recipe(profile, extractive=extractive).fingerprint(), fingerprint)
    stack = ExitStack()
    atexit.register(stack.close)  # one that is ended while it is busy leaves that to the next
    scratch = stack.enter_context(temporary_folder())
    assistant = Assistant.open(
        scratch / "collection", profile=profile, extractive=extractive, create=True
    )
    # Loaded before anything is timed.
    _ = assistant.embedder, assistant.reader, assistant.writer
    if isinstance(dataset, Questions):
        for one in dataset.build(assistant.collection, assistant.embedder, Silent())[:1]:
            assistant.ask(one.text)
    here = Here(assistant)

    def work(item: Asking | Document | Stated) -> Any:
        match item:
            case Asking():
                return here.answer(item)
            case Stated():
                return here.scores(item)
        return here.summary(item)

    return work
