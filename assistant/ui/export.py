"""A conversation to take away as JSON, and what its file is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from assistant.present.printable import dumps
from assistant.ui.history import KeptTurn


def conversation_json(title: str, turns: Sequence[KeptTurn]) -> str:
    """The conversation with the whole JSON of each answer."""
    return dumps(
        {
            "title": title,
            "turns": [
                {
                    "question": turn.question,
                    "asked": turn.asked,
                    "only": turn.only,
                    "created": turn.created,
                    "rating": turn.rating,
                    "answer": dict(turn.answer),
                }
                for turn in turns
            ],
        },
        indent=2,
    )


def file_title(title: str, kind: str) -> str:
    """A file name for a conversation: letters, digits and dashes of its title, without accents."""
    plain = normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    return f"{'-'.join(words)[:60] or 'conversation'}.{kind}"
