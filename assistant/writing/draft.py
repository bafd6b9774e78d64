"""The model's wording of a summary's sentences: a draft, which nothing may show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.protocols import Generator
from assistant.writing.direct import fits, written_by
from assistant.writing.outline import Picked
from assistant.writing.prompts import SUMMARY_SYSTEM, summary_prompt


def write_summary(
    picked: Sequence[Picked],
    generator: Generator,
    max_tokens: int,
    should_stop: Callable[[], bool] = lambda: False,
) -> str:
    """Let the model word the picked sentences of a summary, as many as fit its window.

    Args:
        picked: in the order of the text.
        generator: the writer.
        max_tokens: of the draft.
        should_stop: ends the writing within a token.
    """
    texts = [item.text for item in picked]
    while len(texts) > 1 and not fits(generator, SUMMARY_SYSTEM, summary_prompt(texts), max_tokens):
        texts.pop()
    prompt = summary_prompt(texts)
    return written_by(generator, SUMMARY_SYSTEM, prompt, max_tokens, should_stop).text
