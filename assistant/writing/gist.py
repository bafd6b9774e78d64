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

from assistant.corpus.layout import is_list_item, is_named, is_row
from assistant.corpus.wrapping import ENDS_SENTENCE
from assistant.language.pointing import opens_back
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
"""What a word of a table counts beside one of a sentence: each row says its heads again."""

LEAST = -1.0
"""Least score of a line that is no sentence, and stands beside what is said, as an address does."""

BESIDE = 0.15
"""Share of the words that such lines have at most; in lists, forms, notes and verse they say it.
Where they were left out rightly in 26 documents of our benchmarks it was .12 at most."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, and whether it opens its paragraph, or stands on a line of its own."""

    evidence: Evidence
    score: float
    opens: bool

    @property
    def text(self) -> str:
        return self.evidence.text


@dataclass(frozen=True, slots=True)
class _Part:
    """What is told together: a sentence, with those that it points back to, or a table."""

    sentences: Sequence[_Sentence]
    score: float
    a_word: float = 1.0


def gist_of(
    document: DocumentInfo, passages: Sequence[Passage], reader: Reader, words: int
) -> list[Evidence]:
    """The sentences and tables that matter most, in the order of the text, in about so many words.

    Args:
        document: whose passages these are.
        passages: all of them, in order.
        reader: says how far each sentence is one of the main points.
        words: of all that is told; the best sentence is told however long it is.
    """
    told: dict[str, Evidence] = {}
    left = float(words)
    for part in sorted(_parts(_read(document, passages, reader)), key=lambda one: -one.score):
        new = {one.text: one.evidence for one in part.sentences if one.text not in told}
        cost = part.a_word * _words(new)
        if new and (cost <= left or not (told or part.a_word < 1)):
            told |= new
            left -= cost
    return sorted(told.values(), key=lambda one: one.start)


def _read(document: DocumentInfo, passages: Sequence[Passage], reader: Reader) -> list[_Sentence]:
    wish = main_points(document)
    found: list[_Sentence] = []
    for start in range(0, len(passages), AT_A_TIME):
        some = passages[start : start + AT_A_TIME]
        reading = read_passages(wish, [Hit(one, document, 1.0) for one in some], reader)
        places = [(passage, place) for passage in some for place in range(len(passage.sentences))]
        found += (
            _Sentence(Evidence.at(passage, document, passage.sentences[place]), score, opens)
            for (passage, place), score in zip(places, read_scores(reading).tolist(), strict=True)
            for opens in (_opens(passage, place),)
        )
    return found


def _opens(passage: Passage, place: int) -> bool:
    before, span = passage.sentences[place - 1] if place else None, passage.sentences[place]
    return before is None or "\n" in passage.text_of(Span(before.end, span.start))


def _parts(sentences: Sequence[_Sentence]) -> list[_Part]:
    """What may be told; each row and sentence by itself where there is nothing else."""
    parts = [*_tables(sentences), *_said(sentences)]
    return parts or [_Part([one], one.score) for one in sentences]


def _tables(sentences: Sequence[_Sentence]) -> Iterator[_Part]:
    """The tables, each as likely to matter as its rows are on average."""
    for (is_table, _), run in groupby(
        sentences, lambda one: (is_row(one.text), one.evidence.passage.section)
    ):
        rows = list(run)
        if is_table and 1 < len(rows) <= TABLE_ROWS:
            yield _Part(rows, OPENS + fmean(one.score for one in rows), TABLE_WORDS)


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
    """A sentence with those right before it that it points back to ("He said …")."""
    first = place
    while opens_back(sentences[first].text) and not sentences[first].opens:
        first -= 1
    return sentences[first : place + 1]


def _may_be_told(sentence: _Sentence) -> bool:
    return says_something(sentence.text) and not tells_of_message(sentence.evidence)


def _is_whole(text: str) -> bool:
    """Whether it ends as a sentence does, is an item of a list, or tells the value of a name."""
    return bool(ENDS_SENTENCE.search(text)) or is_list_item(text) or is_named(text)


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
