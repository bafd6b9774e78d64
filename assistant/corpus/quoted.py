"""What a message quotes of another one: the marks before its lines, and the line that leads to it.

That line is told in any language by its form: a day, a name with a word or two of small letters
before or behind it, as the verb is, and a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby, islice
from typing import NamedTuple

from assistant.corpus.dates import mentions

CLOCK = re.compile(
    r"(?<!\d)\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm])?(?:\s(?:UTC|GMT)?[+-]\d{1,4})?\b"
)
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}")
NUMERIC_DATE = re.compile(r"\b\d{1,4}([./-])\d{1,2}\1\d{1,4}\b")

_IN_BRACKETS = re.compile(r"\s*<[^<>\s]{1,64}@[^<>\s]{1,64}>")
_MARKS = re.compile(r"(?:> ?)+")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[\w+.-]*\s*")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE_DAY = 3  # words: "On Mon,", "Il giorno lun"
_WORDS = 20
_SMALL = 6  # words beside a day, a time and a name: "Il giorno lun … alle ore … ha scritto:"
_CHARS = 300
_ABOVE = 8  # lines in which what leads to a quote is looked for
# Words by their first letters: "Ann Poe wrote", "Ann van der Poe wrote", "Uhr schrieb Ann Poe".
_WHO = re.compile(r"A{1,5}(?:a{1,2}A{1,2})?a{1,2}|A?a{1,2}A{1,5}(?:a{1,2}A{1,2})?")
_DEEPEST = 1000


class _Line(NamedTuple):
    depth: int  # of marks before it
    text: str


def unquoted(text: str) -> str:
    """A text without the marks before the lines that it quotes, which cut their sentences up.

    Code between fences has no such marks: "> npm install" there is a prompt.
    A blank line parts what is quoted from the line that leads to it, unless something follows that
    is not quoted: nothing would tell where the other message ends.
    """
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if _FENCE.fullmatch(line)]
    code = {
        at
        for first, end in zip(fences[::2], fences[1::2], strict=False)
        for at in range(first, end)
    }
    read = [_Line(0, line) if at in code else _line(line) for at, line in enumerate(lines)]
    return "\n".join(_parted(read))


def replies_unquoted(text: str) -> str:
    """The same of what a line leads to that says who wrote it and when; other quotes stay."""
    lines: list[_Line] = []
    for is_quoted, group in groupby(text.split("\n"), lambda line: bool(_MARKS.match(line))):
        raw = list(group)
        run = [_line(line) for line in raw]
        is_reply = is_quoted and (
            _is_led((one.text for one in reversed(lines)), in_message=False)
            or leads_to_message(run[0].text)
        )
        lines += run if is_reply else [_Line(0, line) for line in raw]
    return "\n".join(_parted(lines))


def leads_to_message(line: str, *, in_message: bool = False) -> bool:
    """Whether a line says who wrote what is below it, and when: "On 3 May 2024, Ann Poe wrote:".

    Args:
        line: may be one of any text, where it needs an address in brackets or a time of day.
        in_message: it stands in a message for certain.
    """
    is_long = len(line) > _CHARS or len(line.split()) > _WORDS
    if is_long or not line.rstrip().endswith((":", "：")):
        return False
    day = next(mentions(line), None)
    number = NUMERIC_DATE.search(line)
    if day is None and number is None:
        return False
    start, end = (day.start, day.end) if day else number.span() if number else (0, 0)
    before, after = without_address(line[:start]), without_address(line[end:])
    has_address = bool(_IN_BRACKETS.search(line))
    clock = CLOCK.search(after)
    if has_address and clock:
        return _shape(before + after).count("a") <= _SMALL
    who = after[clock.end() :] if clock else after
    return (
        (in_message or has_address or clock is not None)
        and len(before.split()) <= _BEFORE_DAY
        and any(_WHO.fullmatch(_shape(words)) for words in (who, who.rpartition(",")[2]))
    )


def _shape(text: str) -> str:
    return "".join("a" if word[0].islower() else "A" for word in _WORD.findall(text))


def without_address(line: str) -> str:
    """A line without the address in brackets behind a name."""
    return _IN_BRACKETS.sub("", line)


def _line(line: str) -> _Line:
    mark = _MARKS.match(line)
    return _Line(mark[0].count(">"), line[mark.end() :]) if mark else _Line(0, line)


def _parted(lines: Sequence[_Line]) -> list[str]:
    """The texts of lines, with blank ones where what is quoted begins or ends."""
    depth = 0
    parts: list[str] = []
    for line, least in zip(lines, _least_depths(lines), strict=True):
        begins = line.depth > depth
        if line.text.strip() and line.depth != depth and not (begins and _leads(line)):
            if begins and least <= depth and _is_led(reversed(parts)):
                while not parts[-1].strip():
                    parts.pop()
            else:
                parts.append("")
            depth = line.depth
        parts.append(line.text)
    return parts


def _leads(line: _Line) -> bool:
    """Whether a line leads to a message, and so belongs to what quotes that."""
    return leads_to_message(line.text, in_message=True)


def _least_depths(lines: Sequence[_Line]) -> list[int]:
    """The least depth of a line and those below it, but for blank ones."""
    depths = [line.depth if line.text.strip() else _DEEPEST for line in lines]
    return [*accumulate(reversed(depths), min)][::-1]


def _is_led(upwards: Iterable[str], *, in_message: bool = True) -> bool:
    """Whether the line above leads to a message, or the two above do as one that was wrapped."""
    near = (line.strip() for line in islice(upwards, _ABOVE))
    told = list(islice(filter(None, near), 2))
    return any(
        leads_to_message(one, in_message=in_message) for one in (*told[:1], " ".join(told[::-1]))
    )
