"""The text that a passage is embedded as."""

from __future__ import annotations

CONTEXT_TOKENS = 64
"""Room in the embedder's window for title and section, beside the passage."""

_CONTEXT_CHARACTERS = 120
"""A longer title or section is cut: it must not push the passage out of the window."""


def passage_limit(max_tokens: int) -> int:
    """The longest passage, in tokens, for an embedder that reads `max_tokens`."""
    return max(max_tokens - CONTEXT_TOKENS, max_tokens // 2)


def passage_text(title: str, section: str, text: str) -> str:
    """The text that a passage is embedded as: a passage rarely repeats its own topic."""
    context = [part[:_CONTEXT_CHARACTERS] for part in (title, section) if part]
    return ". ".join([*context, text])
