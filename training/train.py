"""Train the reader from a file of examples: seeded, in a time budget, resumable.

python -m training.train training/reader.yaml --examples EXAMPLES --base BASE --out OUT --minutes 90
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import yaml
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from training.base import load_base
from training.model import (
    NOT_SUPPORTED,
    Reader,
    batch_of,
    claim_tokens,
    join,
    load_reader,
    save_reader,
    tokenizer_at,
)


@dataclass(slots=True)
class Row:
    """One encoded sequence and what is to be learnt from it."""

    ids: list[int]
    types: list[int]
    target: tuple[int, int]
    group: int = 0


class Examples:
    """Encodes rows on demand; tokens come from the whole file at once."""

    def __init__(
        self, rows: list[dict[str, Any]], tokenizer: Tokenizer, settings: dict[str, Any], seed: int
    ) -> None:
        self.tokenizer, self.settings, self.random = tokenizer, settings, random.Random(seed)
        self.by_task: dict[str, list[dict[str, Any]]] = {"read": [], "entail": [], "rank": []}
        for row in rows:
            self.by_task[row["task"]].append(row)

    def _text(self, text: str) -> Encoding:
        return self.tokenizer.encode(text, add_special_tokens=False)

    def read(self, row: dict[str, Any]) -> Row:
        """The passage is cut to a window that keeps the answer."""
        question = self._text(row["question"])
        passage = self._text(row["passage"])
        room = self.settings["read_tokens"] - len(question.ids) - 3
        first = last = -1
        if row["start"] >= 0:
            spans = passage.offsets
            inside = [i for i, (a, b) in enumerate(spans) if a < row["end"] and b > row["start"]]
            if inside:
                first, last = inside[0], inside[-1]
        low = 0
        if len(passage.ids) > room:
            lowest = max(0, last - room + 1) if first >= 0 else 0
            highest = min(first, len(passage.ids) - room) if first >= 0 else len(passage.ids) - room
            low = self.random.randint(lowest, highest) if lowest < highest else max(highest, 0)
        ids, types = join(self.tokenizer, question.ids, passage.ids[low : low + room])
        shift = len(question.ids) + 2 - low
        target = (first + shift, last + shift) if first >= 0 else (0, 0)
        target = (min(target[0], len(ids) - 2), min(target[1], len(ids) - 2))
        return Row(ids, types, target)

    def entail(self, row: dict[str, Any]) -> Row:
        """A claim with its evidence, and the verdict."""
        ids, types = claim_tokens(row, self.tokenizer, self.settings["entail_tokens"])
        return Row(ids, types, (row["label"], 0))

    def rank(self, row: dict[str, Any], group: int) -> list[Row]:
        """A question with a few sentences, the gold one first."""
        question = self._text(row["question"])
        rows = []
        for i, sentence in enumerate(row["sentences"]):
            ids, types = join(self.tokenizer, question.ids, self._text(sentence).ids[:100])
            rows.append(Row(ids, types, (int(i == 0), 0), group))
        return rows

    def batches(self, tokens: int, seed: int) -> Iterator[tuple[str, list[Row]]]:
        """One pass: each task's rows in batches of like length, the tasks mixed by their shares."""
        chance = random.Random(seed)
        queues: dict[str, list[list[dict[str, Any]]]] = {}
        for task, rows in self.by_task.items():
            rows = list(rows)
            chance.shuffle(rows)
            wanted = int(self.settings["shares"].get(task, 1.0) * len(rows))
            chunks = []
            for i in range(0, wanted, 2000):
                part = sorted(rows[i : min(i + 2000, wanted)], key=_length)
                chunk: list[dict[str, Any]] = []
                for row in part:
                    if chunk and (len(chunk) + 1) * (_length(row) // 4 + 8) > tokens:
                        chunks.append(chunk)
                        chunk = []
                    chunk.append(row)
                if chunk:
                    chunks.append(chunk)
            chance.shuffle(chunks)
            queues[task] = chunks
        order = [task for task, chunks in queues.items() for _ in chunks]
        chance.shuffle(order)
        for task in order:
            chunk = queues[task].pop()
            if task == "rank":
                yield task, [row for i, item in enumerate(chunk) for row in self.rank(item, i)]
            else:
                yield task, [getattr(self, task)(item) for item in chunk]


def _length(row: dict[str, Any]) -> int:
    """Characters that the encoder will see, roughly."""
    if row["task"] == "read":
        return len(row["question"]) + min(len(row["passage"]), 780)
    if row["task"] == "rank":
        return sum(len(row["question"]) + 12 + min(len(s), 440) for s in row["sentences"])
    return (
        min(len(row["claim"]), 500)
        + min(len(row["evidence"]) + len(row.get("title") or ""), 640)
        + len(row.get("question") or "")
    )


def loss_of(
    task: str, rows: list[Row], reader: Reader, teacher: nn.Module, settings: dict[str, Any]
) -> Tensor:
    """What a batch is wrong by."""
    ids, types, mask = batch_of([(row.ids, row.types) for row in rows])
    with torch.autocast("cpu", torch.bfloat16, enabled=settings["bf16"]):
        relevance, spans, verdict = reader(ids, types, mask)
        anchor = None
        if task == "rank":
            with torch.no_grad():
                anchor = teacher(input_ids=ids, token_type_ids=types, attention_mask=mask).logits
    relevance, spans, verdict = relevance.float(), spans.float(), verdict.float()
    target = torch.tensor([row.target for row in rows])
    if task == "read":
        allowed = (types == 1) & (mask == 1)
        allowed[:, 0] = True
        scores = spans.masked_fill(~allowed.unsqueeze(-1), -1e4)
        return (
            F.cross_entropy(scores[..., 0], target[:, 0])
            + F.cross_entropy(scores[..., 1], target[:, 1])
        ) / 2
    if task == "entail":
        return log_loss(verdict, target[:, 0])
    assert anchor is not None
    groups = torch.tensor([row.group for row in rows])
    total = relevance.new_zeros(())
    for group in range(int(groups.max()) + 1):
        chosen = relevance[groups == group]
        total = total - F.log_softmax(chosen / settings["rank_temperature"], 0)[0]
    listwise = total / (int(groups.max()) + 1)
    kept = F.smooth_l1_loss(relevance, anchor.float().squeeze(-1), beta=2.0)
    anchored: Tensor = listwise + settings["anchor"] * kept
    return anchored


def log_loss(verdicts: Tensor, labels: Tensor) -> Tensor:
    """The mean log loss of verdicts, shape (n, 3); a label may leave open which "no" it is."""
    logs = F.log_softmax(verdicts, -1)
    known = labels < NOT_SUPPORTED
    exact = F.nll_loss(logs, labels.clamp(max=NOT_SUPPORTED - 1), reduction="none")
    either = -torch.logsumexp(logs[:, 1:], -1)
    return torch.where(known, exact, either).mean()


def parameter_groups(reader: Reader, settings: dict[str, Any]) -> list[dict[str, Any]]:
    """Lower layers frozen where the settings say so; new heads learn faster."""
    frozen = settings["frozen_layers"]
    if frozen >= 0:
        for part in (reader.bert.embeddings, *reader.bert.encoder.layer[:frozen]):
            part.requires_grad_(False)
    heads = [*reader.read.parameters(), *reader.entail.parameters()]
    known = {id(p) for p in heads}
    rest = [p for p in reader.parameters() if p.requires_grad and id(p) not in known]
    return [
        {"params": rest, "lr": settings["rate"]},
        {"params": heads, "lr": settings["head_rate"]},
    ]


def held_out(row: dict[str, Any]) -> bool:
    """Three in a hundred are never trained on: whole articles, claims by their beginning."""
    key = (
        row["article"]
        if row["task"] == "read"
        else row["claim"][:24]
        if row["task"] == "entail"
        else row["question"]
    )
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 100 < 3


def kept(path: Path, settings: dict[str, Any]) -> list[dict[str, Any]]:
    """The file's rows, of each source and kind the share that the settings give.

    Nothing of the articles `left_out` is learnt from, whatever was made of them: what is fitted on
    top of the reader (when to refuse, what to pass) needs questions that it does not know.
    """
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    unseen = _passages(rows, settings["left_out"])
    chance = random.Random(settings["seed"])
    chosen = []
    for row in rows:
        shares = settings["keep"].get(row["task"], {})
        share = shares.get(row.get("source") or row["kind"], 1.0)
        if row["task"] == "read" and row["article"].split()[0] in settings["less"]:
            share *= settings["less"][row["article"].split()[0]]
        if chance.random() < share and not held_out(row) and not _is_of(row, unseen):
            chosen.append(row)
    return chosen


def _passages(rows: list[dict[str, Any]], articles: list[str]) -> str:
    """All that is read of these articles."""
    found = {r["passage"] for r in rows if r["task"] == "read" and r["article"] in articles}
    return "\n".join(sorted(found))


def _is_of(row: dict[str, Any], text: str) -> bool:
    """Whether a row was made of a text: one of its longer sentences stands there."""
    said = row.get("passage") or row.get("evidence") or row["sentences"][0]
    return any(len(part) > 30 and part in text for part in re.split(r"(?<=[.!?]) | \| ", said))


class Run:
    """One training run: the reader, its optimiser, and how far it has come."""

    def __init__(self, options: argparse.Namespace, settings: dict[str, Any]) -> None:
        self.settings, self.out, self.budget = settings, options.out, options.minutes * 60
        self.teacher = load_base(options.base / "model.onnx").requires_grad_(False)
        self.state_path = options.out / "state.pt"
        self.out.mkdir(parents=True, exist_ok=True)
        shutil.copy(options.base / "tokenizer.json", self.out / "tokenizer.json")
        resumed = self.state_path.exists()
        start = self.out if resumed else options.start
        self.reader = (load_reader(start) if start else Reader.from_base(self.teacher)).train()
        groups = parameter_groups(self.reader, settings)
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self.peaks = [group["lr"] for group in groups]
        self.done, self.spent = 0, 0.0
        if resumed:
            state = torch.load(self.state_path, weights_only=True)
            self.optimiser.load_state_dict(state["optimiser"])
            self.done, self.spent = state["done"], state["spent"]
        self.began, self.saved = time.monotonic() - self.spent, time.monotonic()
        self.losses: dict[str, float] = {}

    def save(self) -> None:
        """Write the reader and what is needed to go on."""
        save_reader(self.reader, self.out)
        state = {"optimiser": self.optimiser.state_dict(), "done": self.done, "spent": self.spent}
        torch.save(state, self.state_path.with_suffix(".part"))
        self.state_path.with_suffix(".part").replace(self.state_path)
        self.saved = time.monotonic()

    def rate(self) -> float:
        """The share of the peak rate: up for a few minutes, then down to the budget's end."""
        rise = self.spent / self.settings["warm_seconds"] + 0.02
        return float(min(1.0, rise) * max(0.02, 1 - self.spent / self.budget))

    def step(self, task: str, batch: list[Row]) -> None:
        """Learn from one batch."""
        for group, peak in zip(self.optimiser.param_groups, self.peaks, strict=True):
            group["lr"] = peak * self.rate()
        loss = loss_of(task, batch, self.reader, self.teacher, self.settings)
        loss = loss * self.settings["weights"].get(task, 1.0)
        if not math.isfinite(loss.item()):
            raise SystemExit(f"the loss is not a number at step {self.done + 1} ({task})")
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        parameters = [p for group in self.optimiser.param_groups for p in group["params"]]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        self.optimiser.step()
        self.done += 1
        self.losses[task] = 0.97 * self.losses.get(task, loss.item()) + 0.03 * loss.item()

    def train(self, examples: Examples) -> None:
        """Go on from the step where the last run stopped, until the time is over."""
        step = 0
        for epoch in range(self.settings["passes"]):
            seed = self.settings["seed"] + epoch
            for task, batch in examples.batches(self.settings["batch_tokens"], seed):
                step += 1
                if step <= self.done:
                    continue
                self.spent = time.monotonic() - self.began
                if self.spent >= self.budget:
                    return
                self.step(task, batch)
                if step % 50 == 0:
                    shown = " ".join(f"{k} {v:.3f}" for k, v in sorted(self.losses.items()))
                    print(f"{self.spent / 60:5.1f} min, step {step}, {shown}", flush=True)
                if time.monotonic() - self.saved > self.settings["save_seconds"]:
                    self.save()


def main() -> None:
    """Train until the minutes are over or the passes are done."""
    parser = argparse.ArgumentParser()
    parser.add_argument("config", type=Path)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="model.onnx and tokenizer.json")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--start", type=Path, help="a reader to start from, not the base")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    settings = yaml.safe_load(options.config.read_text("utf-8"))
    torch.set_num_threads(options.threads)
    torch.manual_seed(settings["seed"])
    rows = kept(options.examples, settings)
    run = Run(options, settings)
    run.train(Examples(rows, tokenizer_at(options.base), settings, settings["seed"]))
    run.save()
    print(f"{run.done} steps in {run.spent / 60:.1f} minutes", flush=True)


if __name__ == "__main__":
    main()
