"""A draft with the conditions and limits that its source sets.

    question, sentence ─does its rest limit the answer?→ a draft also under what conditions
                                                           └ the writer believes in it as well

A writer that is asked for a short answer leaves out what limits it ("It costs £42" of "It comes to
£42, with a joining fee of £20"), and finds that right when it is asked. Asked for the conditions,
too, it mostly names them; where nothing limits an answer it then adds what is beside the point.
Whether something does is told from the embeddings of question and sentence, as fitted by
`benchmarks.fit_limits` (docs/decisions/limits.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.corpus.layout import is_row
from assistant.language.followup import without_topic
from assistant.language.tongue import ENGLISH, language_of
from assistant.language.words import content_stems
from assistant.protocols import Embedder, Generator, Vectors
from assistant.records import Hit
from assistant.writing.approval import approval
from assistant.writing.direct import Draft, write_direct
from assistant.writing.stance import VERDICT, leaning, with_plain_verdict

ALSO = ", and under what conditions?"
"""What the question is written on with."""

LESS = 1.0
"""How much less a writer may believe in the fuller draft, in log odds."""

LIMITED = 0.5
"""Least probability that what else a sentence says limits its answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Logistic regression over the embeddings of a question and of what answers it.

    Attributes:
        weight: of `features`.
        bias: of the regression.
    """

    weight: NDArray[np.float64]
    bias: float

    @classmethod
    def load(cls, path: Path) -> Limits:
        """Read what `benchmarks/fit_limits.py` wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.array(stored["weight"]), stored["bias"])

    def likely(self, row: NDArray[np.float64]) -> float:
        """Probability in 0-1 that the rest of a sentence limits the answer, of `features`."""
        return float(1 / (1 + np.exp(-(row @ self.weight + self.bias))))


def weights_file(embedder: str) -> Path:
    """Where the weights lie that were fitted with an embedder."""
    return Path(__file__).with_name(f"limits_{embedder}.json")


@lru_cache(maxsize=4)
def fitted(embedder: str) -> Limits | None:
    """These weights, by the embedder's name in models.yaml; None where none were fitted with it."""
    path = weights_file(embedder)
    return Limits.load(path) if path.exists() else None


def features(question: Vectors, sentence: Vectors) -> NDArray[np.float64]:
    """Of two embeddings, of shape (dimension,), both and how far they are apart in each."""
    return np.concatenate([question, sentence, np.abs(question - sentence)]).astype(float)


def plain_draft(
    question: str,
    given: Sequence[Hit],
    writer: Generator,
    max_tokens: int,
    should_stop: Callable[[], bool] = lambda: False,
) -> Draft:
    """What a writer says, without a yes or no that it does not plainly mean (`stance.py`).

    Args:
        question: as the person asked it, or as it is understood.
        given: what it is written from.
        writer: writes, and is asked.
        max_tokens: of the draft.
        should_stop: ends the writing.
    """
    draft = write_direct(question, given, writer, max_tokens, should_stop)
    return with_plain_verdict(draft, lambda: leaning(question, given, writer, should_stop))


def drafts_of(
    question: str,
    given: Sequence[Hit],
    told: Sequence[Hit],
    around: Sequence[Hit],
    embedder: Embedder,
    writer: Generator,
    max_tokens: int,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[Draft, Draft | None]:
    """A draft, and the same with its conditions; None where there are none, or it is no better.

    What the writer thinks of the draft goes with both, if it was taught to say: that a draft says
    more makes it no less right than the short one is likely to be. Arguments as above, but:

    Args:
        question: as above.
        given: a sentence as a passage of its own, or several; only with one are conditions asked
            for.
        told: the same, each with the sentence before it, over which yes and no are weighed.
        around: the passages that these stand in, over which the writer is asked what it thinks.
        embedder: of the question, and of what is given.
        writer: as above.
        max_tokens: of either draft.
        should_stop: as above.
    """

    def thinks(draft: Draft, read: Sequence[Hit]) -> float | None:
        return approval(question, read, draft.text, writer, should_stop)

    @cache
    def leans() -> float | None:
        return leaning(question, told, writer, should_stop)

    def says(asked: str) -> Draft:
        draft = write_direct(asked, given, writer, max_tokens, should_stop)
        return with_plain_verdict(draft, leans)

    draft = says(question)
    odds = thinks(draft, around)  # None where they are longer than the writer's window
    draft = replace(draft, approval=thinks(draft, given) if odds is None else odds)
    if draft.approval is None or not _is_limited(draft, question, given, embedder):
        return draft, None
    fuller = says(_also(question))
    if not _says_more(fuller, draft, f"{given[0].passage.text} {question}"):
        return draft, None
    short, full = thinks(draft, given), thinks(fuller, given)
    if short is None or full is None or full <= short - LESS:
        return draft, None
    return draft, replace(draft, text=fuller.text)


def _also(question: str) -> str:
    """The question with that of the conditions behind it, before a topic that was put behind it."""
    typed = without_topic(question)
    bare = typed.rstrip(" ?!.\n")
    return f"{bare}{ALSO}{question[len(typed) :]}"


def _is_limited(draft: Draft, question: str, given: Sequence[Hit], embedder: Embedder) -> bool:
    """Whether the one sentence given says more than the draft, and what may limit the answer."""
    weights = fitted(embedder.name)
    if weights is None or len(given) != 1 or language_of(question) != ENGLISH:
        return False
    source = given[0].passage.text
    if is_row(source) or not _brings(source, f"{draft.text} {question}"):
        return False
    asked = embedder.encode_queries([without_topic(question)])[0]
    row = features(asked, embedder.encode_passages([source])[0])
    return row.shape == weights.weight.shape and weights.likely(row) >= LIMITED


def _says_more(fuller: Draft, draft: Draft, known: str) -> bool:
    """Whether it says more than the draft, all of it known, and no other yes, no or number."""
    numbers = {stem for stem in content_stems(draft.text) if any(map(str.isdigit, stem))}
    return (
        _brings(fuller.text, draft.text)
        and not _brings(fuller.text, f"{known} {draft.text}")
        and numbers <= set(content_stems(fuller.text))
        and _verdict(fuller) == _verdict(draft)
    )


def _brings(text: str, known: str) -> bool:
    """Whether it has a word of content that is not known."""
    return not set(content_stems(text)) <= set(content_stems(known))


def _verdict(draft: Draft) -> str:
    """The yes or no that it opens with, if it does."""
    opening = VERDICT.match(draft.text)
    return opening[0][:2].casefold() if opening else ""
