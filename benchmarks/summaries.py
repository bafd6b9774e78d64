"""Measure summaries: ROUGE against one reference, and what their citations carry.

    python -m benchmarks.summaries SummEval.json [--profile default] [--words 60]
        [--limit 100] [--show 3] [--articles FILE] [--json FILE]

The file is in the layout that `articles` reads. Beside the program's own summaries stand the
first three sentences and, where the file has them, the summaries of other systems. ROUGE is
rouge-score's (C.-Y. Lin, 2004) with stemming, one sentence a line, mean F1 in percent. Each
article reaches the program as text, one paragraph a sentence, as the layout has no others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rouge_score.rouge_scorer import RougeScorer

from assistant.grounding.slots import missing_dates, missing_names, missing_numbers
from assistant.records import Document, Summary, SummaryRequest
from assistant.summariser import Summariser
from benchmarks.articles import Summarised, read_articles, sentences_of
from benchmarks.measured import keep

KINDS = ("rouge1", "rouge2", "rougeLsum")


@dataclass(slots=True)
class Tally:
    """What was seen over all summaries of the program."""

    claims: int = 0
    worded: int = 0
    drafted_wrong: int = 0
    rejected: int = 0
    shown_wrong: int = 0
    seconds: float = 0.0

    def add(self, summary: Summary) -> None:
        """Count one summary."""
        self.claims += len(summary.claims)
        self.worded += sum(claim.verdict == "supported" for claim in summary.claims)
        self.rejected += len(summary.rejected)
        self.shown_wrong += _unbacked(summary, [(c.text, c.citations) for c in summary.claims])
        self.drafted_wrong += _unbacked(summary, [(c.text, c.citations) for c in summary.rejected])
        self.seconds += summary.receipt.timings["total_s"]


def main() -> None:
    """Summarise the articles of a file and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--profile", default="extractive")
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--show", type=int, default=0, help="print the first summaries")
    parser.add_argument("--articles", type=Path, help="file for each article's summary and figures")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    articles = read_articles(options.file)[: options.limit]
    summariser = Summariser.open(profile=options.profile)
    tally = Tally()
    request = SummaryRequest(words=options.words)
    began = time.perf_counter()
    summaries = []
    for article in articles:
        summary = summariser.summarise(document_of(article), request)
        tally.add(summary)
        summaries.append([claim.text for claim in summary.claims])
        if len(summaries) <= options.show:
            print(f"{summary.text}\n  {article.reference}\n")
    minutes = (time.perf_counter() - began) / 60
    print("| system | ROUGE-1 | ROUGE-2 | ROUGE-Lsum | words |\n|---|---|---|---|---|")
    rows = {"first three sentences": _scores(articles, [a.sentences[:3] for a in articles])}
    for name in sorted(set.intersection(*(set(article.systems) for article in articles))):
        rows[name] = _scores(articles, [sentences_of(a.systems[name]) for a in articles])
    rows[f"ours, {options.profile}"] = _scores(articles, summaries)
    for name, scores in rows.items():
        print(f"| {name} | " + " | ".join(f"{value:.1f}" for value in scores.mean(axis=0)) + " |")
    means = {name: scores.mean(axis=0).round(1).tolist() for name, scores in rows.items()}
    results = {"rouge and words": means, "claims": asdict(tally)}
    keep("summaries", results, options.json, profile=options.profile, articles=len(articles))
    print(
        f"\n{len(articles)} articles in {minutes:.1f} minutes. {tally.claims} claims shown,"
        f" {tally.worded} of them shortened or worded; {tally.rejected} wordings rejected,"
        f" {tally.drafted_wrong} of these for a number, name or date that the citation lacks;"
        f" {tally.shown_wrong} claims shown with one."
    )
    if options.articles:
        ours = rows[f"ours, {options.profile}"].tolist()
        kept = {
            article.id: {"summary": summary, "scores": scores}
            for article, summary, scores in zip(articles, summaries, ours, strict=True)
        }
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        options.articles.write_text(text, encoding="utf-8")


def document_of(article: Summarised) -> Document:
    """The article as a document that was read."""
    id_ = hashlib.sha256(article.text.encode()).hexdigest()
    return Document(id=id_, source=f"/{article.id}", title="", text=article.text)


def _scores(
    articles: Sequence[Summarised], summaries: Sequence[Sequence[str]]
) -> NDArray[np.float64]:
    """ROUGE F1 in percent and words, a row an article."""
    scorer = RougeScorer(list(KINDS), use_stemmer=True)
    rows = []
    for article, lines in zip(articles, summaries, strict=True):
        scores = scorer.score("\n".join(sentences_of(article.reference)), "\n".join(lines))
        words = len(" ".join(lines).split())
        rows.append([*(100 * scores[kind].fmeasure for kind in KINDS), words])
    return np.array(rows)


def _unbacked(summary: Summary, claims: Sequence[tuple[str, tuple[int, ...]]]) -> int:
    """Claims with a number, name or date that their citations do not have."""
    count = 0
    for text, numbers in claims:
        quotes = " ".join(summary.citations[number - 1].quote for number in numbers)
        checks = (missing_numbers, missing_names, missing_dates)
        count += any(check(text, quotes) for check in checks)
    return count


if __name__ == "__main__":
    main()
