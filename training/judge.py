"""Teach the judge what bears out a claim.

    python -m training.judge training/judge.yaml --base FOLDER --rows a.jsonl b.jsonl
        --most 9000 8000 --held c.jsonl d.jsonl --out OUT --minutes 60 [--start OUT]

FOLDER is a pulled judge. Rows are those of `training.examples`; of each file `--most` are drawn.
The weights stay as they are: what is learnt is an adapter (matrices of low rank, E. J. Hu et al.,
"LoRA", 2021; head, biases and norms whole), written every few minutes. In the end the held rows are
judged.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from assistant.models.adapter import ADAPTER
from assistant.models.encoder_judge import Pairs
from assistant.models.reading import claim_pair
from assistant.models.reference_judge import judge_network, weights_of
from training.lowrank import LowRank
from training.public import Row
from training.train import held_out, log_loss

Settings = dict[str, Any]
Tokens = tuple[list[int], int]
"""Ids of a pair, and its label."""

HEAD = ("classifier.weight", "classifier.bias")


def open_base(folder: Path) -> nn.Module:
    """The network of a pulled judge without its adapter; the head starts from nothing."""
    module = judge_network(folder)
    missing, unknown = module.load_state_dict(weights_of(folder, None), strict=False)
    if unknown or set(missing) - set(HEAD):
        raise ValueError(f"{folder} holds no judge: {missing} {unknown}")
    return module


def adapt(module: nn.Module, rank: int) -> dict[str, LowRank]:
    """Put low-rank matrices beside those of the layers; by the names of what they add to."""
    encoder: Any = module.deberta.encoder  # type: ignore[union-attr]
    layers: nn.Module = encoder.layer
    inner = [(name, one) for name, one in layers.named_modules() if isinstance(one, nn.Linear)]
    found = {}
    for name, linear in inner:
        added = LowRank(linear, rank)
        layers.set_submodule(name, added)
        found[f"deberta.encoder.layer.{name}"] = added
    words: nn.Parameter = module.deberta.embeddings.word_embeddings.weight  # type: ignore[union-attr, assignment]
    words.requires_grad_(False)
    encoder.rel_embeddings.weight.requires_grad_(False)
    return found


def tokens_of(rows: Sequence[Row], pairs: Pairs) -> list[Tokens]:
    """The rows as the judge reads them."""
    texts = [
        claim_pair(
            row["claim"], row.get("question"), row["evidence"], row.get("title"), row.get("date")
        )
        for row in rows
    ]
    return [(ids, row["label"]) for ids, row in zip(pairs.tokens(texts), rows, strict=True)]


def in_batches(
    rows: Sequence[Tokens], settings: Settings, chance: random.Random
) -> Iterator[list[Tokens]]:
    """Rows in a random order, those of like length together, so that little is padding."""
    order = list(rows)
    chance.shuffle(order)
    for start in range(0, len(order), settings["together"]):
        some = sorted(order[start : start + settings["together"]], key=lambda row: len(row[0]))
        found: list[list[Tokens]] = [[]]
        for row in some:
            if found[-1] and (len(found[-1]) + 1) * len(row[0]) > settings["batch_tokens"]:
                found.append([])
            found[-1].append(row)
        chance.shuffle(found)
        yield from found


def inputs_of(batch: Sequence[Tokens]) -> tuple[Tensor, Tensor]:
    """Ids and mask of a batch."""
    longest = max(len(ids) for ids, _ in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, (own, _) in enumerate(batch):
        ids[row, : len(own)] = torch.tensor(own)
        mask[row, : len(own)] = 1
    return ids, mask


class Run:
    """One run: the network, its optimiser, and how long it has learnt."""

    def __init__(self, base: Path, start: Path | None, out: Path, settings: Settings) -> None:
        self.settings, self.out = settings, out
        self.module = open_base(base).train()
        self.added = adapt(self.module, settings["rank"])
        if start is not None:
            self.load(start)
        low = [value for one in self.added.values() for value in (one.down, one.up)]
        known = {id(value) for value in low}
        learnt = [one for one in self.module.parameters() if one.requires_grad]
        whole = [one for one in learnt if id(one) not in known]
        self.parameters = learnt
        groups = [
            {"params": low, "lr": settings["rate"]},
            {"params": whole, "lr": settings["whole_rate"]},
        ]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self.peaks = [group["lr"] for group in self.optimiser.param_groups]
        self.steps, self.rows, self.mean = 0, 0, 0.0

    def step(self, batch: Sequence[Tokens], share: float) -> None:
        """Learn from a batch; `share` of the time is over."""
        rise = min(1.0, 0.02 + share / self.settings["warm_share"])
        for group, peak in zip(self.optimiser.param_groups, self.peaks, strict=True):
            group["lr"] = peak * rise * max(0.02, 1 - share)
        self.optimiser.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.settings["bf16"]):
            scores = self.module(*inputs_of(batch))
        loss = log_loss(scores.float(), torch.tensor([label for _, label in batch]))
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.steps, self.rows = self.steps + 1, self.rows + len(batch)
        self.mean += (0.02 if self.steps > 1 else 1.0) * (loss.item() - self.mean)

    def train(self, rows: Sequence[Tokens], minutes: float) -> None:
        """Until the time is over; a checkpoint every few minutes."""
        chance = random.Random(self.settings["seed"])
        began = saved = time.monotonic()
        while True:
            for batch in in_batches(rows, self.settings, chance):
                spent = time.monotonic() - began
                if spent > minutes * 60:
                    return
                self.step(batch, spent / (minutes * 60))
                if self.steps % 50 == 0:
                    told = f"step {self.steps}, {self.rows} rows, loss {self.mean:.3f}"
                    print(f"{spent / 60:5.1f} min, {told}", flush=True)
                if time.monotonic() - saved > self.settings["save_seconds"]:
                    self.save()
                    saved = time.monotonic()

    def save(self) -> None:
        """Write the adapter, in half precision and in one go."""
        kept: dict[str, Tensor] = {}
        for name, one in self.added.items():
            kept[f"{name}.lora_A.weight"], kept[f"{name}.lora_B.weight"] = one.down, one.up
        for name, value in self.module.named_parameters():
            if value.requires_grad and not name.endswith((".down", ".up")):
                kept[name.replace(".base.", ".")] = value
        halves = {name: value.detach().half().contiguous() for name, value in kept.items()}
        self.out.mkdir(parents=True, exist_ok=True)
        part = self.out / f"{ADAPTER}.part"
        save_file(halves, str(part))
        part.replace(self.out / ADAPTER)

    def load(self, folder: Path) -> None:
        """Go on from what `save` wrote."""
        kept = {name: value.float() for name, value in load_file(folder / ADAPTER).items()}
        own = {n.replace(".base.", "."): value for n, value in self.module.named_parameters()}
        with torch.no_grad():
            for name, one in self.added.items():
                one.down.copy_(kept.pop(f"{name}.lora_A.weight"))
                one.up.copy_(kept.pop(f"{name}.lora_B.weight"))
            for name, value in kept.items():
                own[name].copy_(value)

    def right(self, rows: Sequence[Tokens]) -> tuple[float, float]:
        """How often it is told whether claims are supported, and the area under that curve."""
        from sklearn.metrics import roc_auc_score

        order = sorted(rows, key=lambda row: len(row[0]))
        shares = []
        self.module.eval()
        with torch.inference_mode():
            for start in range(0, len(order), 16):
                scores = self.module(*inputs_of(order[start : start + 16])).float()
                shares.append(torch.softmax(scores, -1)[:, 0].numpy())
        self.module.train()
        told, wanted = np.concatenate(shares), np.array([label == 0 for _, label in order])
        return float(((told >= 0.5) == wanted).mean()), float(roc_auc_score(wanted, told))


def read_rows(paths: Sequence[Path], most: Sequence[int], seed: int) -> list[Row]:
    """So many rows of each file, none of those that are held out."""
    found = []
    for path, number in zip(paths, most, strict=True):
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        kept = [row for row in lines if row["source"] in ("people", "answers") or not held_out(row)]
        found += random.Random(seed).sample(kept, min(number, len(kept)))
    return found


def main() -> None:
    """Train until the minutes are over, and say how well the held rows are told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("config", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--rows", type=Path, nargs="+", required=True)
    parser.add_argument("--most", type=int, nargs="+", required=True, help="rows of each file")
    parser.add_argument("--held", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--start", type=Path, help="an adapter to go on from")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    settings: Settings = yaml.safe_load(options.config.read_text("utf-8"))
    torch.set_num_threads(options.threads)
    torch.manual_seed(settings["seed"])
    pairs = Pairs(options.base, settings["tokens"])
    run = Run(options.base, options.start, options.out, settings)
    run.train(
        tokens_of(read_rows(options.rows, options.most, settings["seed"]), pairs), options.minutes
    )
    run.save()
    print(f"{run.steps} steps, {run.rows} rows", flush=True)
    for path in options.held:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        right, area = run.right(tokens_of(lines, pairs))
        print(f"{path.name}: right {right:.3f}, AUROC {area:.3f}", flush=True)


if __name__ == "__main__":
    main()
