"""A conversation: what a turn means after the turns before it.

    thanks, what can you do?     small talk, as it stands
    shorter, source?             a wish about the last answer
    why?, and on Mexico?         a question, rewritten so that it stands alone
    tarrifs on mexcio            mistyped words, as the documents spell them

What was said earlier is no evidence: it only says what is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.alone import alone
from assistant.answering.kinds import TALK, WISHES, Kind, kind_of
from assistant.answering.resources import Resources
from assistant.language.dictionary import is_english, with_apostrophe
from assistant.language.followup import Turn
from assistant.language.question import MOST_CHARACTERS
from assistant.language.tongue import ENGLISH, language_of
from assistant.language.words import STOPWORDS, WORD, fold
from assistant.records import Answer
from assistant.search.receipts import Quoted, Receipts

SHORTEST = 5
"""Letters of a word whose spelling is looked at; shorter ones are too much alike."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn that is over.

    Attributes:
        asked: the question as it was understood; for a wish, the one that its answer is to.
        answer: what was shown.
        typed: the question, or the wish, as it came.
    """

    asked: str
    answer: Answer
    typed: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a turn asks for.

    Attributes:
        text: a question that stands alone; for a wish, the one whose answer is meant.
        wish: what is wanted of the last answer; None for a question.
    """

    text: str
    wish: Kind | None = None


def understand(
    text: str,
    earlier: Sequence[Exchange],
    resources: Resources,
    should_stop: Callable[[], bool] = lambda: False,
) -> Understood:
    """What was typed, after what was said before; a wish without an answer stays as it is."""
    text = spelled(text, resources)
    if not earlier:
        return Understood(text)
    kind = kind_of(text, resources.query(text), resources.embedder)
    asked = looked_up(earlier)
    if kind in WISHES and asked:
        return Understood(asked[-1].asked, kind)
    return Understood(_alone(text, kind, turns(earlier), resources, should_stop))


def understand_after(
    text: str,
    said: Sequence[Turn],
    resources: Resources,
    should_stop: Callable[[], bool] = lambda: False,
) -> str:
    """A question that stands alone, where of the turns before only the texts are known."""
    text = spelled(text, resources)
    if not said:
        return text
    kind = kind_of(text, resources.query(text), resources.embedder)
    return _alone(text, kind, said, resources, should_stop)


def spelled(text: str, resources: Resources) -> str:
    """A question with mistyped words as the documents spell them.

    The apostrophe that a word lacks ("wasnt") is put in. A word is mistyped where neither a
    document nor a dictionary has it, but some document has one that is written almost alike. What
    the embedder reads as one piece needs no dictionary. Of another language than English no
    dictionary is here, and an ending would pass for a slip. What would be too long to be asked
    then stays as it is.
    """
    if not resources.embedder.english_only and language_of(text) != ENGLISH:
        return text
    meant = WORD.sub(lambda found: _spelled(found[0], resources), text)
    return meant if len(meant) <= MOST_CHARACTERS else text


def _spelled(word: str, resources: Resources) -> str:
    if not word.isalpha() or fold(word) in STOPWORDS:
        return word
    whole, in_pieces = resources.embedder.count_tokens(["a", fold(word)])
    if in_pieces <= whole:
        return word
    meant = fold(word) if word.isupper() else with_apostrophe(fold(word))  # "HES" is a name
    if meant == fold(word):
        alike = resources.collection.spelled(word) if len(word) >= SHORTEST else None
        if alike is None or is_english(fold(word)):
            return word
        meant = alike
    return meant.capitalize() if word[0].isupper() else meant


def standing(earlier: Sequence[Exchange], receipts: Receipts) -> list[Exchange]:
    """The turns that quote no deleted document; a refusal quotes what came nearest."""
    quoting = [_quoted(one.answer) for one in earlier]
    deleted = receipts.deleted(set().union(*quoting))
    return [one for one, quoted in zip(earlier, quoting, strict=True) if quoted.isdisjoint(deleted)]


def _quoted(answer: Answer) -> set[Quoted]:
    cited = {Quoted(one.document_id, one.source) for one in answer.citations}
    nearest = answer.refusal.nearest if answer.refusal else ()
    return cited | {Quoted(hit.document.id, hit.document.source) for hit in nearest}


def looked_up(earlier: Sequence[Exchange]) -> list[Exchange]:
    """The turns that asked the documents: no small talk, and no earlier answer again."""
    return [one for one in earlier if one.answer.kind not in {"talk", "again"}]


def turns(earlier: Sequence[Exchange]) -> list[Turn]:
    """What a follow-up may point to: each question once, with its own answer."""
    told: list[Turn] = []
    for one in looked_up(earlier):
        if not told or told[-1].question != one.asked:
            told.append(Turn(one.asked, one.answer.text))
    return told


def _alone(
    text: str,
    kind: Kind,
    said: Sequence[Turn],
    resources: Resources,
    should_stop: Callable[[], bool],
) -> str:
    """Small talk and wishes point to no question before them, and are left as they are."""
    return text if kind in TALK | WISHES else alone(text, said, resources, should_stop)
