"""CLAPNQ (S. Rosenthal et al., 2024): long answers, with the sentences they rest on.

Each annotated passage is a document of its own. Several may be of one page of Wikipedia: a
question's article counts as removed when all passages with its title are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from assistant.evaluate.datasets.layout import Row, find, read_lines
from assistant.evaluate.items import ANSWERABLE, Article, Asked, Gold, Questions, make_article
from assistant.evaluate.scratch import build_of

UNANSWERABLE = "unanswerable"


class _Passage(Row):
    title: str
    text: str
    sentences: list[str]


class _Output(Row):
    answer: str
    selected_sentences: tuple[str, ...] = ()


class _Line(Row):
    id: str
    input: str
    passages: list[_Passage]
    output: list[_Output]


def load(path: Path) -> Questions:
    """The data set in a folder with its `*answerable*.jsonl`, or in one of these files."""
    lines = [line for file in find(path, "*answerable*.jsonl") for line in read_lines(_Line, file)]
    articles = {
        (passage.title, passage.text): make_article(passage.title, [passage.text])
        for line in lines
        for passage in line.passages
    }
    pages: dict[str, list[str]] = defaultdict(list)
    for article in articles.values():
        pages[article.document.title].append(article.document.id)
    asked = [_asked(line, articles, pages) for line in lines]
    return Questions(
        build_of(list(articles.values()), asked),
        answers="long",
        sentences=True,
        notes=("The collection holds the annotated passages only, not the whole corpus.",),
    )


def _asked(
    line: _Line, articles: dict[tuple[str, str], Article], pages: dict[str, list[str]]
) -> Asked:
    own = [articles[passage.title, passage.text] for passage in line.passages]
    gold = [
        place
        for article, passage in zip(own, line.passages, strict=True)
        for output in line.output
        for place in _places(article, passage.sentences, output.selected_sentences)
    ]
    answers = tuple(output.answer for output in line.output if output.answer)
    others = [id_ for article in own for id_ in pages[article.document.title]]
    return Asked(
        id=line.id,
        text=line.input,
        kind=ANSWERABLE if answers else UNANSWERABLE,
        articles=tuple(dict.fromkeys([article.document.id for article in own] + others)),
        passages=tuple(article.passages[0].id for article in own),
        answers=answers,
        gold=tuple(dict.fromkeys(gold)),
    )


def _places(article: Article, sentences: Sequence[str], selected: Sequence[str]) -> list[Gold]:
    """Where the selected sentences stand; one that is not in the text is passed over."""
    text, wanted = article.document.text, set(selected)
    places, position = [], 0
    for sentence in sentences:
        start = text.find(sentence, position)
        if start < 0:
            continue
        position = start + len(sentence)
        if sentence in wanted:
            places.append(Gold(article.document.id, start, position))
    return places
