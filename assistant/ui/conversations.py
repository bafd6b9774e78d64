"""The list of conversations: by day, the pinned ones first, with what a search found in them."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from urllib.parse import quote

from assistant.records import date_in_words
from assistant.ui.desk import Desk
from assistant.ui.history import Conversation
from assistant.ui.only import require_short
from assistant.ui.templates import render


def listed(
    desk: Desk, shelf: str, current: int, search: str = "", gone: Conversation | None = None
) -> str:
    """The list as HTML, with a menu for each; empty where the collection does not exist.

    Args:
        desk: the collections.
        shelf: the collection's name.
        current: the id of the conversation that is open; 0 for none.
        search: words that each one holds.
        gone: one that was just deleted and can be had back.

    Raises:
        ConfigError: the words to search for are too many.
    """
    require_short("What is searched for", search)
    if not desk.shelf(shelf).exists:
        return ""
    found = desk.history(shelf).conversations(search)
    ids = [one.id for one in found]
    today = datetime.now().astimezone().date()
    groups = [(day, list(same)) for day, same in groupby(found, lambda one: _day(one, today))]
    return render(
        "conversations",
        groups=groups,
        shelf=shelf,
        current=current,
        reached=current if current in ids else next(iter(ids), 0),
        gone=gone,
        searched=bool(search.split()),
        address=f"conversation/{quote(shelf, safe='')}",
    )


def press(
    desk: Desk, shelf: str, shown: int, chosen: int, do: str, text: str = "", search: str = ""
) -> tuple[int, str]:
    """Rename, pin, delete or have back a conversation of the list.

    Args:
        desk: the collections.
        shelf: the collection's name.
        shown: the conversation that is open.
        chosen: the one that is meant.
        do: one of `rename`, `pin`, `delete`, `restore`.
        text: its new name.
        search: words that each one of the list holds.

    Returns:
        The conversation that is still open, and the list anew.

    Raises:
        ConfigError: a name or the words to search for are too long.
    """
    history, gone = desk.history(shelf), None
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
    shown = 0 if gone and chosen == shown else shown
    return shown, listed(desk, shelf, shown, search, gone)


def _day(one: Conversation, today: date) -> str:
    if one.pinned:
        return "Pinned"
    day = datetime.fromisoformat(one.created).astimezone().date()
    near = {0: "Today", 1: "Yesterday"}.get((today - day).days)
    return near or date_in_words(day, "text", "%b")
