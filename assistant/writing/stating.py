"""What passages state: a sentence that asks says nothing by itself.

Forums, interviews and pages of frequent questions ask what a person asks, in the same words, so
that search and models like nothing better. A question counts as part of what answers it, the
sentence behind it ("May I bring a dog? Yes, on a lead."), and as nothing where none follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.corpus.sentences import asks
from assistant.records import Hit, Passage, Span


def stating(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that state something, each sentence that asks joined to the one behind it."""
    found = []
    for hit in hits:
        sentences = tuple(_statements(hit.passage))
        if sentences == hit.passage.sentences:
            found.append(hit)
        elif sentences:
            found.append(replace(hit, passage=replace(hit.passage, sentences=sentences)))
    return found


def _statements(passage: Passage) -> Iterator[Span]:
    opened: int | None = None
    for span in passage.sentences:
        if asks(passage.text_of(span)):
            opened = span.start
        else:
            yield Span(span.start if opened is None else opened, span.end)
            opened = None
