"""The page's own style, script and icon."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def css() -> str:
    """All of the page's own style, for Gradio's page and for whole documents."""
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


@cache
def frame() -> str:
    """How high the parts of Gradio's page are, which is about what is outside its container."""
    return Path(__file__).with_name("frame.css").read_text(encoding="utf-8")


@cache
def script() -> str:
    """Citation links, the drawer of sources, spoken status."""
    return Path(__file__).with_name("page.js").read_text(encoding="utf-8")


@cache
def icon() -> str:
    """A quotation with its mark, as SVG."""
    return Path(__file__).with_name("icon.svg").read_text(encoding="utf-8")
