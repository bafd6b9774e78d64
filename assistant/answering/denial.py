"""What a question takes for granted, asked by itself: "why was he sacked?" asks whether he was.

The sentence that answers best has denied it (`writing/premise.py`). Where the documents say no to
that, too, this no is the answer; where the question would be refused, so is what they say that is
no yes (docs/decisions/premises.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answering.resources import Resources
from assistant.grounding.judge import says
from assistant.grounding.polarity import negates
from assistant.language.question import Question
from assistant.protocols import Vectors
from assistant.records import Answer
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.approval import ASKED
from assistant.writing.direct import read_passages
from assistant.writing.evidence import alone, read_evidence
from assistant.writing.premise import DENIED, RATHER, denied
from assistant.writing.stating import stating


def denial(
    question: Question,
    taken: str | None,
    resources: Resources,
    top: int,
    among: Filter,
    ask: Callable[[Question, Vectors], Answer],
    should_stop: Callable[[], bool],
    *,
    is_refused: bool = False,
) -> Answer | None:
    """Whether what a question takes for granted is so, where the answer to that is no.

    Args:
        question: as it was asked.
        taken: the question whether that is so; None where there is none.
        resources: what it is answered with.
        top: how many passages are looked at.
        among: which documents may answer.
        ask: answers a question with its embedding, unseen.
        should_stop: ends the asking; then nothing is told.
        is_refused: the question has no answer, so that nothing has denied it yet.
    """
    if taken is None or not resources.writes or should_stop():
        return None
    writer = resources.writer
    assert writer is not None
    if not writer.is_taught:
        return None
    whether, query = Question.parse(taken), resources.query(taken)
    hits = stating(retrieve(resources.collection, whether, query, top, among))
    found = read_evidence(whether, hits, read_passages(whether.text, hits, resources.reader))
    given = [alone(one) for one in (found[:1] if is_refused else found[:ASKED])]
    least = DENIED if is_refused else RATHER
    if not (given and denied(question.text, given, writer, should_stop, least)):
        return None
    answer = ask(whether, query)
    is_no = tells_otherwise(answer) if is_refused else says_no(answer, whether.text)
    return replace(answer, question=question.text) if is_no and not should_stop() else None


def tells_otherwise(answer: Answer) -> bool:
    """Whether an answer is no refusal and no yes."""
    return answer.status == "answered" and not says(_first(answer), "yes")


def says_no(answer: Answer, asked: str) -> bool:
    """Whether an answer is a no, or denies something where the question denies nothing."""
    told = _first(answer)
    return says(told, "no") or (negates(told) and not says(told, "yes") and not negates(asked))


def _first(answer: Answer) -> str:
    return next((one.text for one in answer.claims if one.verdict != "said"), "")
