"""How long a warm question takes over many passages: to evidence, to a checked answer, in all.

    python -m benchmarks.asking dev-v2.0.json [MORE.json …] [--passages 10000] [--questions 50]

The collection holds all articles of the files, and is filled up to `--passages` with passages
whose sentences are drawn at random from these articles. The questions are answerable ones; no
question is asked twice of one assistant, so that no cache of texts helps. With `--vectors FILE`
the passages' vectors are kept for the next run.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import Assistant, Hooks
from assistant.evaluate.items import make_article
from assistant.models.wrapped import WrappedEmbedder
from assistant.protocols import Embedder
from assistant.records import Answer, Evidence
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from benchmarks.common import (
    Article,
    RememberingEmbedder,
    collection_of,
    default_embedder,
    read_squad,
    sample,
)
from benchmarks.measured import Row, tell

PROFILES = ("extractive", "default")
BARS = {"evidence": 0.1, "answer": 0.8}
"""Seconds that the median may take on a quiet machine."""

PER_ARTICLE = 20
WARM_UP = 3
SEED = 5


class TimedEmbedder(WrappedEmbedder):
    """Another embedder, and the seconds spent in it."""

    seconds = 0.0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._inner.count_tokens(texts)  # not timed

    @contextmanager
    def _during(self) -> Iterator[None]:
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - begin


@dataclass(slots=True)
class Times:
    """Seconds of each question that got evidence.

    `beside` leaves out the embedder. `work` are the processor's seconds to the evidence, those
    of all threads added up: on a busy machine they say more than the clock. `answer` are those to
    checked words, `whole` those until nothing more is looked for that belongs to them.
    """

    evidence: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    refused: int = 0


def filled(articles: Sequence[Article], passages: int) -> list[Article]:
    """The articles, and so many of shuffled sentences that all have `passages` passages."""
    made = list(articles)
    lacking = passages - sum(len(article.passages) for article in articles)
    pick = random.Random(SEED)
    while lacking > 0:
        article = pick.choice(articles)
        count = min(PER_ARTICLE, lacking)
        paragraphs = [_shuffled(article, pick) for _ in range(count)]
        made.append(make_article(article.document.title, paragraphs))
        lacking -= count
    return made


def _shuffled(article: Article, pick: random.Random) -> str:
    """A paragraph of as many sentences as one of the article's has, each from any of them."""
    text = article.document.text
    spans = [span for passage in article.passages for span in passage.sentences]
    length = len(pick.choice(article.passages).sentences)
    return " ".join(text[slice(*pick.choice(spans))] for _ in range(length))


def measure(assistant: Assistant, embedder: TimedEmbedder, questions: Sequence[str]) -> Times:
    """Ask each question once, after some that are not counted."""
    for question in questions[:WARM_UP]:
        assistant.ask(question)
    times = Times()
    for question in questions[WARM_UP:]:
        _ask(assistant, embedder, question, times)
    return times


def _ask(assistant: Assistant, embedder: TimedEmbedder, question: str, times: Times) -> None:
    embedder.seconds = 0.0
    begin, worked = time.perf_counter(), time.process_time()

    def on_evidence(_: Sequence[Evidence]) -> None:
        times.evidence.append(time.perf_counter() - begin)
        times.work.append(time.process_time() - worked)
        times.beside.append(times.evidence[-1] - embedder.seconds)

    shown: list[float] = []

    def on_answer(_: Answer) -> None:
        shown.append(time.perf_counter() - begin)

    answer = assistant.ask(question, hooks=Hooks(on_evidence=on_evidence, on_answer=on_answer))
    if answer.status == "refused":
        times.refused += 1
        return
    times.whole.append(time.perf_counter() - begin)
    times.answer.append(shown[0] if shown else times.whole[-1])


def _same(embedder: TimedEmbedder) -> Embedder:
    return embedder


def rows(profile: str, times: Times) -> list[Row]:
    """Median and 90th percentile of each kind."""
    kinds = {
        "evidence": times.evidence,
        "evidence, without the embedder": times.beside,
        "evidence, of the processor": times.work,
        "answer": times.answer,
        "all of it": times.whole,
    }
    return [
        {
            "profile": profile,
            "seconds to": kind,
            "median": statistics.median(values),
            "p90": float(np.quantile(values, 0.9)),
            "bar": BARS.get(kind, ""),
        }
        for kind, values in kinds.items()
    ]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Warm questions over many passages")
    parser.add_argument("squad", type=Path, nargs="+", help="files in SQuAD's layout")
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--profiles", nargs="+", default=PROFILES)
    parser.add_argument("--vectors", type=Path, help="keeps the passages' vectors (.npz)")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    read = [read_squad(path) for path in arguments.squad]
    articles = [article for found, _ in read for article in found]
    asked = [one.text for _, found in read for one in found if one.answers]
    questions = sample(sorted(set(asked)), arguments.questions + WARM_UP, SEED)
    inner = default_embedder()
    told: list[Row] = []
    more: dict[str, Any] = {"questions": arguments.questions}
    with tempfile.TemporaryDirectory() as folder:
        with RememberingEmbedder(inner, arguments.vectors) as remembering:
            everything = filled(articles, arguments.passages)
            collection_of(Path(folder), everything, remembering).close()
        for profile in arguments.profiles:
            embedder = TimedEmbedder(inner)
            runtime = Runtime.open(profile)
            load = partial(_same, embedder)
            with Assistant(
                Collection.open(Path(folder)), load, runtime.load_reader, runtime.load_writer
            ) as assistant:
                times = measure(assistant, embedder, questions)
                passages, _ = assistant.collection.counts()
            told += rows(profile, times)
            more |= {"passages": passages, f"refused, {profile}": times.refused}
    tell(f"warm questions over {more['passages']} passages", told, arguments.json, **more)


if __name__ == "__main__":
    main()
