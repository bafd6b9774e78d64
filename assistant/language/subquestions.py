"""The two sub-questions of one message: "who is the treasurer, and is he paid?".

By form alone, as `pointing`: a second question begins behind the question mark of the first, or
behind "and". It has its verb before its subject ("and is it free"), has a word that asks and a verb
behind it ("and when is the next visit"), or asks for its subject ("and who packed it"). "And what
we agreed" is something that the first question speaks of, and "and by how much?" belongs to it. A
clause ("if", "when the church was opened") is no first question.
"""

from __future__ import annotations

import re

from assistant.language.pointing import ASKING, LONGEST, VERBS
from assistant.language.question import HOW_MUCH
from assistant.language.words import content_words, words

FEWEST = 3
"""Words of a first question, and of one that asks for its subject ("what comes off")."""

_TIES = r"(?:(?:and|also|then|&|\+),?\s+)*"
_BOUNDARY = re.compile(rf"\?+\s+{_TIES}(?=\w)|,?\s+(?:and|&|\+)\s+{_TIES}(?=\w)", re.IGNORECASE)
_LEADS = re.compile(r"[,:–—]\s+|\s-\s+")
"""Behind what a question may begin: "under the new rules, how do I …", "kilns: which is …"."""

_PRONOUN = (
    r"(?:i|you|he|she|it|we|they|there|this|that|these|those|(?:every|any|some|no)(?:one|body))"
)
_DETERMINER = r"(?:the|an?|any|all|some|both|every|each|my|your|his|her|its|our|their)"
_NOT = r"(?:n?['’]t)?"
_VERB = rf"(?:{'|'.join(sorted(VERBS))}){_NOT}"
_ASKING = rf"(?:{'|'.join(sorted(ASKING))})"
_PREPOSITION = (
    r"(?:(?:about|after|at|before|by|for|from|in|of|on|over|since|to|under|until|with) )?"
)
# "The dogs that bark and do the most damage": of those verbs only a pronoun makes a question.
_LIKE_OTHER_VERBS = frozenset("be been do does did done has have had".split())
_AUXILIARY = rf"(?:{'|'.join(sorted(VERBS - _LIKE_OTHER_VERBS))}){_NOT}"
_INVERTED = re.compile(
    rf"{_VERB} {_PRONOUN}\b|{_AUXILIARY} {_DETERMINER}\b"
    rf"|{_PREPOSITION}{_ASKING}(?:['’]?s\b| {_VERB}\b)"
    rf"|{_PREPOSITION}(?:what|which|whose|{HOW_MUCH})\b[^,;.?!]*? {_VERB} \w"
    rf"|how \w+ {_VERB} (?:{_DETERMINER}|{_PRONOUN})\b",
    re.IGNORECASE,
)
_OF_SUBJECT = re.compile(r"(?:who|what|which)\b", re.IGNORECASE)
_SPOKEN_OF = re.compile(rf"(?:{_ASKING} (?:{_DETERMINER}|{_PRONOUN})|whether|if)\b", re.IGNORECASE)
_FIRST = re.compile(rf"(?!(?:be|been|done|had|has|have)\b){_VERB} \w", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\b(?!.*\band\b)", re.IGNORECASE)


def subquestions(text: str) -> tuple[str, ...]:
    """The two questions of a text, as they are typed; nothing where it is one, or more than two."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return ()
    cuts = [
        found
        for found in _BOUNDARY.finditer(text)
        if _asks(text[found.end() :])
        and _is_first(text[: found.start()])
        and not text[: found.start()].count('"') % 2
    ]
    if len(cuts) != 1:
        return ()
    first, second = text[: cuts[0].start()], text[cuts[0].end() :]
    return f"{first}?", second[:1].upper() + second[1:]


def _asks(text: str) -> bool:
    """Whether a text begins with a question of its own."""
    if _SPOKEN_OF.match(text):
        return False
    said = words(text)
    is_of_subject = len(said) >= FEWEST and said[-1] not in VERBS and _OF_SUBJECT.match(text)
    return bool(is_of_subject or _INVERTED.match(text))


def _is_first(text: str) -> bool:
    """Whether a text that may be a first question is one, and is whole."""
    begins = [0, *(found.end() for found in _LEADS.finditer(text))]
    asks = any(_asks(text[begin:]) or _FIRST.match(text, begin) for begin in begins)
    is_whole = len(words(text)) >= FEWEST and bool(content_words(text))
    return asks and is_whole and not _BETWEEN.search(text)
