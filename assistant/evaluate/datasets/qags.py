"""QAGS (A. Wang et al., 2020): is a sentence of a summary supported by its article?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.evaluate.datasets.layout import Row, find, read_lines
from assistant.evaluate.items import Judged, Labelled


class _Response(Row):
    response: str


class _Sentence(Row):
    sentence: str
    responses: list[_Response]


class _Line(Row):
    article: str
    summary_sentences: list[_Sentence]


def load(path: Path) -> Judged:
    """The data set in a folder with its `mturk_*.jsonl`, or in one of these files."""
    files = find(path, "mturk_*.jsonl", "*.jsonl")
    return Judged(tuple(claim for file in files for claim in _claims(file)))


def _claims(file: Path) -> Iterator[Labelled]:
    for number, line in enumerate(read_lines(_Line, file), start=1):
        for index, sentence in enumerate(line.summary_sentences, start=1):
            votes = [answer.response.strip().lower() == "yes" for answer in sentence.responses]
            yield Labelled(
                id=f"{file.stem}:{number}.{index}",
                group=file.stem.removeprefix("mturk_"),
                claim=sentence.sentence,
                source=line.article,
                supported=2 * sum(votes) > len(votes),
            )
