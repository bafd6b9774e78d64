"""Retrieval, answers and refusal on a file in SQuAD's layout.

    python -m benchmarks.squad /path/to/dev-v2.0.json [--profile default] [--questions 500]

Prints one JSON object. The answer counts as holding the gold answer when any gold string
stands in its text, case aside. "removed" asks the same questions of a collection without
their article; "adversarial" asks the data set's own unanswerable questions.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.config import Engine
from assistant.evaluate.metrics import token_f1
from assistant.grounding.slots import missing_dates, missing_names, missing_numbers
from assistant.language.question import Question
from assistant.protocols import Embedder
from assistant.records import Answer, Claim
from assistant.runtime import Runtime
from assistant.search.retrieve import retrieve
from benchmarks.common import (
    Article,
    Asked,
    RememberingEmbedder,
    collection_of,
    default_embedder,
    read_squad,
    sample,
)
from benchmarks.measured import keep

Report = dict[str, float | int | str]

"""Verdicts on sentences of the writer that are shown."""


def retrieval(assistant: Assistant, questions: Sequence[Asked]) -> Report:
    """nDCG@10 and recall@1/5 of the gold paragraph; with one relevant item, 1 / log2(rank + 2)."""
    ranks = []
    for asked in questions:
        vector = assistant.embedder.encode_queries([asked.text])[0]
        hits = retrieve(assistant.collection, Question.parse(asked.text), vector, 10)
        found = [index for index, hit in enumerate(hits) if hit.passage.id == asked.passage_id]
        ranks.append(found[0] if found else None)
    gains = [0.0 if rank is None else 1 / math.log2(rank + 2) for rank in ranks]
    return {
        "questions": len(questions),
        "ndcg@10": _mean(gains),
        "recall@1": _mean(rank == 0 for rank in ranks),
        "recall@5": _mean(rank is not None and rank < 5 for rank in ranks),
    }


def answers(assistant: Assistant, questions: Sequence[Asked]) -> Report:
    """What is shown for answerable questions."""
    timed = [_timed(assistant, asked.text) for asked in questions]
    shown = [(asked, answer) for asked, (answer, _) in zip(questions, timed, strict=True)]
    claims = [(claim, answer) for _, answer in shown for claim in answer.claims]
    return {
        "questions": len(questions),
        "holds_gold": _mean(holds_gold(asked, answer) for asked, answer in shown),
        "worded": _mean(bool(_worded(answer)) for _, answer in shown),
        "worded_gold": _mean(_holds(asked, answer, {"supported"}) for asked, answer in shown),
        "worded_words": _mean(len(text.split()) for _, one in shown if (text := _worded(one))),
        "worded_f1": _mean(token_f1(_worded(answer), asked.answers) for asked, answer in shown),
        "refused": _mean(answer.status == "refused" for _, answer in shown),
        "partial": _mean(answer.status == "partial" for _, answer in shown),
        "words": _mean(_words(answer) for _, answer in shown if answer.claims),
        "claims": _mean(len(answer.claims) for _, answer in shown if answer.claims),
        "worded_claims": _mean(claim.verdict == "supported" for claim, _ in claims),
        "rejected_sentences": sum(len(answer.rejected) for _, answer in shown),
        "numbers_and_names_in_citation": _mean(_stands(claim, answer) for claim, answer in claims),
        "seconds_median": float(np.median([seconds for _, seconds in timed])),
    }


def holds_gold(asked: Asked, answer: Answer) -> bool:
    """Whether any gold answer stands in the shown text, without its citation marks."""
    return _holds(asked, answer, {"supported", "quoted"})


def _holds(asked: Asked, answer: Answer, verdicts: Set[str]) -> bool:
    shown = (claim.text for claim in answer.claims if claim.verdict in verdicts)
    text = " ".join(shown).lower()
    return any(gold.lower() in text for gold in asked.answers)


def _worded(answer: Answer) -> str:
    """The answer in the writer's words, without citation marks; empty where there is none."""
    return " ".join(claim.text for claim in answer.claims if claim.verdict == "supported")


def ask_all(assistant: Assistant, questions: Iterable[Asked]) -> list[Answer]:
    """The answer to each question."""
    return [assistant.ask(asked.text) for asked in questions]


def refusals(unanswerable: Sequence[Answer], answerable: Sequence[Answer]) -> Report:
    """How well confidence tells unanswerable questions from answerable ones."""
    from sklearn.metrics import roc_auc_score

    absent = [answer.confidence for answer in unanswerable]
    present = [answer.confidence for answer in answerable]
    labels = [0] * len(absent) + [1] * len(present)
    strict = float(np.quantile(absent, 0.95))
    return {
        "questions": len(unanswerable),
        "refused": _mean(answer.status == "refused" for answer in unanswerable),
        "auroc": round(float(roc_auc_score(labels, absent + present)), 4),
        "answerable_refused_at_95": _mean(value < strict for value in present),
    }


def removed(
    folder: Path,
    articles: Sequence[Article],
    questions: Sequence[Asked],
    build: Callable[[Path, Sequence[Article]], Assistant],
) -> list[Answer]:
    """The answers of collections that lack the question's article."""
    by_article = defaultdict(list)
    for asked in questions:
        by_article[asked.article].append(asked)
    found: list[Answer] = []
    for id_, here in by_article.items():
        rest = [article for article in articles if article.document.id != id_]
        with build(folder / id_[:16], rest) as assistant:
            found += ask_all(assistant, here)
    return found


def _timed(assistant: Assistant, text: str) -> tuple[Answer, float]:
    begin = time.perf_counter()
    answer = assistant.ask(text)
    return answer, time.perf_counter() - begin


def _words(answer: Answer) -> int:
    return sum(len(claim.text.split()) for claim in answer.claims)


def _stands(claim: Claim, answer: Answer) -> bool:
    cited = [citation.quote for citation in answer.citations if citation.id in claim.citations]
    checks = (missing_numbers, missing_dates, missing_names)
    return not any(check(claim.text, " ".join(cited)) for check in checks)


def _mean(values: Iterable[float]) -> float:
    listed = [float(value) for value in values]
    return round(float(np.mean(listed)), 4) if listed else 0.0


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Retrieval, answers and refusal on SQuAD's layout")
    parser.add_argument("data", type=Path)
    parser.add_argument("--profile", default="extractive")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--cache", type=Path, help="file that keeps the vectors between runs")
    parser.add_argument("--engine", choices=["auto", "openvino", "torch"], default="auto")
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--only", choices=["answers"], help="leave out retrieval and refusal")
    arguments = parser.parse_args()
    articles, asked = read_squad(arguments.data)
    answerable = [item for item in asked if item.answers]
    questions = sample(answerable, arguments.questions, seed=1)
    adversarial = sample([q for q in asked if not q.answers], arguments.questions, seed=1)
    report: dict[str, object] = {"data": arguments.data.name, "profile": arguments.profile}
    with (
        tempfile.TemporaryDirectory() as scratch,
        RememberingEmbedder(default_embedder(), arguments.cache) as embedder,
    ):
        folder = Path(scratch)
        runtime = _runtime(arguments.profile, arguments.engine)
        build = _builder(embedder, replace(runtime, extractive=True))
        with _builder(embedder, runtime)(folder / "a", articles) as full:
            report["answers"] = answers(full, questions)
        if not arguments.only:
            with build(folder / "b", articles) as quoting:
                report["retrieval"] = retrieval(quoting, sample(answerable, 1000, seed=1))
                present = ask_all(quoting, questions)
                report["adversarial"] = refusals(ask_all(quoting, adversarial), present)
            without = removed(folder, articles, questions, build)
            report["removed"] = refusals(without, present)
    print(json.dumps(report, indent=1))
    keep("squad", report, arguments.json)


def _runtime(profile: str, engine: Engine) -> Runtime:
    runtime = Runtime.open(profile)
    return replace(runtime, settings=runtime.settings.model_copy(update={"engine": engine}))


def _builder(
    embedder: Embedder, runtime: Runtime
) -> Callable[[Path, Sequence[Article]], Assistant]:
    """What makes an assistant over articles."""
    load_reader = cache(runtime.load_reader)
    load_writer = cache(runtime.load_writer) if runtime.load_writer else None

    def build(folder: Path, articles: Sequence[Article]) -> Assistant:
        collection = collection_of(folder, articles, embedder)
        return Assistant(collection, lambda: embedder, load_reader, load_writer)

    return build


if __name__ == "__main__":
    main()
