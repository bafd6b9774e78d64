"""Names in a text, found by their capitals, and whether another text knows them.

No model: a capitalised run is a name unless the capital only opens the sentence. That errs
towards seeing a name too few, never towards inventing one that must be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.language.words import STOPWORDS, fold, stem, words

_TOKEN = re.compile(r"[^\W_][\w.&’'-]*")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_OPENERS = re.compile(r"(?:^|[.!?:;]['\"”’)\]]*\s+|[\"“‘(\[]|\n\s*|[-–—•]\s+)$")
_OPENING_WORDS = frozenset(
    """
    about after afterwards all although among approximately are around before besides between can
    could conversely despite did do does during each earlier even ever every finally for from
    give had has have hence how however if in is later many meanwhile more most name next now of
    on one other since some still such tell then there these though through thus to today under
    unlike until was were what when where whether which while who whom whose why with within
    without yesterday yet
    """.split()
)
_TITLES = frozenset(
    """
    mr mrs ms dr prof sir lord lady president prime minister chancellor senator king queen
    prince princess pope general secretary governor judge justice
    """.split()
)
_ALIASES = {
    "us": {"united", "america", "american", "washington"},
    "u.s": {"united", "america", "american", "washington"},
    "usa": {"united", "america", "american"},
    "america": {"us", "u.s", "usa", "united"},
    "american": {"us", "u.s", "usa", "america"},
    "states": {"us", "u.s", "usa", "america", "american"},
    "uk": {"united", "britain", "british"},
    "u.k": {"united", "britain", "british"},
    "britain": {"uk", "u.k", "british"},
    "british": {"uk", "u.k", "britain"},
    "kingdom": {"uk", "u.k", "britain", "british"},
    "eu": {"european", "europe"},
    "union": {"eu"},
    "un": {"united"},
    "nations": {"un", "u.n"},
    "china": {"chinese", "beijing"},
    "chinese": {"china", "beijing"},
    "beijing": {"china", "chinese"},
}


def names(text: str) -> list[str]:
    """Capitalised runs in order: "When did Xi Jinping visit Lima?" → ["Xi Jinping", "Lima"].

    A capital that opens a sentence counts only where the word cannot be an ordinary one
    there: it is followed by another capital, has a capital inside, or is all capitals.
    """
    found: list[str] = []
    run: list[str] = []
    run_end = -1
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match.group().rstrip(".’'-"))
        joined = run and text[run_end : match.start()].strip(" ") == ""
        if _is_capitalised(word) and not _only_opens(text, match.start(), word):
            if not joined and run:
                found.append(" ".join(run))
                run = []
            run.append(word)
            run_end = match.start() + len(word)
            if len(word) < len(match.group().rstrip(".")):  # a possessive ends the name
                found.append(" ".join(run))
                run = []
        elif run:
            found.append(" ".join(run))
            run = []
    if run:
        found.append(" ".join(run))
    return [name for name in found if fold(name) not in STOPWORDS]


def _is_capitalised(word: str) -> bool:
    return any(character.isupper() for character in word[:2]) and fold(word) not in _OPENING_WORDS


def _only_opens(text: str, start: int, word: str) -> bool:
    if not _SENTENCE_OPENERS.search(text[max(0, start - 6) : start]):
        return False
    if fold(word) in STOPWORDS:
        return True
    shouted = len(word) > 1 and any(character.isupper() for character in word[1:])
    following = _TOKEN.match(text, start + len(word) + 1)
    followed = following is not None and following.group()[:1].isupper()
    possessive = text[start + len(word) : start + len(word) + 2] in {"'s", "’s"}
    return not (shouted or followed or possessive)


class KnownWords:
    """The words of some text, for asking whether it speaks of a name.

    Forgiving where people differ in writing, never about who is meant: stems, the shared
    opening of a name and its adjective (Norway, Norwegian), one slip of the pen in a long
    word, initials (NYC), and a few fixed aliases (US, United States).
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: set[str] = set()
        self._initials: set[str] = set()
        for text in texts:
            self._words.update(words(text))
            self._initials.update(_initials(text))
        self._stems = {stem(word) for word in self._words}
        self._by_opening: dict[str, list[str]] = {}
        for word in self._words:
            self._by_opening.setdefault(word[:2], []).append(word)

    def knows(self, name: str) -> bool:
        """Whether the last word of the name that is no title stands here."""
        parts = [part for part in words(name) if part not in _TITLES] or words(name)
        return bool(parts) and self._has(parts[-1])

    def _has(self, word: str) -> bool:
        if stem(word) in self._stems or word in self._initials:
            return True
        if _ALIASES.get(word, set()) & self._words:
            return True
        if len(word) < 5 or word.isdigit():
            return False
        candidates = self._by_opening.get(word[:2], ())
        return any(_same_root(word, other) or _one_slip(word, other) for other in candidates)


def _initials(text: str) -> set[str]:
    """Initials of capitalised runs of two to five words: New York City → nyc."""
    found = set()
    for run in re.findall(r"(?:\b[A-Z]\w+[ -](?:of |the |and |for )?){1,4}[A-Z]\w+", text):
        capitals = re.findall(r"\b[A-Z]", run)
        for size in range(2, len(capitals) + 1):
            found.add("".join(capitals[:size]).lower())
    return found


def _same_root(word: str, other: str) -> bool:
    """Norway and Norwegian: the same first letters, all but the ending of the shorter."""
    shared = 0
    for left, right in zip(word, other, strict=False):
        if left != right:
            break
        shared += 1
    return (
        shared >= 4
        and shared >= min(len(word), len(other)) - 2
        and abs(len(word) - len(other)) <= 4
    )


def _one_slip(word: str, other: str) -> bool:
    """At most one letter inserted, dropped, changed, or two neighbours swapped."""
    if len(other) < 5 or abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    left, right = word[start:], other[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[1:] == shorter
