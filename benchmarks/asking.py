"""Warm questions: how long until their evidence is known, and until quotations are shown.

    python -m benchmarks.asking COLLECTION dev-v2.0.json [--questions 50] [--json FILE]

COLLECTION was indexed before and should hold the text of the SQuAD file. The same questions are
asked a second time, when their sentences are known.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.assistant import Assistant
from assistant.evaluate.items import ANSWERABLE
from assistant.records import Evidence
from benchmarks.common import read_squad, sample
from benchmarks.measured import Row, tell

SEED = 1
WARM_UP = "When was the bridge opened?"


class _Watch:
    """Keeps how long it took until the evidence came, if any did."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()
        self.stopped: list[float] = []

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._begin

    def stop(self, evidence: Sequence[Evidence]) -> None:
        self.stopped.append(self.seconds)


def ask_all(assistant: Assistant, questions: Sequence[str]) -> tuple[list[float], list[float]]:
    """Seconds to the evidence, of the questions that are answered, and to the answer, of all."""
    evidence: list[float] = []
    whole: list[float] = []
    for question in questions:
        watch = _Watch()
        assistant.ask(question, on_evidence=watch.stop)
        whole.append(watch.seconds)
        evidence += watch.stopped
    return evidence, whole


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Warm questions, quotations only")
    parser.add_argument("collection", type=Path)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    _, asked = read_squad(arguments.squad)
    answerable = [one for one in asked if one.kind == ANSWERABLE]
    questions = [one.text for one in sample(answerable, arguments.questions, SEED)]
    with Assistant.open(arguments.collection, extractive=True) as assistant:
        assistant.ask(WARM_UP)
        rows: list[Row] = []
        for what in ("first time", "again"):
            evidence, whole = ask_all(assistant, questions)
            rows.append(
                {
                    "asked": what,
                    "seconds to evidence, median": statistics.median(evidence),
                    "seconds to the answer, median": statistics.median(whole),
                }
            )
        passages, _ = assistant.collection.counts()
    tell("asking", rows, arguments.json, passages=passages, questions=len(questions))


if __name__ == "__main__":
    main()
