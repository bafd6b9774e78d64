"""A follow-up question as one that stands by itself: "and on Mexico?", "when was that?".

By code, without a model. Only question text is rewritten: what was answered before may say who
"he" is, and becomes no evidence. What replaces a slot of the last question is put there; a
pronoun whose meaning is clear is replaced; otherwise the topic is appended, "(about: …)", since
guessed grammar would read worse and find no more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.names import names
from assistant.language.nations import NATION, TWO_WORDS
from assistant.language.pointing import LEAD, LIGHT, pointers, points_back
from assistant.language.quantities import dates
from assistant.language.question import answer_type
from assistant.language.words import STOPWORDS, content_stems, fold, in_a_row, stem, words

TOPIC = 8
"""Most words of a topic."""

LONGEST_NAME = 4
"""Most words of what replaces a name."""

_SWAP = re.compile(
    r"^(?P<lead>(?:what|how) about|what of|and(?: what about)?|or|but)?,? ?"
    r"(?:(?P<preposition>in|on|for|to|with|of|by|from|at|during|against|about|under|after) )?"
    r"(?P<article>the )?(?P<new>[^?]+?) ?\?*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_DEFINED = re.compile(
    r"^(?:what|who)(?:['’]s| is| are| was| were) (?P<noun>(?:(?:a|an|the) )?[\w -]+?) ?\?*$",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"^which (?:(?:ones?|of (?:them|these|those))\b|(?=(?:is|was|are|were|did|does|has|had)\b))",
    re.IGNORECASE,
)
"""Chooses between things that it does not name."""

_TOGETHER = re.compile(r"\b(?:both|them|they|these|those|either|the two)\b", re.IGNORECASE)
"""Speaks of several things at once."""

_PERSONAL = frozenset("he him his she her hers".split())
_OWN = frozenset("his her hers its".split())
_ABOUT = re.compile(r" \(about: [^)]*\)")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the text that was shown for it; empty where it was refused."""

    question: str
    answered: str


@dataclass(frozen=True, slots=True)
class _Context:
    """What a follow-up may lean on: the last question that stood by itself, and the topic.

    `alternatives` are the names of which the same was asked, one after the other.
    """

    question: str
    topic: tuple[str, ...]
    answered: str
    alternatives: tuple[str, ...] = ()


def rewrite(question: str, earlier: Sequence[Turn]) -> str:
    """The question so that it can be understood without the turns before it.

    Args:
        question: what was asked last.
        earlier: the turns before it, oldest first. Their questions may be as they were asked
            or as they were rewritten.
    """
    context: _Context | None = None
    for turn in earlier:
        context = _after(turn, context)
    if context is None or not points_back(question):
        return question
    return _swap(question, context.question) or _complete(question, context) or question


def without_topic(text: str) -> str:
    """A question without the topic that `rewrite` put behind it."""
    return _ABOUT.sub("", text)


def _after(turn: Turn, context: _Context | None) -> _Context | None:
    """The context once this turn has passed."""
    if context is None or not points_back(turn.question):
        own = phrases(turn.question)
        if not own:
            return context
        return _Context(turn.question, own, turn.answered, _alternatives(context, turn.question))
    swapped = _swap(turn.question, context.question)
    if swapped:
        alternatives = _alternatives(context, swapped)
        return _Context(swapped, phrases(swapped), turn.answered, alternatives)
    asked = _complete(turn.question, context) or turn.question
    topic = _joined(context.topic, phrases(without_topic(asked)))
    return _Context(context.question, topic, turn.answered, context.alternatives)


def _alternatives(context: _Context | None, question: str) -> tuple[str, ...]:
    """Those of whom the question and the ones before it asked the same; else none.

    A follow-up that its topic was put behind leaves them as they are.
    """
    if context is None:
        return ()
    if _ABOUT.search(question):
        return context.alternatives
    if _without_names(context.question) != _without_names(question):
        return ()
    old, new = _things(context.question), _things(question)
    changed = [name for name in (*old, *new) if not (name in old and name in new)]
    return tuple(dict.fromkeys([*context.alternatives, *changed]))


def _things(question: str) -> list[str]:
    """The names and years in a question."""
    return [*_named(question), *_YEAR.findall(question)]


def _without_names(question: str) -> list[str]:
    named = {word for name in _things(question) for word in words(name)}
    return [word for word in words(question) if word not in named]


def _joined(topic: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """Both without repetitions, cut where they grow longer than `TOPIC` words."""
    kept: list[str] = []
    size = 0
    for phrase in dict.fromkeys([*topic, *own]):
        size += len(phrase.split())
        if size > TOPIC and kept:
            break
        kept.append(phrase)
    return tuple(kept)


def _complete(question: str, context: _Context) -> str | None:
    """The question with pronouns replaced and the topic behind it; None where nothing is new."""
    said = _bare(question)
    asked, topic = _choice(said, context)
    text = _replace(asked[:1].upper() + asked[1:], context)
    known = set(content_stems(text))
    missing = [phrase for phrase in topic if not known.issuperset(content_stems(phrase))]
    if missing:
        return f"{text} (about: {', '.join(missing)})"
    return text if text[1:] != said[1:] else None


def _choice(said: str, context: _Context) -> tuple[str, tuple[str, ...]]:
    """A question with the alternatives that it is about in it, and what else its topic is."""
    if len(context.alternatives) < 2:
        return said, context.topic
    named = _WHICH.sub(f"which of {in_a_row(context.alternatives)} ", said, count=1)
    if named != said:
        either = re.compile("|".join(map(re.escape, context.alternatives)))
        rest = (phrase for one in context.topic for phrase in phrases(either.sub(",", one)))
        return " ".join(named.split()), tuple(rest)
    if not _TOGETHER.search(said):
        return said, context.topic
    known = " ".join(context.topic)
    return said, (*context.topic, *(one for one in context.alternatives if one not in known))


def _bare(question: str) -> str:
    return LEAD.sub("", " ".join(question.split()))


def phrases(text: str) -> tuple[str, ...]:
    """Runs of content words as they are written, without the light ones, at most `TOPIC` words."""
    found: list[list[str]] = [[]]
    for token in re.findall(r"[^\W_][\w.'’-]*|\S", text):
        word = fold(token.rstrip(".'’-"))
        word = re.sub(r"(?:n['’]t|['’]\w+)$", "", word)
        if not words(word) or word in STOPWORDS or stem(word) in LIGHT:
            if found[-1]:
                found.append([])
            continue
        found[-1].append(re.sub(r"(?:['’]s|[.'’-])$", "", token))
    return _joined((), [" ".join(run) for run in found if run])


def _replace(text: str, context: _Context) -> str:
    """The text with nouns for the pronouns that are clear: "it" after "what is X?", a person."""
    defined = _DEFINED.match(context.question)
    for match in reversed(pointers(text)):
        word = match.group().lower()
        rest = text[match.end() :]
        if word in {"it", "its"}:
            noun = defined["noun"] if defined else None
        else:
            noun = _person(context) if word in _PERSONAL else None
        if noun:
            owns = word in _OWN and (word != "her" or rest[1:2].isalnum())
            text = text[: match.start()] + (_possessive(noun) if owns else noun) + rest
    return text


def _possessive(noun: str) -> str:
    return noun + ("’" if noun.endswith("s") else "’s")


def _person(context: _Context) -> str | None:
    """Who was asked about; after "who …?" rather whom the answer names."""
    asked = _people(context.question)
    answered = [name for name in _people(context.answered) if name not in asked]
    if answer_type(context.question) == "who" and answered:
        return answered[0]
    return asked[0] if asked else None


def _people(text: str) -> list[str]:
    """The names that may be a person's: no nation's, no day, no initials."""
    return [n for n in names(text) if not (_nation(n) or dates(n) or n.isupper())]


def _nation(name: str) -> bool:
    found = words(name)
    return any(word in NATION for word in found) or tuple(found) in TWO_WORDS


def _swap(question: str, before: str) -> str | None:
    """The question before with one slot replaced, where it is clear which."""
    bare = _bare(question)
    match = _SWAP.match(bare)
    if not match:
        return None
    new, is_tied = match["new"], bool(match["lead"]) or bare != " ".join(question.split())
    if _YEAR.fullmatch(new):
        return _swap_year(new, before)
    if len(words(new)) > LONGEST_NAME:
        return None
    where = fold(match["preposition"] or "")
    if is_tied and where and where not in words(before) and _may_be_added(new, before):
        return f"{before.rstrip(' ?.!')} {where} {match['article'] or ''}{new}?"
    nation = _nation(new)
    if not (nation or names(f"x {new}") == [new]):
        return None
    old = [name for name in _named(before) if _nation(name) == nation]
    if match["preposition"]:
        behind = rf"\b{match['preposition']} (?:the )?"
        old = [n for n in old if re.search(behind + re.escape(n), before, re.IGNORECASE)] or old
    if len(old) != 1 or fold(old[0]) == fold(new):
        return None
    slot = re.compile(rf"\b(?:the )?{re.escape(old[0])}\b", re.IGNORECASE)
    return slot.sub(lambda _: (match["article"] or "") + new, before)


def _may_be_added(new: str, before: str) -> bool:
    """Whether it says where or for whom, and takes the place of nothing in the question before."""
    if not content_stems(new) or pointers(new) or answer_type(new) != "what":
        return False
    nation = _nation(new)
    is_name = nation or names(f"x {new}") == [new]
    return not (is_name and any(_nation(name) == nation for name in _named(before)))


def _swap_year(new: str, before: str) -> str | None:
    years = _YEAR.findall(before)
    if not years:
        return f"{before.rstrip(' ?')} in {new}?"
    return before.replace(years[0], new) if len(years) == 1 and years[0] != new else None


def _named(text: str) -> list[str]:
    """The names in a text, and the nations in it that are written small."""
    found = names(text)
    inside = {word for name in found for word in words(name)}
    small = [word for word in words(text) if word in NATION and word not in inside and word != "us"]
    return [*found, *small]
