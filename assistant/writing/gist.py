"""The gist of a document: its own sentences and tables, as a reader takes them to matter.

    Passages ─read→ parts ─the best ones, for the words there are→ Evidence

News are told from the top, and in shorter forms (`outline.py`); minutes, contracts and manuals are
told whole, by what the reader makes of each sentence (docs/decisions/what-matters.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from unicodedata import category

from assistant.corpus.layout import is_list_item, is_named, is_row
from assistant.corpus.wrapping import ENDS_SENTENCE
from assistant.language.pointing import opens_back
from assistant.language.words import content_words, words
from assistant.protocols import Reader
from assistant.records import DocumentInfo, Evidence, Hit, Passage, Span
from assistant.writing.condense import says_something
from assistant.writing.direct import main_points, read_passages
from assistant.writing.evidence import read_scores, tells_of_message
from assistant.writing.weigh import AT_A_TIME

OPENS = 1.0
"""What it counts, in log odds, that a sentence opens its paragraph: it says what that is about."""

TABLE_ROWS = 10
"""Rows of a table that is told, at most: it is told whole."""

TABLE_WORDS = 0.5
"""What a word of a table counts beside one of a sentence where it is not said how many words: each
row says its heads again."""

LEAST = -1.0
"""Least score of a line that is no sentence, and stands beside what is said, as an address does."""

BESIDE = 0.15
"""Share of the words that such lines have at most; in lists, forms, notes and verse they say it.
Where they were left out rightly in 26 documents of our benchmarks it was .12 at most."""

LABEL_WORDS = 3
"""Most words of a label."""

_TOGETHER = 10  # letters without a blank, as Arabic or Hebrew words seldom have


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, and whether it opens its paragraph, or stands on a line of its own.

    So does what stands behind the label that a paragraph begins with.
    """

    evidence: Evidence
    score: float
    opens: bool

    @property
    def text(self) -> str:
        return self.evidence.text

    @property
    def key(self) -> tuple[str, str]:
        """What is told but once: the same words below the same headings."""
        return self.evidence.passage.section, self.text


@dataclass(frozen=True, slots=True)
class _Part:
    """What is told together: a sentence, with those that it points back to, or a table."""

    sentences: Sequence[_Sentence]
    score: float
    is_table: bool = False


def gist_of(
    document: DocumentInfo,
    passages: Sequence[Passage],
    reader: Reader,
    words: int,
    a_table_word: float = 1.0,
) -> list[Evidence]:
    """The sentences and tables that matter most, in the order of the text, in about so many words.

    Args:
        document: whose passages these are.
        passages: all of them, in order.
        reader: says how far each sentence is one of the main points.
        words: of all that is told; the best sentence is told however long it is.
        a_table_word: what a word of a table counts beside one of a sentence.
    """
    sentences = _read(document, passages, reader)
    tables, said = list(_tables(sentences)), list(_said(sentences))
    if not said:  # where nothing else is said, lines and rows say it
        said = [_Part([one], one.score) for one in sentences]
    told: dict[tuple[str, str], _Sentence] = {}
    left = float(words)
    best = max(said, key=lambda one: one.score, default=None)
    for part in sorted([*tables, *said], key=lambda one: (one is not best, -one.score)):
        new = {one.key: one for one in part.sentences if one.key not in told}
        cost = _words(one.text for one in new.values()) * (a_table_word if part.is_table else 1.0)
        if part is best or (new and cost <= left):
            told |= new
            left -= cost
    return sorted((one.evidence for one in told.values()), key=lambda one: one.start)


def _read(document: DocumentInfo, passages: Sequence[Passage], reader: Reader) -> list[_Sentence]:
    wish = main_points(document)
    found: list[_Sentence] = []
    for start in range(0, len(passages), AT_A_TIME):
        some = passages[start : start + AT_A_TIME]
        reading = read_passages(wish, [Hit(one, document, 1.0) for one in some], reader)
        spans = [(passage, span) for passage in some for span in passage.sentences]
        for (passage, span), score in zip(spans, read_scores(reading).tolist(), strict=True):
            evidence = Evidence.at(passage, document, span)
            before = found[-1].evidence if found else None
            opens = _opens(before, evidence)
            if not opens and found[-1].opens and is_label(found[-1].text):
                found.pop()
                opens = True
            found.append(_Sentence(evidence, score, opens))
    return found


def _opens(before: Evidence | None, one: Evidence) -> bool:
    """Whether a sentence opens a paragraph; a long one is in several passages."""
    if before is None or before.passage.section != one.passage.section:
        return True
    if before.passage.id == one.passage.id:
        return "\n" in one.passage.text_of(Span(before.end, one.start))
    return one.start - before.end > 1


def _tables(sentences: Sequence[_Sentence]) -> Iterator[_Part]:
    """The tables, each as likely to matter as its rows are on average."""
    for (is_table, _), run in groupby(
        sentences, lambda one: (is_row(one.text), one.evidence.passage.section)
    ):
        rows = list(run)
        if is_table and 1 < len(rows) <= TABLE_ROWS:
            yield _Part(rows, OPENS + fmean(one.score for one in rows), is_table=True)


def _said(sentences: Sequence[_Sentence]) -> Iterator[_Part]:
    """The sentences; a line that is none is left out where it stands beside them, as an address."""
    told = [
        one
        for place in range(len(sentences))
        if all(map(_may_be_told, one := _with_before(sentences, place)))
    ]
    lines = [one for one in told if not _is_whole(one[-1].text)]
    are_beside = _words(one[-1].text for one in lines) <= BESIDE * _words(
        one[-1].text for one in told
    )
    for one in told:
        if not are_beside or _is_whole(one[-1].text) or one[-1].score >= LEAST:
            yield _Part(one, OPENS * one[0].opens + fmean(each.score for each in one))


def _with_before(sentences: Sequence[_Sentence], place: int) -> Sequence[_Sentence]:
    """A sentence with those right before it, below its heading, that it points back to."""
    first, section = place, sentences[place].evidence.passage.section
    while (
        opens_back(sentences[first].text)
        and first
        and sentences[first - 1].evidence.passage.section == section
    ):
        first -= 1
    return sentences[first : place + 1]


def _may_be_told(sentence: _Sentence) -> bool:
    return says_something(sentence.text) and not tells_of_message(sentence.evidence)


def _is_whole(text: str) -> bool:
    """Whether it ends as a sentence does, is an item of a list, or tells the value of a name."""
    return bool(ENDS_SENTENCE.search(text)) or is_list_item(text) or is_named(text)


def is_label(text: str) -> bool:
    """Whether a sentence is what a paragraph has in place of a heading ("Swimming pool. The …").

    A few words and no full sentence: none of them is one that sentences are built with. What tells
    a name and its value is no label ("Standard: £200.").
    """
    is_short = _words([text]) <= LABEL_WORDS and len(content_words(text)) == len(words(text))
    return is_short and not is_named(text)


def _words(texts: Iterable[str]) -> float:
    """How many words there are; of a script that writes them together, a word is two letters."""
    return sum(
        len(run) / 2 if len(run) > _TOGETHER and category(run[0]) == "Lo" else 1
        for text in texts
        for run in text.split()
    )
