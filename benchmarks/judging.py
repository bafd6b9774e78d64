"""How well `check` judges: claims that people judged, against what they were judged by.

    python -m benchmarks.judging /path/to/data [--only blind,qags] [--json FILE] [--cases FILE]

Reads the sets of `training/judged.py`, which nothing that ships is fitted on. Each claim is a text
that is checked; where `check` takes it for several sentences, the weakest decides. 95 % intervals
come from resampling whole sources. `--cases` keeps every claim with its verdict, for a person to
read.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.checking import Checker
from benchmarks.measured import tell
from training.figures import Array, auroc, balanced, best_threshold, interval, rate
from training.judged import SETS, Claimed


@dataclass(frozen=True, slots=True)
class Found:
    """What `check` says of a claim.

    Attributes:
        score: of the weakest of its sentences.
    """

    passed: bool
    score: float
    verdicts: tuple[str, ...]
    reasons: tuple[str, ...]


def judge(claims: Sequence[Claimed], checker: Checker) -> list[Found]:
    """What `check` says of each claim; a source is prepared once."""
    places: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(claims):
        places[one.source, one.title, one.day].append(place)
    found: dict[int, Found] = {}
    for own in places.values():
        first = claims[own[0]]
        against = checker.prepare_text(first.source, first.title or "", first.day)
        for place in own:
            report = checker.check(claims[place].claim, against, claims[place].question)
            passed = report.all_supported
            score = min((one.score for one in report.claims), default=0.0)
            found[place] = Found(
                passed,
                score,
                tuple(one.verdict for one in report.claims),
                tuple(reason for one in report.claims for reason in one.reasons),
            )
    return [found[place] for place in range(len(claims))]


@dataclass(frozen=True, slots=True)
class Part:
    """One set as arrays, a row for each claim."""

    truth: Array
    passed: Array
    scores: Array
    groups: Sequence[str]


def part(name: str, claims: Sequence[Claimed], found: Sequence[Found]) -> Part:
    """The claims of one set, with what was said of them."""
    own = [pair for pair in zip(claims, found, strict=True) if pair[0].set == name]
    return Part(
        np.array([one.supported for one, _ in own]),
        np.array([said.passed for _, said in own]),
        np.array([said.score for _, said in own]),
        [one.group for one, _ in own],
    )


def measures(own: Part) -> dict[str, tuple[float, ...]]:
    """Each measure of one set with its interval."""
    truth, passed, scores, groups = own.truth, own.passed, own.scores, own.groups
    if truth.all():
        return {"called supported": interval(rate(passed, truth), groups)}
    return {
        "accepted though not supported": interval(rate(passed, ~truth), groups),
        "rejected though supported": interval(rate(~passed, truth), groups),
        "balanced accuracy": interval(balanced(truth, passed), groups),
        "AUROC": interval(auroc(truth, scores), groups),
    }


def with_threshold_of(dev: Part, test: Part) -> tuple[float, ...]:
    """Balanced accuracy on one part with the threshold that is best on the other."""
    threshold = best_threshold(dev.truth, dev.scores)
    return interval(balanced(test.truth, test.scores >= threshold), test.groups)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", default=",".join(SETS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--cases", type=Path, help="keeps what was said of each claim")
    options = parser.parse_args()
    checker = Checker.open(profile="default")
    claims = [one for name in options.only.split(",") for one in SETS[name](options.data)]
    begin = time.perf_counter()
    found = judge(claims, checker)
    pace = len(claims) / (time.perf_counter() - begin)
    parts = {name: part(name, claims, found) for name in dict.fromkeys(one.set for one in claims)}
    lines = {
        f"{name}: {measure}": value
        for name, own in parts.items()
        for measure, value in measures(own).items()
    }
    if "WiCE test" in parts:
        value = with_threshold_of(parts["WiCE dev"], parts["WiCE test"])
        lines["WiCE test: balanced accuracy, threshold from dev"] = value
    rows = [
        {"measure": name, "value": value, "from": low, "to": high}
        for name, (value, low, high) in lines.items()
    ]
    tell("judging", rows, options.json, claims_a_second=round(pace, 1))
    if options.cases:
        with options.cases.open("w", encoding="utf-8") as stream:
            for one, said in zip(claims, found, strict=True):
                stream.write(json.dumps({**asdict(one), **asdict(said)}, default=str) + "\n")


if __name__ == "__main__":
    main()
