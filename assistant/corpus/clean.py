"""Find clutter: what a page carries around its text, such as bylines and "Also read" lines.

A span of clutter is never quoted, so every rule is anchored and narrow: what could be a
sentence of the text stays. Rules look at a whole line, except for a photo caption glued
to the end of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from assistant.corpus.dates import parse_date
from assistant.corpus.headers import header_lines
from assistant.corpus.layout import is_row
from assistant.corpus.sentences import sentence_spans, trim
from assistant.records import Span

_LEADING = re.compile(r"\s*(date:?\s+(\d{4}-\d{2}-\d{2}))(?![\d-])", re.IGNORECASE)
_LINE_CHARS = 400
_CAPTION_CHARS = 1200
_CAPTION_WORDS = 60
_CAPTION_OVERLAP = 0.5
_BYLINE_LINES = 6

_AGENCY = (
    r"(?:AP|AFP|ANI|PTI|UPI|IANS|Reuters|REUTERS|Bloomberg|Getty(?: Images)?|EPA|dpa|TASS|Xinhua"
    r"|Kyodo|Associated Press|Agence France-Presse|agencies)"
)
_CAPITALISED = r"[A-Z][\w.'’-]{0,40}"
_NAME = rf"(?:{_CAPITALISED}|de|del|della|van|von|der|den|da|dos|al|bin|el|la|le)"
_PERSON = rf"{_CAPITALISED}(?: {_NAME}){{1,4}}"
_SOURCE = rf"(?:{_PERSON}|{_AGENCY})"
_PEOPLE = rf"{_SOURCE}(?:(?:,| and| &|, and) {_SOURCE}){{0,6}}"
_MADE = (
    r"(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Ww]ritten|[Ee]dited|Compiled|Photographs?|Photos?"
    r"|Images?|Videos?|Graphics?|Illustrations?)"
)
_SITES = r"(?:facebook|twitter|x|instagram|linkedin|whatsapp|telegram|reddit|email|e-mail|youtube)"
_SITE_LIST = rf"{_SITES}(?:(?:,| and| or|, and| \||) {_SITES}){{0,8}}"

_LINE_RULES = (
    # Bylines without a name.
    r"(?:by|from) (?:an?|our|the)(?: \w+){0,3} "
    r"(?:reporters?|correspondents?|editors?|writers?|bureau|desk|staff|team)"
    r"(?: in .{1,30})?\W*",
    # Pointers to other pages: the label needs its colon, bar or dash.
    r"(?:also|must|further|recommended)[ -]read(?:ing)?\s?[:|»>–—-].*",
    r"(?:read|watch|see|listen)(?: (?:also|more|next|here|this|now))?\s?[:|»].*",
    r"read (?:more|also|the full (?:story|article)|next)(?: here)?\s?[:|»>…–—.]*(?:[–—]\s.*)?",
    r"related(?: (?:articles?|stor(?:y|ies)|links?|news|coverage|topics?|posts?))?\s?[:|»].*",
    r"(?:related|trending|recommended|popular) (?:articles|stories|links|news|topics|posts)",
    r"(?:more (?:from|on this)|you (?:may|might) also like|don['’]t miss|in (?:pics|pictures))"
    r"\s?[:|»].*",
    r"you (?:may|might) also (?:like|be interested in)\W*",
    r"(?:click|tap) here (?:to|for) .*",
    r"(?:continue|keep) reading(?: below)?\W*|story continues below.*",
    r"(?:skip|jump) to (?:main )?(?:content|navigation)|back to top|advertisements?\W*",
    # Newsletters, sharing, cookies.
    r"good (?:morning|afternoon|evening)\W+(?:here(?:['’]s| is| are)|welcome to) .{1,120}",
    r"(?:view|read|open) (?:this|the) (?:e-?mail|message|newsletter)"
    r"(?: online| in (?:your|a|the) (?:web )?browser)\b.*",
    r"(?:sign up|subscribe|register)(?: (?:now|today|here|free))? (?:to|for) (?:our|the|my)\b"
    r".*\b(?:newsletters?|updates?|alerts?|channel|briefing|inbox|podcast)\b.*",
    # What readers wrote is not the article's.
    r"(?:posted|comments?|repl(?:y|ies)|a reader writes)(?: by readers?)? "
    r"(?:under|below|on|to) this (?:article|story|post|page)\s?[:|»].*",
    r"(?:subscribe|sign up|log in|sign in)(?: (?:now|today|here|free))?\W*",
    r"get (?:the|our|all) .*\b(?:(?:in|to) your inbox|newsletter|straight to your)\b.*",
    rf"(?:follow|like|join|find) (?:us|me) on {_SITE_LIST}\b.*",
    r"download (?:our|the) .*\bapp\b.*",
    rf"(?:share|tweet|post|pin|print)(?: this)?(?: (?:article|story|post|page))?"
    rf"(?: (?:on|via|with|to|by) (?:{_SITE_LIST}|friends))?\W*",
    rf"share(?: on)?\W+{_SITE_LIST}\W*",
    r"(?:we|this (?:web)?site|our (?:web)?site)(?: and our partners)? uses? cookies"
    r"(?:\W*|,? (?:to|and|so)\b.*\b(?:experience|traffic|content|ads|site|agree|consent)\b.*)",
    r"by (?:continuing|clicking|using) .*\b(?:you (?:agree|accept|consent)|cookies)\b.*",
    r"(?:accept|reject|manage|allow)(?: all)? cookies\W*|cookie (?:settings|preferences)",
    r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|contact us|about us)"
    r"(?:\s?[|•·]\s?.*)?",
    # Rights.
    r"(?:copyright\s*)?(?:©|\(c\)\s*copyright|copyright\s*\(c\))\s.*"
    r"|copyright \d{4}\b.*|©\d{4}.*",
    r"(?:.{0,80}\W)?all rights reserved\W*",
    r"\(?this (?:story|article|copy|report) (?:has not been|was not|has been) "
    r"(?:edited|published|auto-generated)\b.*\b(?:syndicated|agency|feed|staff)\b.*",
    # Ruled lines.
    r"[-=_*~•·.#+\s]{3,}",
)
_CASED_LINE_RULES = (
    # Credits of agencies and photographers.
    rf"[(\[]?(?:[Ww]ith|WITH) (?:additional |agency )?inputs?(?: from)?:? "
    rf"\(?(?:{_AGENCY}(?:,? (?:and )?)?)+\)?[)\].]*",
    r"[(\[]?With (?:agency inputs|inputs from (?:news )?agencies)[)\].]*",
    rf"[—–-]*\s?[(\[]?(?:Source: |© )?{_AGENCY}[)\]]?",
    rf"[(\[]?(?:Additional |Further )?{_MADE} by:? {_PEOPLE}(?: in [A-Z]\w+(?: [A-Z]\w+)?)?"
    rf"(?:[;,.]? (?:[A-Z][a-z]+ )?[Ee]diting by {_PEOPLE})?[)\].]*",
    r"[(\[]?(?:Photo(?:graph)?|Image|Picture|Video|Illustration)s?(?: credits?| courtesy)?"
    r"(?:: | © |/| courtesy of ).{2,80}",
    r"[(\[](?:File|Representative|Representational|Stock) (?:photo|image|picture)[)\]]",
)
# A line is tried against one pattern, which is cheaper than one against each rule.
_CLUTTER = re.compile("|".join(_LINE_RULES), re.IGNORECASE)
_CASED_CLUTTER = re.compile("|".join(_CASED_LINE_RULES))
_BYLINE = re.compile(
    rf"(?:By|BY|Words by|Text by):? (?P<people>{_PEOPLE})(?:,? {_AGENCY})?"
    r"(?:(?:,| in| for| —| –| -| \||;| •) .{0,60})?(?<![.!?])"
)
_NOT_A_NAME = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|Spring|Summer|Autumn|Winter|Christmas|Easter"
)

_PHOTO_CREDIT = (
    rf"\((?:{_AGENCY}|File|Representative|[\w .,'’-]{{0,30}})[ /]*"
    r"(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Ff]ile)s?(?:[ /:|].{0,40})?\)"
    r"|\((?:Photo|Image|Picture|Credit|File|via)[^()]{0,60}\)"
    r"|[|/]\s?(?:Photo|Image|Picture|Credit)(?: [Cc]redit)?s?:? .{2,60}"
    r"|(?:Photo|Image)(?: [Cc]redit)?s?: .{2,60}"
    rf"|{_PERSON}\s?/\s?{_AGENCY}|{_AGENCY}\s?/\s?{_PERSON}|Getty Images"
)
_CAPTION_END = re.compile(rf"(?:(?P<photo>{_PHOTO_CREDIT})|\({_AGENCY}(?:[/ ]{_AGENCY})?\))[.\s]*$")
_CAPTION_BEFORE_DATELINE = re.compile(
    rf"(?P<caption>.{{0,200}}?\({_AGENCY}(?:[/ ]{_AGENCY})?\))\s+"
    r"(?=[A-Z][A-Z .,'’-]{2,40}(?:: | [—–] ))"
)
_WORD = re.compile(r"\w{4,}")
# "-----Original message-----": text, unless a message's header is below it.
_RULED = re.compile(r"-{3,}\s?[^\s-][^-]{0,60}-{3,}")
_HEADER_CHARS = 2000


def find_clutter(text: str) -> list[Span]:
    """Find the ranges of a text that belong to the page around it.

    Returns:
        Offsets into `text`, sorted and not overlapping, without white space at their ends.
        They include a leading `date YYYY-MM-DD`.
    """
    spans: list[Span] = []
    start = 0
    if found := leading_date(text):
        spans.append(found[1])
        start = found[1].end
    lines = list(_lines(text, start))
    for number, line in enumerate(lines):
        if is_row(text[line.start : line.end]):
            continue
        if opening := _opening_caption(text, line):
            spans.append(opening)
            line = Span(opening.end, line.end)
        near_edge = number < _BYLINE_LINES or number >= len(lines) - 2
        if _is_clutter_line(text[line.start : line.end], near_edge) or _leads_to_header(text, line):
            spans.append(line)
        elif caption := _glued_caption(text, line):
            spans.append(caption)
    return spans


def leading_date(text: str) -> tuple[date, Span] | None:
    """Find the `date YYYY-MM-DD` that some exports put first, and where it stands.

    A row of a table that begins with its date is none: the date is a cell of it.
    """
    match = _LEADING.match(text)
    if match is None or is_row(text[match.start(1) :].partition("\n")[0]):
        return None
    day = parse_date(match[2])
    return (day, Span(*match.span(1))) if day else None


def _lines(text: str, start: int) -> Iterator[Span]:
    for line in text[start:].splitlines(keepends=True):
        if not line.isspace():
            yield trim(text, start, start + len(line))
        start += len(line)


def _is_clutter_line(line: str, near_edge: bool) -> bool:
    if len(line) > _LINE_CHARS:
        return False
    return (
        _CLUTTER.fullmatch(line) is not None
        or _CASED_CLUTTER.fullmatch(line) is not None
        or (near_edge and _is_byline(line))
    )


def _leads_to_header(text: str, line: Span) -> bool:
    """Whether a line is ruled round a few words, with the header of a message below it."""
    if not _RULED.fullmatch(text, line.start, line.end):
        return False
    below = text[line.end : line.end + _HEADER_CHARS].lstrip().splitlines()
    return 0 in header_lines([one.strip() for one in takewhile(str.strip, below)])


def _is_byline(line: str) -> bool:
    match = _BYLINE.fullmatch(line)
    return match is not None and not _NOT_A_NAME.search(match["people"])


def _opening_caption(text: str, line: Span) -> Span | None:
    """Find a photo caption glued before the dateline that opens the article's first paragraph."""
    match = _CAPTION_BEFORE_DATELINE.match(text, line.start, line.end)
    return Span(line.start, match.end("caption")) if match else None


def _glued_caption(text: str, line: Span) -> Span | None:
    """Find a photo caption at the end of a paragraph, or a caption that is the whole line.

    A photo credit marks a caption by itself. An agency's name alone, "(AP)", also closes
    ordinary wire paragraphs: it marks one only where the sentence repeats the one before it.
    """
    start = max(line.start, line.end - _CAPTION_CHARS)
    credit = _CAPTION_END.search(text[start : line.end])
    if credit is None:
        return None
    sentences = _join_credit(sentence_spans(text, start, line.end), start + credit.start())
    last = sentences[-1]
    if start > line.start and last.start == start:
        return None
    if len(text[last.start : last.end].split()) > _CAPTION_WORDS:
        return None
    if credit["photo"] or (len(sentences) > 1 and _repeats(text, sentences[-2], last)):
        return last
    return None


def _join_credit(sentences: list[Span], credit: int) -> list[Span]:
    """Let the last sentence reach from the caption's words to the end of its credit."""
    end = sentences[-1].end
    before = [sentence for sentence in sentences if sentence.start < credit]
    if not before:
        return sentences
    return [*before[:-1], Span(before[-1].start, end)]


def _repeats(text: str, before: Span, after: Span) -> bool:
    first, second = (
        {word.lower() for word in _WORD.findall(text[span.start : span.end])}
        for span in (before, after)
    )
    return len(first & second) >= _CAPTION_OVERLAP * max(1, min(len(first), len(second)))
