"""A follow-up as a question that stands alone, as rules or the writer put it.

Rules (`language.followup`) put the topic behind a question, or one name in another's place. The
writer words it as a person would, and sees what no form tells: that "who opens it?" is about the
fete. At times it asks something else. What it wrote counts where it keeps the words that were typed
and adds words that were said, with one small one of its own at most; and where the reader finds as
good an answer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.confidence import confidence_in
from assistant.answering.kinds import kind_of
from assistant.answering.resources import Resources
from assistant.answering.summaries import names_document
from assistant.corpus.sentences import asks, sentence_spans
from assistant.grounding.polarity import negates
from assistant.language.followup import Turn, rewrite
from assistant.language.pointing import LIGHT, LONGEST, VERBS, body, pointers
from assistant.language.question import Question
from assistant.language.subquestions import subquestions
from assistant.language.words import WORD, content_stems, stems
from assistant.writing.follow_up import write_alone

OWN = 1
"""Words of the writer's own, at most, which are no name and no number: "the return period"."""


def alone(
    text: str,
    said: Sequence[Turn],
    resources: Resources,
    should_stop: Callable[[], bool] = lambda: False,
) -> str:
    """What was typed, so that it can be understood without the turns before it.

    Args:
        text: what was typed.
        said: the turns before it, oldest first.
        resources: with a writer, or without. It is not asked about a text that is longer than any
            that rules take for a follow-up.
        should_stop: ends the writing; then the rules' wording is taken.
    """
    ruled = rewrite(text, said)
    if ruled != text and _is_for_a_document(text, resources):
        return text
    if not resources.writes or len(text) > LONGEST:
        return ruled
    writer = resources.writer
    assert writer is not None
    written = write_alone(text, said, writer, should_stop)
    if not _is_meant(written, text, said):
        return ruled
    if not set(content_stems(written)) - set(content_stems(text)):
        written = text  # it stands alone, as the writer sees it
    elif not _is_of_its_kind(written, text, resources):
        return ruled
    is_found = written == ruled or (
        confidence_in(written, resources) >= confidence_in(ruled, resources)
    )
    return written if is_found else ruled


def _is_meant(written: str, text: str, said: Sequence[Turn]) -> bool:
    """Whether a wording is one question that keeps what was typed, and adds what was said.

    One of an earlier turn is none, nor one that adds nothing to what points back, nor one that
    denies no more what was denied.
    """
    own, worded = set(content_stems(text)), set(content_stems(written))
    known = own | set(stems(" ".join(f"{turn.question} {turn.answered}" for turn in said)))
    is_new = all(set(content_stems(turn.question)) != worded for turn in said)
    is_question = len(sentence_spans(written)) == 1 and asks(written) and not subquestions(written)
    new = [word for word in WORD.findall(written)[1:] if not known.issuperset(content_stems(word))]
    is_whole = own - LIGHT - VERBS <= worded and len(new) <= OWN and all(map(str.islower, new))
    is_whole = is_whole and (negates(written) or not negates(body(text)))
    return is_question and is_new and is_whole and bool(worded - own or not pointers(written))


def _is_for_a_document(text: str, resources: Resources) -> bool:
    """Whether it asks for a summary of a document by its name: "summarise the price list"."""
    kind = kind_of(text, resources.query(text), resources.embedder)
    return kind == "summary" and names_document(Question.parse(text), resources)


def _is_of_its_kind(written: str, text: str, resources: Resources) -> bool:
    """Whether a wording asks for no less than what was typed: "summarise …" is no "what is …?"."""
    kinds = [kind_of(one, resources.query(one), resources.embedder) for one in (text, written)]
    return kinds[0] in {"passages", kinds[1]}
