"""Forms of a sentence that fit into one line, made only by leaving parts out.

Beyond what `shorten` leaves out: the day, where it happened, what is told behind the main
clause. A headline may say less than its sentence, never something else: `grounding` checks it
against the whole sentence, and without a form that holds, the sentence itself is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.language.forms import BASE
from assistant.language.pointing import opens_back
from assistant.language.quantities import MONTHS, WEEKDAYS
from assistant.writing.shorten import LEAST_WORDS, finished, shorter_forms, without_dateline

MOST_WORDS = 14
"""Words of a headline, where a form that short holds."""

_ROUNDS = 4
"""How many parts may be left out, one after the other."""

_FORMS = 60
"""How many forms of one sentence are made at most."""

_MONTH = rf"(?:{'|'.join(map(str.title, MONTHS))})"
_WEEKDAY = rf"(?:{'|'.join(map(str.title, WEEKDAYS))})"
_DAY = (
    rf"(?:{_WEEKDAY}(?: (?:morning|afternoon|evening|night))?(?:, \d{{1,2}} {_MONTH}(?: \d{{4}})?)?"
    rf"|\d{{1,2}} {_MONTH}(?: \d{{4}})?)"
)
_ON_DAY = re.compile(
    rf"(?:,? (?:late |early )?(?:on|from)|,? in the early hours of|,) {_DAY},?(?=[\s.,:;])"
)
_OPENING_DAY = re.compile(rf"^On {_DAY},? (?=\w)|^In (?:{_MONTH} )?\d{{4}},? (?=\w)")
_OPENING_SPAN = re.compile(
    r"^(?:[\w-]+ ){1,3}(?:days?|weeks?|months?|years?) (?:after|before) [^,]+, (?=\w)", re.I
)
_SPAN = r"(?:[\w-]+ ){0,3}(?:minutes?|hours?|days?|weeks?|months?|years?) (?:before|after|ahead)"
# What may be told behind a main clause, set off by a comma: a clause, or the last part.
_TOLD_BEHIND = re.compile(
    r", (?:(?:and|but|when|while|as|after|before|despite|although|though|because|since|saying"
    rf"|something|this time|from|{_SPAN})\b"
    r"|(?:who|which|where|whose|such as|along with|with|amid|under|outside|its|his|her|their|an?"
    r"|the|\w+ing)\b(?=[^,]*$))"
)
_NAME = r"(?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*"
_NAMED = re.compile(
    r", (?:among them|including|such as) "
    rf"{_NAME}(?:(?:, and |, | and ){_NAME})*\.$"
)
_ASIDE = re.compile(
    r", (?:one of|an?|the|who|which|whose|where|\w+ed by) [^,]+,"
    r"(?= (?:was|were|is|are|has|have|had|will|would) )"
)
_CLAUSE = re.compile(r" (?:when|where|while|because|although|after|before) (?!.*,)")
_SECOND = re.compile(r" and (?:an?|the|its|his|her|their) [^,]*$")
_AND = re.compile(r" and ([a-z]+)\b")
_SECOND_OF_TWO = re.compile(r"\b(?:between|both|either|neither)\b")
# "… in the Olympic Stadium", "… off Baja California": a place with a name of its own, at the end.
_PLACE = re.compile(r" (?:at|in|outside|off|near) (?:the )?(?:[A-Z][\w’'-]*(?: of)? ?){1,4}(?=\.$)")
_OPENS = re.compile(
    r"(?:In|At|On|By|During|Under|After|Before|When|While|As|Despite|Although|Though|Following"
    r"|With|For|From|Since|Because|Amid|Unlike|Instead of|Speaking)\b"
)
_KEPT = re.compile(
    r"\b(?:if|unless|until|except|provided|not|never|no|without|false|fake|hoax|wrong|untrue|lies?"
    r"|myth|rumou?rs?|satire|den(?:y|ies|ied))\b|n['’]t\b",
    re.I,
)
# No clause ends so, and nothing may go that such a word leads to.
_DANGLING = re.compile(
    r"(?:\b(?:an?|the|of|in|on|at|to|by|for|from|with|and|or|but|that|who|which|where|when|as|than"
    r"|is|are|was|were|be|been|being|has|have|had|will|would|can|could|may|might|must|shall|should"
    r"|do|does|did|its|his|her|their|(?<!once )more|most|less|very|so|such|one|also|even|not|into"
    r"|onto|off|up|down|out|over|under|between|among|become|became|becomes|remains?|seems?|held"
    r"|met|born|based|lives?|lived|stands?|stood|lies|lay|began|place)|[,:;–—-])$"
)
# "It came a week before …", "it is based in …": what stands there before a clause or a place.
_LEFT = {
    _CLAUSE: re.compile(r"\b(?:ever|minutes?|hours?|days?|weeks?|months?|years?|soon|long|just)$"),
    _PLACE: re.compile(r"ed$"),
}
# Without a verb it is no clause. A word in -ed may be none, a name never is one.
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must"
    r"|beat|hit|put|cut|set|let|shut|cost|[a-z]+ed)\b"
)
_QUOTED = re.compile(r"[\"“”«»()]|(?:^|\s)['‘]")


def headline_forms(sentence: str) -> list[str]:
    """The sentence and its short forms, none twice, the longest first, a dateline in none."""
    found = dict.fromkeys(without_dateline(form) for form in shorter_forms(sentence))
    waiting = [] if _QUOTED.search(without_dateline(sentence)) else list(found)
    for _ in range(_ROUNDS):
        waiting = [
            form
            for text in waiting
            for form in _cuts(text)
            if form not in found and len(found) < _FORMS and found.setdefault(form) is None
        ]
    return sorted(found, key=lambda form: -len(form.split()))


def _cuts(text: str) -> Iterator[str]:
    """The sentence without one part, for each part that can go."""
    for pattern in (_OPENING_DAY, _OPENING_SPAN):
        match = pattern.match(text)
        rest = text[match.end() :] if match else ""
        if match and not _KEPT.search(match[0]) and not opens_back(rest):
            yield finished(rest, text)
    for pattern in (_ON_DAY, _ASIDE):
        for match in pattern.finditer(text):
            if not _KEPT.search(match[0]):
                yield finished(text[: match.start()] + text[match.end() :], text)
    for match in _ends(text):
        head = text[: match.start()]
        if not _KEPT.search(text[match.start() :]) and _is_clause(head):
            yield finished(head, text)


def _ends(text: str) -> Iterator[re.Match[str]]:
    """Where the sentence may end, before the match."""
    for match in _TOLD_BEHIND.finditer(text):
        if "," not in text[: match.start()]:
            yield match
    for pattern in (_CLAUSE, _PLACE):
        for match in pattern.finditer(text):
            if not _LEFT[pattern].search(text[: match.start()]):
                yield match
    if not _SECOND_OF_TWO.search(text):
        yield from _SECOND.finditer(text)
    yield from _NAMED.finditer(text)
    yield from filter(_is_second_verb, _AND.finditer(text))
    yield from re.finditer(r": ", text)


def _is_second_verb(match: re.Match[str]) -> bool:
    """As in "… came into force and took the place of …", but not "… signed and sealed it"."""
    before = match.string[: match.start()].split()[-1:]
    return _is_past(match[1]) and not any(map(_is_past, before))


def _is_past(word: str) -> bool:
    return word in BASE or word.endswith("ed")


def _is_clause(head: str) -> bool:
    """Whether the rest can stand alone: with a verb, no opening phrase, not cut in the middle."""
    return (
        len(head.split()) >= LEAST_WORDS - 1
        and (bool(_VERB.search(head)) or not BASE.keys().isdisjoint(head.split()))
        and not _OPENS.match(head)
        and not _OPENING_SPAN.match(f"{head}, and")
        and not _DANGLING.search(head)
    )
