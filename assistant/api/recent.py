"""Answers that were given, so that "shorter" or "are you sure?" can be about one.

A client sends the conversation as text. Where each answer in it is one that was given here, it is
known with its citations; else a follow-up is still understood by the texts.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

from assistant.assistant import Exchange
from assistant.language.followup import Turn

KEPT = 256

Key = tuple[bytes, ...]
"""A digest of each turn: a client may send long texts, which are not kept."""


class Recent:
    """The last answers, by the turns that led to each: questions as typed, and texts as shown.

    Many people type "why?" and are shown the same refusal.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[Key, Exchange] = OrderedDict()

    def keep(self, turns: Sequence[Turn], exchange: Exchange) -> None:
        """Remember what the last of these turns was answered with, and forget the oldest."""
        with self._lock:
            self._known[_key(turns)] = exchange
            self._known.move_to_end(_key(turns))
            while len(self._known) > KEPT:
                self._known.popitem(last=False)

    def exchanges(self, turns: Sequence[Turn]) -> list[Exchange] | None:
        """All these turns with their answers; None where one of them was not given here."""
        key = _key(turns)
        with self._lock:
            found = [self._find(key[: place + 1]) for place in range(len(key))]
        known = [exchange for exchange in found if exchange is not None]
        return known if len(known) == len(turns) else None

    def forget(self, exchanges: Sequence[Exchange]) -> None:
        """Know these no more."""
        gone = set(map(id, exchanges))
        with self._lock:
            for key in [key for key, one in self._known.items() if id(one) in gone]:
                del self._known[key]

    def _find(self, key: Key) -> Exchange | None:
        """What these turns led to; of a conversation without its beginning, if none is alike."""
        if key in self._known:
            return self._known[key]
        alike = [exchange for other, exchange in self._known.items() if other[-1] == key[-1]]
        return alike[0] if len(alike) == 1 else None


def _key(turns: Sequence[Turn]) -> Key:
    return tuple(
        _digest(_digest(turn.question.strip().encode()) + _digest(turn.answered.strip().encode()))
        for turn in turns
    )


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
