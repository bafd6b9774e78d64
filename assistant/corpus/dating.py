"""Whether the words around a date say it of the whole text, by their form.

What says it has no subject ("Held on …", "Last changed … by the clerk"), or the text itself for
one ("This lease is made on …"), or is no sentence at all ("Minutes of the meeting held on …").
`before` and `after` are what stands before and behind a date in its sentence or line.
"""

from __future__ import annotations

import re

from assistant.corpus.dates import has_state
from assistant.language.forms import is_past
from assistant.language.words import content_stems

_CLAUSE_WORDS = 14
_SUBJECT_WORDS = 4

_CAPITALS = re.compile(
    r"[A-Z]{2}[A-Z .'’/-]{0,40}(?:,\s[A-Z][\w.]{1,20})?(?:\s*\([\w ]{1,20}\))?[,:]?"
)
_PLACE = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){0,3}(?: \([\w ]{1,20}\))?,")
_DASH = re.compile(r"\s*(?:\([\w ]{1,20}\)\s*)?[—–-]")
_CLOCK = re.compile(
    r"[,(]?\s*(?:at\s+)?\d{1,2}(?:[:.]\d{2}|\s?[ap]\.?m\b)(?:.{0,20}|.{0,20},.{0,60})",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(
    r"\s[^\W\d_]{2,12}day(?: [^\W\d_]{3,9})?,?$|(?<=\s(?:on|am|le)\s)[^\W\d_]{3,12},?$"
)
_WEEKDAY = re.compile(r"[^\W\d_]{2,12}day,?")
_ASIDE = re.compile(r"^\([^()]*(?:\)[.\s]*|$)")
_NAME = re.compile(r"[^\W\d_]{3,}")
_WORD = re.compile(r"[^\W_][\w'’.-]*")
_MAIN_CLAUSE = re.compile(
    r",\s+(?:the|an?|he|she|it|they|we|his|her|its|their)\b|,\s+(?:[A-ZÀ-Þ]\w*\s+)+[a-zà-þ]"
)
# What leads to a date or to a circumstance; closed classes of words, the usual languages' own.
_PREPOSITIONS = frozenset(
    "after at before between by during for from in into of on since through to under with within"
    " without am auf bei durch im seit von vom"
    " zum zwischen à au dans du en entre le par pour al del el por il op på".split()
)
_GENITIVES = frozenset("of vom du del de".split())
_APART = frozenset(["", ",", "(", ")"])  # what parts an apposition from its sentence
_PARTICLES = frozenset("off out over together up".split())  # of verbs: "carried out", "drawn up"
_LINKS = _PREPOSITIONS | _GENITIVES | {"as", "the", "den"}
_OF_A_TIME = _GENITIVES | {"in", "since", "seit", "im", "en"}
_UNTIL = frozenset("to till until bis".split())
_LIMITS = _UNTIL | {"by", "before"}
_SINCE = frozenset("from since ab seit depuis desde".split())
_ON = frozenset("on am as den el il le of op på the".split())
_DATES = frozenset("date datum data fecha dato".split())
_TIMES = frozenset("and time und zeit uhrzeit et heure y e hora ora og tid".split())
_STATES = frozenset("stand status".split())
_LAST = frozenset("last zuletzt letzte".split())
_ARTICLES = frozenset("a an the der die das le la les el los il".split())
_THIS = frozenset("this these dieser diese dieses ce cet cette este esta questo questa".split())
_IS = frozenset("is are ist sind wird werden est sont es son è sono".split())
_WAS = frozenset("was were been wurde wurden été fue fueron".split())
# Words that only sentences have: such as lead a verb, or stand for its subject.
_OF_SENTENCES = frozenset(
    "has have had will would shall should can could may might must do does did"
    " i he she it they we you".split()
)
_FINITE = _OF_SENTENCES | _IS | _WAS


def without_clock(after: str) -> str:
    """What follows a date, but for a time of the day and the place behind it."""
    return "" if _CLOCK.fullmatch(after) else after


def is_limit(before: str) -> bool:
    """Whether a date is only one until or by which something holds."""
    return _last_word(before) in _LIMITS


def is_start(before: str) -> bool:
    """Whether a date is one from which something holds, which is seldom the day it was written."""
    return _last_word(before) in _SINCE


def _last_word(before: str) -> str:
    """In small letters, without the mark of a label: "Valid until:"."""
    return before.rstrip(": ").rpartition(" ")[2].lower()


def is_made(label: str) -> bool:
    """Whether a label says that of a text: "Date and time:", "Last edited:", not "Birth date:"."""
    *words, last = _label_words(label) or [""]
    is_date = not _DATES.isdisjoint([*words, last]) and {*words, last} <= _DATES | _TIMES
    return is_date or (not _LAST.isdisjoint(words[-1:]) and is_past(last))


def is_of_one_word(label: str) -> bool:
    """Whether a label says no more than one word of what its date is.

    "As of:", "Last update:"; "Publication date:", but also "Due date:".
    """
    *words, last = [word for word in _label_words(label) if word not in _LAST] or [""]
    return not words or (len(words) == 1 and last in _DATES)


def _label_words(label: str) -> list[str]:
    """The words of a label in small letters, without an aside and without what leads to a date."""
    words = _WORD.findall(label.partition("(")[0].lower())
    return [word for word in words if word not in _LINKS]


def is_of_a_text(label: str, named: str) -> bool:
    """Whether a label names a date of the text it stands in, as far as its form tells.

    It is a participle, and nobody is said to have done it or to whom ("Issued:", "Drawn up by the
    clerk:", not "Samples taken:"); or the date, the state or the making of what the text is named
    ("Invoice date:" in an invoice, "Date of issue:", not "Date of birth:").
    """
    words = _WORD.findall(label.partition("(")[0].lower())
    if words and is_past(words[0]) and _is_participle(words):
        return True
    words = _label_words(label)
    of_something = [
        word for word in words if not (word in _DATES | _STATES or has_state(word) or is_past(word))
    ]
    says_a_day = len(of_something) < len(words)
    return says_a_day and {*content_stems(" ".join(of_something))} <= {*content_stems(named)}


def is_dateline(before: str, after: str) -> bool:
    """Whether it opens an article: "LIMA, 12 March 2023 — ", "Norrvik (dpa), 12 March 2023 –"."""
    before = _DAY_BEFORE.sub("", before)
    # Without capitals or a comma, "On 3 May 2020 – …" would pass for a dateline.
    is_place = _CAPITALS.fullmatch(before) or _PLACE.fullmatch(before)
    return bool(is_place and _DASH.match(after))


def is_place(before: str) -> bool:
    """Whether it is the place of a letter: "Norrvik, ", "Norrvik, den "."""
    place, comma, link = before.rpartition(",")
    return link.strip() in {"", *_LINKS} and bool(_PLACE.fullmatch(place + comma))


def is_elliptic(before: str, after: str) -> bool:
    """What is said of the date has no subject: "Adopted by the board on …", "Version 2 of …"."""
    before = _DAY_BEFORE.sub("", before)
    if len(before.split()) > _CLAUSE_WORDS:
        return False
    is_followed = is_circumstance(_ASIDE.sub("", after))
    said, links = _parted(before.rsplit(",", 1)[-1])
    if links and not said:
        if "as" in links or (before.lower() in _SINCE and not after):  # "…, as of", "From …"
            return is_followed
        said, _ = _parted(before)  # "Prepared by Ada Tillman, Tillman Surveys, on …"
    words = said.lower().split()
    count = len(_WORD.findall(said))
    if _GENITIVES & links:
        is_told = not after or (is_followed and _ARTICLES.isdisjoint(words[:1]))
        return is_told and 0 < count <= 3 and _FINITE.isdisjoint(words)
    if links:
        in_force = bool(links & _SINCE and _PREPOSITIONS.intersection(words[:1]))
        # "Regatta on …" is an event; no other language's participles are told by their form.
        is_past_on = "on" not in links or any(map(is_past, words))
        return (in_force or (is_past_on and _is_participle(words))) and is_followed
    if not after:
        return 0 < count <= 2
    return 0 < count <= 2 and is_past(words[-1]) and is_followed


def is_circumstance(after: str) -> bool:
    """Nothing, or what begins as a circumstance: "in the hall", "by 11 votes", ", made by …"."""
    words = after.strip(".,() ").lower().split()
    is_apart = after[:1] in {",", "("} or words[:1] == ["and"]
    if words[:1] == ["and"]:
        del words[0]
    return not words or (
        (words[0] in _PREPOSITIONS - _UNTIL or (is_apart and is_past(words[0])))
        and not _MAIN_CLAUSE.search(after)
    )


def is_of_itself(before: str, title: str) -> bool:
    """Whether a sentence tells a date of the text that it stands in: "This lease is made on …".

    "This" points to the text, where nothing was said before it. But what was, and not is, may be
    told of what the text is about, which its title names.
    """
    said, links = _parted(_DAY_BEFORE.sub("", before))
    first, *words = said.lower().split() or [""]
    if first not in _THIS or not links <= _ON or (_GENITIVES & links and "as" not in links):
        return False
    at = next((n for n, word in enumerate(words[:_SUBJECT_WORDS]) if word in _IS | _WAS), 0)
    return at > 0 and (words[at] in _IS or words[at - 1] not in title.lower().split())


def is_caption(before: str, after: str) -> bool:
    """Whether words that are no sentence have a date: "Minutes of the meeting held on …, in …"."""
    said, _ = _parted(_DAY_BEFORE.sub("", before))
    words, rest = said.lower().split(), after.strip(",( ").split()
    if not after:
        return True
    if before and not words:  # "On 3 May, storms …"
        return False
    is_told = before[:1].islower() or not _is_verbless(words, rest)
    return not is_told and (after[:1] in {",", "("} or is_circumstance(after))


def is_apposed(before: str, after: str) -> bool:
    """Whether a date stands by itself between commas, in a sentence without a verb.

    It opens or ends it, or stands behind the state of a text: "3 May 2024, hall, about fifty
    people", "Second version, 3 May 2024, by Ada Tillman", not "Regatta, 3 May 2024, from ten".
    """
    before = "" if _WEEKDAY.fullmatch(before) else _DAY_BEFORE.sub("", before)
    words, rest = before.strip(" ,(").lower().split(), after.strip(",().").split()
    if before[-1:] not in _APART or after[:1] not in _APART:
        return False
    is_of_a_thing = bool(words and rest) and (words[0] in _ARTICLES or not has_state(before))
    return not is_of_a_thing and _is_verbless(words, rest) and not _MAIN_CLAUSE.search(after)


def is_named(before: str) -> bool:
    """Whether a title names a text by its date, and not what happened then.

    "Notice of 3 May", "Minutes of a meeting held on 3 May", "Returns, from 3 May", but not "Outage
    of the shop on 3 May".
    """
    said, links = _parted(_DAY_BEFORE.sub("", before))
    if not links or _GENITIVES & links or _SINCE & links:
        return True
    words = said.lower().split()
    return any(map(is_past, words[1:])) and _has_participles(words)


def is_of_a_time(word: str) -> bool:
    """Whether a year behind a word is that of something: "The strike of 1926"."""
    return word in _OF_A_TIME


def _parted(before: str) -> tuple[str, set[str]]:
    """What is said, and the words that lead from it to the date."""
    said = before.strip(" ,(")
    links: set[str] = set()
    while (link := said.rpartition(" ")[2].lower()) in _LINKS:
        links.add(link)
        said = said[: -len(link)].rstrip()
    return said, links


def _is_participle(words: list[str]) -> bool:
    """Whether words may be a participle, perhaps with a circumstance: "approved by the board"."""
    words = words[1:] if words and words[0] in _LAST else words
    return bool(words and _NAME.fullmatch(words[0])) and _begins_circumstance(words[1:])


def _is_verbless(words: list[str], rest: list[str]) -> bool:
    """Whether words around a date have only participles for verbs, as far as their forms tell."""
    is_sentence = _FINITE.intersection([*words, *rest])
    return not is_sentence and _has_participles(words) and _has_participles(rest)


def _has_participles(words: list[str]) -> bool:
    """Whether the past forms of some words may be participles: without an object or a subject.

    "The bridge opened", but not "minutes of the meeting held in the hall", has a subject.
    """
    places = [number for number, word in enumerate(words) if is_past(word)]
    has_subject = bool(places) and words[0] in _ARTICLES
    return not has_subject and all(_begins_circumstance(words[at + 1 :]) for at in places)


def _begins_circumstance(words: list[str]) -> bool:
    words = words[1:] if words and words[0] in _PARTICLES else words
    return not words or words[0] in _PREPOSITIONS
