"""Texts for property tests: pieces that break splitters, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

_PIECES = (
    "A sentence of some words. ",
    "A long line of prose with many words in it, which is well over eighty characters wide. ",
    "Mr. ",
    "U.S. ",
    "J. ",
    "3.14",
    "https://a.example/b.c?d=1.",
    "“Quoted.” ",
    "(late.) ",
    "...",
    "…",
    "[1]",
    "\n",
    "\n\n",
    "\r\n",
    "\n\n# Heading\n",
    "\nShort Title\n",
    "\n- item\n",
    "\n| a | b |\n",
    "\n```\n",
    "\n---\n",
    "\nAlso read: more\n",
    "(AP)\n",
    "date 2024-01-02 ",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\u0085",
    "\x0b",
    "\x0c",
    "\x1c",
    "\t",
    "\u3000",
    "\u200b",
    "\u202eשלום עולם.\u202c ",
    "مرحبا. كيف؟ ",
    "東京は大きい。北京很大。",
    "e\u0301\u0323",
    "👩\u200d👧\ufe0f",
    "x" * 300,
)


def texts() -> st.SearchStrategy[str]:
    """Up to a few thousand characters; lone surrogates, which no document holds, are left out."""
    pieces = st.sampled_from(_PIECES) | st.text(st.characters(codec="utf-8"), max_size=4)
    return st.lists(pieces, max_size=40).map("".join)
