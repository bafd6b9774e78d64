"""Kept turns as HTML, each with the cards of its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.search.collection import Collection
from assistant.ui.history import KeptTurn
from assistant.ui.known import Known
from assistant.ui.sources import Beside, around, nearest_cards, no_cards, source_cards
from assistant.ui.thread import turn_html

Pair = tuple[str, str]
"""A turn, or several, and their cards."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Shows turns.

    Attributes:
        known: what can be asked in the place of a question that was refused.
    """

    known: Known

    def pair(self, turn: KeptTurn, collection: Collection | None, shelf: str) -> Pair:
        """A turn and its source cards; without the collection, what needs it is left out."""
        name = str(turn.id)
        answer = turn.answer
        cited = answer["citations"]
        if answer["refusal"] and not cited:
            near = answer["refusal"].get("nearest", [])
            instead = self.known.instead(turn, shelf, collection)
            cards = nearest_cards(name, near, shelf) or no_cards(name, is_answer=False)
            return turn_html(name, turn, instead), cards
        places: list[Beside | None] = [None] * len(cited)
        if collection is not None:
            places = around(cited, collection, answer)
        cards = source_cards(name, cited, places, shelf) or no_cards(name, is_answer=True)
        return turn_html(name, turn), cards

    def joined(self, turns: Sequence[KeptTurn], collection: Collection | None, shelf: str) -> Pair:
        """Several turns, one after the other."""
        return joined([self.pair(turn, collection, shelf) for turn in turns])


def joined(pairs: Sequence[Pair]) -> Pair:
    """Turns as one text, and their cards as one."""
    return "".join(html for html, _ in pairs), "".join(cards for _, cards in pairs)
