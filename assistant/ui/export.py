"""A conversation to take away: Markdown for reading, JSON for programs; both with citations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.present.markdown import escaped as plain
from assistant.present.printable import dumps
from assistant.ui.history import KeptTurn
from assistant.ui.markup import day


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


def conversation_markdown(title: str, turns: Sequence[KeptTurn]) -> str:
    """The conversation as Markdown; text from documents keeps no meaning as markup."""
    return "\n".join([f"# {plain(title)}", "", *(line for turn in turns for line in _turn(turn))])


def _turn(turn: KeptTurn) -> list[str]:
    answer = turn.answer
    lines = [f"## {plain(turn.question)}", ""]
    if turn.asked != turn.question:
        lines += [f"Understood as: {plain(turn.asked)}", ""]
    if turn.only:
        lines += [f"Only in documents {plain(turn.only)}", ""]
    if answer["refusal"]:
        lines += [plain(answer["refusal"]["reason"]), ""]
    for claim in answer["claims"]:
        text = plain(claim["text"])
        shown = f"“{text}”" if claim["verdict"] == "quoted" else text
        marks = "".join(f"\\[{number}\\]" for number in claim["citations"])
        lines += [f"{shown} {marks}", ""]
    lines += [_source(cited) for cited in answer["citations"]]
    return [*lines, ""] if answer["citations"] else lines


def _source(cited: Mapping[str, Any]) -> str:
    parts = [
        plain(cited["title"]),
        day(cited["date"], cited["date_origin"]),
        plain(cited["source"]) + (f", page {cited['page']}" if cited["page"] else ""),
    ]
    place = " · ".join(part for part in parts if part)
    return f"- \\[{cited['id']}\\] {place}: “{plain(cited['quote'])}”"


def file_title(title: str, kind: str) -> str:
    """A file name for a conversation: letters, digits and dashes of its title."""
    words = re.findall(r"[A-Za-z0-9]+", title)
    return f"{'-'.join(words)[:60] or 'conversation'}.{kind}"
