"""What the handlers of all parts of the page share: how an event runs, and where it comes from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, Self, TypeVar

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.notices import failure_html, page_text
from assistant.ui.only import Only
from assistant.ui.screen import Where

PRIVATE: Any = {"api_visibility": "private"}
QUICK: Any = {**PRIVATE, "queue": False, "show_progress": "hidden"}
SLOW: Any = {**PRIVATE, "show_progress": "hidden", "concurrency_limit": 16}

Updates = tuple[Any, ...]
P = ParamSpec("P")
R = TypeVar("R")


def told(handler: Callable[P, R]) -> Callable[P, R]:
    """A handler whose failures are one sentence on the page; a bug stays a traceback."""

    @wraps(handler)
    def telling(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return handler(*args, **kwargs)
        except AssistantError as error:
            raise gr.Error(page_text(error), title="", print_exception=False) from error

    return telling


async def with_failure(htmls: AsyncIterator[str]) -> AsyncIterator[str]:
    """HTML as it comes. A failure takes its place, and ends the event without success.

    Raises:
        Error: of Gradio, for the event alone: the page shows what failed by then.
    """
    try:
        async for html in htmls:
            yield html
    except AssistantError as error:
        yield failure_html(error)
        raise gr.Error(visible=False, print_exception=False) from error


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which button of a part was pressed, as `parts.PRESSED` tells it: `data-do`, `data-id`."""

    do: str
    id: int = 0
    text: str = ""

    @classmethod
    def read(cls, event: gr.EventData) -> Self:
        """From an event, which a script may have made."""
        data = event._data if isinstance(event._data, dict) else {}
        number = str(data.get("id", ""))
        return cls(
            str(data.get("do", "")),
            int(number) if number.isdecimal() and len(number) < 19 else -1,
            str(data.get("text", "")),
        )


def tab_of(request: gr.Request) -> str:
    """Names the open page that a request comes from."""
    return str(request.session_hash)


def where_of(request: gr.Request, place: Sequence[Any]) -> Where:
    """Where a question belongs.

    Args:
        request: from the open page.
        place: collection, profile and conversation as the page gives them, then the three
            fields of `Only`; whatever comes last may be left out.
    """
    shelf, profile, *rest = place
    conversation = int(rest[0] or 0) if rest else 0
    return Where(tab_of(request), shelf, profile or "", conversation, Only.typed(*rest[1:]))
