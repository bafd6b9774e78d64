"""The handlers behind the parts of the page, which all of its events share."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.ui.chat import Chat
from assistant.ui.desk import Desk
from assistant.ui.documents import Documents
from assistant.ui.pull import Puller
from assistant.ui.suggesting import Suggesting
from assistant.ui.summaries import Summaries
from assistant.ui.work import Workshop


@dataclass(frozen=True, slots=True)
class Handlers:
    """Who answers the events of the page; each server has one of it.

    Attributes:
        desk: collections and models.
        chat: the conversations.
        documents: what comes into a collection, and goes.
        summaries: their runs.
        suggesting: makes questions to ask.
        puller: downloads models.
        workshop: the thread in which documents come and models are downloaded.
    """

    desk: Desk
    chat: Chat
    documents: Documents
    summaries: Summaries
    suggesting: Suggesting
    puller: Puller
    workshop: Workshop

    @classmethod
    def of(cls, desk: Desk, *, is_local: bool) -> Handlers:
        """Those over a desk.

        Args:
            desk: collections and models.
            is_local: nobody but this machine reaches the page, so that it may name files and
                download models.
        """
        suggesting, workshop = Suggesting(desk), Workshop()
        return cls(
            desk,
            Chat(desk),
            Documents(desk, workshop, paths_allowed=is_local, suggesting=suggesting),
            Summaries(desk),
            suggesting,
            Puller(desk.models, workshop, allowed=is_local),
            workshop,
        )

    def leave(self, tab: str) -> None:
        """A page was closed."""
        self.chat.leave(tab)
        self.summaries.leave(tab)

    def end(self) -> None:
        """The server is about to end: what is under way is given up."""
        for one in (self.chat, self.summaries, self.suggesting, self.workshop):
            one.end()

    def close(self) -> None:
        """End what is under way, and wait for that."""
        for one in (self.chat, self.summaries, self.suggesting, self.workshop):
            one.close()
