"""Paragraphs and headings of plain text and Markdown, with exact offsets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from assistant.corpus.headers import find_headers, header_lines, sender_and_day
from assistant.corpus.quoted import leads_to_message
from assistant.corpus.sentences import trim
from assistant.corpus.wrapping import ENDS_SENTENCE, Block, wrapped_breaks
from assistant.records import Span

SECTION_MARK = " > "
CELL_MARK = " · "
CAPTION_MARK = " — "

ROW_WORDS = 90
_NAMED_CELL = re.compile(r"[^:]{1,120}: \S")

_FIELDS = 3  # lines "Name: value" that follow each other: over prose stand two headings, at most
_ROWS = 2  # the same below one caption
_GAP = re.compile(r"\S(?: {2,}|\t)\s*\S")  # between the columns of a list
_HEADING_CHARS = 100
_HEADING_WORDS = 14
_SENTENCE_CASE_WORDS = 6
_PROSE_CHARS = 80
# Levels of headings without a mark, below Markdown's six: the header of a message; what stands
# right above prose, and above such.
_HEADER = 7
_OUTER = 8
_INNER = 9

_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S.{0,300}")
_FENCE = re.compile(r"(?:`{3,}|~{3,})[\w+.-]*")
_LIST_ITEM = re.compile(
    r"(?:[-*+•‣–—\u2190-\u2bff]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s+\S"
)
_TIME = re.compile(r"\d{1,3}\.\d{2}\.\s")  # "8.40. Then …": of day, or an amount
_BULLET = re.compile(r"[-*+•◦▪–—>|]")
_TABLE_MARK = re.compile(r"[|\t]")
_ENDS_OPEN = re.compile(r"[.!?:;,…。！？؟、，][\"'”’»)\]]*$|[-–—]$")
_TITLE_CASE_SHARE = 0.6


class Paragraph(NamedTuple):
    """A paragraph under its heading.

    Attributes:
        section: the headings above it, outermost first, joined by " > "; empty if none.
        cut: whether clutter or a heading stands between it and the paragraph before.
    """

    start: int
    end: int
    section: str
    cut: bool


class _Line(NamedTuple):
    start: int
    end: int
    block: int  # lines of one block have no blank line and no clutter between them
    cut: bool


def find_paragraphs(text: str, clutter: Sequence[Span]) -> list[Paragraph]:
    """Find the paragraphs of a text, without its clutter and headings.

    What a message's header says is above the message as a heading is, and its lines are text.
    Blank lines part paragraphs. A single line break does too, except inside text that was
    wrapped at a fixed width and inside a fenced block of code. Every character that is not
    white space, clutter or part of a heading is in one paragraph.

    Args:
        text: a document's text.
        clutter: sorted ranges that belong to no paragraph.
    """
    units = list(_units(text, clutter))
    blocks = [unit.block for unit in units]
    lines = [text[unit.start : unit.end] for unit in units]
    headers = find_headers(lines, blocks)
    levels = _heading_levels(lines, blocks, headers)
    paragraphs: list[Paragraph] = []
    headings: list[tuple[int, str]] = []
    section = ""
    cut = True
    for number, (unit, level) in enumerate(zip(units, levels, strict=True)):
        name = heading_text(lines[number]) if level else ""
        if number in headers:
            name = _message(lines[number : headers[number]])
        if name:
            headings = [heading for heading in headings if heading[0] < (level or _HEADER)]
            headings.append((level or _HEADER, name))
            section = SECTION_MARK.join(name for _, name in headings)
            cut = True
        if level:
            continue
        paragraphs.append(Paragraph(unit.start, unit.end, section, cut or unit.cut))
        cut = False
    return paragraphs


def _message(header: Sequence[str]) -> str:
    """What stands above a message, from its header's lines: "From: Ann · Date: 3 May 2024"."""
    short = (line for line in header if len(line) <= _HEADING_CHARS or len(header) == 1)
    return CELL_MARK.join(" ".join(line.split()) for line in short)


def is_of_header(line: str, section: str) -> bool:
    """Whether it is a line of the message's header that makes the last of the headings above it."""
    return " ".join(line.split()) in header_above(section)


def header_above(section: str) -> list[str]:
    """The lines of a message's header that makes the last of some headings, or that heading."""
    return section.split(SECTION_MARK)[-1].split(CELL_MARK)


def headings_told(section: str) -> str:
    """The headings of a section, outermost first; of a message who wrote it, and when."""
    return SECTION_MARK.join(map(_told, section.split(SECTION_MARK)))


def heading_told(section: str) -> str:
    """The last of them."""
    return _told(section.split(SECTION_MARK)[-1])


def _told(heading: str) -> str:
    return CELL_MARK.join(sender_and_day(heading.split(CELL_MARK))) or heading


def is_short_title(line: str) -> bool:
    """Whether a line could be a heading by its own looks: short, without a full stop."""
    words = line.split()
    if (
        len(line) > _HEADING_CHARS
        or len(words) > _HEADING_WORDS
        or _ENDS_OPEN.search(line)
        or _BULLET.match(line)
        or _TABLE_MARK.search(line)
        or is_row(line)
        or not any(character.isalpha() for character in line)
        or line[0].islower()
    ):
        return False
    long_words = [word for word in words if len(word) >= 4 and word[0].isalpha()]
    capitals = sum(not word[0].islower() for word in long_words)
    return len(words) <= _SENTENCE_CASE_WORDS or capitals >= _TITLE_CASE_SHARE * len(long_words)


def is_list_item(line: str) -> bool:
    """Whether a line begins with the mark of an item: a sign, or a number as "2." or "(b)"."""
    return bool(_LIST_ITEM.match(line))


def without_item_mark(line: str) -> str:
    """A line without the mark of a list's item at its begin."""
    return line.split(maxsplit=1)[1] if is_list_item(line) else line


def is_named(line: str) -> bool:
    """Whether a line tells a name and its value: "Deposit: £187"."""
    return bool(_NAMED_CELL.match(line))


def is_row(line: str) -> bool:
    """Whether a line is a row of a table, as the readers write one: "Port: Lima · Boats: 7".

    It is one sentence and no heading, whatever full stops it has. A row that is longer than anyone
    would quote is no such line.
    """
    cells = line.split(CELL_MARK)
    return (
        len(cells) > 1
        and "\n" not in line
        and any(map(is_named, cells))
        and len(line.split()) <= ROW_WORDS
    )


def heading_text(line: str) -> str:
    """Strip the Markdown marks of a heading line."""
    return " ".join((line.strip("# \t") if is_markdown_heading(line) else line).split())


def is_markdown_heading(line: str) -> bool:
    """Whether the line is a heading by its Markdown mark."""
    return bool(_MARKDOWN_HEADING.fullmatch(line))


def _units(text: str, clutter: Sequence[Span]) -> Iterator[_Line]:
    """Join the lines of each wrapped block and of each code fence."""
    lines = _fenced(text, list(_lines(text, clutter)))
    groups = [list(group) for _, group in groupby(lines, key=lambda line: line.block)]
    pieces = [[text[line.start : line.end] for line in group] for group in groups]
    for group, breaks in zip(groups, wrapped_breaks([*map(_block, pieces)]), strict=True):
        unit = group[0]
        for line, wrapped in zip(group[1:], breaks, strict=True):
            if wrapped:
                unit = unit._replace(end=line.end)
            else:
                yield unit
                unit = line
        yield unit


def _block(lines: Sequence[str]) -> Block:
    """Lines without a blank one between them, with what tells of their breaks that they part."""
    own = header_lines(lines)
    unsure = [bool(_TIME.match(following)) for following in lines[1:]]
    apart = [
        (is_list_item(following) and not unsure[number])
        or following.startswith(("|", ">"))
        or is_row(line)
        or is_row(following)
        or number + 1 in own
        or leads_to_message(line, in_message=True)
        or is_markdown_heading(line)
        or is_markdown_heading(following)
        for number, (line, following) in enumerate(pairwise(lines))
    ]
    return Block(lines, apart, unsure)


def _lines(text: str, clutter: Sequence[Span]) -> Iterator[_Line]:
    """Lines that are not blank, with the clutter cut out of them."""
    block = 0
    cut = False
    holes = iter(clutter)
    hole = next(holes, None)
    at = 0
    for raw in text.splitlines(keepends=True):
        end = at + len(raw)
        if raw.isspace():
            block += 1
            if hole is None or hole.start >= end:
                at = end
                continue
        while hole is not None and hole.start < end:
            piece = trim(text, at, max(at, hole.start))
            if piece.start < piece.end:
                yield _Line(*piece, block, cut)
            block, cut = block + 1, True
            at = max(at, min(hole.end, end))
            if hole.end > end:
                break
            hole = next(holes, None)
        piece = trim(text, at, end)
        if piece.start < piece.end:
            yield _Line(*piece, block, cut)
            cut = False
        at = end


def _fenced(text: str, lines: list[_Line]) -> list[_Line]:
    """Make one line of each closed code fence, so that nothing in it is a heading."""
    fences = [
        number for number, line in enumerate(lines) if _FENCE.fullmatch(text, line.start, line.end)
    ]
    joined: list[_Line] = []
    at = 0
    for opening, closing in zip(fences[::2], fences[1::2], strict=False):
        joined += lines[at:opening]
        if any(line.cut for line in lines[opening + 1 : closing + 1]):
            joined += lines[opening : closing + 1]
        else:
            own_block = -1 - opening
            joined.append(lines[opening]._replace(end=lines[closing].end, block=own_block))
        at = closing + 1
    return joined + lines[at:]


def _heading_levels(units: list[str], blocks: list[int], headers: Mapping[int, int]) -> list[int]:
    """The heading level of each unit, 0 for text; units of one block have no blank line between.

    A heading stands over something: a Markdown mark without text before the next heading of
    its level, and a short line that no prose follows or small letters go on, are text, so that they
    are not lost. So are the fields of a form, the lines of a message's header, and, in a block that
    ends in text, what is like the line of text above it, as in a list of posts or prices.
    """
    levels = [0] * len(units)
    fields = _fields(units, blocks)
    fields.update(number for first, end in headers.items() for number in range(first, end))
    for number in range(len(units) - 2, -1, -1):
        unit, following = units[number], units[number + 1]
        level, below = _mark(unit), _mark(following) or levels[number + 1]
        is_cut = blocks[number] == blocks[number + 1] and following[:1].islower()
        if level:
            levels[number] = level if below == 0 or below > level else 0
        elif number in fields or number + 1 in headers or leads_to_message(following):
            continue
        elif below == _INNER and is_short_title(unit):
            levels[number] = _OUTER
        elif below == 0 and not is_cut and _is_prose(following) and is_short_title(unit):
            levels[number] = _INNER
    last = {block: number for number, block in enumerate(blocks)}
    for number, (above, unit) in enumerate(pairwise(units), start=1):
        goes_on = blocks[number - 1] == blocks[number] and not levels[last[blocks[number]]]
        if goes_on and not levels[number - 1] and _are_alike(above, unit):
            levels[number] = 0
    return levels


def _are_alike(line: str, other: str) -> bool:
    """Whether both tell a name and its value, or both have a wide gap, as columns do."""
    return any(all(map(shape, (line, other))) for shape in (is_named, _GAP.search))


def _fields(units: Sequence[str], blocks: Sequence[int]) -> set[int]:
    """Which units are lines "Name: value" of several that follow each other, each a block alone.

    Lines without a blank one between them may stand over what follows. Two below the same caption
    are rows of one table, however long their values.
    """
    sizes = Counter(blocks)

    def is_field(number: int) -> bool:
        unit = units[number]
        return sizes[blocks[number]] == 1 and is_named(unit) and not _is_prose(unit)

    def caption(number: int) -> str:
        """What stands above the name and value of a row; "" of other lines."""
        above, _, cell = units[number].partition(CAPTION_MARK)
        return above if sizes[blocks[number]] == 1 and is_named(cell) else ""

    runs = [
        (least, list(group))
        for key, least in ((is_field, _FIELDS), (caption, _ROWS))
        for is_found, group in groupby(range(len(units)), key=key)
        if is_found
    ]
    return {number for least, run in runs if len(run) >= least for number in run}


def _mark(unit: str) -> int:
    """The level of a Markdown heading; 0 for anything else."""
    return len(unit) - len(unit.lstrip("#")) if is_markdown_heading(unit) else 0


def _is_prose(unit: str) -> bool:
    return not is_row(unit) and (
        len(unit) >= _PROSE_CHARS
        or (len(unit.split()) >= 4 and bool(ENDS_SENTENCE.search(unit)) and not is_list_item(unit))
    )
