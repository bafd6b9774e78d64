"""The page's own style, scripts and icon."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SERVED = {
    "page.js": "text/javascript",
    "question.js": "text/javascript",
    "marks.js": "text/javascript",
    "gone.js": "text/javascript",
    "frame.css": "text/css",
    "icon.svg": "image/svg+xml",
}
"""What the page fetches, and of what kind it is; `page.js` imports the other scripts."""


@cache
def asset(name: str) -> str:
    """One of the page's own files, as text."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def css() -> str:
    """All of the page's own style, for Gradio's page and for whole documents."""
    return asset("style.css")
