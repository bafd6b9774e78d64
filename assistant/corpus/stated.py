"""What a text says of its own date.

No list of words such as "published" decides, but where a date stands: alone in a line or behind a
label, in a dateline, or in a line or sentence without a subject ("Held on 18 March 2023 in the
parish hall", "Edition 3, May 2023"). A date that a sentence tells something of is an event's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Literal, NamedTuple

from assistant.corpus.dates import (
    Mention,
    file_date,
    leading_date,
    mentions,
    month_number,
    name_date,
    parse_date,
)
from assistant.corpus.layout import heading_text, is_markdown_heading, is_row, is_short_title
from assistant.records import DateOrigin, Span

_TOP_CHARS = 2000
_TOP_LINES = 14
_END_CHARS = 300
_END_LINES = 3
_LINE_CHARS = 300
# A line of more words is prose, and only a date in its first sentences may be the text's own.
_PROSE_WORDS = 20
_SENTENCES = 2
_TAIL_WORDS = 14
_AFTER_WORDS = 4
_MOST_DATES = 6
_MANY = 3

_MARKS = re.compile(r"[*_`>]+")
_SENTENCE_END = re.compile(r"(?:(?<=[^\W\d]{2}\.)|(?<=\d\.)|(?<=\)\.))\s+(?=[^\W\d_])")
_BREAK = re.compile(rf"{_SENTENCE_END.pattern}|[;|•·]\s*|\s[–—/-]\s|\s{{2,}}|\t")
_WEEKDAY = re.compile(r"[^\W\d_]{2,}day\.?,?|[^\W\d_]{2,3}\.?,")
_CLOCK = re.compile(r",?\s*(?:at\s+)?\d{1,2}[:.]\d{2}(?:.{0,20}|,.{0,60})")
_PLACE = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){0,3}(?: \([\w ]{1,20}\))?,")
_CAPITALS = re.compile(
    r"[A-Z]{2}[A-Z .'’/-]{0,40}(?:,\s[A-Z][\w.]{1,20})?(?:\s*\([\w ]{1,20}\))?[,:]?"
)
_DASH = re.compile(r"\s*(?:\([\w ]{1,20}\)\s*)?[—–-]")
_DAY_BEFORE = re.compile(r"\s[^\W\d_]{2,12}day,?$|(?<=\s(?:on|am|le)\s)[^\W\d_]{3,12},?$")
_LABEL = re.compile(r"[^:]{1,40}:")
_WORD = re.compile(r"[^\W_][\w'’.-]*")
# What leads to a date or to a circumstance; closed classes of words, the usual languages' own.
_PREPOSITIONS = frozenset(
    "at by during for from in of on since to under with am auf bei durch im seit von vom zum"
    " à au dans du en le par pour al del el por il op på".split()
)
_GENITIVES = frozenset("of vom du del de".split())
_LINKS = _PREPOSITIONS | _GENITIVES | {"as", "the", "den"}
_OF_A_TIME = _GENITIVES | {"in", "since", "seit", "im", "en"}
_MAIN_CLAUSE = re.compile(r",\s+(?:the|an?|he|she|it|they|we|his|her|its|their|[A-ZÀ-Þ]\w*)\b")
_UNTIL = frozenset("to till until bis".split())
_THROUGH = _UNTIL | {"-", "–", "—"}
_LIMITS = _UNTIL | {"by", "before"}
_ONE_WORD = re.compile(r"[^\W\d_]{3,}(?: by .{1,60})?", re.IGNORECASE)
_TITLE_YEAR = re.compile(r"(?<![\d/.-])((?:19|20)\d{2})(?:[/–-]\d{2,4})?(?:\s*\([^()\d]*\))?")


class _Found(NamedTuple):
    """A date that may be the text's own: in a line by itself, behind a label, or in a sentence."""

    mention: Mention
    kind: Literal["alone", "labelled", "told"]
    sentence: tuple[int, int]  # its line, and where it begins in it


def document_date(
    stated: str, text: str, created: str, modified: float, name: str = ""
) -> tuple[date | None, DateOrigin]:
    """Decide a document's date.

    Args:
        stated: the date beside the text that its author gives; may be empty.
        text: the document's text.
        created: the date that the file's program wrote into it; may be empty.
        modified: the file's modification time, seconds since the epoch.
        name: the file's, without its ending.
    """
    if day := parse_date(stated):
        return day, "metadata"
    if own := stated_date(text):
        return own.day, own.origin
    if day := name_date(name):
        return day, "name"
    if day := parse_date(created):
        return day, "metadata"
    return file_date(modified)


def stated_date(text: str) -> Mention | None:
    """Find what the text says of its own date: at its top, else at its end, else in its title."""
    if leading := leading_date(text):
        return Mention(leading[0], "text", *leading[1])
    top = _lines(text[:_TOP_CHARS])[:_TOP_LINES]
    is_titled = bool(top) and (is_markdown_heading(top[0]) or is_short_title(top[0]))
    title, body = (heading_text(top[0]), top[1:]) if is_titled else ("", top)
    own = _first([*_in_heading(title), *_in_top(body)])
    if own is None and len(text) > _TOP_CHARS:
        ending = list(enumerate(_lines(text[-_END_CHARS:])[-_END_LINES:]))
        found = [one for number, line in ending for one in _in_line(line, number)]
        own = _first([one for one in found if one.kind != "told"])
    return own or _in_title(title)


def _lines(text: str) -> list[str]:
    return [stripped for line in text.splitlines() if (stripped := line.strip())]


def _in_top(lines: Sequence[str]) -> Iterator[_Found]:
    """The dates at the top that may be its own; below the first prose, only in their own lines.

    A heading right under the title is a part of it ("Issue 1, Autumn term (20 September 2024)").
    """
    is_below = False
    for number, line in enumerate(lines):
        if is_markdown_heading(line):
            if number == 0:
                yield from _in_line(heading_text(line)[:_LINE_CHARS], number)
            else:
                is_below = True
        elif not is_row(line):
            found = list(_in_line(line[:_LINE_CHARS], number))
            yield from (one for one in found if one.kind != "told" or not is_below)
            is_below |= not found and len(line.split()) >= _PROSE_WORDS


def _in_heading(line: str) -> Iterator[_Found]:
    """The date of a first line that is no title: a letter may begin with its place and date."""
    return (one for one in _in_line(line[:_LINE_CHARS], -1) if one.kind != "told")


def _first(found: list[_Found]) -> Mention | None:
    """The first date; of several in one sentence the last: "Received …, accepted …"."""
    if len({one.sentence[0] for one in found if one.kind == "alone"}) >= _MANY:  # a calendar
        found = [one for one in found if one.kind != "alone"]
    if not found:
        return None
    chosen = [one for one in found if one.sentence == found[0].sentence][-1].mention
    if chosen.origin == "month":
        precise = (one.mention for one in found if one.mention.origin == "text")
        month = (chosen.day.year, chosen.day.month)
        chosen = next((day for day in precise if (day.day.year, day.day.month) == month), chosen)
    return chosen


def _in_line(line: str, number: int) -> Iterator[_Found]:
    """The dates of a line that it says of the whole text."""
    line = _MARKS.sub("", line)
    words = len(line.split())
    ended = 0
    for mention in islice(mentions(line), _MOST_DATES):
        between = line[ended : mention.start].strip()
        ended = mention.end
        if between in _THROUGH:  # the end of a period
            continue
        start, end = _around(_SENTENCE_END, line, mention)
        place = (number, start)
        if words >= _PROSE_WORDS and len(_SENTENCE_END.findall(line, 0, start + 1)) >= _SENTENCES:
            return
        part = _around(_BREAK, line, mention)
        before = line[max(start, part.start) : mention.start].strip()
        after = line[mention.end : min(end, part.end)].strip()
        after = "" if _CLOCK.fullmatch(after) else after.strip(".,() ")
        is_line = (start, end) == (0, len(line))
        leads = before.split()
        if leads and leads[-1].lower() in _LIMITS:
            continue
        if _is_dateline(line[: mention.start].strip(), line[mention.end :]):
            yield _Found(mention, "labelled", place)
        elif _LABEL.fullmatch(before):
            if is_line and len(after.split()) <= _AFTER_WORDS:
                yield _Found(mention, "labelled", place)
        elif not after and (not before or _WEEKDAY.fullmatch(before) or _is_place(before)):
            yield _Found(mention, "alone" if is_line else "told", place)
        elif (
            _is_elliptic(before, after)
            or (
                not after
                and is_line
                and words <= _TAIL_WORDS
                # Where a sentence would end there is nothing, or the date alone is in brackets.
                and (line[-1].isalnum() or (before.endswith("(") and line[mention.end :] == ")"))
            )
        ):
            yield _Found(mention, "told", place)


def _around(pattern: re.Pattern[str], line: str, mention: Mention) -> Span:
    """The part of a line in which a date stands, between two marks of some kind."""
    marks = [match.span() for match in pattern.finditer(line)]
    return Span(
        max((end for _, end in marks if end <= mention.start), default=0),
        min((start for start, _ in marks if start >= mention.end), default=len(line)),
    )


def _is_dateline(before: str, after: str) -> bool:
    """Whether it opens an article: "LIMA, 12 March 2023 — ", "Norrvik (dpa), 12 March 2023 –"."""
    before = _DAY_BEFORE.sub("", before)
    # Without capitals or a comma, "On 3 May 2020 – …" would pass for a dateline.
    is_place = _CAPITALS.fullmatch(before) or _PLACE.fullmatch(before)
    return bool(is_place and _DASH.match(after))


def _is_place(before: str) -> bool:
    """Whether it is the place of a letter: "Norrvik, ", "Norrvik, den "."""
    place, comma, link = before.rpartition(",")
    return link.strip() in {"", *_LINKS} and bool(_PLACE.fullmatch(place + comma))


def _is_elliptic(before: str, after: str) -> bool:
    """What is said of the date has no subject: "Adopted by the board on …", "Version 2 of …"."""
    if len(before.split()) > _TAIL_WORDS:
        return False
    before = _DAY_BEFORE.sub("", before)
    said = before.rsplit(",", 1)[-1].strip(" (")
    links: list[str] = []
    while (link := said.rpartition(" ")[2]).lower() in _LINKS:
        links.append(link.lower())
        said = said.removesuffix(link).rstrip()
    count = len(_WORD.findall(said))
    if not links:
        return not after and (0 < count <= 2 or (count == 0 and "," in before))
    if _GENITIVES & set(links):
        return not after and 0 < count <= 3
    return bool(_ONE_WORD.fullmatch(said)) and _is_circumstance(after)


def _is_circumstance(after: str) -> bool:
    """Nothing, or what begins with a preposition: "in the parish hall", "by 11 votes to 6"."""
    words = after.split()
    return not words or (
        words[0] in _PREPOSITIONS - _UNTIL
        and len(words) <= _TAIL_WORDS
        and not _MAIN_CLAUSE.search(after)
    )


def _in_title(title: str) -> Mention | None:
    """The date or the year at a title's end: "Newsletter, May 2024", "Annual report 2023"."""
    if found := next(mentions(title), None):
        last = title[: found.start].rstrip().rpartition(" ")[2]
        is_own = last in _GENITIVES or last not in _LINKS
        return found if is_own and not title[found.end :].strip(" .)") else None
    match = next((one for one in _TITLE_YEAR.finditer(title) if one.end() == len(title)), None)
    if match is None:
        return None
    last = title[: match.start()].rstrip(" .,").rpartition(" ")[2]
    if last in _OF_A_TIME or month_number(last):  # the month of a day that no calendar has
        return None
    return Mention(date(int(match[1]), 1, 1), "year", *match.span())
