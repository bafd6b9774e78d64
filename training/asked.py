"""Questions of people over documents → groups of passages with the sentences that answer marked.

    python -m training.asked out.jsonl [--collections FOLDER [--names …]] [--sets SETS --most N]

FOLDER holds collections, each with `documents/` and `questions.jsonl`: a `question`, its `evidence`
(marks, see benchmarks/labelled.py) and the `span` of the first that answers it. With them go
questions of `stances.jsonl`, and of `gists.jsonl` what is asked about a document as a whole or
about a subject, with the `sentences` that matter. What `training.claims` holds out is left out. The
program itself reads, splits and searches the documents, so that training sees what the reader will
be given. Of SETS, N public questions (training/sets.py) are put into the same form: the passage and
its nearest neighbours.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sentencex

from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.protocols import Embedder
from assistant.records import DocumentInfo, Hit
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing.direct import main_points
from assistant.writing.prompts import headed
from benchmarks.labelled import answering
from training.claims import HELD
from training.retrieval import Bm25
from training.sets import Asked, asked
from training.writer_asked import read_lines

TOP = 16
"""Passages that the program reads for a question."""

SETTLED = 4
"""Questions of ten on the same evidence (training/stances.py) that are taken."""

TALES = 0.15
"""The share that is taken of questions on fairy tales."""

Row = dict[str, Any]


def passage_row(hit: Hit, marks: Sequence[str], span: str) -> Row:
    """A passage as the reader is given it, with the places of its sentences and of the answer."""
    text = f"{headed(hit)}. {hit.passage.text}"
    shift = len(text) - len(hit.passage.text) - hit.passage.start
    places = [(one.start + shift, one.end + shift) for one in hit.passage.sentences]
    gold = answering(hit, marks)
    answer = (-1, -1)
    for (start, end), is_gold in zip(places, gold, strict=True):
        if is_gold and span and answer[0] < 0 and (at := text.find(span, start, end)) >= 0:
            answer = (at, at + len(span))
    return {"text": text, "sentences": places, "gold": gold, "answer": answer}


def of_collection(folder: Path, embedder: Embedder, work: Path) -> Iterator[Row]:
    """A row for each question: what the search finds, and the passages that answer."""
    lines = [*map(json.loads, (folder / "questions.jsonl").read_text("utf-8").splitlines())]
    lines += [*_settled(folder / "stances.jsonl"), *_subjects(folder / "gists.jsonl")]
    with Collection.open(work / folder.name, create=True) as collection:
        index_paths(collection, [folder / "documents"], embedder)
        for line in lines:
            question = Question.parse(line["question"])
            vector = embedder.encode_queries([question.text])[0]
            hits = retrieve(collection, question, vector, 40)
            row = _row(folder.name, line, hits)
            if any(any(one["gold"]) for one in row["passages"]) or line["kind"] == "unanswerable":
                yield row
        for info in collection.documents():
            hits = [Hit(one, info, 1.0) for one in collection.passages_of(info.id)]
            for line in _gists(folder / "gists.jsonl", info):
                yield _row(folder.name, line, hits)


def _row(source: str, line: Row, hits: Sequence[Hit]) -> Row:
    rows = []
    for place, hit in enumerate(hits):
        row = passage_row(hit, line["evidence"], line["span"])
        if place < TOP or any(row["gold"]):
            rows.append({**row, "found": place < TOP})
    return {"source": source, "question": line["question"], "passages": rows}


def _subjects(path: Path) -> Iterator[Row]:
    """What is asked about subjects, with the sentences that tell what matters of them."""
    for item in read_lines(path):
        if "document" not in item:
            for ask in item["asks"]:
                yield {"question": ask, "evidence": item["sentences"], "span": "", "kind": "gist"}


def _gists(path: Path, document: DocumentInfo) -> Iterator[Row]:
    """Wishes for a summary of a document, with the sentences that one rests on."""
    names = {Path(source).name for source in document.sources}
    for item in read_lines(path):
        if item.get("document") in names:
            for ask in (*item["asks"], main_points(document)):
                yield {"question": ask, "evidence": item["sentences"], "span": ""}


def _settled(path: Path) -> Iterator[Row]:
    """Questions of `training.stances` that one or two sentences settle, some of each."""
    chance = random.Random(path.parent.name)
    for item in read_lines(path):
        asked = [one for one in item["asked"] if one["stance"] != "open"]
        if len(item["evidence"]) <= 2:
            for one in chance.sample(asked, min(SETTLED, len(asked))):
                yield {**one, "kind": "settled", "evidence": item["evidence"], "span": ""}


def public(items: Sequence[Asked], near: int, chance: random.Random) -> Iterator[Row]:
    """The same of public questions, each with passages of its article that lack the answer."""
    places = sorted({(item.article, item.passage) for item in items})
    index = Bm25([passage for _, passage in places])
    by_article: dict[str, list[int]] = defaultdict(list)
    for number, (article, _) in enumerate(places):
        by_article[article].append(number)
    for item in items:
        own = by_article[item.article]
        best = index.best(item.question, 8, own if len(own) > near else None)
        others = [
            places[number][1]
            for number in best
            if places[number][1] != item.passage
            and item.answer.lower() not in places[number][1].lower()
        ]
        is_there = chance.random() < 0.8
        title = item.title or ""
        rows = [_plain_row(title, passage, None) for passage in others[: near + (not is_there)]]
        if is_there:
            rows.insert(0, _plain_row(title, item.passage, item))
        if rows:
            yield {"source": item.article, "question": item.question, "passages": rows}


def _plain_row(title: str, passage: str, item: Asked | None) -> Row:
    text = f"{title}. {passage}" if title else passage
    shift, at, places = len(text) - len(passage), 0, []
    for sentence in sentencex.segment("en", passage):
        start = passage.find(sentence.strip(), at)
        if sentence.strip() and start >= 0:
            at = start + len(sentence.strip())
            places.append((start + shift, at + shift))
    if item is None:
        none = [False] * len(places)
        return {"text": text, "sentences": places, "gold": none, "answer": (-1, -1)}
    first = item.start + shift
    return {
        "text": text,
        "sentences": places,
        "gold": [start <= first < end for start, end in places],
        "answer": (first, first + len(item.answer)),
    }


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--collections", type=Path)
    parser.add_argument("--names", nargs="+", help="of these collections alone")
    parser.add_argument("--sets", type=Path)
    parser.add_argument("--most", type=int, default=12_000, help="public questions")
    options = parser.parse_args()
    chance = random.Random(7)
    rows: list[Row] = []
    if options.collections:
        embedder = Runtime.open("default").load_embedder()
        with tempfile.TemporaryDirectory() as work:
            for questions in sorted(options.collections.glob("*/questions.jsonl")):
                name = questions.parent.name
                if name not in HELD and name in (options.names or [name]):
                    rows += of_collection(questions.parent, embedder, Path(work))
    if options.sets:
        items = [
            item
            for item in asked(options.sets)
            if not item.article.startswith("qamr")
            and (not item.article.startswith("tale") or chance.random() < TALES)
        ]
        rows += public(chance.sample(items, min(options.most, len(items))), 2, chance)
    chance.shuffle(rows)
    options.out.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8"
    )
    there = sum(any(any(passage["gold"]) for passage in row["passages"]) for row in rows)
    print(f"{len(rows)} questions, {there} with an answer")


if __name__ == "__main__":
    main()
