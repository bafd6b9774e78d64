"""What a text says of its own date.

No list of words such as "published" decides, but where a date stands: alone in a line or behind a
label, in a dateline, in a line or sentence without a subject ("Held on 18 March 2023 in the
parish hall", "Edition 3, May 2023"), between commas where there is no verb ("3 May 2024, hall,
about fifty people"), or in one whose subject is the text ("This lease is made on
…"). A date of which a sentence tells something else is an event's. `dating.py` knows these forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Literal, NamedTuple

from assistant.corpus.clean import leading_date
from assistant.corpus.dates import (
    Mention,
    file_date,
    has_state,
    month_number,
    name_date,
    parse_date,
    said_dates,
)
from assistant.corpus.dating import (
    is_apposed,
    is_caption,
    is_circumstance,
    is_dateline,
    is_elliptic,
    is_limit,
    is_made,
    is_named,
    is_of_a_text,
    is_of_a_time,
    is_of_itself,
    is_of_one_word,
    is_place,
    is_start,
    without_clock,
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
_FRAGMENT_WORDS = 4
_AFTER_WORDS = 4
_MOST_DATES = 6
_MANY = 3

_MARKS = re.compile(r"[*_`>]+")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?:(?<=[^\s.(]\S\.)|(?<=\d\.))\s+(?=[^\W\d_])")
_BREAK = re.compile(rf"{_SENTENCE_END.pattern}|[;|•·]\s*|\s[–—/-]\s|\s{{2,}}|\t")
_WEEKDAY = re.compile(r"[^\W\d_]{2,}day\.?,?|[^\W\d_]{2,3}\.?,")
_LABEL = re.compile(r"[^:]{1,40}:")
_THROUGH = frozenset("to till until bis - – —".split())
_TITLE_YEAR = re.compile(r"(?<![\d/.-])((?:19|20)\d{2})(?:[/–-](\d{4}|\d{2}))?(?:\s*\([^()\d]*\))?")


_Kind = Literal["alone", "made", "labelled", "captioned", "told", "started", "named"]


class _Found(NamedTuple):
    """A date that may be the text's own.

    Attributes:
        kind: whether it stands in a line by itself, behind a label that says it of the text
            ("made": "Date:"), or that may do so ("labelled": "Issued:"), in a line that is no
            sentence, or in a sentence, in which something holds since then; "named" is behind the
            name of something else ("Born:"). `_OF_ITS_OWN` need nothing else.
        sentence: its line, and where it begins in it.
    """

    mention: Mention
    kind: _Kind
    sentence: tuple[int, int]


_OF_ITS_OWN = ("alone", "made", "labelled")
_OF_LINES = (*_OF_ITS_OWN, "named")


def document_date(
    stated: str, text: str, created: str, modified: float, name: str = "", above: str = ""
) -> tuple[date | None, DateOrigin]:
    """Decide a document's date.

    Args:
        stated: the date beside the text that its author gives; may be empty.
        text: the document's text.
        created: the date that the file's program wrote into it; may be empty.
        modified: the file's modification time, seconds since the epoch.
        name: the file's, without its ending.
        above: what else stands on its pages, whose date counts for want of one in the text.
    """
    if day := parse_date(stated):
        return day, "metadata"
    if own := _own_date(text, name) or _own_date(above, name):
        return own.day, own.origin
    if day := name_date(name):
        return day, "name"
    if day := parse_date(created):
        return day, "metadata"
    if own := stated_date(text, name):
        return own.day, own.origin
    return file_date(modified)


def stated_date(text: str, name: str = "") -> Mention | None:
    """Find what the text says of its own date: at its top, else at its end, else in its title.

    Else the first one behind a single word that may say it ("Valid:"), but need not ("Born:"). A
    label of more words says what else its date is of: "Next meeting:".

    Args:
        text: the document's.
        name: its file's, which may say what kind of text it is.
    """
    named = (one for one in _at_top(text, name)[1] if one.kind == "named")
    return _own_date(text, name) or _first([*named])


def _own_date(text: str, name: str) -> Mention | None:
    if leading := leading_date(text):
        return Mention(leading[0], "text", *leading[1])
    title, at_top = _at_top(text, name)
    own = _first([one for one in at_top if one.kind not in {"named", "started"}])
    if own is None and len(text) > _TOP_CHARS:
        ending = list(enumerate(_lines(text[-_END_CHARS:])[-_END_LINES:]))
        found = [one for number, line in ending for one in _in_line(line, number, title, name)]
        own = _first([one for one in found if one.kind in _OF_ITS_OWN])
    titled = [_Found(one, "told", (-1, 0)) for one in (_in_title(title),) if one]
    return own or _first([*titled, *(one for one in at_top if one.kind == "started")])


def _at_top(text: str, name: str) -> tuple[str, list[_Found]]:
    """A text's title, and the dates at its top that may be its own."""
    top = _lines(text[:_TOP_CHARS])[:_TOP_LINES]
    is_titled = bool(top) and (is_markdown_heading(top[0]) or is_short_title(top[0]))
    title, body = (heading_text(top[0]), top[1:]) if is_titled else ("", top)
    return title, [*_in_heading(title), *_in_top(body, title, name)]


def _lines(text: str) -> list[str]:
    return [stripped for line in text.splitlines() if (stripped := line.strip())]


def _in_top(lines: Sequence[str], title: str, name: str) -> Iterator[_Found]:
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
            found = list(_in_line(line[:_LINE_CHARS], number, title, name))
            yield from (one for one in found if one.kind in _OF_LINES or not is_below)
            is_below |= not found and len(line.split()) >= _PROSE_WORDS


def _in_heading(line: str) -> Iterator[_Found]:
    """The date of a first line that is no title: a letter may begin with its place and date."""
    return (one for one in _in_line(line[:_LINE_CHARS], -1) if one.kind in _OF_ITS_OWN)


def _first(found: list[_Found]) -> Mention | None:
    """The first date; of several in one sentence the latest: "Received …, accepted …".

    Behind a label that says it of the text ("Date:") it comes before those behind others
    ("Issued:").
    A season counts where there is no date.
    """
    listed = [one for one in found if one.kind in {"alone", "captioned"}]
    if len({one.sentence[0] for one in listed}) >= _MANY:  # a calendar
        found = [one for one in found if one not in listed]
    found = [one for one in found if one.mention.origin != "year"] or found
    if not found:
        return None
    first = found[0]
    if first.kind == "labelled":
        first = next((one for one in found if one.kind == "made"), first)
    together = [one for one in found if one.sentence == first.sentence]
    chosen = max(together, key=lambda one: one.mention.day).mention
    if chosen.origin == "month":
        precise = (one.mention for one in found if one.mention.origin == "text")
        month = (chosen.day.year, chosen.day.month)
        chosen = next((day for day in precise if (day.day.year, day.day.month) == month), chosen)
    return chosen


def _in_line(line: str, number: int, title: str = "", name: str = "") -> Iterator[_Found]:
    """The dates of a line that it says of the whole text."""
    line = _MARKS.sub("", line)
    words = len(line.split())
    ended = 0
    for mention in islice(said_dates(line), _MOST_DATES):
        between = line[ended : mention.start].strip()
        ended = mention.end
        if between in _THROUGH:  # the end of a period
            continue
        start, end = _around(_SENTENCE_END, line, mention)
        if words >= _PROSE_WORDS and _count_sentences(line[:start]) >= _SENTENCES:
            return
        kind = _kind(line, mention, (start, end), title, name)
        if kind and (mention.origin != "year" or _is_own_season(line, mention, kind)):
            yield _Found(mention, kind, (number, start))


def _count_sentences(text: str) -> int:
    """How many sentences there are, without what is too short for one: "Reference TF/2291."."""
    return sum(len(_WORD.findall(one)) > _FRAGMENT_WORDS for one in _SENTENCE_END.split(text))


def _is_own_season(line: str, mention: Mention, kind: _Kind) -> bool:
    """Whether a season is a text's: alone, without a place; or beside the name of its state."""
    before = line[: mention.start].strip()
    beside = [*before.split()[-2:], line[mention.start : mention.end]]
    return (kind == "alone" and not before.endswith(",")) or has_state(" ".join(beside))


def _kind(
    line: str, mention: Mention, sentence: tuple[int, int], title: str, name: str
) -> _Kind | None:
    """How a line has a date that it says of the text; None where it tells something else of it."""
    start, end = sentence
    part = _around(_BREAK, line, mention)
    before = line[max(start, part.start) : mention.start].strip()
    rest = without_clock(line[mention.end : min(end, part.end)].strip()).rstrip(".,() ")
    after = rest.lstrip(".,() ")
    is_line = sentence == (0, len(line))
    # Where a sentence would end there is nothing, or a bracket that holds the date.
    is_open = is_line and (line[-1].isalnum() or (line[-1] == ")" and "(" in before + rest))
    if is_limit(before):
        return None
    if is_dateline(line[: mention.start].strip(), line[mention.end :]):
        return "alone"
    if _LABEL.fullmatch(before):
        is_short = len(after.split()) <= _AFTER_WORDS or is_circumstance(rest)
        if is_line:
            return _labelled(before, f"{title} {name}") if is_short else None
        return "told" if is_made(before) and len(said_dates(line)) == 1 else None
    if not after and (not before or _WEEKDAY.fullmatch(before) or is_place(before)):
        return "alone" if is_line else "told"
    if is_elliptic(before, rest) or (start == 0 and is_of_itself(before, title)):
        return "started" if is_start(before) else "told"
    is_short = len(line[start:end].split()) < _PROSE_WORDS
    is_caption_of = (is_open and is_caption(before, rest)) or is_apposed(
        line[start : mention.start].strip(), line[mention.end : end].rstrip(".").strip()
    )
    return "captioned" if is_short and is_caption_of else None


def _labelled(label: str, named: str) -> _Kind | None:
    """How a label has the date behind it, in a line of their own; None: as that of another thing.

    `named` are the words that say what the text is: an invoice has an "Invoice date:".
    """
    if is_made(label):
        return "made"
    if is_of_a_text(label, named):
        return "labelled"
    return "named" if is_of_one_word(label) else None


def _around(pattern: re.Pattern[str], line: str, mention: Mention) -> Span:
    """The part of a line in which a date stands, between two marks of some kind."""
    marks = [match.span() for match in pattern.finditer(line)]
    return Span(
        max((end for _, end in marks if end <= mention.start), default=0),
        min((start for start, _ in marks if start >= mention.end), default=len(line)),
    )


def _in_title(title: str) -> Mention | None:
    """The date or the year at a title's end: "Newsletter, May 2024", "Annual report 2023"."""
    if found := next(iter(said_dates(title)), None):
        rest = without_clock(title[found.end :].strip(" .)"))
        is_own = is_named(title[: found.start]) and is_circumstance(rest)
        return found if is_own else None
    match = next((one for one in _TITLE_YEAR.finditer(title) if one.end() == len(title)), None)
    if match is None or (match[2] and not _follows(match[2], match[1])):
        return None
    last = title[: match.start()].rstrip(" .,").rpartition(" ")[2]
    if is_of_a_time(last) or month_number(last):  # the month of a day that no calendar has
        return None
    return Mention(date(int(match[1]), 1, 1), "year", *match.span())


def _follows(year: str, first: str) -> bool:
    """Whether a year, perhaps of two digits, is later than another: "2023/24", not "1998-412"."""
    return int(year) > int(first[-len(year) :]) or int(year) == (int(first) + 1) % 100
