"""The list of conversations: what it shows, and what its menu does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from assistant.ui.chat import Chat
from assistant.ui.conversations import Conversations
from assistant.ui.desk import Desk
from assistant.ui.screen import Screen, Where
from tests.ui.conftest import QUESTION

WHERE = Where(tab="tab", shelf="default")


async def _asked(chat: Chat) -> list[Screen]:
    return [screen async for screen in chat.ask(WHERE, QUESTION)]


def test_the_list_of_conversations_is_text(desk: Desk) -> None:
    history = desk.history("default")
    first, second = history.start("When <b>did</b> it open?"), history.start("Who spoke?")
    lists = Conversations(desk)

    def press(shown: int, *pressed: Any) -> tuple[int, str]:
        shown = lists.press("tab", "default", shown, *pressed)
        return shown, lists.html("tab", "default", shown)

    press(0, first, "pin")
    shown, html = press(second, first, "rename", "  <i>Oslo</i> bridge ")
    assert shown == second
    assert html.index(">Pinned<") < html.index("&lt;i&gt;Oslo&lt;/i&gt; bridge")
    assert html.index("Oslo") < html.index(">Today<") < html.index("Who spoke?")
    assert "<i>" not in html
    assert html.count('tabindex="0"') == 1, "one stop of the Tab key"
    shown, html = press(second, second, "delete")
    assert shown == 0
    assert "Deleted “Who spoke?”" in html
    assert [one.id for one in history.conversations()] == [first]
    _, html = press(0, second, "restore")
    assert "Deleted" not in html
    assert len(history.conversations()) == 2
    assert "No conversation holds these words" in lists.search("tab", "default", 0, "zebra")


def test_an_answer_leaves_the_list_as_it_was_searched(desk: Desk) -> None:
    history = desk.history("default")
    zebra, spoke = history.start("Where is the zebra?"), history.start("Who spoke?")
    chat = Chat(desk)
    try:
        assert "Who spoke?" not in chat.conversations.search(WHERE.tab, "default", 0, "zebra")
        chat.conversations.press(WHERE.tab, "default", 0, spoke, "delete")
        lists = [screen.listed for screen in asyncio.run(_asked(chat)) if screen.listed is not None]
        assert lists
        for listed in (*lists, chat.open(replace(WHERE, conversation=zebra)).listed or ""):
            assert "Where is the zebra?" in listed
            assert QUESTION not in listed
            assert "Undo" in listed, "an answer that arrives does not take it away"
    finally:
        chat.close()
