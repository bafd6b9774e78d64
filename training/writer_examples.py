"""Make what the writer learns from: passages, and questions on them with the answers to give.

    python -m training.writer_examples SETS EXAMPLES writer.jsonl --model SPACY --parsed DIR

A line holds a few passages and all questions that are asked of them, so that the passages are
encoded once. A third of the questions have no answer there: questions on other passages that look
like it, questions with one word exchanged, and questions whose sentence was taken out. Yes-or-no
questions have yes and no as often. Only passages in EXAMPLES, which `training.overlap` has cleaned,
are used.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.writing.prompts import NOT_SAID
from training.changes import inner
from training.examples import sentences_of, without_answer
from training.language import Parsed, open_model, shortened
from training.made_answers import borne
from training.maker import Maker, difference, swap
from training.retrieval import Bm25
from training.sameness import asked_whether
from training.sets import Asked, asked
from training.writer_lines import LONGEST, Turn, line_of, sentence
from training.writer_sets import claims_asked, is_list, itemised, tables
from training.writer_values import changed_values, compared

PASSAGE = 130
BESIDE = 80
"""Words of the passage that is asked about, and of one beside it, at most."""


@dataclass(frozen=True, slots=True)
class Source:
    """All passages with questions, and what looks alike among them."""

    maker: Maker
    groups: Sequence[Sequence[Asked]]
    passages: Bm25
    questions: Bm25
    items: Sequence[Asked]
    changed: dict[str, list[str]]


def pack(source: Source, place: int) -> dict[str, Any] | None:
    """The line of one passage; None where it is too long."""
    chance, group = source.maker.chance, source.groups[place]
    passage = group[0].passage
    lists = [one for one in group if is_list(one.answer)]
    if len(passage.split()) > PASSAGE:
        return None
    beside = _beside(source, place, chance.choices((0, 1, 2), (2, 5, 3))[0])
    said = " ".join([passage, *(text for _, text in beside)])
    turns = [
        *_answered(group),
        *_other(source, group, said),
        *_changed(source, passage),
        *_yes_no(source.maker, group),
        *_joined(source.maker, group),
    ]
    if chance.random() < 0.25 and (cut := _cut(group, said)):
        passage, turns = cut
    elif lists and chance.random() < 0.5:
        passage = itemised(passage, chance.choice(lists).answer)
    titled = [(group[0].title, passage), *beside]
    chance.shuffle(titled)
    chance.shuffle(turns)
    return line_of(titled, turns, chance)


def _beside(source: Source, place: int, count: int) -> list[tuple[str | None, str]]:
    """Passages that look like the one that is asked about, without any of its answers."""
    group = source.groups[place]
    near = source.passages.best(group[0].passage, 12)
    found = []
    for other in near:
        text = " ".join(source.groups[other][0].passage.split()[:BESIDE])
        text = text[: text.rfind(". ") + 1] or text
        if other != place and not any(one.answer.lower() in text.lower() for one in group):
            found.append((source.groups[other][0].title, text))
    return found[:count]


def _answered(group: Sequence[Asked]) -> Iterator[Turn]:
    """The answer as a sentence; of a search engine's question, the span."""
    for one in group:
        if one.full and _is_plain(one):
            yield Turn(one.question, sentence(one.full), "answer")
        elif is_list(one.answer) and len(one.answer.split()) <= LONGEST:
            yield Turn(one.question, sentence(one.answer), "list")
        elif one.article.startswith("nq") and len(one.answer.split()) <= LONGEST // 2:
            yield Turn(one.question, sentence(one.answer), "span")


def _is_plain(one: Asked) -> bool:
    full = one.full or ""
    words = full.split()
    return (
        len(words) <= LONGEST
        and one.answer.lower() in full.lower()
        and borne(full, f"{one.passage} {one.question}")
    )


def _other(source: Source, group: Sequence[Asked], said: str) -> Iterator[Turn]:
    """Questions on other passages that these do not answer."""
    chance = source.maker.chance
    one = chance.choice(group)
    for place in source.questions.best(f"{one.question} {one.passage[:200]}", 30):
        other = source.items[place]
        if other.passage != one.passage and other.answer.lower() not in said.lower():
            yield Turn(other.question, NOT_SAID, "other question")
            return


def _changed(source: Source, passage: str) -> Iterator[Turn]:
    """Questions on the passage with one word exchanged, which it does not answer."""
    found = source.changed.get(passage, [])
    for question in source.maker.chance.sample(found, min(2, len(found))):
        yield Turn(question, NOT_SAID, "changed question")


def _yes_no(maker: Maker, group: Sequence[Asked]) -> Iterator[Turn]:
    """What a sentence says, asked for, and asked for with one thing exchanged."""
    for one in group:
        doc = maker.parsed.get(one.full) if one.full and _is_plain(one) else None
        question = asked_whether(doc) if doc is not None else None
        if doc is None or question is None:
            continue
        text = inner(doc)
        other = next(
            (
                turned
                for change in maker.variants(doc, maker.own(one.passage), 3)
                if change.kind in ("name", "number", "date", "opposite", "unit")
                and (pair := difference(doc.text, change.claimed))
                and (turned := swap(question, *pair))
            ),
            None,
        )
        if other:
            yield Turn(other, f"No, {text}.", "no")
        if maker.chance.random() < 0.75:
            yield Turn(question, f"Yes, {text}.", "yes")


def _joined(maker: Maker, group: Sequence[Asked]) -> Iterator[Turn]:
    """Two questions in one: both are to be answered."""
    plain = [one for one in group if one.full and _is_plain(one)]
    if len(plain) < 2 or maker.chance.random() < 0.5:
        return
    first, second = maker.chance.sample(plain, 2)
    if len(f"{first.full} {second.full}".split()) <= LONGEST * 1.5:
        question = f"{first.question.rstrip('?. ')}, and {_lowered(second.question)}"
        answer = f"{sentence(first.full or '')} {sentence(second.full or '')}"
        yield Turn(question, answer, "joined")


def _lowered(question: str) -> str:
    return f"{question[:1].lower()}{question[1:]}"


def _cut(group: Sequence[Asked], said: str) -> tuple[str, list[Turn]] | None:
    """The passage without the sentence of one answer, and what may be asked then."""
    rest = without_answer(group[0])
    if rest is None or len(sentences_of(rest)) < 2:
        return None
    turns = []
    for one in group:
        if one.answer.lower() not in said.replace(one.passage, rest).lower():
            turns.append(Turn(one.question, NOT_SAID, "sentence missing"))
        elif one.full and _is_plain(one) and borne(one.full, f"{rest} {one.question}"):
            turns.append(Turn(one.question, sentence(one.full), "answer"))
    return rest, turns


def joined_quotes(folder: Path, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Answers that people wrote from several passages (QuoteSum)."""
    for line in (folder / "quotesum" / "dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        numbers = [str(n) for n in range(1, 9) if row.get(f"source{n}")]
        texts = [row[f"source{n}"] for n in numbers]
        answer = re.sub(r"\[ ?\d+ (.+?) ?\]", r"\1", row["summary"])
        answer = " ".join(answer.split()).replace(" .", ".").replace(" ,", ",")
        if len(" ".join(texts).split()) <= 2 * PASSAGE and len(answer.split()) <= 2 * LONGEST:
            titled = [(row[f"title{n}"], row[f"source{n}"]) for n in numbers]
            yield line_of(titled, [Turn(row["question"], answer, "several")], chance)


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", type=Path)
    parser.add_argument("examples", type=Path, help="what training.overlap has cleaned")
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="spaCy's en_core_web_md")
    parser.add_argument("--parsed", type=Path, required=True, help="what training.language wrote")
    parser.add_argument("--every", type=int, default=1, help="take each n-th passage of SQuAD's")
    parser.add_argument("--natural", type=int, default=250, help="questions of a search engine")
    parser.add_argument("--made", type=int, default=160, help="pairs of values to compare")
    parser.add_argument("--lists", type=int, default=250, help="passages with a list")
    parser.add_argument("--tables", type=int, default=150)
    parser.add_argument("--claims", type=int, default=120, help="lines of claims, asked")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    settings = yaml.safe_load(Path(__file__).with_name("reader.yaml").read_text("utf-8"))
    chance = random.Random(options.seed)
    clean, changed, left_out = _clean(options.examples, set(settings["left_out"]))
    groups: dict[str, list[Asked]] = defaultdict(list)
    for one in asked(options.sets):
        if one.passage in clean and one.passage not in left_out:
            groups[one.passage].append(one)
    sample = [g for g in groups.values() if any(one.full for one in g)][:: options.every]
    natural = [g for g in groups.values() if g[0].article.startswith("nq")]
    known = {id(group) for group in sample}
    listing = [
        group
        for group in groups.values()
        if id(group) not in known
        and len(group[0].passage.split()) <= PASSAGE
        and any(is_list(one.answer) for one in group)
    ]
    chosen = [*chance.sample(natural, options.natural), *listing[: options.lists]]
    both = sample + list({id(group): group for group in chosen}.values())
    items = [one for group in both for one in group]
    source = Source(
        Maker(Parsed(open_model(options.model), options.parsed), options.seed),
        both,
        Bm25([group[0].passage for group in both]),
        Bm25([one.question for one in items]),
        items,
        changed,
    )
    lines = [line for place in range(len(both)) if (line := pack(source, place))]
    lines += joined_quotes(options.sets, chance)
    others = [long for long, _ in shortened(options.sets)]
    lines += compared(source.maker, others, options.made)
    lines += changed_values(source.maker, others, options.made // 2)
    lines += tables(options.sets, chance)[: options.tables]
    lines += claims_asked(options.sets, clean, source.maker, chance)[: options.claims]
    chance.shuffle(lines)
    with options.out.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(len(lines), Counter(turn["kind"] for line in lines for turn in line["turns"]))


def _clean(path: Path, articles: set[str]) -> tuple[set[str], dict[str, list[str]], set[str]]:
    """What may be used, questions that passages do not answer, passages that are left out."""
    clean, left_out = set(), set()
    changed: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["task"] == "entail":
            clean.add(row["evidence"])
        if row["task"] != "read":
            continue
        if row["article"] in articles:
            left_out.add(row["passage"])
        clean.add(row["passage"])
        if row["start"] < 0 and row["kind"].startswith("question: "):
            changed[row["passage"]].append(row["question"])
    return clean, changed, left_out


if __name__ == "__main__":
    main()
