"""Sentences with exact offsets; the only importer of sentencex.

sentencex finds the breaks; the rules here take back the wrong ones that matter to a
reader, because half a sentence is a bad quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.records import Span

# sentencex slices bytes around white space and fails on white space of several bytes.
_WIDE_SPACE = re.compile(r"[^\S\n ]")
_TITLE = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Sen|Rep|Gov|Gen|Adm|Col|Maj|Capt|Cpt|Lt|Sgt|Cmdr"
    r"|Amb|Supt|St|Ste|Mt|Ft|vs|cf|e\.g|i\.e|approx|ca|incl|excl)\.$"
)
_NUMBERED = re.compile(
    r"(?<!\w)(?:nos?|figs?|eqs?|secs?|arts?|vols?|chs?|pp?|para|cl|ref|tab|app"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?<![^\W\d_])(?:[A-Z]\.)+$")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
_ONLY_CLOSERS = re.compile(r"[\s)\]}”’»\"'.!?…]+")
_LEADING_CLOSERS = re.compile(r"[)\]}”’»]+[.!?…]*")
_ENDS_QUOTED = re.compile(r"[.!?…][”’»\"')\]]+$|…$")
# sentencex goes on after a bracketed sentence, "(It was late.) They left.", after a month, and
# before a digit in scripts without spaces.
_MISSED = re.compile(
    r"[。！？](?=\d)|"
    r"[^\W\d_]{4}[.!?][)\]]\s+(?=[A-Z“\"(])"
    r"|(?<!\w)(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s+(?=[“\"(]?[A-Z][a-z])"
)
_STARTERS = frozenset(
    "A An And As At But By For From He Her His How However I If In It Its No Not On One Our"
    " She So Some That The Their Then There These They This Those To We What When Where While"
    " Who Why With Yet You Your".split()
)
_TAIL_CHARS = 24
_WINDOW = 5_000


def sentence_spans(
    text: str, start: int = 0, end: int | None = None, language: str = "en"
) -> list[Span]:
    """Find the sentences of `text[start:end]`.

    Args:
        text: holds them.
        start: where they begin.
        end: where they end; None is the end of the text.
        language: code of ISO 639-1; which abbreviations and ordinals end no sentence.

    Returns:
        Offsets into `text`, ordered, not overlapping, without white space at their ends.
        Together they hold every character that is not white space.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    for span in _pieces(text, start, end, language):
        if spans and _belongs(text, spans[-1], span):
            spans[-1] = Span(spans[-1].start, span.end)
        elif spans and (moved := _closers(text, spans[-1], span)):
            spans[-1] = Span(spans[-1].start, span.start + moved)
            spans.append(trim(text, span.start + moved, span.end))
        else:
            spans.append(span)
    return spans


def _pieces(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """The breaks as sentencex finds them, and the ones it misses; no empty ones."""
    part = _WIDE_SPACE.sub(" ", text[start:end])
    for piece in _segments(part, language):
        ends = [match.end() for match in _MISSED.finditer(part, *piece)] + [piece.end]
        for begin, stop in pairwise([piece.start, *ends]):
            span = trim(text, start + begin, start + stop)
            if span.start < span.end:
                yield span


def _segments(text: str, language: str) -> Iterator[Span]:
    """What sentencex makes of a text, window by window.

    It compares each quotation mark with all that follow. The last sentence of a window may be
    cut, so the next window begins with it; one that fills a window goes on in the next.
    """
    from sentencex import segment

    begin = at = 0
    while at < len(text):
        pieces = segment(language, text[at : at + _WINDOW])
        is_last = at + _WINDOW >= len(text)
        whole = pieces if is_last else pieces[:-1]
        for piece in whole:
            at += len(piece)
            yield Span(begin, at)
            begin = at
        if not whole:
            at += _WINDOW
    if begin < len(text):
        yield Span(begin, len(text))


def trim(text: str, start: int, end: int) -> Span:
    """Shrink a range to leave out white space at both of its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def goes_on_after(before: str, after: str) -> bool:
    """Whether a full stop at the end of a text ends no sentence, by what comes after it."""
    return _belongs(
        f"{before}\n{after}",
        Span(0, len(before)),
        Span(len(before) + 1, len(before) + 1 + len(after)),
    )


def _belongs(text: str, before: Span, after: Span) -> bool:
    """Whether the break between two sentences is a wrong one."""
    gap = text[before.end : after.start]
    if gap.count("\n") > 1:
        return False
    if not gap:  # inside an address or a number; scripts without spaces do end like this
        return text[before.end - 1].isascii() and text[after.start].isascii()
    tail = text[max(before.start, before.end - _TAIL_CHARS) : before.end]
    head = text[after.start : min(after.end, after.start + _TAIL_CHARS)]
    first_word = re.split(r"[\s,]", head, maxsplit=1)[0]
    return bool(
        _TITLE.search(tail)
        or (_NUMBERED.search(tail) and head[0].isdigit())
        or (_INITIALS.search(tail) and head[0].isalnum() and first_word not in _STARTERS)
        or (_ENDS_QUOTED.search(tail) and head[0].islower())
        or (before.end - before.start <= 6 and _ENUMERATOR.fullmatch(text, *before))
        or _ONLY_CLOSERS.fullmatch(text, *after)
    )


def _closers(text: str, before: Span, after: Span) -> int:
    """Count the closing quotes and brackets that open a sentence but end the one before."""
    if "\n\n" in text[before.end : after.start]:
        return 0
    match = _LEADING_CLOSERS.match(text, *after)
    return match.end() - after.start if match and match.end() < after.end else 0


def asks(sentence: str) -> bool:
    """Whether a sentence ends as a question; one that reports a question in quotes states that."""
    return sentence.rstrip().endswith(("?", "？", "؟"))
