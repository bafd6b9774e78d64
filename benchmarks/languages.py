"""Measure retrieval in seven languages, as on XQuAD (M. Artetxe et al., 2020).

    python -m benchmarks.languages [EMBEDDER...]

58 passages and 106 questions, each in seven languages (`languages/parallel.yaml`). `same`: the
passage that is asked for is the first, among those of all languages. `english`: the same where the
passages are English alone, whatever the language of the question. There only vectors are compared.
`quoted` and `in english` are the same by the passage that the program quotes where it does not know
the language, over files that it has read; `of 5`: among the first five that its search finds.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

from assistant.answering.unread import nearest_passage
from assistant.config import home, load_catalogue
from assistant.corpus.read import close_readers
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.models.embed import load_embedder
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Vectors
from assistant.records import Hit
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from benchmarks.common import TOP

PARALLEL = Path(__file__).with_name("languages") / "parallel.yaml"
NAMES = ("all-minilm-l6-v2", "embeddinggemma-300m")
WIDTHS = (8, 4, 7, 6, 4, 10, 4)
SEVERAL = 5


class Asked(NamedTuple):
    """The questions of a language.

    Attributes:
        texts: the questions.
        of: of each, the place of the passage that answers it.
        vectors: their embeddings, of shape (questions, dimension).
    """

    texts: Sequence[str]
    of: Sequence[int]
    vectors: Vectors


def main() -> None:
    """Run the command."""
    told: Sequence[Mapping[str, Sequence[str]]] = yaml.safe_load(PARALLEL.read_text("utf-8"))
    passages = {language: [one[language][0] for one in told] for language in told[0]}
    store = ModelStore(home() / "models", load_catalogue())
    for name in sys.argv[1:] or NAMES:
        embedder = load_embedder(store, name)
        begun = time.perf_counter()
        vectors = {one: embedder.encode_passages(texts) for one, texts in passages.items()}
        took = (time.perf_counter() - begun) / (len(told) * len(passages))
        print(f"{name}: {took:.2f} s a passage, {type(embedder).__name__}")
        asked = {one: _asked(told, one, embedder) for one in passages}
        everywhere = searched(passages, asked, embedder)
        english = searched({"en": passages["en"]}, asked, embedder)
        _row("language", "same", "english", "quoted", "of 5", "in english", "of 5")
        for number, (language, own) in enumerate(asked.items()):
            alike = own.vectors @ np.vstack(list(vectors.values())).T
            same = alike.argmax(axis=1) == np.array(own.of) + number * len(told)
            first = (own.vectors @ vectors["en"].T).argmax(axis=1) == own.of
            found = (*everywhere[language], *english[language])
            _row(language, *(str(count) for count in (same.sum(), first.sum(), *found)))
        print(f"of {len(asked['en'].texts)}")
    close_readers()


def _asked(told: Sequence[Mapping[str, Sequence[str]]], language: str, embedder: Embedder) -> Asked:
    pairs = [(text, place) for place, one in enumerate(told) for text in one[language][1:]]
    texts, of = zip(*pairs, strict=True)
    return Asked(texts, of, embedder.encode_queries(texts))


def searched(
    passages: Mapping[str, Sequence[str]], asked: Mapping[str, Asked], embedder: Embedder
) -> dict[str, tuple[int, int]]:
    """Of how many questions of each language the passage is quoted, and found among `SEVERAL`.

    The passage of the question's own language where there are such, else the one in English.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language, texts in passages.items():
            for place, text in enumerate(texts):
                (folder / f"{language}-{place}.txt").write_text(text, encoding="utf-8")
        with Collection.open(folder / "collection", create=True) as collection:
            index_paths(collection, sorted(folder.glob("*.txt")), embedder)
            return {
                language: _told(collection, own, language if language in passages else "en")
                for language, own in asked.items()
            }


def _told(collection: Collection, asked: Asked, language: str) -> tuple[int, int]:
    told = several = 0
    for text, place, vector in zip(*asked, strict=True):
        hits = retrieve(collection, Question.parse(text), vector, TOP)
        told += _name(nearest_passage(hits)) == f"{language}-{place}"
        several += f"{language}-{place}" in map(_name, hits[:SEVERAL])
    return told, several


def _name(hit: Hit) -> str:
    return Path(hit.document.source).stem


def _row(*cells: str) -> None:
    print("  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True)))


if __name__ == "__main__":
    main()
