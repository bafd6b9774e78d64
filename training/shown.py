"""Rows of `training.asked` → passages behind their questions, in tokens and in batches."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tokenizers import Tokenizer

from training.model import LONGEST, join

Line = dict[str, Any]
Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage behind its question, in tokens.

    Attributes:
        ids, types: of the encoder's input.
        sentences: first and last token of each sentence that is wholly inside.
        gold: which of them answer.
        answer: first and last token of the span; None where it is not to be learnt.
        group: number of the question in its batch.
    """

    ids: list[int]
    types: list[int]
    sentences: list[tuple[int, int]]
    gold: list[bool]
    answer: tuple[int, int] | None
    group: int


class Shower:
    """Turns rows into tokens."""

    def __init__(self, tokenizer: Tokenizer, settings: Settings, chance: random.Random) -> None:
        self.tokenizer, self.settings, self.chance = tokenizer, settings, chance

    def passages(self, row: Line) -> list[Line]:
        """Those that are shown: one or two that answer, and the first others."""
        gold = [one for one in row["passages"] if any(one["gold"])]
        others = [one for one in row["passages"] if not any(one["gold"])]
        most = self.settings["passages"]
        chosen = gold[:2]
        wide = others[: 2 * most]
        self.chance.shuffle(wide)
        near = others[: most // 2]
        rest = [one for one in wide if one not in near]
        return [*chosen, *(near + rest)[: most - len(chosen)]]

    def show(self, row: Line, group: int) -> list[Shown]:
        """The passages of a question."""
        question = self.tokenizer.encode(row["question"], add_special_tokens=False).ids[:LONGEST]
        there = any(any(one["gold"]) for one in row["passages"])
        return [self._passage(question, one, group, there) for one in self.passages(row)]

    def _passage(self, question: list[int], row: Line, group: int, there: bool) -> Shown:
        text = self.tokenizer.encode(row["text"], add_special_tokens=False)
        room = self.settings["tokens"] - len(question) - 3
        before = len(question) + 2
        ids, types = join(self.tokenizer, question, text.ids[:room])
        places, gold = [], []
        for (start, end), answers in zip(row["sentences"], row["gold"], strict=True):
            if (inside := _tokens(text.offsets[:room], start, end)) is not None:
                places.append((inside[0] + before, inside[1] + before))
                gold.append(answers)
        answer: tuple[int, int] | None = (0, 0)
        if row["answer"][0] >= 0:
            span = _tokens(text.offsets[:room], *row["answer"])
            answer = None if span is None else (span[0] + before, span[1] + before)
        elif any(row["gold"]):
            answer = None
        return Shown(ids, types, places, gold, answer, group)


def _tokens(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """First and last token of a range of characters; None where it is cut off."""
    inside = [at for at, (a, b) in enumerate(offsets) if a < end and b > start]
    if not inside or offsets[inside[-1]][1] < end:
        return None
    return inside[0], inside[-1]


def chunks(rows: Sequence[Line], shower: Shower, tokens: int) -> Iterator[list[Shown]]:
    """Questions in batches of about so many tokens."""
    batch: list[Shown] = []
    group = held = 0
    for row in rows:
        shown = shower.show(row, group)
        if not any(one.sentences for one in shown):
            continue
        length = sum(len(one.ids) for one in shown)
        if batch and held + length > tokens:
            yield batch
            batch, group, held = [], 0, 0
            shown = [replace(one, group=0) for one in shown]
        batch += shown
        held += length
        group += 1
    if batch:
        yield batch
