"""The model's wording of a summary's sentences: a draft, which nothing may show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.protocols import Generator
from assistant.records import Draft
from assistant.writing.outline import Picked
from assistant.writing.prompts import SUMMARY_SYSTEM, summary_prompt

_TEMPLATE_TOKENS = 64


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
