r"""Teach a writer to answer what people ask from the passages it is given: a low-rank adapter.

    python -m training.writer training/writer.yaml --rows rows.jsonl --base MODEL \
        --out adapter --minutes 60

MODEL is a folder of the models' store. Only the upper layers are taught (E. J. Hu et al., "LoRA:
Low-Rank Adaptation of Large Language Models", 2021). The questions on one set of passages are
encoded in one row, in which none sees another: the passages cost most, and are encoded once.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import yaml
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoModelForCausalLM

from assistant.models.chat import ChatTokenizer
from training.lowrank import LowRank


@dataclass(frozen=True, slots=True)
class Row:
    """Passages and all questions on them as one row.

    Attributes:
        ids, positions: of its tokens; shape (tokens,). Each question goes on after the passages.
        branch: 0 for the passages, n for the n-th question; shape (tokens,).
        weights: what each token counts, 0 for one that is not of an answer; shape (tokens,). The
            tokens of an answer count together as the root of their number, so that short ones are
            learnt, too.
    """

    ids: Tensor
    positions: Tensor
    branch: Tensor
    weights: Tensor

    def mask(self, dtype: torch.dtype) -> Tensor:
        """What each token may see: the passages, and what stands before it in its own question."""
        own = self.branch[:, None] == self.branch[None, :]
        seen = (own | (self.branch[None, :] == 0)).tril()
        return torch.zeros(seen.shape, dtype=dtype).masked_fill(~seen, torch.finfo(dtype).min)


def row_of(
    line: dict[str, Any], tokenizer: ChatTokenizer, plain: Tokenizer, end: int, longest: int
) -> Row:
    """A line of `training.writer_rows`; turns that are too many for `longest` are left out."""
    prompts = [tokenizer.prompt(line["system"], user) for user, _ in line["turns"]]
    answers = [
        [*plain.encode(answer, add_special_tokens=False).ids, end] for _, answer in line["turns"]
    ]
    shared = _shared(prompts)
    ids, positions = prompts[0][:shared], [*range(shared)]
    branch, weights = [0] * shared, [0.0] * shared
    for number, (prompt, answer) in enumerate(zip(prompts, answers, strict=True), start=1):
        own = [*prompt[shared:], *answer]
        if len(ids) + len(own) > longest and number > 1:
            break
        ids += own
        positions += range(shared, shared + len(own))
        branch += [number] * len(own)
        weights += [0.0] * (len(own) - len(answer)) + [len(answer) ** -0.5] * len(answer)
    return Row(*map(torch.tensor, (ids, positions, branch, weights)))


def _shared(prompts: Sequence[Sequence[int]]) -> int:
    """How many tokens all begin with; of a single one, all but the last."""
    least = min(map(len, prompts)) - 1
    return next((i for i in range(least) if len({prompt[i] for prompt in prompts}) > 1), least)


class Run:
    """One training run; it goes on from its last checkpoint."""

    def __init__(self, options: argparse.Namespace, settings: dict[str, Any]) -> None:
        self.settings, self.out, self.budget = settings, options.out, options.minutes * 60
        self.out.mkdir(parents=True, exist_ok=True)
        self.tokenizer = ChatTokenizer.load(options.base)
        self.plain = Tokenizer.from_file(str(options.base / "tokenizer.json"))
        end = self.tokenizer.token_id("eos_token")
        assert end is not None
        self.end = end
        self.model = AutoModelForCausalLM.from_pretrained(options.base, dtype=torch.bfloat16)
        self.model.requires_grad_(False)
        self.added = dict(self._adapted())
        self.optimiser = torch.optim.AdamW(
            [p for one in self.added.values() for p in (one.down, one.up)],
            lr=settings["rate"],
            weight_decay=0.0,
        )
        self.done, self.spent = 0, 0.0
        if (self.out / "state.pt").exists():
            state = torch.load(self.out / "state.pt", weights_only=True)
            self.optimiser.load_state_dict(state["optimiser"])
            self.done, self.spent = state["done"], state["spent"]
            self._load(self.out)
        elif options.start:
            self._load(options.start)
        # A row for each core is quicker than all cores for one.
        self.pool = ThreadPoolExecutor(options.threads)
        torch.set_num_threads(1)
        self.began = time.monotonic() - self.spent
        self.saved = time.monotonic()
        self.loss = 0.0

    def _adapted(self) -> Iterator[tuple[str, LowRank]]:
        """The upper layers' matrices by their names, each with what is to be learnt."""
        layers = self.model.model.layers
        for place in range(len(layers) - self.settings["layers"], len(layers)):
            for part in (layers[place].self_attn, layers[place].mlp):
                for name, child in list(part.named_children()):
                    if isinstance(child, nn.Linear):
                        rank, alpha = self.settings["rank"], self.settings["alpha"]
                        one = LowRank(child, rank, alpha / rank)
                        setattr(part, name, one)
                        kind = "self_attn" if part is layers[place].self_attn else "mlp"
                        yield f"model.layers.{place}.{kind}.{name}", one

    def _load(self, folder: Path) -> None:
        weights = load_file(folder / "adapter.safetensors")
        for name, one in self.added.items():
            one.down.data.copy_(weights[f"{name}.lora_A.weight"])
            one.up.data.copy_(weights[f"{name}.lora_B.weight"] / one.scale)

    def save(self) -> None:
        """Write the adapter and what is needed to go on."""
        weights = {}
        for name, one in self.added.items():
            weights[f"{name}.lora_A.weight"] = one.down.detach().half().contiguous()
            weights[f"{name}.lora_B.weight"] = (one.scale * one.up.detach()).half().contiguous()
        state = {"optimiser": self.optimiser.state_dict(), "done": self.done, "spent": self.spent}
        save_file(weights, self.out / "adapter.part")
        torch.save(state, self.out / "state.part")
        (self.out / "adapter.part").replace(self.out / "adapter.safetensors")
        (self.out / "state.part").replace(self.out / "state.pt")
        self.saved = time.monotonic()

    def rate(self) -> float:
        """The share of the peak rate: up for ten steps, then down to the budget's end."""
        return float(min(1.0, (self.done + 1) / 10) * max(0.03, 1 - self.spent / self.budget))

    def loss_of(self, row: Row) -> Tensor:
        """The weighted sum over the tokens of the answers."""
        dtype = torch.bfloat16
        states = self.model.model(
            input_ids=row.ids[None],
            position_ids=row.positions[None],
            attention_mask=row.mask(dtype)[None, None],
            use_cache=False,
        ).last_hidden_state[0]
        wanted = row.weights.nonzero().squeeze(1)
        # Each token of an answer is told from the one before it.
        scores = self.model.lm_head(states[wanted - 1]).float()
        return F.cross_entropy(scores, row.ids[wanted], reduction="none") @ row.weights[wanted]

    def train(self, lines: Sequence[dict[str, Any]]) -> None:
        """Learn until the time is over or the passes are done."""
        size, step = self.settings["rows"], 0
        for number in range(self.settings["passes"]):
            order = list(range(len(lines)))
            random.Random(self.settings["seed"] + number).shuffle(order)
            for at in range(0, len(order) - size + 1, size):
                step += 1
                if step <= self.done:
                    continue
                self.spent = time.monotonic() - self.began
                if self.spent >= self.budget:
                    return
                self.step([lines[place] for place in order[at : at + size]])
                if step % 5 == 0:
                    print(f"{self.spent / 60:5.1f} min, step {step}, {self.loss:.3f}", flush=True)
                if time.monotonic() - self.saved > self.settings["save_seconds"]:
                    self.save()

    def step(self, lines: Sequence[dict[str, Any]]) -> None:
        """Learn from a few lines."""
        longest = self.settings["tokens"]
        rows = [row_of(line, self.tokenizer, self.plain, self.end, longest) for line in lines]
        rows = [row for row in rows if len(row.ids) <= longest]
        total = sum(float(row.weights.sum()) for row in rows)
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings["rate"] * self.rate()
        parameters = [p for group in self.optimiser.param_groups for p in group["params"]]

        def learnt(row: Row) -> tuple[float, Sequence[Tensor]]:
            loss = self.loss_of(row) / total
            return loss.item(), torch.autograd.grad(loss, parameters)

        said = 0.0
        for parameter in parameters:
            parameter.grad = torch.zeros_like(parameter)
        for loss, found in self.pool.map(learnt, rows):
            said += loss
            for parameter, gradient in zip(parameters, found, strict=True):
                parameter.grad += gradient
        nn.utils.clip_grad_norm_(parameters, 1.0)
        self.optimiser.step()
        self.done += 1
        self.loss = said if self.loss == 0.0 else 0.9 * self.loss + 0.1 * said


def main() -> None:
    """Train until the minutes are over or the passes are done."""
    parser = argparse.ArgumentParser()
    parser.add_argument("config", type=Path)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="a writer's folder in the store")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a folder with an adapter to go on from")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    settings = yaml.safe_load(options.config.read_text("utf-8"))
    torch.manual_seed(settings["seed"])
    lines = [json.loads(line) for line in options.rows.read_text("utf-8").splitlines()]
    run = Run(options, settings)
    run.train(lines)
    run.save()
    print(f"{run.done} steps in {run.spent / 60:.1f} minutes", flush=True)


if __name__ == "__main__":
    main()
