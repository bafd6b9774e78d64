"""Questions to ask in the writer's words, made while nobody else wants it.

They take some seconds each, so a page shows others first (`welcome.example_questions`).
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence

from assistant.answering.suggest import openings, suggested
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.records import DocumentInfo
from assistant.search.collection import EVERYTHING
from assistant.search.filters import Filter
from assistant.ui.desk import Desk
from assistant.ui.welcome import QUESTIONS, example_questions, is_about
from assistant.ui.work import PageProgress, Workshop

DOCUMENTS = 12
"""Documents that are asked for questions, at most."""

SPARE = 1
"""Questions of a document beyond its share, where they are of kinds that there are already."""

LOOK_SECONDS = 0.25
"""How often it is looked whether the writer is free."""


class Suggesting:
    """Makes the questions of all pages in one thread, and keeps them while the documents stay.

    Args:
        desk: collections and models.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workshop = Workshop()
        self._waiting: set[asyncio.Future[list[str]]] = set()
        self._made: dict[tuple[str, str, int], tuple[tuple[str, ...], list[str]]] = {}

    def end(self) -> None:
        """The server is about to end: what is under way is given up, and nobody waits for it."""
        self._workshop.end()
        for one in tuple(self._waiting):
            one.cancel()

    def close(self) -> None:
        """End what is under way, and wait for that."""
        self._workshop.close()

    async def better(
        self, shelf: str, among: Filter = EVERYTHING, most: int = QUESTIONS
    ) -> list[str]:
        """Better questions than `example_questions` gives; none where there are no better ones.

        Those of a person stay; the others make room for the writer's as far as it has some.

        Args:
            shelf: the collection's name.
            among: the part of it that they are made from; they are asked of the whole.
            most: how many are given at most.
        """
        models = self._desk.models
        try:
            if models.absent() or not models.writes(models.chosen()) or not self._desk.has(shelf):
                return []
            job = self._workshop.start("", lambda work: self._better(shelf, among, most, work))
            waiting = asyncio.wrap_future(job.future)
            self._waiting.add(waiting)
            waiting.add_done_callback(self._waiting.discard)
            return await waiting
        except (AssistantError, asyncio.CancelledError):
            return []  # whoever asks is told why, or the server ends; nobody misses a suggestion

    def _better(self, shelf: str, among: Filter, most: int, work: PageProgress) -> list[str]:
        shown = example_questions(self._desk, shelf, among, most)
        own = [one for one in shown if not is_about(one)]
        written = self._written(shelf, among, most, own, work) if len(own) < most else []
        return list(dict.fromkeys([*own, *written, *shown]))[:most] if written else []

    def _written(
        self, shelf: str, among: Filter, most: int, own: Sequence[str], work: PageProgress
    ) -> list[str]:
        """Questions in the writer's words, others than are there already."""
        assistant = self._desk.assistant(shelf)
        collection = assistant.collection
        found = collection.documents(among)[:DOCUMENTS]
        state = tuple(info.id for info in collection.documents())
        each = -(-most // max(1, len(found)))
        chosen = list(own)
        for info in found:
            if len(chosen) >= most:
                break
            key = (shelf, info.id, each)
            if key not in self._made or self._made[key][0] != state:
                self._made[key] = state, self._of(assistant, info, each, chosen, work)
                self._desk.known.keep(shelf, info.id, *self._made[key][1])
            chosen += _unlike(self._made[key][1], chosen)[:each]
        return chosen[len(own) :]

    def _of(
        self,
        assistant: Assistant,
        info: DocumentInfo,
        most: int,
        chosen: Sequence[str],
        work: PageProgress,
    ) -> list[str]:
        """Questions of one document: as many as are wanted, or some more where kinds repeat."""
        line = self._desk.models.line
        mine = threading.get_ident()  # a writer looks whether to stop from a thread of its own

        def wait() -> None:
            work.go_on()
            while line.others(mine):
                time.sleep(LOOK_SECONDS)
                work.go_on()

        def should_stop() -> bool:
            return work.ending.is_set() or line.others(mine)

        ask = assistant.quoting().ask
        found: list[str] = []
        for question in suggested(info, assistant, ask, wait, should_stop):
            found.append(question)
            new = set(openings(found)) - set(openings(chosen))
            if len(new) >= most or len(found) == most + SPARE:
                break
        return found


def _unlike(questions: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Those that are not chosen yet, first those that begin as the fewest of these do."""
    begun = openings(chosen)
    new = [one for one in questions if one not in chosen]
    return sorted(new, key=lambda one: begun.count(openings([one])[0]))
