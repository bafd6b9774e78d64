"""What the writer learns from other sets: lists, rows of tables, and claims that are asked."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any

from assistant.corpus.layout import CELL_MARK
from training.changes import inner
from training.examples import sentences_of
from training.made_answers import borne
from training.maker import Maker, stems
from training.sameness import asked_whether
from training.sets import CONTRADICTED, SUPPORTED, Pair, pairs, plain
from training.writer_lines import LONGEST, Turn, line_of, sentence

_BETWEEN = re.compile(r",\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+")

ROWS = 4
"""Rows of a table, at most: as many as the writer reads passages."""

ASKED = ("fever_symmetric", "check_covid", "conjnli", "factcheck_bench")
"""Sets of claims that their evidence supports or contradicts."""

EVIDENCE = 80
"""Words of the evidence of a claim, at most."""


def is_list(answer: str) -> bool:
    """Whether an answer names three things or more, each in a few words."""
    items = _BETWEEN.split(answer)
    short = all(0 < len(item.split()) <= 6 for item in items)
    return "," in answer and "(" not in answer and len(items) > 2 and short


def itemised(passage: str, answer: str) -> str:
    """The passage with the items of an answer below one another, as a page would have them."""
    head, found, rest = passage.partition(answer)
    items = "\n".join(f"- {item}" for item in _BETWEEN.split(answer) if item)
    return f"{head.rstrip()}\n{items}\n{rest.lstrip(' ,;.')}".strip() if found else passage


def tables(folder: Path, chance: random.Random) -> list[dict[str, Any]]:
    """Questions on tables, each row a passage as the readers of files write one (FeTaQA).

    Only the set's first half: the other is for measuring.
    """
    found = []
    path = folder / "fetaqa" / "fetaQA-v1_dev.jsonl"
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        header, marked = row["table_array"][0], {at for at, _ in row["highlighted_cell_ids"]}
        wanted = sorted(marked - {0})
        answer = plain(row["answer"])
        others = [at for at in range(1, len(row["table_array"])) if at not in marked]
        places = wanted + chance.sample(others, min(len(others), max(0, ROWS - len(wanted))))
        title = f"{row['table_page_title']}, {row['table_section_title']}"
        texts = [_as_read(row, header, at) for at in places]
        if (
            wanted
            and len(wanted) <= ROWS
            and len(answer.split()) <= LONGEST
            and len(" ".join(texts).split()) <= 200
            and borne(answer, f"{title} {' '.join(texts)} {row['question']}")
        ):
            chance.shuffle(texts)
            turn = Turn(row["question"], sentence(answer), "table")
            found.append(line_of([(title, text) for text in texts], [turn], chance))
    chance.shuffle(found)
    return found


def _as_read(row: dict[str, Any], header: Sequence[str], at: int) -> str:
    cells = zip(header, row["table_array"][at], strict=False)
    told = CELL_MARK.join(f"{name}: {cell}" if name else cell for name, cell in cells if cell)
    return f"{row['table_section_title']} — {told}"


def claims_asked(
    folder: Path, clean: Set[str], maker: Maker, chance: random.Random
) -> list[dict[str, Any]]:
    """Claims that people wrote as questions with yes or no for an answer, as many of each.

    Args:
        folder: of the sets.
        clean: the evidence that may be used.
        maker: parses the claims.
        chance: for the order.
    """
    found: dict[int, list[tuple[Pair, Turn]]] = {SUPPORTED: [], CONTRADICTED: []}
    known = [pair for pair in pairs(folder) if pair.source in ASKED and pair.label in found]
    known = [
        pair for pair in known if pair.evidence in clean and len(pair.evidence.split()) <= EVIDENCE
    ]
    chance.shuffle(known)
    for pair, doc in zip(known, maker.parsed.nlp.pipe(pair.claim for pair in known), strict=True):
        if question := asked_whether(doc):
            said = f"Yes, {inner(doc)}." if pair.label == SUPPORTED else f"No. {_against(pair)}"
            if len(said.split()) <= LONGEST:
                kind = "yes" if pair.label == SUPPORTED else "no"
                found[pair.label].append((pair, Turn(question, said, f"claim: {kind}")))
    both = [one for two in zip(*found.values(), strict=False) for one in two]
    chance.shuffle(both)
    return list(_in_lines(both, chance))


def _in_lines(
    found: Sequence[tuple[Pair, Turn]], chance: random.Random
) -> Iterator[dict[str, Any]]:
    """Three claims and their evidence a line."""
    for some in (found[at : at + 3] for at in range(0, len(found), 3)):
        titled = list(dict.fromkeys((pair.title, pair.evidence) for pair, _ in some))
        chance.shuffle(titled)
        yield line_of(titled, [turn for _, turn in some], chance)


def _against(pair: Pair) -> str:
    """The sentence of the evidence that speaks of what the claim does."""
    wanted = stems(pair.claim)
    return max(sentences_of(pair.evidence), key=lambda said: len(wanted & stems(said)))
