"""Make the examples: a folder of public sets in, one file of rows out.

python -m training.examples /path/to/sets examples.jsonl --seed 7
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

from training.judged import split
from training.language import Parsed, open_model, shortened
from training.made_answers import answers
from training.made_compared import compared
from training.made_passages import passages, split_pairs
from training.made_questions import questions
from training.made_sentences import sentence_pairs
from training.maker import Maker
from training.public import Row, entail_row, public_rows
from training.retrieval import Bm25
from training.sets import Asked, asked, pairs

MOST = 2500  # pairs of one kind made by code


def read_row(
    item: Asked,
    passage: str | None = None,
    question: str | None = None,
    kind: str = "answer",
    start: int | None = None,
) -> Row:
    """An answered row, or (with start -1) one without an answer."""
    at = item.start if start is None else start
    return {
        "task": "read", "kind": kind, "question": question or item.question,
        "passage": passage or item.passage, "start": at,
        "end": at + len(item.answer) if at >= 0 else -1, "article": item.article,
    }  # fmt: skip


def without_answer(item: Asked) -> str | None:
    """The passage with each sentence that has the answer's words taken out."""
    parts = split(item.passage)
    kept = [s for s in parts if item.answer.lower() not in s.lower()]
    return " ".join(kept) if kept and len(kept) < len(parts) and len(" ".join(kept)) > 120 else None


def read_rows(items: list[Asked], chance: random.Random) -> list[Row]:
    """Answered questions, and those that look so."""
    rows: list[Row] = []
    places = sorted({(i.article, i.passage) for i in items if not i.article.startswith("qamr")})
    index = Bm25([p for _, p in places])
    by_article: dict[str, list[int]] = defaultdict(list)
    for n, (article, _) in enumerate(places):
        by_article[article].append(n)
    for item in items:
        rows.append(read_row(item))
        if item.article.startswith("qamr"):
            continue
        if chance.random() < 0.25 and (rest := without_answer(item)):
            rows.append(read_row(item, passage=rest, kind="answer sentence left out", start=-1))
        if chance.random() < 0.6:
            own = by_article[item.article]
            found = index.best(item.question, 8, own if len(own) > 3 else None)
            near = [
                n
                for n in found
                if places[n][1] != item.passage and item.answer.lower() not in places[n][1].lower()
            ]
            if near:
                pick = near[0] if chance.random() < 0.7 else chance.choice(near)
                rows.append(read_row(item, passage=places[pick][1], kind="near passage", start=-1))
    return rows


def rank_rows(items: list[Asked], chance: random.Random) -> list[Row]:
    """The sentence with the answer against the others of its passage."""
    rows = []
    for item in items:
        if item.article.startswith(("qamr", "tale")):
            continue
        parts = split(item.passage)
        at, gold = 0, None
        for part in parts:
            begin = item.passage.find(part, at)
            if begin <= item.start < begin + len(part):
                gold = part
            at = begin + len(part) if begin >= 0 else at
        others = [p for p in parts if p != gold and item.answer.lower() not in p.lower()]
        if gold and others:
            chance.shuffle(others)
            group = [gold, *others[:5]]
            if item.title and chance.random() < 0.4:
                group = [f"{item.title} | {p}" for p in group]
            rows.append(
                {"task": "rank", "kind": "sentence", "question": item.question, "sentences": group}
            )
    return rows


def made_rows(options: argparse.Namespace, items: list[Asked], chance: random.Random) -> list[Row]:
    """What code makes of questions, answers, sentences and passages, each kind up to its cap."""
    maker = Maker(Parsed(open_model(options.model), options.parsed), options.seed)
    rows = [read_row(item, kind=kind) for item, kind in questions(maker, items)]
    pairs_of_one = shortened(options.sets)
    made = [
        *answers(maker, items),
        *sentence_pairs(maker, pairs_of_one),
        *passages(maker, items),
        *compared(maker, [long for long, _ in pairs_of_one]),
    ]
    lines = [
        line
        for name in ("tune", "validation", "test")
        for line in (options.sets / "wiki_split" / f"{name}.tsv").read_text("utf-8").splitlines()
        if line.count("\t") == 1
    ]
    made += split_pairs(chance.sample(lines, 2600), chance)
    chance.shuffle(made)
    count: Counter[tuple[str, bool]] = Counter()
    for pair in made:
        key = (pair.kind, pair.label == 0)
        count[key] += 1
        if count[key] <= MOST:
            rows.append(entail_row(pair))
    return rows


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="spaCy's en_core_web_md")
    parser.add_argument("--parsed", type=Path, required=True, help="what training.language wrote")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    items = asked(options.sets)
    single = [i for i in items if i.article.startswith("qamr")]
    items = [i for i in items if not i.article.startswith("qamr")] + chance.sample(single, 4000)
    rows = (
        read_rows(items, chance)
        + rank_rows(items, chance)
        + public_rows(pairs(options.sets), chance)
    )
    rows += made_rows(
        options, [i for i in items if i.article.startswith(("squad", "sample"))], chance
    )
    chance.shuffle(rows)
    with options.out.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    for (task, kind, label), count in sorted(
        Counter(
            (r["task"], r.get("source") or r["kind"], r.get("label", "")) for r in rows
        ).items(),
        key=str,
    ):
        print(f"{count:7d} {task} {kind} {label}")


if __name__ == "__main__":
    main()
