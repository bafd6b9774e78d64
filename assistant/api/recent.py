"""Answers that were given, so that "shorter" or "are you sure?" can be about one.

A client sends the conversation as text. Where each answer in it is one that was given here, it is
known with its citations; else a follow-up is still understood by the texts.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from assistant.assistant import Exchange
from assistant.language.followup import Turn

KEPT = 256


class Recent:
    """The last answers, by the question as it was typed and the text that was shown."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], Exchange] = OrderedDict()

    def keep(self, turn: Turn, exchange: Exchange) -> None:
        """Remember what was answered, and forget the oldest."""
        with self._lock:
            self._known[_key(turn)] = exchange
            self._known.move_to_end(_key(turn))
            while len(self._known) > KEPT:
                self._known.popitem(last=False)

    def exchanges(self, turns: Sequence[Turn]) -> list[Exchange] | None:
        """All these turns with their answers; None where one of them was not given here."""
        with self._lock:
            found = [self._known.get(_key(turn)) for turn in turns]
        known = [exchange for exchange in found if exchange is not None]
        return known if len(known) == len(turns) else None


def _key(turn: Turn) -> tuple[str, str]:
    return turn.question.strip(), turn.answered.strip()
