"""Names in a text, found by their capitals, and whether another text knows them.

No model: a capitalised run is a name unless the capital only opens the sentence. That errs
towards seeing a name too few, never towards inventing one that must be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from assistant.language.nations import NATION, TWO_WORDS
from assistant.language.words import STOPWORDS, fold, stem, words

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}(?!\w)|[^\W_][\w.&’'-]*")
_DOTTED = re.compile(r"\b[A-Z](?:\.[A-Z])+\b\.?")
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINED_VERB = re.compile(r"['’][a-z]{1,2}$")
_SENTENCE_OPENERS = re.compile(r"(?:^|[.!?:;]['\"”’)\]]*\s+|[\"“‘(\[]|\n\s*|[-–—•]\s+)$")
_ABBREVIATED = re.compile(
    r"(?:(?<![.\w])[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|St))\. $"
)
OPENING_WORDS = frozenset(
    """
    about after afterwards all although among anybody anyone anything approximately are around
    because before besides between can conversely could despite did do does during each earlier
    either even ever every everybody everyone everything finally for from give had has have hence
    here how however if in is later many meanwhile more most name neither next nobody none nothing
    now nowhere of on one other perhaps since some somebody someone something still such tell then
    there therefore these though through thus to today under unlike until was were what when
    whenever where whereas wherever whether which while who whom whose why with within without
    yesterday yet
    """.split()
)
TITLES = frozenset(
    """
    mr mrs ms dr prof sir lord lady president prime minister chancellor senator sen king queen
    prince princess pope general gen secretary governor gov judge justice
    """.split()
)
_ADJECTIVE = re.compile(r"(?<=\w{4})ans?$")
QUALIFIERS = frozenset(
    """
    north south east west northern southern eastern western central new latin upper lower saint
    san santa
    """.split()
)
_UNIONS = frozenset(TWO_WORDS.values())
_SEATS = {"us": "washington", "china": "beijing", "beijing": "china"}


def names(text: str) -> list[str]:
    """Capitalised runs in order: "When did Xi Jinping visit Lima?" → ["Xi Jinping", "Lima"].

    A capital that opens a sentence counts only where the word cannot be an ordinary one
    there: it is followed by another capital, has a capital inside, or is all capitals.
    """
    return [text[start:end] for start, end in name_spans(text)]


def name_spans(text: str) -> list[tuple[int, int]]:
    """Where the names of a text stand: start and end of each, in characters."""
    runs: list[tuple[int, int]] = []
    open_run = False
    for match in _TOKEN.finditer(text):
        word = _bare(match.group())
        start, end = match.start(), match.start() + len(word)
        if not _is_capitalised(word) or _only_opens(text, start, word):
            open_run = False
            continue
        if open_run and _continues(text, runs[-1][1], start):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
        open_run = not text.startswith(("'", "’"), end)  # a possessive ends the name
    return [
        (start, end)
        for start, end in runs
        if fold(_JOINED_VERB.sub("", text[start:end])) not in STOPWORDS
    ]


def without_dots(text: str) -> str:
    """Initials with stops as one word: "the U.S. Senate" → "the US  Senate"."""
    return _DOTTED.sub(lambda match: match.group().replace(".", "") + " ", text)


def name_words(text: str) -> list[str]:
    """The words of a text, initials with stops as one: "the U.S. Senate" → the, us, senate."""
    return words(without_dots(text))


def _bare(token: str) -> str:
    """A token without the possessive and without the punctuation that follows it."""
    return token if _DOTTED.fullmatch(token) else _POSSESSIVE.sub("", token.rstrip(".’'-"))


def _continues(text: str, end: int, start: int) -> bool:
    """Whether a run that ended at `end` goes on at `start`."""
    gap = text[end:start]
    return not gap.strip(" ") or (gap == ". " and _is_abbreviated(text, start))


def _is_abbreviated(text: str, start: int) -> bool:
    """Whether the full stop before `start` is that of an initial or a title."""
    return bool(_ABBREVIATED.search(text[max(0, start - 7) : start]))


def _is_capitalised(word: str) -> bool:
    return any(character.isupper() for character in word[:2]) and fold(word) not in OPENING_WORDS


def _only_opens(text: str, start: int, word: str) -> bool:
    if not _SENTENCE_OPENERS.search(text[max(0, start - 6) : start]):
        return False
    if fold(word) in STOPWORDS:
        return True
    if _is_abbreviated(text, start):
        return False
    end = start + len(word)
    shouted = any(character.isupper() for character in word[1:])
    possessive = text[end : end + 2] in {"'s", "’s"}
    return not (shouted or possessive or _capital_follows(text, end))


def _capital_follows(text: str, end: int) -> bool:
    start = end + (2 if text.startswith(". ", end) else 1)
    return text[start : start + 1].isupper() and _continues(text, end, start)


class KnownWords:
    """The words of some text, for asking whether it speaks of a name.

    Forgiving where people differ in writing, never about who is meant: stems, a nation and
    its adjective (Norway, Norwegian; US, United States), one slip of the pen in a long word,
    and initials (NYC).
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()
        self._given: dict[str, set[str]] = {}
        self._initials: set[str] = set()
        for text in texts:
            found = [stem(word) for word in _canonical(text)]
            self._words.update(found)
            self._pairs.update(pairwise(found))
            self._initials.update(_initials(text))
            for name in names(text):
                *first, last = _untitled(name) or [""]
                self._given.setdefault(stem(last), set()).update(first)
        self._by_opening: dict[str, list[str]] = {}
        for word in self._words:
            self._by_opening.setdefault(word[:2], []).append(word)

    def knows(self, name: str) -> bool:
        """Whether the name stands here, titles aside.

        The last word must, and a word that makes another place of it (North Korea) must
        stand before it. Other first words may be left out, as given names are, unless the
        last word only goes with different ones here (Hunter Biden, where all is of Joe).
        """
        *first, last = _untitled(name) or [""]
        if not last or not self._has(last):
            return False
        if first and first[-1] in QUALIFIERS:
            return (stem(first[-1]), stem(last)) in self._pairs
        given = self._given.get(stem(last), set())
        return not given or all(self._has(word) or _short_for(word, given) for word in first)

    def _has(self, word: str) -> bool:
        if stem(word) in self._words:
            return True
        if word in self._initials and word not in _UNIONS:  # US is no unusual storm
            return True
        if stem(_SEATS.get(word, "")) in self._words:
            return True
        candidates = self._by_opening.get(word[:2], ())
        return any(_one_slip(stem(word), other) for other in candidates)


def _untitled(name: str) -> list[str]:
    """The words of a name after its last title: "US President Joe Biden" → joe, biden."""
    found = _canonical(name)
    titles = [position for position, word in enumerate(found) if word in TITLES]
    return found[titles[-1] + 1 :] or found if titles else found


def _canonical(text: str) -> list[str]:
    """The words of a text in order, one word for all names of a nation."""
    found: list[str] = []
    for word in name_words(re.sub(r"\bus\b", " ", text)):  # the pronoun is not the country
        joined = TWO_WORDS.get((found[-1], word)) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(word)
    return [_nation(word) for word in found if word != "s"]


def _nation(word: str) -> str:
    return NATION.get(word) or _ADJECTIVE.sub("a", word)


def _short_for(word: str, given: Iterable[str]) -> bool:
    """M. for Marie, Chris for Christopher, and the other way round."""
    return any(other.startswith(word) or word.startswith(other) for other in given)


def _initials(text: str) -> set[str]:
    """Initials of names of two to five words, and of two long words: New York City → nyc."""
    pairs = re.findall(r"(?=\b([a-z])[a-z]{5,} ([a-z])[a-z]{5,}\b)", text)
    found = {first + second for first, second in pairs}  # artificial intelligence → ai
    for run in re.findall(r"(?:\b[A-Z]\w+[ -](?:of |the |and |for )?){1,4}[A-Z]\w+", text):
        capitals = re.findall(r"\b[A-Z]", run)
        for size in range(2, len(capitals) + 1):
            found.add("".join(capitals[:size]).lower())
    return found


def _one_slip(word: str, other: str) -> bool:
    """At most one letter of a long word inserted, dropped, changed, or swapped with the next."""
    from rapidfuzz.distance import OSA

    short, long = sorted((len(word), len(other)))
    if short < 5 or long < 6 or word.isdigit():
        return False
    return OSA.distance(word, other, score_cutoff=1) <= 1
