"""Finish a reader that was trained further: half precision, and verdicts as they were before.

    python -m training.finish READER BEFORE examples.jsonl OUT

What it says of claims was held to what it said before, which leaves a small shift to one verdict.
The three biases of `entail` take that back: those with the least divergence from before. So the
temperature of before holds, too.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from pathlib import Path

import torch
from torch.nn import functional as F

from assistant.models.reading import claim_pair
from training.model import load_reader, save_reader, tokenizer_at
from training.score import Scorer
from training.train import held_out

CLAIMS = 1000


def shift(before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """What is added to scores of verdicts, shape (n, 3), to say most nearly what others do."""
    added = torch.zeros(3, requires_grad=True)
    optimiser = torch.optim.LBFGS([added], max_iter=200)

    def loss() -> float:
        optimiser.zero_grad()
        apart = F.kl_div(
            F.log_softmax(after + added, -1), F.softmax(before, -1), reduction="batchmean"
        )
        apart.backward()  # type: ignore[no-untyped-call]
        return float(apart.detach())

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return added.detach()


def main() -> None:
    """Write the finished reader."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reader", type=Path)
    parser.add_argument("before", type=Path)
    parser.add_argument("claims", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.claims.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["task"] == "entail" and not held_out(row)]
    pairs = [
        claim_pair(row["claim"], row["question"], row["evidence"], row["title"], row["date"])
        for row in random.Random(7).sample(rows, min(CLAIMS, len(rows)))
    ]
    said = []
    for folder in (options.before, options.reader):
        scorer = Scorer(load_reader(folder), tokenizer_at(folder), only_rank=False, most=200)
        said.append(torch.tensor([outcome.verdict.tolist() for outcome in scorer(pairs)]))
    added = shift(*said)
    print("added to the verdicts:", [round(float(one), 3) for one in added])
    reader = load_reader(options.reader)
    with torch.no_grad():
        reader.entail.bias.add_(added)
    save_reader(reader, options.out, torch.float16)
    for name in ("tokenizer.json", "reader.json"):
        shutil.copy(options.before / name, options.out / name)


if __name__ == "__main__":
    main()
