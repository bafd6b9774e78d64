"""A plain file of one's own: one question a line, over documents that lie beside it.

    {"question": "…", "answerable": true, "answer": "…", "gold": [{"file": "…", "sentence": "…"}]}

`answers` may list several accepted answers; `kind` says why a question has no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import ReadError
from assistant.evaluate.datasets.layout import Row, find, read_lines
from assistant.evaluate.items import ANSWERABLE, Asked, Gold, Questions
from assistant.indexing import index_paths
from assistant.protocols import Embedder, Progress
from assistant.records import Document, Passage
from assistant.search.collection import Collection


class _Gold(Row):
    file: str
    sentence: str


class _Question(Row):
    question: str
    answerable: bool = True
    answer: str = ""
    answers: tuple[str, ...] = ()
    gold: tuple[_Gold, ...] = ()
    kind: str = "unanswerable"


def load(path: Path, documents: Path | None) -> Questions:
    """The questions of a file (or of the one in a folder); paths in it start where it lies.

    Raises:
        ReadError: the documents are missing, or a gold sentence is not in its file.
    """
    (file, *_) = find(path, "questions.jsonl", "*.jsonl")
    lines = list(read_lines(_Question, file))
    folder = (documents or file.parent).absolute()
    if not folder.exists():
        raise ReadError(f"{folder} does not exist.", "Give the documents with --documents DIR.")
    named = {folder / gold.file for line in lines for gold in line.gold}
    # Without --documents only the folders that gold sentences lie in are read.
    roots = [folder] if documents else sorted({one.parent for one in named} or {folder})
    if absent := sorted(one for one in named if not one.exists()):
        raise ReadError(
            f"{file} names {absent[0]}, which does not exist.",
            "Give the folder that its paths start from with --documents DIR.",
        )

    def build(collection: Collection, embedder: Embedder, progress: Progress) -> Sequence[Asked]:
        index_paths(collection, roots, embedder, progress=progress)
        places = _Places(collection, folder)
        return [_asked(line, number, places) for number, line in enumerate(lines, 1)]

    return Questions(build, sentences=True)


class _Places:
    """Where gold sentences stand in the collection."""

    def __init__(self, collection: Collection, folder: Path) -> None:
        self._collection = collection
        self._folder = folder
        self._infos = collection.documents()
        self._known: dict[str, tuple[Document, list[Passage]]] = {}

    def gold(self, entry: _Gold) -> Gold:
        """Raises ReadError where the sentence is not in its file."""
        for id_ in self._documents_in(self._folder / entry.file):
            document, _ = self._read(id_)
            start = document.text.find(entry.sentence)
            if start >= 0:
                return Gold(id_, start, start + len(entry.sentence))
        raise ReadError(
            f"{entry.file} does not hold the gold sentence {entry.sentence!r}.",
            "Copy the sentence as `documents show` prints it.",
        )

    def passages(self, gold: Gold) -> list[str]:
        """The passages that hold the beginning of a gold sentence."""
        _, passages = self._read(gold.document)
        return [one.id for one in passages if one.start <= gold.start < one.end]

    def _documents_in(self, file: Path) -> list[str]:
        """The document of a file, or those of the rows of a table."""
        rows = f"{file}#"
        return [
            info.id
            for info in self._infos
            if any(source == str(file) or source.startswith(rows) for source in info.sources)
        ]

    def _read(self, id_: str) -> tuple[Document, list[Passage]]:
        if id_ not in self._known:
            self._known[id_] = self._collection.document(id_), self._collection.passages_of(id_)
        return self._known[id_]


def _asked(line: _Question, number: int, places: _Places) -> Asked:
    gold = [places.gold(entry) for entry in line.gold]
    return Asked(
        id=str(number),
        text=line.question,
        kind=ANSWERABLE if line.answerable else line.kind,
        articles=tuple(dict.fromkeys(one.document for one in gold)),
        passages=tuple(dict.fromkeys(id_ for one in gold for id_ in places.passages(one))),
        answers=line.answers or ((line.answer,) if line.answer else ()),
        gold=tuple(gold),
    )
