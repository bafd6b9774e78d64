"""Documents to passages: paragraph-sized pieces that fit the embedder.

The paragraph is the unit. Small neighbours under the same heading are put together, long
paragraphs are taken apart at sentences, and a sentence that is itself too long is taken
apart at a clause or at white space. A row of a table is one sentence, and a passage by itself:
to be found by what it says alone. Nothing is cut off.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import groupby

from assistant.corpus.clean import find_clutter
from assistant.corpus.layout import (
    CELL_MARK,
    Paragraph,
    find_paragraphs,
    heading_text,
    is_of_header,
    is_row,
)
from assistant.corpus.leads import under_leads
from assistant.corpus.sentences import sentence_spans, trim
from assistant.language.tongue import language_of
from assistant.records import Document, Passage, Span

CountTokens = Callable[[Sequence[str]], list[int]]

# A paragraph of SMALL_WORDS stays by itself; smaller ones are merged up to MERGED_WORDS.
SMALL_WORDS = 60
MERGED_WORDS = 120
# For merging only: a safe guess, so that merged passages seldom have to be split again.
_TOKENS_PER_WORD = 2
_CHARS_PER_WORD = 8
# No text has fewer tokens than this. A tokenizer may say so: to many, a word of any length that
# they do not know is one token, and white space is none.
_CHARS_PER_TOKEN = 16

_CLAUSE_END = re.compile(r"[,;:—–，、；]\s*")
_SPACE = re.compile(r"\s+")
_CELL_END = re.compile(CELL_MARK)
_JOINERS = frozenset("\u200d\ufe0f")
_MAX_CLUSTER = 32


def split_passages(document: Document, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
    """Split a document into passages of at most `max_tokens` tokens, and 16 characters for each.

    Every character that is not white space, clutter or part of a heading or of the title is
    in one passage and in one of its sentences. Tokens are counted in batches, usually one
    per document.

    Args:
        document: as read; its clutter is found here.
        count_tokens: gives the number of tokens of each text.
        max_tokens: the embedder's limit; only a single character may exceed it.

    Raises:
        ValueError: if `max_tokens` is less than 1.
    """
    if max_tokens < 1:
        raise ValueError(f"max_tokens must be at least 1, not {max_tokens}")
    text = document.text
    found = find_paragraphs(text, find_clutter(text))
    body = [
        paragraph
        for paragraph in found
        if heading_text(text[paragraph.start : paragraph.end]) != document.title
    ]
    paragraphs = under_leads(text, body or found)  # a note of one line is its own title
    merged_words = min(MERGED_WORDS, max_tokens // _TOKENS_PER_WORD)
    language = language_of(text)
    groups: list[tuple[str, list[Span]]] = []
    for run in _merge(document, paragraphs, merged_words):
        sentences = [span for part in run for span in _sentences(text, part, language)]
        groups.append((run[0].section, sentences))
    return [
        _passage(document, section, sentences)
        for section, sentences in _fit(text, groups, count_tokens, max_tokens)
    ]


def page_of(document: Document, offset: int) -> int | None:
    """The 1-based page that an offset lies on; None for formats without pages."""
    return bisect_right(document.pages, offset) if document.pages else None


def _sentences(text: str, paragraph: Paragraph, language: str) -> list[Span]:
    """A row of a table is one sentence, and a line of a message's header."""
    span = Span(paragraph.start, paragraph.end)
    line = text[span.start : span.end]
    is_one = is_row(line) or is_of_header(line, paragraph.section)
    return [span] if is_one else sentence_spans(text, *span, language)


def _merge(
    document: Document, paragraphs: list[Paragraph], merged_words: int
) -> list[list[Paragraph]]:
    runs: list[list[Paragraph]] = []
    words_in_run = 0
    page: int | None = None
    for paragraph in paragraphs:
        text = document.text[paragraph.start : paragraph.end]
        words = SMALL_WORDS if is_row(text) else _count_words(text)
        starts_on = page_of(document, paragraph.start)
        fits = (
            bool(runs)
            and not paragraph.cut
            and starts_on == page
            and max(words, words_in_run) < SMALL_WORDS
            and words + words_in_run <= merged_words
        )
        if fits:
            runs[-1].append(paragraph)
            words_in_run += words
        else:
            runs.append([paragraph])
            words_in_run = words
        page = page_of(document, paragraph.end - 1)
    return runs


def _count_words(text: str) -> int:
    # Some scripts put no spaces between words.
    return max(len(text.split()), len(text) // _CHARS_PER_WORD)


def _fit(
    text: str,
    groups: list[tuple[str, list[Span]]],
    count_tokens: CountTokens,
    max_tokens: int,
) -> list[tuple[str, list[Span]]]:
    """Divide the groups of sentences that are over the limit until none is."""
    fitted: dict[int, tuple[str, list[Span]]] = {}
    pending = groups
    while pending:
        counted = count_tokens([text[spans[0].start : spans[-1].end] for _, spans in pending])
        too_long: list[tuple[str, list[Span]]] = []
        for (section, spans), tokens in zip(pending, counted, strict=True):
            length = spans[-1].end - spans[0].start
            count = max(tokens, -(-length // _CHARS_PER_TOKEN))
            if count <= max_tokens or length == 1:
                fitted[spans[0].start] = (section, spans)
            else:
                parts = -(-count // max_tokens)
                too_long += [(section, part) for part in _divide(text, spans, parts)]
        pending = too_long
    return [fitted[start] for start in sorted(fitted)]


def _divide(text: str, spans: list[Span], parts: int) -> list[list[Span]]:
    """Divide sentences into up to `parts` groups of about the same length, at least two."""
    if len(spans) == 1:
        return [[piece] for piece in _divide_sentence(text, spans[0], parts)]
    start, length = spans[0].start, spans[-1].end - spans[0].start

    def place(span: Span) -> int:
        return ((span.start + span.end) // 2 - start) * parts // length

    divided = [list(group) for _, group in groupby(spans, key=place)]
    return divided if len(divided) > 1 else [[span] for span in spans]


def _divide_sentence(text: str, span: Span, parts: int) -> list[Span]:
    """Divide one sentence at clauses or white space; inside a word only if it must be."""
    size = max(1, (span.end - span.start) // parts)
    pieces: list[Span] = []
    at = span.start
    while span.end - at > size:
        cut = _cut_before(text, at, at + size, span.end)
        pieces.append(trim(text, at, cut))
        at = trim(text, cut, span.end).start
    pieces.append(Span(at, span.end))
    return pieces


def _cut_before(text: str, start: int, limit: int, end: int) -> int:
    """The best place for a cut in the second half of `text[start:limit]`, else near `limit`."""
    middle = (start + limit + 1) // 2
    for pattern in (_CELL_END, _CLAUSE_END, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, middle, limit)]
        if ends:
            return ends[-1]
    for cut in range(limit, min(limit + _MAX_CLUSTER, end)):
        if not _inside_cluster(text, cut):
            return cut
    return limit


def _inside_cluster(text: str, cut: int) -> bool:
    """Whether a cut would part a letter from its accents, or the parts of an emoji."""
    return (
        unicodedata.combining(text[cut]) != 0 or text[cut] in _JOINERS or text[cut - 1] == "\u200d"
    )


def _passage(document: Document, section: str, sentences: list[Span]) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    return Passage(
        id=f"{document.id[:16]}:{start}-{end}",
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        section=section,
        page=page_of(document, start),
        sentences=tuple(sentences),
        ocr=_recognised(document, start, end),
    )


def _recognised(document: Document, start: int, end: int) -> float | None:
    """How sure text recognition was of a range, on average; None where it read nothing of it."""
    parts = [
        (min(end, part.end) - max(start, part.start), part.confidence)
        for part in document.recognised
        if part.start < end and start < part.end
    ]
    total = sum(length for length, _ in parts)
    return round(sum(length * sure for length, sure in parts) / total, 3) if total else None
