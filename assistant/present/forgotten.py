"""What is deleted with the documents that it quotes, in words."""

from __future__ import annotations


def forgotten_words(receipts: int, turns: int = 0, summaries: int = 0) -> str:
    """One sentence on what was deleted; empty where nothing was.

    Args:
        receipts: of answers and summaries.
        turns: of conversations.
        summaries: that a ledger kept.
    """
    said = _counted(receipts, turns, summaries)
    return f"Deleted with what they quoted: {said}." if said else ""


def quoting_words(receipts: int, turns: int, summaries: int) -> str:
    """One sentence on what will be deleted, in the same terms."""
    said = _counted(receipts, turns, summaries)
    return f"What quotes them is deleted too: {said}." if said else ""


def _counted(receipts: int, turns: int, summaries: int) -> str:
    counts = (
        (receipts, "receipt", "receipts"),
        (turns, "turn of a conversation", "turns of conversations"),
        (summaries, "kept summary", "kept summaries"),
    )
    return ", ".join(
        f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count
    )
