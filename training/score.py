"""Score a reader on the measuring sets: 95 % intervals by resampling whole sources.

    python -m training.score READER /path/to/data [--base] [--only blind,qags] [--json scores.json]

With --base READER is the untrained cross-encoder, whose relevance stands for every head.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import string
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from assistant.models.reading import claim_pair
from training.base import load_base
from training.figures import Array, auroc, balanced, best_threshold, interval, mean, rate
from training.judged import SETS, Claimed, split
from training.model import Reader, load_reader, tokenizer_at
from training.retrieval import Bm25
from training.scorer import Outcome, Scorer


def _truth(claims: Sequence[Claimed]) -> Array:
    return np.array([one.supported for one in claims])


def _pair(one: Claimed) -> tuple[str, str]:
    return claim_pair(one.claim, one.question, chosen(one.claim, one.sentences), one.title, one.day)


def chosen(claim: str, sentences: Sequence[str], most: int = 5) -> str:
    """The sentences that share most (rare) words with a claim, in order."""
    if len(sentences) <= most:
        return " ".join(sentences)
    best = Bm25(sentences).best(claim, most) or list(range(most))
    return " ".join(sentences[i] for i in sorted(best))


class Measures:
    """Every measure, by name."""

    def __init__(self, scorer: Scorer, data: Path, settings: dict[str, Any]) -> None:
        self.scorer, self.data, self.settings = scorer, data, settings
        self.table: dict[str, tuple[float, ...]] = {}
        self.details: list[dict[str, Any]] = []
        self.scores: dict[str, Array] = {}

    def supported(self, outcomes: Sequence[Outcome]) -> Array:
        """Calibrated chance that each claim is supported; the base has only its relevance."""
        if self.scorer.only_rank:
            return np.array([1 / (1 + np.exp(-o.rank / 4)) for o in outcomes])
        logits = np.stack([o.verdict for o in outcomes]) / self.settings["entail_temperature"]
        shares = np.exp(logits - logits.max(1, keepdims=True))
        return np.asarray(shares[:, 0] / shares.sum(1))

    def put(self, name: str, value: tuple[float, ...]) -> None:
        """Keep and show one line."""
        self.table[name] = value
        text = f"{value[0]:.3f}" + (f"  [{value[1]:.3f}, {value[2]:.3f}]" if len(value) > 1 else "")
        print(f"{name:64s} {text}", flush=True)

    def judged(self, name: str) -> list[Claimed]:
        """Claims of one set, each with the chance that it is supported, which is kept."""
        claims = SETS[name](self.data)
        scores = self.supported(self.scorer([_pair(one) for one in claims]))
        self.scores[name] = scores
        self.details += [
            {"set": one.set, "score": float(score), "claim": one.claim, "source": pair[1]}
            for one, score, pair in zip(claims, scores, map(_pair, claims), strict=True)
        ]
        return claims

    def blind(self) -> None:
        """Hand-written pairs."""
        claims = self.judged("blind")
        truth, groups = _truth(claims), [one.group for one in claims]
        scores = self.scores["blind"]
        passed = scores >= self.settings["entail_threshold"]
        self.put(
            "blind pairs: accepted though not supported", interval(rate(passed, ~truth), groups)
        )
        self.put("blind pairs: rejected though supported", interval(rate(~passed, truth), groups))
        self.put("blind pairs: AUROC", interval(auroc(truth, scores), groups))
        kinds: dict[str, list[float]] = collections.defaultdict(list)
        for one, score in zip(claims, scores, strict=True):
            kinds[one.kind].append(score)
        for kind, values in sorted(kinds.items()):
            print(f"    {kind:32s} {np.mean(values):.2f}  ({len(values)})")

    def qags(self) -> None:
        """Sentences of summaries, judged by three people each."""
        claims = self.judged("qags")
        for name in dict.fromkeys(one.set for one in claims):
            rows = [i for i, one in enumerate(claims) if one.set == name]
            truth, groups = _truth(claims)[rows], [claims[i].group for i in rows]
            scores = self.scores["qags"][rows]
            self.put(f"{name}: AUROC", interval(auroc(truth, scores), groups))
            passed = scores >= self.settings["entail_threshold"]
            self.put(f"{name}: supported ones passed", interval(rate(passed, truth), groups))
            self.put(f"{name}: others passed", interval(rate(passed, ~truth), groups))

    def wice(self) -> None:
        """Claims of an encyclopedia; the threshold from the other half."""
        claims = self.judged("wice")
        dev = np.array([one.set == "WiCE dev" for one in claims])
        truth, scores = _truth(claims), self.scores["wice"]
        threshold = best_threshold(truth[dev], scores[dev])
        groups = [one.group for one in claims if one.set == "WiCE test"]
        truth, scores = truth[~dev], scores[~dev]
        self.put(
            "WiCE test: balanced accuracy", interval(balanced(truth, scores >= threshold), groups)
        )
        self.put("WiCE test: AUROC", interval(auroc(truth, scores), groups))

    def references(self) -> None:
        """Sentences that people wrote of an article."""
        claims = self.judged("references")
        passed = self.scores["references"] >= self.settings["entail_threshold"]
        self.put(
            "SummEval references called supported",
            interval(mean(passed), [one.group for one in claims]),
        )

    def squad(self, answerable: int, unanswerable: int) -> None:
        """Adversarial questions on the right paragraph: refusal and spans."""
        wanted = {False: answerable, True: unanswerable}
        rows = []
        for article in json.loads((self.data / "squad2_half" / "dev-v2.0.json").read_text())[
            "data"
        ]:
            for paragraph in article["paragraphs"]:
                for qa in paragraph["qas"]:
                    rows.append((article["title"], paragraph["context"], qa))
        chance = np.random.default_rng(7)
        pick = [
            i
            for kind, count in wanted.items()
            for i in chance.permutation(
                [n for n, r in enumerate(rows) if r[2]["is_impossible"] == kind]
            )[:count]
        ]
        rows = [rows[i] for i in pick]
        outcomes = self.scorer([(r[2]["question"], r[1]) for r in rows])
        none = np.array([o.none for o in outcomes])
        truth = np.array([r[2]["is_impossible"] for r in rows])
        groups = [r[1] for r in rows]
        self.put("squad2_half: adversarial AUROC", interval(auroc(truth, none), groups))
        limit = np.quantile(none[~truth], 0.94)
        self.put(
            "squad2_half: refused, 6 % of answerable refused",
            interval(rate(none > limit, truth), groups),
        )
        exact = np.array(
            [
                max((_exact(o.span, a["text"]) for a in r[2]["answers"]), default=0.0)
                for o, r in zip(outcomes, rows, strict=True)
            ]
        )
        f1 = np.array(
            [
                max((_f1(o.span, a["text"]) for a in r[2]["answers"]), default=0.0)
                for o, r in zip(outcomes, rows, strict=True)
            ]
        )
        self.put(
            "squad2_half: span EM (answerable, paragraph given)",
            interval(rate(exact, ~truth), groups),
        )
        self.put(
            "squad2_half: span F1 (answerable, paragraph given)",
            interval(rate(f1, ~truth), groups),
        )

    def clapnq(self) -> None:
        """People's questions with and without an answer in their passage."""
        pairs, truth = [], []
        for name in ("answerable", "unanswerable"):
            for line in (self.data / "clapnq_dev" / f"clapnq_dev_{name}.jsonl").open():
                row = json.loads(line)
                pairs.append((row["input"], row["passages"][0]["text"]))
                truth.append(name == "unanswerable")
        none = np.array([o.none for o in self.scorer(pairs)])
        self.put(
            "CLAPNQ: unanswerable AUROC",
            interval(auroc(np.array(truth), none), [p[0] for p in pairs]),
        )

    def rank(self, count: int, titled: bool = False) -> None:
        """The gold answer among the best sentences of eight retrieved paragraphs."""
        paragraphs, questions = [], []
        for article in json.loads((self.data / "squad2_half" / "dev-v2.0.json").read_text())[
            "data"
        ]:
            for paragraph in article["paragraphs"]:
                paragraphs.append((article["title"].replace("_", " "), paragraph["context"]))
                questions += [
                    (q["question"], [a["text"] for a in q["answers"]], len(paragraphs) - 1)
                    for q in paragraph["qas"]
                    if not q["is_impossible"]
                ]
        pick = np.random.default_rng(7).permutation(len(questions))[:count]
        index, pairs, owners = Bm25([p for _, p in paragraphs]), [], []
        for n, i in enumerate(pick):
            for hit in index.best(questions[i][0], 8):
                for sentence in split(paragraphs[hit][1]):
                    pairs.append(
                        (
                            questions[i][0],
                            f"{paragraphs[hit][0]} | {sentence}" if titled else sentence,
                        )
                    )
                    owners.append(n)
        scores = np.array([o.rank for o in self.scorer(pairs, 64)])
        best: list[list[float]] = []
        for n, i in enumerate(pick):
            rows = [j for j, owner in enumerate(owners) if owner == n]
            rows.sort(key=lambda j: -scores[j])
            best.append(
                [
                    float(
                        any(
                            a.lower() in " ".join(pairs[j][1] for j in rows[:k]).lower()
                            for a in questions[i][1]
                        )
                    )
                    for k in (1, 2)
                ]
            )
        values, groups = np.array(best), [str(questions[i][2]) for i in pick]
        mark = ", title before it" if titled else ""
        self.put(
            f"squad2_half: gold in the best sentence{mark}", interval(mean(values[:, 0]), groups)
        )
        self.put(
            f"squad2_half: gold in the best 2 sentences{mark}",
            interval(mean(values[:, 1]), groups),
        )


def _plain(text: str) -> list[str]:
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def _exact(a: str, b: str) -> float:
    return float(_plain(a) == _plain(b))


def _f1(a: str, b: str) -> float:
    x, y = _plain(a), _plain(b)
    common = sum((collections.Counter(x) & collections.Counter(y)).values())
    return 0.0 if not common else 2 * common / (len(x) + len(y))


def main() -> None:
    """Print (and write) the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reader", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--base", action="store_true", help="READER is the base's folder, untrained"
    )
    parser.add_argument("--only", default="blind,qags,wice,references,squad,clapnq,rank")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--spans", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(7)
    reader = (
        Reader.from_base(load_base(options.reader / "model.onnx"))
        if options.base
        else load_reader(options.reader)
    )
    settings = {"entail_temperature": 1.0, "entail_threshold": 0.5}
    if (options.reader / "reader.json").exists():
        settings |= json.loads((options.reader / "reader.json").read_text())
    measures = Measures(
        Scorer(reader, tokenizer_at(options.reader), options.base), options.data, settings
    )
    calls: dict[str, Callable[[], None]] = {
        "blind": measures.blind, "qags": measures.qags, "wice": measures.wice,
        "references": measures.references,
        "squad": lambda: measures.squad(options.spans, options.spans), "clapnq": measures.clapnq,
        "rank": lambda: measures.rank(options.questions),
        "titled": lambda: measures.rank(options.questions, titled=True),
    }  # fmt: skip
    for name in options.only.split(","):
        if name not in calls:
            sys.exit(f"no measure {name}; there are {', '.join(calls)}")
        calls[name]()
    if options.json:
        options.json.write_text(
            json.dumps({"table": measures.table, "details": measures.details}, indent=1)
        )


if __name__ == "__main__":
    main()
