"""Shorter forms of a sentence, made only by leaving parts out.

Sentence compression by deletion (K. Knight and D. Marcu, "Summarization beyond sentence
extraction", 2002), with rules in place of a parser: brackets, asides between commas or
dashes, an opening phrase, a closing participle or subordinate clause. No word is added or
moved. A part whose loss could turn the meaning (a condition, who said it, a list) stays, and
what comes out is a draft like any other: `grounding` checks it against the whole sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.language.dictionary import is_ordinary
from assistant.language.pointing import opens_back
from assistant.language.words import words

MOST_PARTS = 5
"""How many parts may be left out of one sentence, so that forms stay few."""

LEAST_WORDS = 6

_AGENCIES = r"\((?:CNN|AP|AFP|ANI|PTI|UPI|IANS|EPA|TASS|BBC|NPR|Reuters|Bloomberg|Xinhua|Kyodo)\)"
# "LIMA: …", "LUSAIL, Qatar: …", "GENEVA, 4 May (Agency) — …": where and by whom, not what.
# "MYTH: …" is not one.
_DATELINE = re.compile(
    rf"^(?:{_AGENCIES} )?"
    r"(?!(?:MYTH|FALSE|FAKE|FICTION|HOAX|CLAIM|RUMOU?R|WRONG|UNTRUE|NOT|NO|NEVER|SATIRE)S?\b)"
    r"(?P<place>[A-Z][A-Z .,'’-]{2,30})(?:, [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+)?)?"
    r"(?:, \d{1,2} \w{3,9}|, \w{3,9}\.? \d{1,2})?(?:\s*\([^()]{2,30}\))?"
    r"\s*(?::|[–—-]{1,2})\s+(?=\S)"
)
_AGENCY = re.compile(rf"^{_AGENCIES}\s+(?:[–—-]+\s+)?(?=\S)")
_BRACKET = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_BREAK = re.compile(r",\s+|;\s+|\s+[–—-]\s+")
_QUOTED = re.compile(r"[\"“”«»]|(?:^|\s)['‘]")
_KEPT = re.compile(
    r"\b(?:if|unless|until|except|provided|only|not|never|no|without)\b|n['’]t\b", re.I
)
_SAID = re.compile(r"\b(?:said|says?|told|according|claim\w*|alleg\w*|report\w*|believ\w*)\b", re.I)
_OPENING = re.compile(
    r"(?:in|at|on|by|under|after|before|when|while|as|despite|although|though|with|for|from|since"
    r"|because|amid|unlike|last|this|earlier|later|now|however|meanwhile|moreover|instead|also"
    r"|still|today|yesterday|\w+ly|\w+ing)\b",
    re.I,
)
_ASIDE = re.compile(
    r"(?:who|which|where|whose|when|while|as|after|before|such as|despite|although|though"
    r"|along with|together with|known as|aged|formerly|however|meanwhile|too|because|since|with"
    r"|for|from|in|at|on|by|under|near|amid|\d+|\w+ing"
    r"|\w+ed (?:by|in|on|at|to|with|for|from|as|after))\b",
    re.I,
)
# "Jo Bloggs, the mayor, …": an article opens an aside only behind a name.
_APPOSITION = re.compile(r"(?:an?|the)\b")
_ATTACHED = re.compile(r"(?:who|which|whose|where|when|an?|the|\w+ed|\w+ing)\b", re.I)
_ENDS_IN_NAME = re.compile(r"[A-Z][\w’'.-]*$")
_CLOSING = re.compile(
    r"(?:who|which|where|whose|when|while|as|after|before|such as|despite|although|though"
    r"|along with|with|because|since|amid|\w+ing"
    r"|(?:[\w-]+ ){0,4}(?:minutes?|hours?|days?|weeks?|months?|years?) (?:before|after|ahead))\b",
    re.I,
)
# Without a comma, only what can hardly be anything but a clause of its own.
_CLAUSE = re.compile(
    r"\s(?:after|before|while|because|although|though|despite|following|as (?:he|she|it|they|the)"
    r"|when (?:he|she|it|they|the))\s",
    re.I,
)
# "two months before they met", "it came after they met": without the clause that is no sentence.
_NEEDS_CLAUSE = re.compile(
    r"\b(?:years?|months?|weeks?|days?|hours?|minutes?|long|shortly|just|soon|even|only|immediately"
    r"|right|not|ever|until|since|from|before|after|and|or|but|that|who|which|is|are|was|were|be"
    r"|been|comes?|came|happen(?:s|ed)?|occur(?:s|red)?|falls?|fell)$",
    re.I,
)
_LISTED = re.compile(r"(?:(?:[\w’'-]+ ){0,2}(?:and|or) |but\b)", re.I)
_JOINED = re.compile(r"(?:and|or|but)\b", re.I)
_OPENING_WORDS = 14


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a sentence, with the break before it and whether it can be left out."""

    before: str
    text: str
    loose: bool


def shorter_forms(sentence: str) -> list[str]:
    """The sentence and its shorter forms, none twice, the sentence itself first.

    Inside quotation marks nothing is left out.
    """
    forms = [sentence]
    bare = without_dateline(sentence)
    bare = bare if _QUOTED.search(bare) else _BRACKET.sub("", bare)
    for form in (bare, _without_closing_clause(bare)):
        forms += _combined(form)
    return [
        form
        for form in dict.fromkeys(forms)
        if form == sentence or len(form.split()) >= LEAST_WORDS
    ]


def without_dateline(sentence: str) -> str:
    """The sentence without the place, day and agency that it opens with, if it does.

    A word that people use otherwise says something: "CANCELLED: …" stays.
    """
    found = _DATELINE.match(sentence)
    if found and not any(map(is_ordinary, words(found["place"]))):
        sentence = sentence[found.end() :]
    return _AGENCY.sub("", sentence)


def _combined(sentence: str) -> Iterator[str]:
    parts = _parts(sentence)
    loose = [position for position, part in enumerate(parts) if part.loose][:MOST_PARTS]
    for count in range(len(loose) + 1):
        for left_out in combinations(loose, count):
            if not any(_orphaned(parts, left_out, position) for position in range(1, len(parts))):
                yield _joined(parts, left_out)


def _orphaned(parts: Sequence[_Part], left_out: Sequence[int], position: int) -> bool:
    """Whether a kept part may belong to the aside before it that is left out.

    What follows an apposition ("the mayor, ") speaks of the name before that.
    """
    before, text = parts[position - 1].text, parts[position].text
    if position in left_out or position - 1 not in left_out:
        return False
    if position == 1:  # "On Saturday, 30 November, …"; "Since the deal was signed, its …"
        return text[:1].isdigit() or opens_back(text)
    return bool(_ATTACHED.match(text) and not _APPOSITION.match(before) and not _SAID.search(text))


def _parts(sentence: str) -> list[_Part]:
    if _QUOTED.search(sentence):
        return [_Part("", sentence, loose=False)]
    breaks = list(_BREAK.finditer(sentence))
    starts = [0, *(match.end() for match in breaks)]
    ends = [*(match.start() for match in breaks), len(sentence)]
    marks = ["", *(match.group() for match in breaks)]
    texts = [sentence[start:end] for start, end in zip(starts, ends, strict=True)]
    return [
        _Part(marks[position], text, _is_loose(texts, position))
        for position, text in enumerate(texts)
    ]


def _is_loose(texts: Sequence[str], position: int) -> bool:
    text = texts[position]
    if len(texts) == 1 or _KEPT.search(text) or _SAID.search(text):
        return False
    # "apples, pears and plums" is a list, and so is what stands before "pears and plums".
    if _LISTED.match(text) or (position + 1 < len(texts) and _LISTED.match(texts[position + 1])):
        return False
    if position == 0:
        return _opens(text)
    before = texts[position - 1]
    # Behind an opening phrase comes the main clause.
    if (position == 1 and _opens(before)) or _JOINED.match(before):
        return False
    if position == len(texts) - 1:
        return bool(_CLOSING.match(text))
    named = _ENDS_IN_NAME.search(before) and not _OPENING.match(before)
    return bool(_ASIDE.match(text) or (named and _APPOSITION.match(text)))


def _opens(text: str) -> bool:
    return bool(_OPENING.match(text)) and len(text.split()) <= _OPENING_WORDS


def _joined(parts: Sequence[_Part], left_out: Sequence[int]) -> str:
    text = ""
    for position, part in enumerate(parts):
        if position in left_out:
            continue
        set_off = _CLOSING.match(part.text) or _SAID.search(part.text)
        after_aside = position - 1 in left_out and position > 1 and not set_off
        text += (" " if after_aside else part.before if text else "") + part.text
    return finished(text, parts[-1].text)


def _without_closing_clause(sentence: str) -> str:
    """The sentence up to its last subordinate clause that no comma sets off."""
    if _QUOTED.search(sentence):
        return sentence
    for match in reversed(list(_CLAUSE.finditer(sentence))):
        head, tail = sentence[: match.start()], sentence[match.start() :]
        if len(head.split()) < LEAST_WORDS or _NEEDS_CLAUSE.search(head):
            continue
        if _KEPT.search(tail) or _SAID.search(tail):
            continue
        if "," not in tail:
            return finished(head, sentence)
    return sentence


def finished(text: str, last: str) -> str:
    """The text with a capital at its start and the sentence's own mark at its end."""
    text = text.strip(" ,;–—-")
    end = last.rstrip()[-1:] if last.rstrip()[-1:] in ".?!" else "."
    text = text if text[-1:] in ".?!" else text + end
    return text[:1].upper() + text[1:]
