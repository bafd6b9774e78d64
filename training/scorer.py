"""Runs pairs of texts through a reader that is being trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from assistant.models.reading import NOTHING_THERE, best_span
from training.figures import Array
from training.model import Reader, batch_of, join


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the heads say of one pair."""

    rank: float
    verdict: Array
    none: float
    """How much better no answer scores than the best span."""
    span: str


class Scorer:
    """Runs pairs through a reader in batches of like length."""

    def __init__(
        self, reader: Reader, tokenizer: Tokenizer, only_rank: bool, most: int = 320
    ) -> None:
        self.reader, self.tokenizer, self.only_rank, self.most = (
            reader.eval(),
            tokenizer,
            only_rank,
            most,
        )

    @torch.no_grad()
    def __call__(self, pairs: Sequence[tuple[str, str]], batch: int = 32) -> list[Outcome]:
        """Outcomes in the order of the pairs."""
        rows = []
        for first, second in pairs:
            a = self.tokenizer.encode(first, add_special_tokens=False)
            b = self.tokenizer.encode(second, add_special_tokens=False)
            a.truncate(110)
            b.truncate(self.most - len(a.ids) - 3)
            ids, types = join(self.tokenizer, a.ids, b.ids)
            rows.append((ids, types, b.offsets, len(a.ids) + 2))
        found: list[Outcome | None] = [None] * len(rows)
        order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            inputs = batch_of([rows[i][:2] for i in chosen])
            with torch.autocast("cpu", torch.bfloat16):
                rank, spans, verdict = self.reader(*inputs)
            for at, i in enumerate(chosen):
                _, _, offsets, shift = rows[i]
                scores = spans[at].float().numpy()
                none, span = _best_span(scores, offsets, shift, pairs[i][1])
                if self.only_rank:
                    none = -rank[at].item()
                found[i] = Outcome(rank[at].item(), verdict[at].float().numpy(), none, span)
        return [outcome for outcome in found if outcome is not None]


def _best_span(
    scores: Array, offsets: Sequence[tuple[int, int]], shift: int, text: str
) -> tuple[float, str]:
    if not offsets:
        return NOTHING_THERE, ""
    first, last, best = best_span(scores[shift : shift + len(offsets)])
    return float(scores[0].sum() - best), text[offsets[first][0] : offsets[last][1]]
