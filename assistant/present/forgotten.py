"""What is deleted with the documents that it quotes, in words."""

from __future__ import annotations

RECEIPT = "receipt", "receipts"
RECORD = "record of how an answer was made", "records of how answers were made"
"""What a receipt is called where nobody can look at one."""


def forgotten_words(
    receipts: int, turns: int = 0, summaries: int = 0, called: tuple[str, str] = RECEIPT
) -> str:
    """One sentence on what was deleted; empty where nothing was.

    Args:
        receipts: of answers and summaries.
        turns: of conversations.
        summaries: that a ledger kept.
        called: one receipt, and several.
    """
    said = _counted(receipts, turns, summaries, called)
    return f"Deleted with what they quoted: {said}." if said else ""


def quoting_words(
    receipts: int, turns: int, summaries: int, called: tuple[str, str] = RECEIPT
) -> str:
    """One sentence on what will be deleted, in the same terms."""
    said = _counted(receipts, turns, summaries, called)
    return f"What quotes them is deleted too: {said}." if said else ""


def _counted(receipts: int, turns: int, summaries: int, called: tuple[str, str]) -> str:
    counts = (
        (turns, "answer in a conversation", "answers in conversations"),
        (summaries, "kept summary", "kept summaries"),
        (receipts, *called),
    )
    return ", ".join(
        f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count
    )
