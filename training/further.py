"""Teach a reader further: what answers what a person asks, and what bears out a claim.

    python -m training.further training/further.yaml --rows a.jsonl b.jsonl --claims c.jsonl d.jsonl
        --start READER --out OUT --minutes 60 [--most N]

Rows come from `training.asked`; each batch takes some questions with their passages. Of each
question are learnt: `evidence`, the sentences that answer, by themselves and against all others of
the question (the training signal of N. Chirkova et al., "Provence: efficient and robust context
pruning for retrieval-augmented generation", 2025); `rank`, its passage before the others; `read`,
the span. With them go as many claims of each file, with their verdicts. The weights stay as they
are: what is learnt is an adapter beside them (`training.lowrank`), with which a run also goes on.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import yaml
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.models.reference_reader import ADAPTER
from training.lowrank import LowRank, adapt, load_adapter, save_adapter
from training.model import Reader, batch_of, claim_tokens, load_reader, start_from, tokenizer_at
from training.shown import Line, Settings, Shower, Shown, chunks
from training.train import held_out, log_loss


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network gives for each passage of a batch, padding left out."""

    relevance: Tensor
    spans: list[Tensor]
    tokens: list[Tensor]


def seen(shown: Sequence[Shown], reader: Reader, settings: Settings) -> Seen:
    """Passages of like length go through the network together, so that little is padding."""
    order = sorted(range(len(shown)), key=lambda place: len(shown[place].ids))
    size = -(-len(order) // settings["parts"])
    relevance: dict[int, Tensor] = {}
    spans: dict[int, Tensor] = {}
    tokens: dict[int, Tensor] = {}
    for start in range(0, len(order), size):
        places = order[start : start + size]
        ids, types, mask = batch_of([(shown[place].ids, shown[place].types) for place in places])
        with torch.autocast("cpu", torch.bfloat16, enabled=settings["bf16"]):
            ranks, all_spans, _, all_tokens = reader.all(ids, types, mask)
        for row, place in enumerate(places):
            length = len(shown[place].ids)
            relevance[place] = ranks[row].float()
            spans[place] = all_spans[row, :length].float()
            tokens[place] = all_tokens[row, :length].float()
    places = list(range(len(shown)))
    return Seen(
        torch.stack([relevance[place] for place in places]),
        [spans[place] for place in places],
        [tokens[place] for place in places],
    )


def sentence_scores(
    tokens: Sequence[Tensor], shown: Sequence[Shown]
) -> tuple[Tensor, Tensor, Tensor]:
    """Score, label and group of every sentence of a batch: the mean score of its tokens."""
    scores, labels, groups = [], [], []
    for row, one in zip(tokens, shown, strict=True):
        for (first, last), gold in zip(one.sentences, one.gold, strict=True):
            scores.append(row[first : last + 1].mean())
            labels.append(float(gold))
            groups.append(one.group)
    return torch.stack(scores), torch.tensor(labels), torch.tensor(groups)


def against_others(scores: Tensor, gold: Tensor, groups: Tensor) -> Tensor:
    """The log loss of what answers against all of its question, the mean over the questions."""
    losses = []
    for group in range(int(groups.max()) + 1):
        here = groups == group
        right = here & gold
        if right.any() and not gold[here].all():
            losses.append(torch.logsumexp(scores[here], 0) - torch.logsumexp(scores[right], 0))
    return torch.stack(losses).mean() if losses else scores.new_zeros(())


def span_loss(spans: Sequence[Tensor], shown: Sequence[Shown]) -> Tensor:
    """The log loss of first and last token; a passage without an answer counts half."""
    losses: list[Tensor] = []
    shares: list[float] = []
    for row, one in zip(spans, shown, strict=True):
        if one.answer is None:
            continue
        allowed = torch.tensor(one.types) == 1
        allowed[0] = True
        masked = row.masked_fill(~allowed.unsqueeze(-1), -1e4)
        losses.append(F.cross_entropy(masked.T, torch.tensor(one.answer)))
        shares.append(1.0 if one.answer != (0, 0) else 0.5)
    if not losses:
        return torch.zeros(())
    share = torch.tensor(shares)
    mean: Tensor = (torch.stack(losses) * share).sum() / share.sum()
    return mean


def loss_of(
    shown: Sequence[Shown], reader: Reader, base: Tensor | None, settings: Settings
) -> Tensor:
    """What a batch of questions is wrong by; `base` is the relevance that it had before."""
    found, weights = seen(shown, reader, settings), settings["weights"]
    scores, labels, groups = sentence_scores(found.tokens, shown)
    answers = torch.tensor([any(one.gold) for one in shown])
    questions = torch.tensor([one.group for one in shown])
    loss: Tensor = weights["evidence"] * F.binary_cross_entropy_with_logits(scores, labels)
    loss = loss + weights["listed"] * against_others(scores, labels > 0, groups)
    loss = loss + weights["rank"] * against_others(found.relevance, answers, questions)
    loss = loss + weights["read"] * span_loss(found.spans, shown)
    if base is not None:
        kept = F.smooth_l1_loss(found.relevance, base, beta=2.0)
        loss = loss + weights["rank_kept"] * kept
    return loss


def verdict_loss(
    claims: Sequence[Line], reader: Reader, tokenizer: Tokenizer, settings: Settings
) -> Tensor:
    """The log loss of the verdicts on a batch of claims."""
    rows = [claim_tokens(one, tokenizer, settings["claim_tokens"]) for one in claims]
    with torch.autocast("cpu", torch.bfloat16, enabled=settings["bf16"]):
        verdicts = reader.all(*batch_of(rows))[2]
    return log_loss(verdicts.float(), torch.tensor([one["label"] for one in claims]))


class Run:
    """One run: the reader, its optimiser, and how long it has learnt."""

    def __init__(self, start: Path, out: Path, minutes: float, settings: Settings) -> None:
        self.settings, self.out, self.budget = settings, out, minutes * 60
        self.tokenizer = tokenizer_at(start)
        self.before = load_reader(start).requires_grad_(False)
        # As it was opened: without dropout, which takes as long as all the rest.
        self.reader = load_reader(start, adapted=False)
        frozen = settings["frozen_layers"]
        for part in (self.reader.bert.embeddings, *self.reader.bert.encoder.layer[:frozen]):
            part.requires_grad_(False)
        self.added: dict[str, LowRank] = adapt(self.reader, frozen, settings["rank"])
        if (start / ADAPTER).is_file():
            load_adapter(self.reader, self.added, start)
        low = [p for one in self.added.values() for p in (one.down, one.up)]
        known = {id(one) for one in low}
        learnt = [one for one in self.reader.parameters() if one.requires_grad]
        whole = [one for one in learnt if id(one) not in known]
        self.parameters = [*low, *whole]
        groups = [
            {"params": low, "lr": settings["rate"]},
            {"params": whole, "lr": settings["whole_rate"]},
        ]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self.peaks = [group["lr"] for group in self.optimiser.param_groups]
        self.steps, self.mean, self.claims = 0, 0.0, 0.0
        start_from(start, out)

    def step(self, batch: Sequence[Shown], claims: Sequence[Line], spent: float) -> None:
        """Learn from a batch of questions and one of claims."""
        rise = min(1.0, 0.02 + spent / self.settings["warm_seconds"])
        for group, peak in zip(self.optimiser.param_groups, self.peaks, strict=True):
            group["lr"] = peak * rise * max(0.02, 1 - spent / self.budget)
        base = None
        if self.steps % self.settings["kept_every"] == 0:
            with torch.no_grad():
                base = seen(batch, self.before, self.settings).relevance
        self.optimiser.zero_grad(set_to_none=True)
        loss = loss_of(batch, self.reader, base, self.settings)
        loss.backward()  # type: ignore[no-untyped-call]
        judged = verdict_loss(claims, self.reader, self.tokenizer, self.settings)
        (self.settings["weights"]["entail"] * judged).backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.steps += 1
        share = 0.02 if self.steps > 1 else 1.0
        self.mean += share * (loss.item() - self.mean)
        self.claims += share * (judged.item() - self.claims)

    def train(self, lines: list[Line], claims: Sequence[Sequence[Line]]) -> None:
        """Until the time is over; a checkpoint every few minutes."""
        chance = random.Random(self.settings["seed"])
        shower = Shower(self.tokenizer, self.settings, chance)
        began = saved = time.monotonic()
        while True:
            chance.shuffle(lines)
            for batch in chunks(lines, shower, self.settings["batch_tokens"]):
                spent = time.monotonic() - began
                if spent > self.budget:
                    return
                each = self.settings["claims"] // len(claims)
                some = [one for file in claims for one in chance.sample(file, each)]
                self.step(batch, some, spent)
                if self.steps % 50 == 0:
                    shown = f"questions {self.mean:.3f}, claims {self.claims:.3f}"
                    print(f"{spent / 60:5.1f} min, step {self.steps}, {shown}", flush=True)
                if time.monotonic() - saved > self.settings["save_seconds"]:
                    save_adapter(self.reader, self.added, self.out)
                    saved = time.monotonic()


def _lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _some(lines: list[Line], most: int | None) -> list[Line]:
    """As many of them as are wanted, the same ones each time."""
    return random.Random(0).sample(lines, min(most or len(lines), len(lines)))


def main() -> None:
    """Train until the minutes are over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("config", type=Path)
    parser.add_argument("--rows", type=Path, nargs="+", required=True)
    parser.add_argument("--claims", type=Path, nargs="+", required=True, help="rows to judge")
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--most", type=int, help="questions of each file of rows, drawn at random")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    settings: Settings = yaml.safe_load(options.config.read_text("utf-8"))
    torch.set_num_threads(options.threads)
    torch.manual_seed(settings["seed"])
    lines = [line for path in options.rows for line in _some(_lines(path), options.most)]
    claims = [
        [row for row in _lines(path) if row["task"] == "entail" and not held_out(row)]
        for path in options.claims
    ]
    run = Run(options.start, options.out, options.minutes, settings)
    run.train(lines, claims)
    save_adapter(run.reader, run.added, options.out)
    print(f"{run.steps} steps", flush=True)


if __name__ == "__main__":
    main()
