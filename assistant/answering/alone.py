"""A follow-up as a question that stands alone, as rules or the writer put it.

Rules (`language.followup`) put the topic behind a question, or one name in another's place. The
writer words it as a person would, and sometimes asks something else. What it wrote counts where it
keeps the words that were typed and adds only words that were said; and where the reader finds an
answer to it about as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.confidence import confidence_in
from assistant.answering.resources import Resources
from assistant.corpus.sentences import asks, sentence_spans
from assistant.language.followup import Turn, rewrite
from assistant.language.pointing import LIGHT, points_back
from assistant.language.subquestions import subquestions
from assistant.language.words import content_stems, stems
from assistant.writing.follow_up import write_alone

BEHIND = 0.15
"""How far the confidence in an answer may lie behind that for the question as rules put it."""


def alone(text: str, said: Sequence[Turn], resources: Resources, *, is_part: bool = False) -> str:
    """What was typed, so that it can be understood without the turns before it.

    Args:
        text: what was typed.
        said: the turns before it, oldest first.
        resources: with a writer, or without.
        is_part: it was typed together with the last of them, and may lack what that says.
    """
    ruled = rewrite(text, said).text
    if not ((is_part or points_back(text)) and resources.writes):
        return ruled
    writer = resources.writer
    assert writer is not None
    written = write_alone(text, said, writer)
    if not _is_meant(written, text, said):
        return ruled
    is_found = confidence_in(written, resources) >= confidence_in(ruled, resources) - BEHIND
    return written if is_found else ruled


def _is_meant(written: str, text: str, said: Sequence[Turn]) -> bool:
    """Whether a wording is one question that keeps what was typed, and adds what was said."""
    own, worded = set(content_stems(text)), set(content_stems(written))
    known = own | set(stems(" ".join(f"{turn.question} {turn.answered}" for turn in said)))
    is_question = len(sentence_spans(written)) == 1 and asks(written) and not subquestions(written)
    return is_question and own - LIGHT <= worded and own < own | worded and worded <= known
