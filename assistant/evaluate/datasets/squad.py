"""SQuAD 2.0 (P. Rajpurkar et al., "Know What You Don't Know", 2018), and files like it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.evaluate.datasets.layout import Row, find, parse, text_of
from assistant.evaluate.items import ANSWERABLE, Article, Asked, Gold, Questions, make_article
from assistant.evaluate.scratch import build_of
from assistant.records import Passage

ADVERSARIAL = "adversarial"


class _Answer(Row):
    text: str
    answer_start: int


class _Question(Row):
    question: str
    id: str = ""
    answers: tuple[_Answer, ...] = ()
    is_impossible: bool = False


class _Paragraph(Row):
    context: str
    qas: list[_Question]


class _Article(Row):
    title: str
    paragraphs: list[_Paragraph]


def load(path: Path) -> Questions:
    """The data set in a file, or in a folder with one `dev*.json`."""
    return Questions(build_of(*read_squad(path)))


def read_squad(path: Path) -> tuple[list[Article], list[Asked]]:
    """Articles and questions of a file in SQuAD's layout; one cut off in the middle will do.

    Args:
        path: the file, or a folder with it.

    Raises:
        ReadError: there is none, or it is in another layout.
    """
    (file, *_) = find(path, "dev*.json", "*.json")
    articles: list[Article] = []
    asked: list[Asked] = []
    for source in _articles(file):
        if not source.paragraphs:
            continue
        title = source.title.replace("_", " ")
        article = make_article(title, [paragraph.context for paragraph in source.paragraphs])
        articles.append(article)
        for paragraph, passage in zip(source.paragraphs, article.passages, strict=True):
            for question in paragraph.qas:
                asked.append(_asked(question, passage, len(asked)))
    return articles, asked


def _asked(question: _Question, passage: Passage, number: int) -> Asked:
    found: Sequence[_Answer] = () if question.is_impossible else question.answers
    places = {(answer.answer_start, len(answer.text)) for answer in found}
    return Asked(
        id=question.id or str(number),
        text=question.question,
        kind=ANSWERABLE if found else ADVERSARIAL,
        articles=(passage.document_id,),
        passages=(passage.id,),
        answers=tuple(sorted({answer.text for answer in found})),
        gold=tuple(
            Gold(passage.document_id, passage.start + start, passage.start + start + length)
            for start, length in sorted(places)
        ),
    )


def _articles(path: Path) -> list[_Article]:
    text = text_of(path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = {"data": list(_whole_articles(text))}
    return parse(_File, data, str(path)).data


class _File(Row):
    data: list[_Article]


def _whole_articles(text: str) -> Iterator[dict[str, Any]]:
    """What is whole in a file that is cut off."""
    decoder = json.JSONDecoder()
    for piece in text.split('{"title": ')[1:]:
        try:
            title, position = decoder.raw_decode(piece)
        except ValueError:
            break
        paragraphs = []
        while (position := piece.find('{"context": ', position)) >= 0:
            try:
                paragraph, position = decoder.raw_decode(piece, position)
            except (ValueError, RecursionError):
                break
            paragraphs.append(paragraph)
        yield {"title": title, "paragraphs": paragraphs}
