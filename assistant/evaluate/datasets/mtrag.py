"""MTRAG (Y. Katsis et al., 2025): the last question of a conversation, over its contexts.

The corpora are large and separate, so the collection is built from the contexts that
`reference.jsonl` names for all of its tasks. Retrieval is therefore easier than over the
whole corpora. A follow-up question is asked as the program would rewrite it. Questions that
people found underspecified are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from assistant.corpus.split import split_passages
from assistant.evaluate.datasets.layout import Row, find, read_lines
from assistant.evaluate.items import ANSWERABLE, Article, Asked, Questions
from assistant.evaluate.scratch import fill
from assistant.language.followup import Turn, rewrite
from assistant.protocols import Embedder, Progress
from assistant.records import Document
from assistant.search.collection import Collection
from assistant.search.text import passage_limit

UNANSWERABLE = "unanswerable"
NOTE = "The collection is built from the contexts in reference.jsonl, not from the whole corpora."


class _Context(Row):
    document_id: str
    text: str
    title: str = ""


class _Turn(Row):
    speaker: str
    text: str


class _Task(Row):
    task_id: str
    contexts: list[_Context]
    input: list[_Turn]
    targets: tuple[_Turn, ...] = ()
    answerability: list[str]


def load(path: Path) -> Questions:
    """The data set in `reference.jsonl`, or in the folder that holds it."""
    (file, *_) = find(path, "reference.jsonl")
    tasks = list(read_lines(_Task, file))
    documents = {
        context.document_id: _document(context) for task in tasks for context in task.contexts
    }
    asked = [
        _asked(task, documents) for task in tasks if "UNDERSPECIFIED" not in task.answerability
    ]
    skipped = len(tasks) - len(asked)

    def build(collection: Collection, embedder: Embedder, progress: Progress) -> Sequence[Asked]:
        articles = [_article(document, embedder) for document in documents.values()]
        fill(collection, articles, embedder, progress)
        return asked

    left_out = f"{skipped} underspecified questions are left out."
    return Questions(build, answers="long", notes=(NOTE, left_out))


def _document(context: _Context) -> Document:
    id_ = hashlib.sha256(f"{context.document_id}\n{context.text}".encode()).hexdigest()
    return Document(id_, f"/{context.document_id}", context.title, context.text)


def _article(document: Document, embedder: Embedder) -> Article:
    """Contexts are longer than an embedder reads: they are split as files are."""
    most = passage_limit(embedder.max_tokens)
    return Article(document, tuple(split_passages(document, embedder.count_tokens, most)))


def _asked(task: _Task, documents: dict[str, Document]) -> Asked:
    answerable = "UNANSWERABLE" not in task.answerability
    ids = [documents[context.document_id].id for context in task.contexts]
    return Asked(
        id=task.task_id,
        text=rewrite(task.input[-1].text, _earlier(task)),
        kind=ANSWERABLE if answerable else UNANSWERABLE,
        articles=tuple(ids),
        answers=tuple(turn.text for turn in task.targets) if answerable else (),
    )


def _earlier(task: _Task) -> list[Turn]:
    """The turns before the last question, each with its answer."""
    before = task.input[:-1]
    return [
        Turn(question.text, answer.text)
        for question, answer in zip(before[::2], before[1::2], strict=False)
    ]
