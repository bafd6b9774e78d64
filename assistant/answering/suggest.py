"""Questions to ask of a document, as a person would ask them.

    passages ─weigh→ sentences that matter ─word→ question ─ask→ kept where the sentence answers

A heading that is a question is taken as it stands, for the sentences below it; of any other
sentence a writer asks. What it writes is asked of the whole collection before anybody sees it, and
is kept only where the answer begins with the very sentence that it was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.corpus.layout import SECTION_MARK, is_row
from assistant.grounding.slots import missing_names, missing_numbers
from assistant.language.words import content_stems
from assistant.protocols import Embedder, Generator, Reader
from assistant.records import Answer, DocumentInfo
from assistant.search.collection import Collection
from assistant.writing.prompts import SUGGESTION_SYSTEM, suggestion_prompt
from assistant.writing.weigh import Sentence, few, weigh

TRIED = 6
"""Sentences of a document that are asked for, at most."""

PASSAGES = 32
"""Passages of a document, from its beginning, that are looked through for them."""

LEAST_WORDS, MOST_WORDS = 5, 60
"""Of a sentence that is asked for."""

LONGEST = 16
"""Words of a question."""

SHARED = 2
"""Content words, at least, that a question shares with its source."""

TOKENS = 40

Ask = Callable[[str], Answer]


class Models(Protocol):
    """A collection and the models over it."""

    collection: Collection

    @property
    def embedder(self) -> Embedder: ...
    @property
    def reader(self) -> Reader: ...
    @property
    def writer(self) -> Generator | None: ...


def suggested(
    document: DocumentInfo,
    models: Models,
    ask: Ask,
    wait: Callable[[], None] = lambda: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[str]:
    """Questions that a document answers, those about what matters most first.

    Args:
        document: of the collection.
        models: and its collection, as an `Assistant` has them; without a writer only headings are
            asked.
        ask: answers a question from the collection, without any writer.
        wait: called before each step; returns once nobody else wants the writer.
        should_stop: ends the writing of a question, which is begun again after `wait`.
    """
    passages = models.collection.passages_of(document.id)[:PASSAGES]
    found = weigh(document, passages, "", models.embedder, models.reader)
    odds = few(found, TRIED)
    order = sorted(
        zip(odds.sentences, odds.salience.sentences + odds.bonus, strict=True),
        key=lambda one: -one[1],
    )
    asked: list[str] = []
    for sentence in (one for one, _ in order if _may_be_asked_for(one.text)):
        wait()
        question = _question(document.title, sentence, models.writer, wait, should_stop)
        if question and question not in asked and answers(ask(question), sentence, document.id):
            asked.append(question)
            yield question


def is_question(text: str, source: str, longest: int = LONGEST) -> bool:
    """Whether a writer's text is one question, short enough, and no name or number is its own."""
    return (
        text.endswith("?")
        and text.count("?") == 1
        and len(text.split()) <= longest
        and not missing_names(text, source)
        and not missing_numbers(text, source)
    )


def answers(answer: Answer, sentence: Sentence, document: str) -> bool:
    """Whether an answer begins with a sentence of a document, by its id."""
    if answer.status != "answered" or answer.kind != "passages":
        return False
    first = set(answer.claims[0].citations)
    return any(
        cited.document_id == document
        and cited.start < sentence.span.end
        and sentence.span.start < cited.end
        for cited in answer.citations
        if cited.id in first
    )


def _may_be_asked_for(text: str) -> bool:
    is_whole = LEAST_WORDS <= len(text.split()) <= MOST_WORDS
    return is_whole and not is_row(text) and not text.endswith("?")


def _question(
    title: str,
    sentence: Sentence,
    writer: Generator | None,
    wait: Callable[[], None],
    should_stop: Callable[[], bool],
) -> str:
    """What the sentence answers; empty where nothing that can be used was written."""
    headings = sentence.passage.section.split(SECTION_MARK)
    if headings[-1].endswith("?"):
        return headings[-1]
    if writer is None:
        return ""
    above = ". ".join(filter(None, dict.fromkeys((title, *headings))))
    prompt = suggestion_prompt(above, sentence.text)
    while True:
        written = writer.generate(
            SUGGESTION_SYSTEM, prompt, max_tokens=TOKENS, should_stop=should_stop
        )
        text = "".join(written).strip().partition("\n")[0].strip()
        if not should_stop():
            break
        wait()
    return text if _is_fit(text, above, sentence.text) else ""


def _is_fit(text: str, above: str, sentence: str) -> bool:
    """Whether it asks for something that the sentence says, and can be understood without it."""
    asked, said = set(content_stems(text)), set(content_stems(sentence))
    known = said | set(content_stems(above))
    return (
        is_question(text, f"{above}. {sentence}")
        and len(asked & known) >= SHARED
        and bool(asked & said)
        and not said <= asked
    )


def openings(questions: Sequence[str]) -> list[str]:
    """The first word of each, which tells what kind of thing is asked for."""
    return [question.split()[0].lower() for question in questions]
