"""The data sets that can be measured on: one loader for each layout."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import ReadError
from assistant.evaluate.datasets import clapnq, mtrag, qags, questions, squad, summaries
from assistant.evaluate.items import DataSet

NAMES = ("squad2", "clapnq", "qags", "summeval", "mtrag", "questions")


def load(name: str, path: Path, documents: Path | None = None) -> DataSet:
    """Read a data set.

    Args:
        name: one of `NAMES`.
        path: its file, or the folder with its files.
        documents: for `questions`, where the documents lie, if not beside the file.

    Raises:
        ReadError: a file is missing or is not in the layout of that data set.
    """
    if not path.exists():
        raise ReadError(f"{path} does not exist.", "Give the data set's file or folder.")
    match name:
        case "squad2":
            return squad.load(path)
        case "clapnq":
            return clapnq.load(path)
        case "qags":
            return qags.load(path)
        case "summeval":
            return summaries.load(path)
        case "mtrag":
            return mtrag.load(path)
        case "questions":
            return questions.load(path, documents)
    raise ValueError(name)
