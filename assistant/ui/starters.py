"""Questions to begin with, on a page where nothing was asked yet."""

from __future__ import annotations

import asyncio
from typing import Any

import gradio as gr

from assistant.ui.events import QUICK, tab_of, told
from assistant.ui.handlers import Handlers
from assistant.ui.parts import Side, Talk
from assistant.ui.screen import Where
from assistant.ui.welcome import example_questions, welcome_html


def connect_examples(handlers: Handlers, side: Side, talk: Talk, shown: Any) -> None:
    """Example questions follow once they were tried, which needs the embedder.

    Better ones follow once the writer has made them. Outside the queue: who clicks while its stream
    ends may lose what comes next.

    Args:
        handlers: they know what can be asked, and what a page shows by then.
        side: where the collection is chosen.
        talk: where they are shown.
        shown: the event that they follow.
    """
    desk, chat = handlers.desk, handlers.chat

    @told
    def examples(shelf: str, conversation: int) -> Any:
        if conversation:
            return gr.skip()
        return welcome_html(desk, shelf, example_questions(desk, shelf))

    async def better(request: gr.Request, shelf: str, conversation: int) -> Any:
        if conversation or not (found := await handlers.suggesting.better(shelf)):
            return gr.skip()
        where = Where(tab_of(request), shelf)
        if chat.shown(where.tab) or not chat.shows(where):  # opened meanwhile
            return gr.skip()
        return await asyncio.to_thread(welcome_html, desk, shelf, found)

    place = [side.shelf, talk.conversation]
    tried = shown.then(examples, place, talk.welcome, **QUICK)
    tried.then(better, place, talk.welcome, **QUICK)
