"""Answers in languages that reader and judge were not trained on: a quotation, said to be one.

The embedder finds the passage, and the sentence of it; nothing else here knows the language. So
nothing is worded, and no probability is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.resources import Resources
from assistant.grounding.answer import quoted, refused
from assistant.grounding.refuse import refusal
from assistant.language.question import Question
from assistant.language.tongue import ENGLISH, language_of
from assistant.protocols import Vectors
from assistant.records import Answer, Evidence, Hit, Receipt

REASON = (
    "The models that read and check know English only: this is the sentence that comes nearest,"
    " as it stands, and whether it answers was not checked."
)


AS_NEAR = 0.03
"""How much less of a cosine is as near: the same in another language may have a little more."""


def unread(question: Question, hits: Sequence[Hit], resources: Resources) -> Hit | None:
    """The nearest passage where it, or the question, is not in English; else None."""
    if resources.embedder.english_only or not hits:
        return None
    near = nearest_passage(hits)
    texts = (question.text, near.passage.text)
    return near if any(language_of(text) != ENGLISH for text in texts) else None


def nearest_passage(hits: Sequence[Hit]) -> Hit:
    """Of the passages that are as near as the nearest, the first of the search.

    The search knows the words of the question; but words are those of one language, so that the
    search alone puts others first.
    """
    least = max(hit.dense_score for hit in hits) - AS_NEAR
    return next(hit for hit in hits if hit.dense_score >= least)


def quote_unread(
    question: Question,
    query: Vectors,
    hit: Hit,
    resources: Resources,
    searched: tuple[int, int],
    receipt: Receipt,
) -> Answer:
    """The sentence of a passage that is nearest to a question, with what was not checked.

    Where the passage is not near at all, the question is refused.

    Args:
        question: what was asked.
        query: its embedding, shape (dimension,).
        hit: the passage.
        resources: what the question is answered with.
        searched: how many passages and documents there are.
        receipt: what made the answer.
    """
    if hit.dense_score < resources.embedder.least_cosine:
        return refused(question, (), searched, [hit], 0.0, receipt)
    evidence = [Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences]
    vectors = resources.recent.encode_passages([one.text for one in evidence])
    best = evidence[int((vectors @ query).argmax())]
    partial = replace(refusal((), searched, (), partial=False), reason=REASON)
    return quoted(question, [best], (), 0.0, partial, receipt)
