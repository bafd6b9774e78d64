"""Questions that documents are known to answer, for who asks what none of them answers."""

from __future__ import annotations

import threading
from itertools import chain, zip_longest

from assistant.language.words import words
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.ui.history import KeptTurn

MOST = 3
"""Questions that are offered in the place of one."""


class Known:
    """Questions that were tried, by the document that answers each. Safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._questions: dict[tuple[str, str], dict[str, None]] = {}

    def keep(self, shelf: str, document: str, *questions: str) -> None:
        """Keep what a document of a collection answers, by the collection's name and its id."""
        with self._lock:
            self._questions.setdefault((shelf, document), {}).update(dict.fromkeys(questions))

    def instead(self, turn: KeptTurn, shelf: str, collection: Collection | None) -> list[str]:
        """What the documents that came nearest to a refused question do answer.

        One of each, the nearest first, before a second one; never what was just asked.

        Args:
            turn: the question with its refusal.
            shelf: the collection's name.
            collection: tells which of the documents are still there; nothing is offered without.

        Raises:
            CollectionError: its server was lost.
        """
        near = dict.fromkeys(hit["document"] for hit in turn.answer["refusal"].get("nearest", ()))
        with self._lock:
            kept = {one: list(self._questions.get((shelf, one), ())) for one in near}
        known = frozenset(one for one, questions in kept.items() if questions)
        if collection is None or not known:
            return []
        there = {info.id for info in collection.documents(Filter(documents=known))}
        in_turn = chain(*zip_longest(*(kept[one] for one in near if one in there)))
        asked = [words(turn.question), words(turn.asked)]
        offered = dict.fromkeys(one for one in in_turn if one and words(one) not in asked)
        return list(offered)[:MOST]
