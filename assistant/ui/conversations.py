"""The list of conversations: by day, the pinned ones first, with what a search found in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import quote

from assistant.records import date_in_words
from assistant.ui.desk import Desk
from assistant.ui.history import Conversation
from assistant.ui.only import require_short
from assistant.ui.templates import render


@dataclass(slots=True)
class ListView:
    """What a page's list shows.

    Attributes:
        search: words that each conversation holds.
        gone: a collection's name and its conversation that was just deleted and can be had back.
    """

    search: str = ""
    gone: tuple[str, Conversation] | None = None


class Conversations:
    """The lists of all open pages.

    Args:
        desk: the collections.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._views: dict[str, ListView] = {}

    def html(self, tab: str, shelf: str, current: int) -> str:
        """The list as HTML, with a menu for each; empty where the collection does not exist.

        Args:
            tab: names the open page.
            shelf: the collection's name.
            current: the id of the conversation that is open; 0 for none.

        Raises:
            CollectionError: it cannot be read, or the page offers none of that name.
        """
        if not self._desk.has(shelf):
            return ""
        view = self._views.get(tab, ListView())
        of, gone = view.gone or ("", None)
        found = self._desk.history(shelf).conversations(view.search)
        ids = [one.id for one in found]
        today = datetime.now().astimezone().date()
        groups = [(day, list(same)) for day, same in groupby(found, lambda one: _day(one, today))]
        return render(
            "conversations",
            groups=groups,
            shelf=shelf,
            current=current,
            reached=current if current in ids else next(iter(ids), 0),
            gone=gone if of == shelf else None,
            searched=bool(view.search.split()),
            address=f"conversation/{quote(shelf, safe='')}",
        )

    def search(self, tab: str, shelf: str, current: int, words: str) -> str:
        """Show the conversations that hold these words, until other words are given.

        Raises:
            ConfigError: the words are too many.
        """
        require_short("What is searched for", words)
        self._views[tab] = ListView(words)
        return self.html(tab, shelf, current)

    def press(
        self, tab: str, shelf: str, current: int, chosen: int, do: str, text: str = ""
    ) -> int:
        """Rename, pin, delete or have back a conversation of the list.

        Args:
            tab: names the open page.
            shelf: the collection's name.
            current: the conversation that is open.
            chosen: the one that is meant.
            do: one of `rename`, `pin`, `delete`, `restore`; with any other, what was deleted is
                no longer offered.
            text: its new name.

        Returns:
            The conversation that is still open.

        Raises:
            ConfigError: a name is too long.
        """
        history, gone = self._desk.history(shelf), None
        match do:
            case "rename":
                require_short("A name", text)
                history.rename(chosen, " ".join(text.split()))
            case "pin":
                history.pin(chosen)
            case "restore":
                history.restore(chosen)
            case "delete":
                gone = history.delete(chosen)
        self._views.setdefault(tab, ListView()).gone = (shelf, gone) if gone else None
        return 0 if gone and chosen == current else current

    def leave(self, tab: str) -> None:
        """That page was closed."""
        self._views.pop(tab, None)


def _day(one: Conversation, today: date) -> str:
    if one.pinned:
        return "Pinned"
    day = datetime.fromisoformat(one.created).astimezone().date()
    near = {0: "Today", 1: "Yesterday"}.get((today - day).days)
    return near or date_in_words(day, "text", "%b")
