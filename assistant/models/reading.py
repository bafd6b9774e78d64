"""What a reader is asked → windows of tokens, and scores of tokens → where an answer stands.

Training uses the same functions, so that a reader is asked as it was taught.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.models.tokens import read_tokenizer
from assistant.protocols import Range

if TYPE_CHECKING:
    from tokenizers import Encoding

LONGEST_SPAN = 30
"""Tokens of an answer."""

NOTHING_THERE = 1e3
"""By how much no answer is better than the best span of a text without a word, and than a sentence
without one."""

_FIRST_TOKENS = 100
"""Of a question or a claim; a longer one loses its end."""

_SHARED = 3
"""Two windows in a row share one part in so many, so that no answer is cut in both."""


def claim_pair(
    claim: str,
    question: str | None,
    evidence: str,
    title: str | None = None,
    day: date | str | None = None,
) -> tuple[str, str]:
    """What `Reader.entail` takes: the two texts in the form that readers are trained on.

    Args:
        claim: what is judged.
        question: what the claim answers, where it answers one.
        evidence: the sentences that it is judged by.
        title: of their document.
        day: the document's date, or that date in words.
    """
    written = f"{day.day} {day:%B %Y}" if isinstance(day, date) else day
    return (
        f"{claim} | {question}" if question else claim,
        " | ".join(part for part in (title, written, evidence) if part),
    )


def best_span(scores: NDArray[np.float32]) -> tuple[int, int, np.float32]:
    """First and last token of the best span, and its score.

    Args:
        scores: of (start, end), of shape (tokens, 2); at least one token.
    """
    total = scores[:, :1] + scores[:, 1]
    place = np.arange(len(scores))
    further = place - place[:, np.newaxis]
    total[(further < 0) | (further >= LONGEST_SPAN)] = -np.inf
    first, last = np.unravel_index(int(total.argmax()), total.shape)
    return int(first), int(last), total[first, last]


@dataclass(frozen=True, slots=True)
class Window:
    """A text, or a part of one that is too long, behind its question or claim.

    Attributes:
        row: number of the text.
        ids: tokens of both, with the marks around them.
        first: number of the first token of the text.
        offsets: (start, end) of the text's tokens, in its characters.
    """

    row: int
    ids: Sequence[int]
    first: int
    offsets: Sequence[tuple[int, int]]

    @property
    def types(self) -> list[int]:
        """Of which of the two each token is."""
        return [0] * self.first + [1] * (len(self.ids) - self.first)

    def answer(self, scores: NDArray[np.float32]) -> tuple[float, tuple[int, int]]:
        """How much better no answer scores than the best span, and that span in characters."""
        if not self.offsets:
            return NOTHING_THERE, (0, 0)
        text = scores[self.first : self.first + len(self.offsets)]
        first, last, best = best_span(text)
        return float(scores[0].sum() - best), (self.offsets[first][0], self.offsets[last][1])

    def mean_in(self, scores: NDArray[np.float32], part: Range) -> tuple[int, float]:
        """How many tokens of a part of the text the window has, and their mean score."""
        text = scores[self.first : self.first + len(self.offsets)]
        first = bisect_right(self.offsets, part[0], key=itemgetter(1))
        last = bisect_left(self.offsets, part[1], key=itemgetter(0))
        if first >= last:
            return 0, -NOTHING_THERE
        return last - first, float(text[first:last].mean())


class Windows:
    """Cuts pairs of texts into what the network can read at once.

    Args:
        model: the model's folder.
        max_tokens: of both texts and the marks between them.

    Raises:
        ValueError: its tokenizer lacks one of the marks.
    """

    def __init__(self, model: Path, max_tokens: int) -> None:
        self._tokenizer = read_tokenizer(model)
        self._tokenizer.encode_special_tokens = True  # as text: a document sets no marks
        self._start, self._end = (self._mark(name) for name in ("[CLS]", "[SEP]"))
        self._max_tokens = max_tokens

    def whole(self, question: str, texts: Sequence[str]) -> list[Window]:
        """Windows over the whole of each text."""
        (first,) = self._encode([question])
        return [
            self._window(row, first, text, start)
            for row, text in enumerate(self._encode(texts))
            for start in self._starts(len(text.ids), self._room(first))
        ]

    def cut(self, pairs: Sequence[tuple[str, str]]) -> list[Window]:
        """One window for each pair; a second text that is too long loses its end."""
        claims = self._encode([claim for claim, _ in pairs])
        texts = self._encode([text for _, text in pairs])
        return [
            self._window(row, claim, text, 0)
            for row, (claim, text) in enumerate(zip(claims, texts, strict=True))
        ]

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)

    def _mark(self, name: str) -> int:
        found = self._tokenizer.token_to_id(name)
        if found is None:
            raise ValueError(f"there is no {name}")
        return found

    def _first(self, encoded: Encoding) -> list[int]:
        return encoded.ids[: min(_FIRST_TOKENS, self._max_tokens // 2)]

    def _room(self, first: Encoding) -> int:
        return max(1, self._max_tokens - len(self._first(first)) - 3)

    def _window(self, row: int, first: Encoding, text: Encoding, start: int) -> Window:
        before = [self._start, *self._first(first), self._end]
        end = start + self._room(first)
        ids = [*before, *text.ids[start:end], self._end]
        return Window(row, ids, len(before), text.offsets[start:end])

    def _starts(self, tokens: int, room: int) -> list[int]:
        step = max(1, room - room // _SHARED)
        return [*range(0, tokens - room, step), max(0, tokens - room)]
