"""Text of unknown origin, made safe for a terminal.

Titles, passages, file names and models' wording may hold escape sequences that move the cursor
or change the window, and characters that reverse the reading order or cannot be seen.
"""

from __future__ import annotations

import json
import re
from typing import Any

_COLOUR = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]")
"""A whole CSI sequence (colours, cursor movements): nothing of it is worth showing."""

_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # invisible, reading order
    "\u2028\u2029\ufff9-\ufffb"
    "\ud800-\udfff"  # halves of characters: no encoding takes them
    "\U000e0000-\U000e007f"  # tag characters: invisible text
    "]"
)


def printable(text: str) -> str:
    """The text without anything that a terminal would obey or could not show."""
    return _UNSAFE.sub("", _COLOUR.sub("", text))


def one_line(text: str) -> str:
    """The printable text with each run of white space as one space."""
    return " ".join(printable(" ".join(text.split())).split())


def dumps(data: Any, *, indent: int | None = None) -> str:
    """JSON that reads back exactly, with whatever `printable` leaves out as an escape."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], text)
