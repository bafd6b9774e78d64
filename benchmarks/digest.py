"""Measure what a digest takes for one story, for agreement, and for a difference.

    python -m benchmarks.digest SummEval.json [--limit 100] [--show 5] [--memory N] [--words 600]

Stories are judged on pairs of documents:

* ours: the example articles and other reports of the same events, written for this
  (`judged/stories.jsonl`); all other pairs are different stories, articles of another time
  about the same thing too. What is only an update of a story counts as neither.
* highlights: each article of the file and its highlights are one story, as two documents.

Sentences are judged on pairs written for this (`judged/told_twice.jsonl`): the same fact, another
amount of the same thing, or something else. With `--memory N`, N made-up documents become one
digest, and resident memory is printed on the way.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from assistant.batch.digest import DigestBatch
from assistant.batch.inputs import Known, Unread, from_paths
from assistant.batch.ledger import open_ledger
from assistant.batch.recipe import ProfileRecipe
from assistant.batch.runner import Result
from assistant.batch.workers import make_brief, workers
from assistant.corpus.split import split_passages
from assistant.grounding.differ import put_differently
from assistant.protocols import Embedder
from assistant.records import Document, DocumentInfo, Evidence, Passage, Span, SummaryRequest
from assistant.summariser import Summariser
from assistant.writing.digest import RELATED, SAME
from assistant.writing.stories import NEAR
from benchmarks.articles import read_articles
from benchmarks.lengths import made_up
from benchmarks.measured import table
from benchmarks.memory import resident_mb

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples" / "news"
THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
DAYS = (None, 2, 7)
"""Days between two dated documents of one story, at most; None for any number."""


@dataclass(frozen=True, slots=True)
class Item:
    """A document with the story that it tells; `update` where it only goes on with it."""

    document: Document
    story: str
    update: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents or sentences: how near they are, and whether they belong together."""

    cosine: float
    same: bool
    days: int = 0
    said: str = ""


def main() -> None:
    """Print one table for each kind of pair."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--show", type=int, default=0, help="print the nearest wrong pairs")
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--words", type=int, default=600, help="of each made-up document")
    options = parser.parse_args()
    if options.memory:
        measure_memory(options.memory, options.words)
        return
    summariser = Summariser.open(extractive=True)
    for name, items in (
        ("ours", [*examples(), *rivals()]),
        ("highlights", list(highlights(options.file, options.limit))),
    ):
        pairs = list(document_pairs(items, summariser))
        print(f"\n## Stories, {name}: {len(items)} documents, NEAR is {NEAR}\n")
        print(table(story_rows(pairs, DAYS if name == "ours" else (None,))))
        _show(pairs, options.show)
    print(f"\n## Sentences told twice: SAME is {SAME}, RELATED is {RELATED}\n")
    print(table(sentence_rows(summariser)))


def examples() -> Iterator[Item]:
    """The example articles, each a story of its own."""
    for item in from_paths([EXAMPLES]).read(lambda state: None):
        if isinstance(item, Document):
            yield Item(item, Path(item.source).name)


def rivals() -> Iterator[Item]:
    """Other reports of the same events."""
    for line in (HERE / "judged" / "stories.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        document = _document(row["text"], row["title"], date.fromisoformat(row["date"]))
        yield Item(document, row["story"], row["update"])


def highlights(path: Path, limit: int) -> Iterator[Item]:
    """Articles and their highlights."""
    for article in read_articles(path)[:limit]:
        yield Item(_document(article.text), article.id)
        yield Item(_document(article.reference), article.id)


def document_pairs(items: Sequence[Item], summariser: Summariser) -> Iterator[Pair]:
    """All pairs, without those of an update and its own story."""
    cards = [summariser.brief(item.document, SummaryRequest()).card for item in items]
    leads = np.array([card.lead for card in cards], dtype=np.float32)
    cosines = leads @ leads.T
    for later in range(len(items)):
        for earlier in range(later):
            one, other = items[later], items[earlier]
            same = one.story == other.story
            if same and (one.update or other.update):
                continue
            days = _days(one.document, other.document)
            said = f"{one.document.title} | {other.document.title}"
            yield Pair(float(cosines[later, earlier]), same, days, said)


def story_rows(pairs: Sequence[Pair], windows: Sequence[int | None]) -> list[dict[str, object]]:
    """Precision and recall of pairs by threshold, and by the days that may lie between."""
    return [
        {"days": "any" if days is None else days, "cosine": least}
        | _rates(pairs, partial(_joins, least=least, days=days))
        for days in windows
        for least in THRESHOLDS
    ]


def sentence_rows(summariser: Summariser) -> list[dict[str, object]]:
    """Precision and recall of agreement, and of differences, by threshold."""
    rows: list[dict[str, object]] = []
    faith = summariser.faith()
    lines = (HERE / "judged" / "told_twice.jsonl").read_text(encoding="utf-8").splitlines()
    judged = [json.loads(line) for line in lines]
    for what, relation, decides in (
        ("agreement, cosine alone", "same", lambda one, other: True),
        ("agreement, checked", "same", lambda one, other: faith(one.text, other.text)),
        ("difference, cosine alone", "differs", lambda one, other: True),
        ("difference, checked", "differs", put_differently),
    ):
        for least in THRESHOLDS:
            pairs = [
                Pair(
                    float(cosine) if decides(*_two(row["one"], row["other"])) else -1.0,
                    row["relation"] == relation,
                )
                for row in judged
                for cosine in [_cosine(row["one"], row["other"], summariser.embedder)]
            ]
            rates = _rates(pairs, partial(_joins, least=least, days=None))
            rows.append({"what": what, "cosine": least} | rates)
    return rows


def measure_memory(documents: int, words: int) -> None:
    """Print resident memory while so many made-up documents become one digest.

    Each is a text of its own, and every fourth tells the story of the one before it.
    """
    recipe = ProfileRecipe(SummaryRequest(), extractive=True)
    count = 0

    def read(_: Known) -> Iterator[Document | Unread]:
        for number in range(documents):
            base = made_up(words, seed=number - (number % 4 == 3))
            day = date(2020, 1, 1) + timedelta(days=number // 4)
            yield replace(
                base,
                id=f"{number:064x}",
                text=f"{base.text}\n\nThis is number {number}.",
                date=day,
                date_origin="text",
            )

    def tell(_: Result) -> None:
        nonlocal count
        count += 1
        if count in {100, documents} or count % 500 == 0:
            print(f"after {count}: {resident_mb():.0f} MB", flush=True)

    with (
        tempfile.TemporaryDirectory() as folder,
        open_ledger(Path(folder)) as ledger,
        workers(recipe, 1, make_brief) as pool,
    ):
        batch = DigestBatch(ledger, SummaryRequest(), recipe.brief_fingerprint(), "memory")
        (row,) = batch.rows(read, pool, tell)
        assert row.summary is not None
        disk = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        print(f"after the digest: {resident_mb():.0f} MB; ledger {disk:.0f} MB")
        print(f"{len(row.summary.documents)} documents, {len(row.summary.stories)} stories")


def _rates(pairs: Iterable[Pair], taken: Callable[[Pair], bool]) -> dict[str, object]:
    listed = list(pairs)
    right = sum(taken(pair) for pair in listed if pair.same)
    wrong = sum(taken(pair) for pair in listed if not pair.same)
    wanted = sum(pair.same for pair in listed)
    precision = f"{right / (right + wrong):.3f}" if right + wrong else "-"
    return {"precision": precision, "recall": f"{right / wanted:.3f}", "wrong": wrong}


def _joins(pair: Pair, least: float, days: int | None) -> bool:
    return pair.cosine >= least and (days is None or pair.days <= days)


def _show(pairs: Sequence[Pair], count: int) -> None:
    wrong = sorted((pair for pair in pairs if not pair.same), key=lambda pair: -pair.cosine)
    missed = sorted((pair for pair in pairs if pair.same), key=lambda pair: pair.cosine)
    for what, found in (("different", wrong), ("same", missed)):
        for pair in found[:count]:
            print(f"{what}: {pair.cosine:.3f}, {pair.days} days: {pair.said}")


def _days(one: Document, other: Document) -> int:
    return abs((one.date - other.date).days) if one.date and other.date else 0


def _document(text: str, title: str = "", day: date | None = None) -> Document:
    id_ = sha256(f"{title}\n{text}".encode()).hexdigest()
    return Document(id_, f"/{id_[:8]}", title, text, day, "text" if day else "")


def _cosine(one: str, other: str, embedder: Embedder) -> float:
    vectors = embedder.encode_passages([one, other])
    return float(vectors[0] @ vectors[1])


def _two(one: str, other: str) -> tuple[Evidence, Evidence]:
    """Two sentences of documents of two days."""
    return _evidence(one, date(2024, 5, 3)), _evidence(other, date(2024, 5, 4))


def _evidence(text: str, day: date) -> Evidence:
    document = _document(text, day=day)
    (passage,) = split_passages(document, lambda texts: [len(one) for one in texts], 10_000)
    return Evidence(_whole(passage, text), _info(document), 0, len(text), text)


def _whole(passage: Passage, text: str) -> Passage:
    return replace(passage, sentences=(Span(0, len(text)),))


def _info(document: Document) -> DocumentInfo:
    return DocumentInfo(document.id, "", (document.source,), document.date, "text")


if __name__ == "__main__":
    main()
