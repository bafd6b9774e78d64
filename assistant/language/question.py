"""What a question asks for: its answer type, names, numbers and content words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.errors import ConfigError
from assistant.language.names import names
from assistant.language.quantities import DateMention, Quantity, dates, quantities
from assistant.language.words import content_words, fold, stem, words

MOST_CHARACTERS = 10_000
"""Of a question, on the command line, on the page and in its API; some four pages of text."""

AnswerType = Literal["number", "date", "who", "where", "why", "how", "what"]

HOW_MUCH = (
    r"how (?:many|much|long|old|far|tall|large|big|high|often|deep|wide|fast|heavy|frequently"
    r"|strong)"
)
"""What asks for a number or an amount."""

_PATTERNS: dict[AnswerType, str] = {
    "number": (
        rf"\b{HOW_MUCH}\b"
        r"|\bwhat (?:percent\w*|number|amount|share|proportion|fraction)\b"
        r"|\b(?:percentage|number of|rate|population|cost|price|death toll|score)\b"
    ),
    "date": (
        r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time|era|period)\b"
        r"|\bsince what\b|\bhow recent"
    ),
    "who": (
        r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|man|woman|king|queen|president|leader"
        r"|actor|singer|scientist|philosopher|author|company|companies|firms?|team"
        r"|organi[sz]ation|party)\b"
    ),
    "where": (
        r"\bwhere\b|\b(?:what|which) (?:country|countries|city|state|place|region|river"
        r"|continent|town|location|area|island|province|port)\b"
    ),
    "why": r"\bwhy\b|\bwhat (?:caused|causes|reasons?|purpose)\b|\breasons?\b",
    "how": r"\bhow\b",
}
_TYPES = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}
_ASKED_FOR = re.compile(r"\b(?:what|which) (\w+)")
_KINDS = frozenset(
    "amount country date detail example fact form idea information kind name number percentage "
    "person place plan policy position proposal purpose reason result role situation sort term "
    "thing type way year".split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what its words ask for.

    `terms` are its content words, each different stem once; `stems` are theirs, in that order.
    `scaffolding` are the stems that say what kind of answer is wanted ("which company", "the
    name of", "plan"): an answer seldom repeats them.
    """

    text: str
    answer_type: AnswerType
    terms: tuple[str, ...]
    stems: tuple[str, ...]
    scaffolding: frozenset[str]
    names: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]

    @classmethod
    def parse(cls, text: str) -> Question:
        """Read a question. A text of stop words alone keeps all its words.

        Raises:
            ConfigError: it is longer than `MOST_CHARACTERS`.
        """
        require_askable(text)
        by_stem: dict[str, str] = {}
        for word in content_words(text) or words(text):
            by_stem.setdefault(stem(word), word)
        return cls(
            text=text,
            answer_type=answer_type(text),
            terms=tuple(by_stem.values()),
            stems=tuple(by_stem),
            scaffolding=_scaffolding(text),
            names=tuple(names(text)),
            quantities=tuple(quantities(text)),
            dates=tuple(dates(text) or dates(text.title())),
        )


def require_askable(text: str) -> None:
    """Refuse a question that is too long to be one, before anything is computed from it.

    Raises:
        ConfigError: it is longer than `MOST_CHARACTERS`.
    """
    if len(text) > MOST_CHARACTERS:
        raise ConfigError(
            f"The question has {len(text):,} characters, and at most {MOST_CHARACTERS:,} are read.",
            "Ask for one thing; a text belongs among the documents.",
        )


def _scaffolding(text: str) -> frozenset[str]:
    asked = {match[1] for match in _ASKED_FOR.finditer(fold(text))}
    return frozenset(stem(word) for word in _KINDS | asked)


def answer_type(text: str) -> AnswerType:
    """The kind of answer that the question words ask for; "what" where none is clear."""
    for kind, pattern in _TYPES.items():
        if pattern.search(text):
            return kind
    return "what"
