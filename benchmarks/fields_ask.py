"""Questions of many kinds over news and documents of other fields, and what is shown for each.

    python -m benchmarks.fields_ask OUT.jsonl [--set fields] [--profile default] [--only KIND]

Indexes examples/news and benchmarks/fields/documents, or the documents of another set, once into a
folder beside OUT.jsonl, asks every question and every turn of the conversations, and writes a line
for each: the question, what the terminal shows, the claims, the status, the seconds, and what a
judge needs. Prints the automatic figures. They say whether the words are there, not whether an
answer is good: benchmarks/fields/README.md tells how to judge.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console

from assistant.assistant import Assistant, Exchange
from assistant.indexing import index_paths
from assistant.present.page import COLUMNS
from assistant.present.text import render
from assistant.records import Answer
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from benchmarks.fields_gold import (
    CONVERSATION,
    SETS,
    Asked,
    lacking,
    read_conversations,
    read_questions,
)
from benchmarks.measured import Row, tell

Shown = dict[str, Any]


def opened(
    collections: Mapping[str, Path], folder: Path, profile: str | None, stack: ExitStack
) -> dict[str, Assistant]:
    """An assistant for each collection, up to date with its files; they share the models."""
    runtime = Runtime.open(profile)
    load_embedder, load_reader = cache(runtime.load_embedder), cache(runtime.load_reader)
    load_writer = cache(runtime.load_writer) if runtime.load_writer else None
    assistants = {}
    for name, documents in collections.items():
        assistants[name] = Assistant(
            stack.enter_context(Collection.open(folder / name, create=True)),
            load_embedder,
            load_reader,
            load_writer,
            top=runtime.settings.passages,
            answer_tokens=runtime.settings.answer_tokens,
        )
        index_paths(assistants[name].collection, [documents], load_embedder(), prune=True)
    return assistants


def ask_all(
    assistants: dict[str, Assistant], conversations: Iterable[Sequence[Asked]]
) -> Iterator[Shown]:
    """What is shown for each turn; a single question is a conversation of one turn.

    A follow-up is asked as the browser page asks it: rewritten with the turns before it.
    """
    for turns in conversations:
        earlier: list[Exchange] = []
        for asked in turns:
            assistant = assistants[asked.collection]
            understood = assistant.understand(asked.question, earlier)
            begin = time.perf_counter()
            answer = assistant.reply(understood, earlier)
            yield shown(asked, understood.text, answer, time.perf_counter() - begin)
            earlier.append(Exchange(understood.text, answer, asked.question))


def shown(asked: Asked, text: str, answer: Answer, seconds: float) -> Shown:
    """One line of the output."""
    claims = [claim.text for claim in answer.claims]
    absent = lacking(asked.gold, " ".join(claims))
    return {
        "id": asked.id,
        "collection": asked.collection,
        "kind": asked.kind,
        "question": asked.question,
        "asked": text,
        "status": answer.status,
        "claims": claims,
        "printed": printed(answer),
        "seconds": round(seconds, 3),
        "words": sum(len(claim.split()) for claim in claims),
        "answerable": asked.answerable,
        "holds_gold": not absent if asked.gold else None,
        "lacking": [" | ".join(forms) for forms in absent],
        "gold": [" | ".join(forms) for forms in asked.gold],
        "wrong": list(asked.wrong),
        "documents": list(asked.documents),
        "note": asked.note,
    }


def printed(answer: Answer) -> str:
    """The answer as a terminal shows it, without colour."""
    page = io.StringIO()
    console = Console(
        file=page, width=COLUMNS, color_system=None, markup=False, highlight=False, emoji=False
    )
    render(answer, console)
    return page.getvalue()


def figures(lines: Sequence[Shown]) -> list[Row]:
    """The automatic figures of all questions and of each kind."""
    kinds = sorted({line["kind"] for line in lines})
    groups = {"all": lines, **{k: [line for line in lines if line["kind"] == k] for k in kinds}}
    return [{"kind": kind, **_figures(group)} for kind, group in groups.items()]


def _figures(lines: Sequence[Shown]) -> Row:
    answered = [line for line in lines if line["status"] != "refused"]
    return {
        "questions": len(lines),
        "holds all gold": _share(line["holds_gold"] for line in lines if line["gold"]),
        "answerable, refused": _share(_refused(line) for line in lines if line["answerable"]),
        "no answer, refused": _share(_refused(line) for line in lines if _unanswerable(line)),
        "words": round(fmean(line["words"] for line in answered), 1) if answered else "",
        "seconds": round(fmean(line["seconds"] for line in lines), 2),
    }


def _refused(line: Shown) -> bool:
    return bool(line["status"] == "refused")


def _unanswerable(line: Shown) -> bool:
    """Whether the documents named are on the subject and lack the fact; small talk names none."""
    return bool(line["documents"] and not line["answerable"])


def _share(values: Iterable[bool]) -> str:
    listed = list(values)
    return f"{sum(listed)} of {len(listed)}" if listed else ""


def chosen(folder: Path, only: str | None) -> list[list[Asked]]:
    """All conversations and questions of a set, or those of one kind."""
    everything = [*([asked] for asked in read_questions(folder)), *read_conversations(folder)]
    return [turns for turns in everything if only in (None, turns[0].kind)]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Questions of many kinds, news and other fields")
    parser.add_argument("out", type=Path, help="file for what was shown, one JSON object a line")
    parser.add_argument("--profile", help="of models.yaml; else the one that the settings name")
    parser.add_argument("--only", metavar="KIND", help=f"of questions; also: {CONVERSATION}")
    parser.add_argument("--set", choices=SETS, default="fields", help="a folder of benchmarks")
    parser.add_argument("--folder", type=Path, help="keeps the collections; else beside OUT")
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    folder, collections = SETS[arguments.set]
    questions = chosen(folder, arguments.only)
    if not questions:
        parser.error(f"there is no question of the kind {arguments.only}")
    lines: list[Shown] = []
    with ExitStack() as stack:
        kept = arguments.folder or arguments.out.with_suffix(".collections")
        assistants = opened(collections, kept, arguments.profile, stack)
        out = stack.enter_context(arguments.out.open("w", encoding="utf-8"))
        for line in ask_all(assistants, questions):
            lines.append(line)
            print(json.dumps(line, ensure_ascii=False), file=out, flush=True)
    tell(folder.name, figures(lines), arguments.json, profile=arguments.profile or "")


if __name__ == "__main__":
    main()
