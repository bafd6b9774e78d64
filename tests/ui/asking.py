"""Questions to the handlers of the conversation, and what they show."""

from __future__ import annotations

import asyncio
from typing import Any

from assistant.ui.chat import Chat
from assistant.ui.desk import Desk
from assistant.ui.screen import Screen, Where

WHERE = Where(tab="tab", shelf="default")


async def screens_of(chat: Chat, where: Where, text: str, **how: Any) -> list[Screen]:
    """All that is shown for a question, the answer last."""
    return [screen async for screen in chat.ask(where, text, **how)]


def ask(desk: Desk, text: str, where: Where = WHERE, **how: Any) -> list[Screen]:
    """The same of a conversation that ends with it."""
    chat = Chat(desk)
    try:
        return asyncio.run(screens_of(chat, where, text, **how))
    finally:
        chat.close()
