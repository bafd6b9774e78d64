"""What was deleted with the documents that it quoted, in words."""

from __future__ import annotations


def forgotten_words(receipts: int, turns: int = 0, summaries: int = 0) -> str:
    """One sentence; empty where nothing was deleted.

    Args:
        receipts: of answers and summaries.
        turns: of conversations.
        summaries: that a ledger kept.
    """
    counts = (
        (receipts, "receipt", "receipts"),
        (turns, "turn of a conversation", "turns of conversations"),
        (summaries, "kept summary", "kept summaries"),
    )
    said = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]
    return f"Deleted with what they quoted: {', '.join(said)}." if said else ""
