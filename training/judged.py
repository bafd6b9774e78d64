"""Claims that people judged, for measuring only: the loaders of the sets in plain shapes.

`training/score.py` measures a reader with them, `benchmarks/judging.py` the program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import sentencex

REFERENCES = 512
"""Sentences of references that are measured, drawn once."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim, what it is judged by, and what people said.

    Attributes:
        set: the data set, or its part.
        source: the text that it is judged by.
        sentences: of that text, in order.
        group: of what is resampled together, such as the claims of one article.
        supported: whether people said so.
        kind: the way in which the claim differs, where the set tells.
    """

    set: str
    claim: str
    source: str
    sentences: tuple[str, ...]
    group: str
    supported: bool
    question: str | None = None
    title: str | None = None
    day: date | None = None
    kind: str = ""


def split(text: str) -> list[str]:
    """Sentences of a text."""
    return [s.strip() for s in sentencex.segment("en", text) if s.strip()]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file."""
    with path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def blind(data: Path) -> list[Claimed]:
    """Hand-written pairs of seven domains."""
    return [
        Claimed(
            "blind pairs",
            row["claim"],
            row["source"],
            (row["source"],),
            row["source"],
            row["label"] == "supported",
            row["question"],
            row["title"],
            date.fromisoformat(row["date"][:10]) if row["date"] else None,
            f"{row['label'][:5]} {row['type']}",
        )
        for row in read_lines(data / "blind_pairs_dev" / "pairs.jsonl")
    ]


def qags(data: Path) -> list[Claimed]:
    """Sentences of summaries, judged by three people each."""
    return [
        Claimed(
            f"QAGS {name}",
            item["sentence"],
            row["article"],
            sentences,
            f"{name} {n}",
            2 * sum(votes) > len(votes),
        )
        for name in ("cnndm", "xsum")
        for n, row in enumerate(read_lines(data / "qags" / f"mturk_{name}.jsonl"))
        for sentences in (tuple(split(row["article"])),)
        for item in row["summary_sentences"]
        for votes in ([answer["response"] == "yes" for answer in item["responses"]],)
    ]


def wice(data: Path) -> list[Claimed]:
    """Claims of an encyclopedia with sentences of the cited page; dev and test."""
    return [
        Claimed(
            f"WiCE {part}",
            row["claim"],
            "\n".join(row["evidence"]),
            tuple(row["evidence"]),
            f"{part} {n}",
            row["label"] == "supported",
            kind=row["label"],
        )
        for part in ("dev", "test")
        for n, row in enumerate(read_lines(data / "wice" / f"{part}.jsonl"))
    ]


def references(data: Path) -> list[Claimed]:
    """Sentences that people wrote of an article: nearly all are supported."""
    rows = json.loads((data / "summeval_realsumm" / "SummEval.json").read_text("utf-8")).values()
    found = [
        Claimed("SummEval references", sentence, row["src"], sentences, str(n), True)
        for n, row in enumerate(rows)
        for sentences in (tuple(split(row["src"])),)
        for text in row["ref_summs"]
        for sentence in split(text)
    ]
    return [found[i] for i in np.random.default_rng(7).permutation(len(found))[:REFERENCES]]


SETS: dict[str, Callable[[Path], list[Claimed]]] = {
    "blind": blind,
    "qags": qags,
    "wice": wice,
    "references": references,
}
