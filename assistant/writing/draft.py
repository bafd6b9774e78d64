"""The model's wording of picked evidence: a draft, which nothing may show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.corpus.sentences import sentence_spans
from assistant.protocols import Generator
from assistant.records import Draft, Evidence
from assistant.writing.outline import Picked
from assistant.writing.prompts import SUMMARY_SYSTEM, SYSTEM, answer_prompt, summary_prompt

_TEMPLATE_TOKENS = 64


def write_answer(
    question: str,
    evidence: Sequence[Evidence],
    generator: Generator,
    max_tokens: int,
    should_stop: Callable[[], bool] = lambda: False,
    on_sentences: Callable[[Draft], None] | None = None,
) -> Draft:
    """Let the model word an answer from the evidence alone.

    Evidence that does not fit the model's window is left out from the end, and the draft
    names only what the model has read.

    Args:
        question: as the person asked it.
        evidence: best first.
        generator: the writer.
        max_tokens: of the draft.
        should_stop: ends the writing within a token.
        on_sentences: called while it is written, with each sentence that another one follows;
            the last one is never among them.
    """
    room = generator.context_tokens - max_tokens - _TEMPLATE_TOKENS
    fitting = _fitting(question, evidence, generator, room)
    pieces = generator.generate(
        SYSTEM,
        answer_prompt(question, fitting),
        max_tokens=max_tokens,
        should_stop=should_stop,
    )
    text, seen = "", 0
    for piece in pieces:
        text += piece
        end = _complete(text) if on_sentences else 0
        if on_sentences and end > seen:
            on_sentences(Draft(question, text[seen:end].strip(), tuple(fitting)))
            seen = end
    return Draft(request=question, text=text.strip(), evidence=tuple(fitting))


def _complete(text: str) -> int:
    """Where the last sentence that another one follows ends; 0 if there is none."""
    spans = sentence_spans(text)
    return spans[-2].end if len(spans) > 1 else 0


def write_summary(
    picked: Sequence[Picked],
    generator: Generator,
    max_tokens: int,
    should_stop: Callable[[], bool] = lambda: False,
) -> Draft:
    """Let the model word the picked sentences of a summary, as many as fit its window.

    Args:
        picked: in the order of the text.
        generator: the writer.
        max_tokens: of the draft.
        should_stop: ends the writing within a token.
    """
    room = generator.context_tokens - max_tokens - _TEMPLATE_TOKENS
    fitting = list(picked)
    while len(fitting) > 1 and _tokens(generator, fitting) > room:
        fitting.pop()
    prompt = summary_prompt([item.text for item in fitting])
    pieces = generator.generate(
        SUMMARY_SYSTEM, prompt, max_tokens=max_tokens, should_stop=should_stop
    )
    evidence = tuple(item.evidence for item in fitting)
    return Draft(request="", text="".join(pieces).strip(), evidence=evidence)


def _tokens(generator: Generator, picked: Sequence[Picked]) -> int:
    prompt = SUMMARY_SYSTEM + summary_prompt([item.text for item in picked])
    return generator.count_tokens([prompt])[0]


def _fitting(
    question: str, evidence: Sequence[Evidence], generator: Generator, room: int
) -> Sequence[Evidence]:
    for count in range(len(evidence), 1, -1):
        prompt = SYSTEM + answer_prompt(question, evidence[:count])
        if generator.count_tokens([prompt])[0] <= room:
            return evidence[:count]
    return evidence[:1]
