"""The two questions that one message asks: "who is the treasurer, and is he paid?".

By form alone, as `pointing`: a second question begins behind the end of the first, or behind "and"
or a comma. It has its verb before its subject, or asks for its subject ("and who packed it");
"and what we agreed" is something that the first question speaks of, and "and by how much?" belongs
to it.
"""

from __future__ import annotations

import re

from assistant.language.pointing import ASKING, LONGEST, VERBS
from assistant.language.words import words

FEWEST = 3
"""Words of a question that asks for its subject ("what comes off")."""

_TIES = r"(?:(?:and|also|then|&|\+),?\s+)*"
_BOUNDARY = re.compile(
    rf"(?P<end>[?!.;]+)\s+{_TIES}(?=\w)|,?\s+(?:and|&|\+)\s+{_TIES}(?=\w)|,\s+(?=\w)",
    re.IGNORECASE,
)
_DETERMINER = r"(?:the|an?|any|all|some|both|every|each|my|your|his|her|its|our|their)"
_PRONOUN = (
    r"(?:i|you|he|she|it|we|they|there|this|that|these|those|(?:every|any|some|no)(?:one|body))"
)
_VERB = rf"(?:{'|'.join(sorted(VERBS))})(?:n?['’]t)?"
_ASKING = rf"(?:{'|'.join(sorted(ASKING))})"
_PREPOSITION = r"(?:(?:about|at|by|for|from|in|of|on|since|to|until|with) )?"
_INVERTED = re.compile(
    rf"{_VERB} (?:{_DETERMINER}|{_PRONOUN})\b"
    rf"|{_PREPOSITION}{_ASKING}(?:['’]?s\b|\b[^,;.?!]*? {_VERB}\b)",
    re.IGNORECASE,
)
_OF_SUBJECT = re.compile(r"(?:who|what|which)\b", re.IGNORECASE)
_SPOKEN_OF = re.compile(rf"{_ASKING} (?:{_DETERMINER}|{_PRONOUN})\b", re.IGNORECASE)
_ASKED = re.compile(rf"\b{_ASKING}(?:['’]?s)? \w|^{_VERB} \w", re.IGNORECASE)


def parts(text: str) -> tuple[str, ...]:
    """The two questions of a text, as they are typed; nothing where it is one, or more than two."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return ()
    cuts = [
        found
        for found in _BOUNDARY.finditer(text)
        if _begins(text[found.end() :]) and _ASKED.search(text[: found.start()])
    ]
    if len(cuts) != 1:
        return ()
    first, second = text[: cuts[0].start()], text[cuts[0].end() :]
    return f"{first}{(cuts[0]['end'] or '?')[:1]}", second[:1].upper() + second[1:]


def _begins(text: str) -> bool:
    """Whether a text begins with a question of its own."""
    if _SPOKEN_OF.match(text):
        return False
    is_of_subject = _OF_SUBJECT.match(text) and len(words(text)) >= FEWEST
    return bool(is_of_subject or _INVERTED.match(text))
