"""The measures of single items, by the libraries that the field uses."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

ByItem = dict[str, float]
"""A value for each item, by its id."""

RANKING = ("nDCG@10", "R@1", "R@5", "R@10", "RR@10")
ROUGE = ("rouge1", "rouge2", "rougeLsum")


def ranking(
    relevant: Mapping[str, Sequence[str]], ranked: Mapping[str, Sequence[str]]
) -> dict[str, ByItem]:
    """nDCG@10, recall at 1, 5 and 10, and the reciprocal rank, by ir-measures.

    Args:
        relevant: ids of what answers each question.
        ranked: ids of what was found for it, best first, each once.

    Returns:
        The values of each measure of `RANKING`, by question.
    """
    import ir_measures

    measures = [ir_measures.parse_measure(name) for name in RANKING]
    qrels = {id_: dict.fromkeys(ids, 1) for id_, ids in relevant.items()}
    run = {
        id_: {found: float(-rank) for rank, found in enumerate(ids)} for id_, ids in ranked.items()
    }
    values = {name: dict.fromkeys(relevant, 0.0) for name in RANKING}
    for metric in ir_measures.iter_calc(measures, qrels, run):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    return values


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether any answer stands in a text, case aside."""
    lower = text.lower()
    return any(answer.lower() in lower for answer in answers)


def token_f1(text: str, answers: Sequence[str]) -> float:
    """The best F1 of shared words over the answers, in 0-1.

    As in SQuAD's own evaluation: case, punctuation and articles do not count (P. Rajpurkar et
    al., "SQuAD: 100,000+ Questions", 2016).
    """
    return max((_f1(_tokens(text), _tokens(answer)) for answer in answers), default=0.0)


def rouge(text: str, references: Sequence[str]) -> dict[str, float]:
    """Mean F1 of ROUGE-1, 2 and Lsum over the references, in 0-1, by rouge-score.

    Sentences stand on lines of their own, in the text and in each reference; words are
    stemmed.
    """
    scores = [_rouge_scorer().score(reference, text) for reference in references]
    return {
        name: sum(score[name].fmeasure for score in scores) / len(scores) if scores else 0.0
        for name in ROUGE
    }


@lru_cache(maxsize=1)
def _rouge_scorer() -> Any:
    from rouge_score import rouge_scorer

    return rouge_scorer.RougeScorer(list(ROUGE), use_stemmer=True)


def _tokens(text: str) -> list[str]:
    bare = "".join(char for char in text.lower() if char not in string.punctuation)
    return re.sub(r"\b(?:a|an|the)\b", " ", bare).split()


def _f1(found: Sequence[str], gold: Sequence[str]) -> float:
    shared = sum((Counter(found) & Counter(gold)).values())
    return 2 * shared / (len(found) + len(gold)) if shared else 0.0
