"""What stands around a place in a document, clutter left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records import Passage


@dataclass(frozen=True, slots=True)
class Around:
    """What stands before and after a quotation in its document."""

    before: str
    after: str


def around(start: int, end: int, passages: Sequence[Passage]) -> Around | None:
    """The rest of the passage that holds a place; the next one where nothing of it is left.

    Args:
        start: where the place begins in its document's text.
        end: where it ends.
        passages: all of the document, in the order of its text; none of a document that was
            removed.
    """
    for index, passage in enumerate(passages):
        if passage.start <= start and end <= passage.end:
            before = passage.text[: start - passage.start]
            after = passage.text[end - passage.start :]
            if not before.strip() and index > 0:
                before = passages[index - 1].text + "\n\n" + before
            if not after.strip() and index + 1 < len(passages):
                after = after + "\n\n" + passages[index + 1].text
            return Around(before, after)
    return None
