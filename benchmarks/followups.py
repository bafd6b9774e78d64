"""Retrieval for follow-up questions: as asked, as `language.followup` rewrites them, and as given.

    python -m benchmarks.followups /path/to/mtrag [--cache vectors.npz] [--alone dev-v2.0.json]

The data set is MTRAG (Y. Katsis et al., "MTRAG: A Multi-Turn Conversational Benchmark for
Evaluating Retrieval-Augmented Generation Systems", 2025). Its corpora are large, so the
collection is made of the passages that its tasks name, all four domains together; a question
counts if at least one of its relevant passages is among them. Prints one JSON object: nDCG@10
and recall@10 with 95 % intervals, bootstrapped over conversations.

"given" are conversations that come with a rewrite of each question, "other" are further ones
without. `--alone` asks how often questions that stand alone are changed when an unrelated turn
went before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.corpus.sentences import sentence_spans
from assistant.evaluate.scratch import stored_source
from assistant.language.followup import Turn, rewrite
from assistant.language.question import Question
from assistant.protocols import Embedder
from assistant.records import Document, Hit, Passage
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from benchmarks.common import (
    Article,
    RememberingEmbedder,
    collection_of,
    default_embedder,
    read_squad,
    sample,
)
from benchmarks.measured import keep
from training.judged import read_lines

Scores = NDArray[np.float64]
Search = Callable[[str], list[Hit]]

EXAMPLES = Path(__file__).parents[1] / "examples" / "questions.jsonl"
TOP = 10
LEAST_GAP = 0.01
"""Where the given rewrite adds less than this, a share of it says nothing."""

_USER = "|user|:"


@dataclass(frozen=True, slots=True)
class Task:
    """The last question of a conversation; `given` is the data set's rewrite, or empty."""

    id: str
    domain: str
    question: str
    earlier: tuple[Turn, ...]
    relevant: frozenset[str]
    given: str = ""

    @property
    def conversation(self) -> str:
        return self.id.partition("<")[0]

    @property
    def stands_alone(self) -> bool:
        """Whether whoever rewrote it left it as it was, but for case and punctuation."""
        return bool(self.given) and _plain(self.given) == _plain(self.question)


def read_passages(path: Path) -> dict[str, str]:
    """The text of every passage that a task names, by its id."""
    contexts = [
        context for row in read_lines(path / "reference.jsonl") for context in row["contexts"]
    ]
    return {item["document_id"]: item["text"] for item in [*contexts, *_judged(path)["documents"]]}


def read_given(path: Path, known: Mapping[str, str]) -> Iterator[Task]:
    """Follow-ups that come with a rewrite; their relevant passages as far as they are known."""
    answers = {
        (task["task_id"].partition("<")[0], turn.question): turn.answered
        for task in _judged(path)["tasks"]
        for turn in _turns(task["input"])
    }
    for folder in sorted((path / "retrieval_tasks").iterdir()):
        if not folder.is_dir():
            continue
        relevant = _relevant(folder / "qrels" / "dev.tsv", known)
        given = _texts(folder / f"{folder.name}_rewrite.jsonl")
        for id_, text in _texts(folder / f"{folder.name}_questions.jsonl").items():
            *earlier, question = [part.strip() for part in text.split(_USER)[1:]]
            if earlier and relevant.get(id_):
                turns = [
                    Turn(said, answers.get((id_.partition("<")[0], said), "")) for said in earlier
                ]
                rewritten = given[id_].removeprefix(_USER).strip()
                yield Task(
                    id_, folder.name, question, tuple(turns), frozenset(relevant[id_]), rewritten
                )


def read_other(path: Path) -> Iterator[Task]:
    """Follow-ups of the conversations without rewrites, with the answers given before."""
    for row in read_lines(path / "reference.jsonl"):
        if row["contexts"] and row["answerability"][0] in {"ANSWERABLE", "PARTIAL"}:
            turns = _turns(row["input"][:-1])
            relevant = frozenset(context["document_id"] for context in row["contexts"])
            domain = row["Collection"].removeprefix("ibm")
            question = row["input"][-1]["text"].strip()
            if turns:
                yield Task(row["task_id"], domain, question, tuple(turns), relevant)


def build(folder: Path, passages: Mapping[str, str], embedder: Embedder) -> Collection:
    """A collection in which each passage is a document, its id the path."""
    return collection_of(
        folder, [_article(id_, text) for id_, text in passages.items() if text.strip()], embedder
    )


def by_source(tasks: Iterable[Task], passages: Mapping[str, str]) -> list[Task]:
    """The tasks with their relevant passages named as hits of the collection name them."""
    names = {id_: stored_source(_article(id_, text).document) for id_, text in passages.items()}
    return [
        replace(task, relevant=frozenset(names[id_] for id_ in task.relevant)) for task in tasks
    ]


def score(hits: Sequence[Hit], relevant: frozenset[str]) -> tuple[float, float]:
    """Normalised DCG and recall of the hits; passages that are folded into one share its rank."""
    found: set[str] = set()
    gain = 0.0
    for rank, hit in enumerate(hits):
        new = (relevant & {hit.document.source, *hit.also_in}) - found
        gain += len(new) / math.log2(rank + 2)
        found |= new
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(len(relevant), len(hits))))
    return min(gain / ideal, 1.0) if ideal else 0.0, len(found) / len(relevant)


def scores(texts: Sequence[str], tasks: Sequence[Task], search: Search) -> Scores:
    """nDCG@10 and recall@10 of each text for its task, shape (n, 2)."""
    pairs = zip(texts, tasks, strict=True)
    return np.array([score(search(text), task.relevant) for text, task in pairs]).reshape(-1, 2)


def interval(groups: Sequence[str], values: NDArray[np.float64]) -> list[float]:
    """95 % interval of the mean, resampling whole groups 2,000 times with a fixed seed."""
    members: dict[str, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    sums = np.array([values[rows].sum() for rows in members.values()])
    sizes = np.array([len(rows) for rows in members.values()])
    picks = np.random.default_rng(1).integers(len(sums), size=(2_000, len(sums)))
    means = sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)
    return [round(float(bound), 3) for bound in np.quantile(means, [0.025, 0.975])]


def compare(tasks: Sequence[Task], by_method: Mapping[str, Scores]) -> dict[str, Any]:
    """Means and intervals of each method, and those of what the rewrite adds to the last turn."""
    groups = [task.conversation for task in tasks]
    report: dict[str, Any] = {"questions": len(tasks), "conversations": len(set(groups))}
    gain = by_method["ours"] - by_method["last turn"]
    for column, metric in enumerate(("ndcg@10", "recall@10")):
        for method, rows in [*by_method.items(), ("gain", gain)]:
            mean = round(float(rows[:, column].mean()), 3)
            report[f"{metric} {method}"] = [mean, *interval(groups, rows[:, column])]
        if "given" in by_method:
            gap = (by_method["given"] - by_method["last turn"])[:, column].mean()
            if gap > LEAST_GAP:
                report[f"{metric} share of the gap"] = round(float(gain[:, column].mean() / gap), 2)
    return report


def changed(questions: Sequence[str], seed: int = 1) -> list[tuple[str, str]]:
    """The questions that a random other one before them changes, with what became of them."""
    chance = random.Random(seed)
    pairs = []
    for question in questions:
        before = chance.choice([other for other in questions if other != question])
        rewritten = rewrite(question, [Turn(before, "")])
        if rewritten != question:
            pairs.append((question, rewritten))
    return pairs


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _turns(said: Sequence[Mapping[str, Any]]) -> list[Turn]:
    """Questions with their answers, from a list that alternates between user and agent."""
    texts = [item["text"].strip() for item in said]
    return [Turn(asked, answer) for asked, answer in zip(texts[::2], texts[1::2], strict=False)]


def _judged(path: Path) -> dict[str, Any]:
    file = path / "reference_subset_with_human_evaluations.json"
    judged: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return judged


def _texts(path: Path) -> dict[str, str]:
    return {row["_id"]: row["text"] for row in read_lines(path)}


def _relevant(path: Path, known: Mapping[str, str]) -> dict[str, set[str]]:
    relevant: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, _ = line.split("\t")
        if passage in known:
            relevant.setdefault(query, set()).add(passage)
    return relevant


def _article(id_: str, text: str) -> Article:
    key = hashlib.sha256(f"{id_}\n{text}".encode()).hexdigest()
    spans = tuple(sentence_spans(text, 0, len(text)))
    passage = Passage(f"{key[:16]}:0", key, 0, len(text), text, sentences=spans)
    return Article(Document(id=key, source=id_, title="", text=text), (passage,))


def _report(tasks: Sequence[Task], search: Search, show: bool) -> dict[str, Any]:
    texts = {
        "last turn": [task.question for task in tasks],
        "ours": [rewrite(task.question, task.earlier) for task in tasks],
    }
    if all(task.given for task in tasks):
        texts["given"] = [task.given for task in tasks]
    by_method = {method: scores(asked, tasks, search) for method, asked in texts.items()}
    if show:
        _show(tasks, texts["ours"], by_method)
    subsets: dict[str, Callable[[Task], bool]] = {
        domain: lambda task, domain=domain: task.domain == domain  # type: ignore[misc]
        for domain in sorted({task.domain for task in tasks})
    }
    subsets |= {"stand alone": lambda task: task.stands_alone, "all": lambda task: True}
    report = {}
    for name, wanted in subsets.items():
        rows = [index for index, task in enumerate(tasks) if wanted(task)]
        if rows:
            part = {method: values[rows] for method, values in by_method.items()}
            here = compare([tasks[index] for index in rows], part)
            same = [texts["ours"][index] != tasks[index].question for index in rows]
            report[name] = {"changed": round(float(np.mean(same)), 3), **here}
    return report


def _show(tasks: Sequence[Task], ours: Sequence[str], by_method: Mapping[str, Scores]) -> None:
    for index, (task, text) in enumerate(zip(tasks, ours, strict=True)):
        values = {method: round(float(rows[index, 0]), 2) for method, rows in by_method.items()}
        print(f"{task.domain} {values}\n    {task.question}\n    {text}\n    {task.given}")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Retrieval for follow-up questions")
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="file that keeps the vectors between runs")
    parser.add_argument("--alone", type=Path, help="a file in SQuAD's layout")
    parser.add_argument("--show", action="store_true", help="also print each question")
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    passages = read_passages(arguments.data)
    report: dict[str, Any] = {"passages": len(passages)}
    with (
        tempfile.TemporaryDirectory() as scratch,
        RememberingEmbedder(default_embedder(), arguments.cache) as embedder,
        build(Path(scratch) / "passages", passages, embedder) as collection,
    ):

        @cache
        def search(text: str) -> list[Hit]:
            vector = embedder.encode_queries([text])[0]
            return retrieve(collection, Question.parse(text), vector, TOP)

        for name, tasks in (
            ("given", by_source(read_given(arguments.data, passages), passages)),
            ("other", by_source(read_other(arguments.data), passages)),
        ):
            report[name] = _report(tasks, search, arguments.show)
    examples = [row["question"] for row in read_lines(EXAMPLES)]
    alone = {"examples": examples}
    if arguments.alone:
        asked = [question.text for question in read_squad(arguments.alone)[1] if question.answers]
        alone["squad"] = sample(asked, 1_000, seed=1)
    for name, questions in alone.items():
        pairs = changed(questions)
        report[f"changed, {name}"] = f"{len(pairs)} of {len(questions)}"
        if arguments.show:
            print("\n".join(f"{before} → {after}" for before, after in pairs))
    print(json.dumps(report, indent=1))
    keep("followups", report, arguments.json)


if __name__ == "__main__":
    main()
