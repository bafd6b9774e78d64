"""What the handlers of the conversation are asked, and what they show."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.ui.only import Only


@dataclass(frozen=True, slots=True)
class Screen:
    """What changes on the page; None leaves a part as it is.

    Attributes:
        box: the question box.
        past, live: the conversation before its last turn, and that turn, as HTML.
        past_cards, live_cards: their source cards.
        conversation: which conversation is open; 0 is a new one.
        turn: the kept turn that can be rated, retried and edited; 0 for none.
        replaced: says that what that turn took the place of can be had back, as HTML.
        understood: the rewritten question, to be edited; "" hides it.
        busy: whether a question is under way.
        queued: the questions that wait for it, as HTML.
        listed: the list of conversations, as HTML.
    """

    box: str | None = None
    past: str | None = None
    live: str | None = None
    past_cards: str | None = None
    live_cards: str | None = None
    conversation: int | None = None
    turn: int | None = None
    replaced: str | None = None
    understood: str | None = None
    busy: bool | None = None
    queued: str | None = None
    listed: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Whose question it is, and of which documents.

    Attributes:
        tab: names the open page.
        shelf: the collection's name.
        profile: the models; "" for the ones chosen at the start.
        conversation: 0 for a new one.
        only: the part of the collection that is asked.
    """

    tab: str
    shelf: str
    profile: str = ""
    conversation: int = 0
    only: Only = Only()  # noqa: RUF009 - frozen
