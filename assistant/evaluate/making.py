"""Questions made from the sentences of a person's own documents.

By code: one date, number or name of a sentence is asked for, in the words of the clause
that holds it ("The bridge opened on 2 May" → "The bridge opened when?"). A writer may word
the question instead; its wording is taken only where it is about the sentence and does not
give the answer away. Nothing that is made here is ever shown as true.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.suggest import is_question
from assistant.language.names import names
from assistant.language.quantities import dates, is_year, quantities
from assistant.language.words import content_stems
from assistant.protocols import Generator, Progress
from assistant.search.collection import Collection
from assistant.writing.prompts import QUESTION_SYSTEM, question_prompt

LEAST_WORDS, MOST_WORDS = 8, 40
"""Of a sentence that a question is made from."""

SIDE_WORDS = 12
"""Most words that are kept on each side of what is asked for."""

LEAST_STEMS = 3
"""Content words that a question shares with its sentence."""

QUESTION_TOKENS = 40

_POINTS_BACK = re.compile(
    r"(?:He|She|It|They|We|I|His|Her|Its|Their|This|That|These|Those|But|And|So)\b"
)
_WORD_BEFORE = re.compile(r"(?:\b(?P<word>on|in|since|by|from|until|during|at|near|to) (?:the )?)$")
_SIGNS = "$€£¥₹"
_PLACES = {"in", "at", "near", "from", "to"}
_BREAK = re.compile(r"[,;:](?:\s|$)|[–—()“”\"]|\s-\s")


@dataclass(frozen=True, slots=True)
class Made:
    """A question, and the sentence that answers it.

    Attributes:
        text: the question.
        answer: what it asks for, as the sentence has it.
        sentence: where it was taken from.
        document: id of the document of that sentence.
    """

    text: str
    answer: str
    sentence: str
    document: str


def make_questions(
    collection: Collection, count: int, seed: int, writer: Generator | None, progress: Progress
) -> list[Made]:
    """At most `count` questions, as many from each document as are needed; fewer from few.

    Args:
        collection: whose sentences are asked for.
        count: how many questions are wanted.
        seed: the same one picks the same sentences.
        writer: words the questions, where its wording can be used; None leaves them as the
            code makes them.
        progress: counts the questions.
    """
    rng = random.Random(seed)
    ids = [info.id for info in collection.documents()]
    rng.shuffle(ids)
    each = -(-count // max(1, len(ids)))
    made: list[Made] = []
    progress.start("Making questions", count, "questions")
    try:
        for id_ in ids:
            if len(made) >= count:
                break
            new = _of_document(collection, id_, min(each, count - len(made)), rng)
            made += [worded(one, writer) if writer else one for one in new]
            progress.advance(len(new))
    finally:
        progress.finish()
    rng.shuffle(made)
    return made


def ask_for(sentence: str, document: str, rng: random.Random) -> Made | None:
    """A question that this sentence answers; None where it has nothing to ask for.

    Dates are asked for before numbers, and these before names, for the words that ask for
    them are the clearest.
    """
    if not _is_fit(sentence):
        return None
    for spans in (_dates(sentence), _numbers(sentence), _names(sentence)):
        places = list(spans)
        rng.shuffle(places)
        for start, end, asking in places:
            answer = sentence[start:end].rstrip(".")
            question = _cloze(sentence, start, end, asking)
            if _can_be_asked(question, answer, sentence):
                return Made(question, answer, sentence, document)
    return None


def worded(made: Made, writer: Generator) -> Made:
    """The question in a writer's words, where they pass; else as it was."""
    pieces = writer.generate(
        QUESTION_SYSTEM,
        question_prompt(made.sentence, made.answer),
        max_tokens=QUESTION_TOKENS,
    )
    text = " ".join("".join(pieces).split())
    fits = is_question(text, made.sentence, 2 * SIDE_WORDS) and _can_be_asked(
        text, made.answer, made.sentence
    )
    return Made(text, made.answer, made.sentence, made.document) if fits else made


def _of_document(collection: Collection, id_: str, wanted: int, rng: random.Random) -> list[Made]:
    passages = collection.passages_of(id_)
    sentences = [passage.text_of(span) for passage in passages for span in passage.sentences]
    rng.shuffle(sentences)
    made: list[Made] = []
    for sentence in sentences:
        if len(made) == wanted:
            break
        if (one := ask_for(" ".join(sentence.split()), id_, rng)) is not None:
            made.append(one)
    return made


def _is_fit(sentence: str) -> bool:
    """Whether it stands by itself: whole, neither short nor long, and not about "him"."""
    count = len(sentence.split())
    return (
        LEAST_WORDS <= count <= MOST_WORDS
        and sentence[-1] in ".!"
        and sentence[0].isupper()
        and not _POINTS_BACK.match(sentence)
    )


def _dates(sentence: str) -> Iterator[tuple[int, int, str]]:
    found = [(date.start, date.start + len(date.text)) for date in dates(sentence)]
    years = [(number.start, number.end) for number in quantities(sentence) if is_year(number)]
    alone = [year for year in years if not any(_meet(year, date) for date in found)]
    yield from ((start, end, "when") for start, end in [*found, *alone])


def _numbers(sentence: str) -> Iterator[tuple[int, int, str]]:
    taken = [(start, end) for start, end, _ in _dates(sentence)]
    for number in quantities(sentence):
        if any(_meet((number.start, number.end), place) for place in taken):
            continue
        asking = {"": "how many", "%": "what percentage"}.get(number.unit, "how much")
        # A currency's sign stands before the number.
        yield len(sentence[: number.start].rstrip(_SIGNS)), number.end, asking


def _names(sentence: str) -> Iterator[tuple[int, int, str]]:
    for name in names(sentence):
        start = sentence.find(name)
        if start < 0:
            continue
        before = _WORD_BEFORE.search(sentence, 0, start)
        place = before is not None and before["word"] in _PLACES
        yield start, start + len(name), "where" if place else "who"


def _cloze(sentence: str, start: int, end: int, asking: str) -> str:
    """The clause around a range, with what asks for it in its place.

    As little of the sentence as says enough: only the clause, else more of what follows,
    else more of what stands before.
    """
    before, after = sentence[:start], sentence[end:].rstrip(".! ")
    if asking in {"when", "where"} and (found := _WORD_BEFORE.search(before)):
        before = before[: found.start()]
    near_before, near_after = _BREAK.split(before)[-1], _BREAK.split(after)[0]
    text = ""
    for left, right in ((near_before, near_after), (near_before, after), (before, after)):
        left_words, right_words = _bare(left)[-SIDE_WORDS:], _bare(right)[:SIDE_WORDS]
        text = " ".join([*left_words, asking, *right_words])
        if len(set(content_stems(text))) > LEAST_STEMS:
            break
    return text[0].upper() + text[1:] + "?"


def _bare(text: str) -> list[str]:
    """Words without the punctuation around them."""
    return [word for part in text.split() if (word := part.strip('“”"(),;:–—'))]


def _meet(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[0] < right[1] and right[0] < left[1]


def _can_be_asked(question: str, answer: str, sentence: str) -> bool:
    """Whether it is about the sentence, and does not give the answer away."""
    if re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", question, re.IGNORECASE):
        return False
    shared = set(content_stems(question)) & set(content_stems(sentence))
    return len(shared - set(content_stems(answer))) >= LEAST_STEMS
