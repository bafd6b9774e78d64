from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.evaluate.items import make_article
from assistant.protocols import Vectors
from benchmarks.asking import WARM_UP, TimedEmbedder, Times, filled, measure, rows
from benchmarks.common import collection_of
from tests.fakes import FakeEmbedder, FakeReader

TOWNS = [
    make_article(f"Town {n}", [f"Town {n} has a river. Its bridge is {n} metres long."])
    for n in range(4)
]


def test_collection_is_filled_up_with_sentences_of_the_articles() -> None:
    everything = filled(TOWNS, 50)
    assert everything[:4] == TOWNS
    assert sum(len(article.passages) for article in everything) == 50
    sentences = {
        article.document.text[slice(*span)]
        for article in TOWNS
        for span in article.passages[0].sentences
    }
    for article in everything[4:]:
        text = article.document.text
        spans = [span for passage in article.passages for span in passage.sentences]
        assert {text[slice(*span)] for span in spans} <= sentences


def test_each_question_is_timed_to_its_evidence_and_to_its_answer(tmp_path: Path) -> None:
    embedder = TimedEmbedder(SlowEmbedder())
    questions = [f"How long is the bridge of Town {n}?" for n in range(4)]
    with collection_of(tmp_path, TOWNS, FakeEmbedder()) as collection:
        assistant = Assistant(collection, lambda: embedder, FakeReader)
        times = measure(assistant, embedder, [*questions[:WARM_UP], *questions, "Who ate soup?"])
    assert len(times.answer) == len(times.evidence) == len(times.beside) == 5 - times.refused
    assert times.refused >= 1
    told = zip(times.evidence, times.beside, times.answer, times.whole, strict=True)
    for evidence, beside, answer, whole in told:
        assert 0 < beside < evidence - SlowEmbedder.pause < evidence <= answer <= whole


def test_rows_give_median_and_tail() -> None:
    times = Times([1.0, 2.0, 3.0], work=[0.1], beside=[0.5], answer=[4.0, 4.0, 5.0], whole=[6.0])
    first, second, work, third, whole = rows("extractive", times)
    assert (first["median"], first["p90"], first["bar"]) == (2.0, pytest.approx(2.8), 0.1)
    assert (second["median"], second["bar"]) == (0.5, "")
    assert work["median"] == 0.1
    assert (third["median"], third["bar"]) == (4.0, 0.8)
    assert (whole["median"], whole["bar"]) == (6.0, "")


class SlowEmbedder(FakeEmbedder):
    pause = 0.01

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self.pause)
        return super().encode_queries(texts)
