"""An answer in the writer's words, judged.

    sentences ─ask the writer of each→ the one in which reader and writer believe most
                                          └ write from it alone → draft ─judge→ claims

Over four passages a small writer often takes the value of the sentence beside, or says yes for no;
the reader, with what the writer thinks of each sentence, finds the one that answers more often than
the writer answers (docs/decisions/sentence-first.md). A writer that was not taught to say what it
thinks writes from the passages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.completing import besides, completing
from assistant.answering.hooks import Hooks
from assistant.answering.replaced import replacing
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.judge import Judged, judge
from assistant.grounding.right import Chosen, Found
from assistant.grounding.slots import holds_amounts
from assistant.language.names import KnownWords, names
from assistant.language.question import Question
from assistant.protocols import Embedder, Generator
from assistant.records import Evidence, Hit
from assistant.writing.approval import ASKED, ahead_of, approved_first, with_its_list
from assistant.writing.direct import Draft, as_read, fitting
from assistant.writing.evidence import alone, holds, with_before
from assistant.writing.limits import drafts_of, plain_draft
from assistant.writing.premise import denied


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a writer wrote.

    Attributes:
        draft: its text, and what it thinks of that.
        fuller: the same with the conditions and limits that the draft leaves out, if it does.
        given: what it was written from.
        chosen: the first sentence that it was written from; None where it was the passages.
        sources: the sentences that it was written from.
        weighed: the sentences in the order in which reader and writer believe in them, with what
            both do as their scores; empty where the writer was not asked.
        older: what the first of them replaced, if it did.
        denied: the question of what is taken for granted, where the first denies that.
    """

    draft: Draft
    given: Sequence[Hit]
    chosen: Chosen | None = None
    sources: tuple[Evidence, ...] = ()
    weighed: tuple[Evidence, ...] = ()
    older: Evidence | None = None
    fuller: Draft | None = None
    denied: str | None = None


@dataclass(frozen=True, slots=True)
class Worded:
    """The same, with its claims judged."""

    judged: Judged
    sources: tuple[Evidence, ...]
    weighed: tuple[Evidence, ...]
    older: Evidence | None = None
    denied: str | None = None

    @property
    def replaced(self) -> tuple[Evidence, Evidence] | None:
        """The sentence that it was written from, and the one that this replaced, to be shown.

        One of another message of its own document is not, since a document is shown with one day;
        nor is one with all numbers of the answer: a newer one that repeats them changes nothing.
        """
        if self.older is None or self.older.document.id == self.sources[0].document.id:
            return None
        if self.judged.answers and holds_amounts(self.judged.claims[0].text, self.older.text):
            return None
        return self.sources[0], self.older


def worded(
    question: Question,
    hits: Sequence[Hit],
    sentences: Sequence[Evidence],
    found: Found,
    resources: Resources,
    watch: Stopwatch,
    hooks: Hooks,
) -> Worded:
    """What the writer says to a question.

    Args:
        question: what was asked.
        hits: the passages that are worth reading, best first.
        sentences: of all that was found, best first, with the reader's scores; one at least.
        found: what the reader found.
        resources: with a writer.
        watch: runs since the question came.
        hooks: how to look on, and how to stop it.
    """
    hooks.on_step("write")
    with watch.step("load_s"):
        writer = resources.writer
    assert writer is not None
    with watch.step("write_s"):
        tokens = resources.answer_tokens
        embedder = resources.recent
        drafted = drafted_from(
            question.text, hits, sentences, embedder, writer, tokens, hooks.should_stop
        )
    hooks.on_step("check")
    with watch.step("verify_s"):
        given, chosen, reader = drafted.given, drafted.chosen, resources.reader
        judged = Judged((), ())
        if drafted.fuller is not None:
            judged = judge(drafted.fuller, question, given, embedder, reader, found, chosen)
        # A fuller one with a part that may not be shown would be a shorter one.
        if not judged.claims or any(one.verdict != "supported" for one in judged.claims):
            judged = judge(drafted.draft, question, given, embedder, reader, found, chosen)
    return Worded(judged, drafted.sources, drafted.weighed, drafted.older, drafted.denied)


def drafted_from(
    question: str,
    hits: Sequence[Hit],
    sentences: Sequence[Evidence],
    embedder: Embedder,
    writer: Generator,
    max_tokens: int,
    should_stop: Callable[[], bool] = lambda: False,
) -> Drafted:
    """A draft from the sentence that answers best, or from the passages.

    Arguments as above; `embedder` compares sentences of older and newer documents.
    """
    read = fitting(question, hits, writer, max_tokens)
    weighed = approved_first(question, read, sentences, writer, should_stop)
    if not weighed:
        draft = plain_draft(question, read, writer, max_tokens, should_stop)
        return Drafted(draft, read)
    first, older = weighed[0], None
    if len(_named(question, weighed)) == 1:  # else both are asked for
        others = [one for one in sentences if not holds(first, one)]
        newer = replacing(question, first, others, embedder, writer, should_stop)
        if newer is not None:
            older, weighed = first, _in_its_place(newer, weighed)
    weighed = with_its_list(question, weighed, writer, should_stop)
    sources = _named(question, weighed)
    given = [alone(one) for one in sources]
    failed = denied(question, given[:1], writer, should_stop)
    around = [*{one.passage.id: Hit(one.passage, one.document, 1.0) for one in sources}.values()]
    told = [alone(with_before(one)) for one in sources]
    draft, fuller = drafts_of(
        question, given, told, around, embedder, writer, max_tokens, should_stop
    )
    chosen = Chosen(weighed[0].score, ahead_of(weighed))
    return Drafted(draft, given, chosen, sources, weighed, older, fuller, failed)


def second_of(
    question: str,
    said: Drafted | Worded,
    sentences: Sequence[Evidence],
    embedder: Embedder,
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> Evidence | None:
    """What the whole answer takes besides the one sentence that it was written from, if it does.

    Arguments as above. One that this sentence has replaced is not brought back.
    """
    if not said.weighed or len(said.sources) != 1:
        return None
    first, *_ = said.weighed
    others = besides([first] if said.older is None else [first, said.older], sentences)
    second = completing(question, first, others, embedder, writer, should_stop)
    if second and replacing(question, second, [first], embedder, writer, should_stop):
        return None
    return second


def _in_its_place(newer: Evidence, weighed: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The newer sentence first, as likely to answer as the one that it replaces."""
    older, *others = weighed
    rest = (one for one in others if not holds(one, newer))
    return (replace(newer, score=older.score), *rest)


def _named(question: str, sentences: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The first sentence, and those next to it that alone speak of something the question names.

    Who asks how two things compare is not answered by what is said of one.
    """
    first, *others = sentences[:ASKED]
    chosen = [first]
    for one in others:
        said = KnownWords(as_read(alone(other)) for other in chosen)
        own = KnownWords([one.text])
        if any(own.knows(name) and not said.knows(name) for name in names(question)):
            chosen.append(one)
    return tuple(chosen)
