"""Measure retrieval in seven languages: ten passages and questions in each, as in XQuAD.

    python -m benchmarks.languages [EMBEDDER...]

`same`: the question and the passage are of one language, among all 70 passages. `english`: the
question is of another language than the ten passages, which are English, among which it is
asked. `search` and `in english` are the same by the search of the program, with words beside
vectors, over files that it has read; in the other two only vectors are compared. A passage counts
where it is the first.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import yaml

from assistant.config import home, load_catalogue
from assistant.corpus.read import close_readers
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.models.embed import load_embedder
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Vectors
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from benchmarks.common import TOP

PARALLEL = Path(__file__).with_name("languages") / "parallel.yaml"
NAMES = ("all-minilm-l6-v2", "embeddinggemma-300m")
WIDTHS = (8, 4, 7, 6, 10)

Told = Sequence[Mapping[str, Sequence[str]]]
"""For each of ten subjects, by language: a passage and a question that it answers."""


def main() -> None:
    """Run the command."""
    told: Told = yaml.safe_load(PARALLEL.read_text(encoding="utf-8"))
    languages = list(told[0])
    store = ModelStore(home() / "models", load_catalogue())
    for name in sys.argv[1:] or NAMES:
        embedder = load_embedder(store, name)
        begun = time.perf_counter()
        passages = {
            language: embedder.encode_passages([one[language][0] for one in told])
            for language in languages
        }
        took = time.perf_counter() - begun
        everything = np.vstack(list(passages.values()))
        print(f"{name}: {took / len(everything):.2f} s a passage, {type(embedder).__name__}")
        asked = {
            language: embedder.encode_queries([one[language][1] for one in told])
            for language in languages
        }
        among = {"search": languages, "in english": ["en"]}
        searched = {way: _searched(told, asked, own, embedder) for way, own in among.items()}
        _row("language", "same", "english", *searched)
        for number, language in enumerate(languages):
            right = np.arange(len(told))
            same = (asked[language] @ everything.T).argmax(axis=1) == right + number * len(told)
            english = (asked[language] @ passages["en"].T).argmax(axis=1) == right
            found = (str(of[language]) for of in searched.values())
            _row(language, str(same.sum()), str(english.sum()), *found)
    close_readers()


def _searched(
    told: Told, asked: Mapping[str, Vectors], among: Sequence[str], embedder: Embedder
) -> dict[str, int]:
    """Of how many questions in each language the search has the passage first.

    In its own language where there are passages in that, else in English.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {
            (language, number): folder / f"{language}-{number}.txt"
            for language in among
            for number in range(len(told))
        }
        for (language, number), path in files.items():
            path.write_text(told[number][language][0], encoding="utf-8")
        with Collection.open(folder / "collection", create=True) as collection:
            index_paths(collection, list(files.values()), embedder)
            return {
                language: sum(
                    Path(_first(collection, told[number][language][1], vector))
                    == files[language if language in among else "en", number]
                    for number, vector in enumerate(vectors)
                )
                for language, vectors in asked.items()
            }


def _first(collection: Collection, question: str, vector: Vectors) -> str:
    return retrieve(collection, Question.parse(question), vector, TOP)[0].document.source


def _row(*cells: str) -> None:
    print("  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True)))


if __name__ == "__main__":
    main()
