"""Train a reader further: which sentence of which passage answers what a person asks.

    python -m training.further training/further.yaml --rows a.jsonl b.jsonl --claims examples.jsonl
        --start READER --out OUT --minutes 40

Rows come from `training.asked`; each batch takes some questions with their passages. Of each
question are learnt: `evidence`, the sentences that answer, by themselves and against all others of
the question (the training signal of N. Chirkova et al., "Provence: efficient and robust context
pruning for retrieval-augmented generation", 2025); `rank`, its passage before the others; `read`,
the span. What the reader says of claims is kept: it is held to what it said before.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import yaml
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.models.reading import claim_pair
from training.model import Reader, batch_of, load_reader, save_reader, tokenizer_at
from training.shown import Line, Settings, Shower, Shown, chunks


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


def kept_verdicts(
    pairs: Sequence[tuple[str, str]],
    reader: Reader,
    before: Reader,
    tokenizer: Tokenizer,
    settings: Settings,
) -> Tensor:
    """How far the reader's verdicts on claims are from what it said before."""
    cls, sep = (tokenizer.token_to_id(name) or 0 for name in ("[CLS]", "[SEP]"))
    rows = []
    for claim, evidence in pairs:
        first = tokenizer.encode(claim, add_special_tokens=False).ids[:100]
        second = tokenizer.encode(evidence, add_special_tokens=False).ids[: 173 - len(first)]
        types = [0] * (len(first) + 2) + [1] * (len(second) + 1)
        rows.append(([cls, *first, sep, *second, sep], types))
    ids, types_, mask = batch_of(rows)
    with torch.autocast("cpu", torch.bfloat16, enabled=settings["bf16"]):
        said = reader.all(ids, types_, mask)[2]
        with torch.no_grad():
            known = before.all(ids, types_, mask)[2]
    shares = F.softmax(known.float(), -1)
    return F.kl_div(F.log_softmax(said.float(), -1), shares, reduction="batchmean")


class Run:
    """One run: the reader, its optimiser, and how long it has learnt."""

    def __init__(self, start: Path, out: Path, minutes: float, settings: Settings) -> None:
        self.settings, self.out, self.budget = settings, out, minutes * 60
        self.tokenizer = tokenizer_at(start)
        self.before = load_reader(start).requires_grad_(False)
        # As it was opened: without dropout, which takes as long as all the rest.
        self.reader = copy.deepcopy(self.before).requires_grad_(True)
        frozen = self.reader.bert.encoder.layer[: settings["frozen_layers"]]
        for part in (self.reader.bert.embeddings, *frozen):
            part.requires_grad_(False)
        named = [(n, one) for n, one in self.reader.named_parameters() if one.requires_grad]
        self.parameters = [one for _, one in named]
        heads = [one for name, one in named if name.startswith("evidence")]
        rest = [one for name, one in named if not name.startswith("evidence")]
        groups = [
            {"params": rest, "lr": settings["rate"]},
            {"params": heads, "lr": settings["head_rate"]},
        ]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self.peaks = [group["lr"] for group in self.optimiser.param_groups]
        self.steps, self.mean = 0, 0.0
        out.mkdir(parents=True, exist_ok=True)
        shutil.copy(start / "tokenizer.json", out / "tokenizer.json")

    def step(self, batch: Sequence[Shown], pairs: Sequence[tuple[str, str]], spent: float) -> None:
        """Learn from one batch; every so often also keep what the reader said before."""
        rise = min(1.0, 0.02 + spent / self.settings["warm_seconds"])
        for group, peak in zip(self.optimiser.param_groups, self.peaks, strict=True):
            group["lr"] = peak * rise * max(0.02, 1 - spent / self.budget)
        base = None
        if pairs:
            with torch.no_grad():
                base = seen(batch, self.before, self.settings).relevance
        loss = loss_of(batch, self.reader, base, self.settings)
        if pairs:
            kept = kept_verdicts(pairs, self.reader, self.before, self.tokenizer, self.settings)
            loss = loss + self.settings["weights"]["entail_kept"] * kept
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.steps += 1
        self.mean = 0.98 * self.mean + 0.02 * loss.item() if self.steps > 1 else loss.item()

    def train(self, lines: list[Line], pairs: Sequence[tuple[str, str]]) -> None:
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
                keeps = self.steps % self.settings["kept_every"] == 0
                some = chance.sample(pairs, self.settings["claims"]) if keeps else []
                self.step(batch, some, spent)
                if self.steps % 50 == 0:
                    shown = f"step {self.steps}, loss {self.mean:.3f}"
                    print(f"{spent / 60:5.1f} min, {shown}", flush=True)
                if time.monotonic() - saved > self.settings["save_seconds"]:
                    save_reader(self.reader, self.out)
                    saved = time.monotonic()


def main() -> None:
    """Train until the minutes are over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("config", type=Path)
    parser.add_argument("--rows", type=Path, nargs="+", required=True)
    parser.add_argument("--claims", type=Path, required=True, help="rows of training.examples")
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    settings: Settings = yaml.safe_load(options.config.read_text("utf-8"))
    torch.set_num_threads(options.threads)
    torch.manual_seed(settings["seed"])
    files = [path.read_text("utf-8") for path in options.rows]
    lines = [json.loads(line) for text in files for line in text.splitlines()]
    claims = map(json.loads, options.claims.read_text("utf-8").splitlines())
    pairs = [
        claim_pair(row["claim"], row["question"], row["evidence"], row["title"], row["date"])
        for row in claims
        if row["task"] == "entail"
    ]
    run = Run(options.start, options.out, options.minutes, settings)
    run.train(lines, pairs)
    save_reader(run.reader, options.out)
    print(f"{run.steps} steps", flush=True)


if __name__ == "__main__":
    main()
