"""Ask 150 questions on 15 tables in files of five formats, with the whole program.

    python -m benchmarks.tables_ask OUT.jsonl [--profile default]

Makes the tables of benchmarks/tables/tables.yaml as `benchmarks.rows_ask` does, indexes them all as
one collection, and asks benchmarks/tables/questions.yaml. Writes a line for each question with what
the terminal shows, and prints how many answers hold the right one: in the answer itself, or in what
is shown at all (a row that is quoted or nearest holds it among other cells). Whether an answer is
good is for a person to say.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from assistant.assistant import Assistant
from assistant.corpus.read import close_readers
from assistant.indexing import index_paths
from assistant.records import Answer
from benchmarks.fields_ask import printed
from benchmarks.rows_ask import make

HERE = Path(__file__).with_name("tables")


def holds(text: str, gold: str) -> bool:
    """Whether a text says a short answer, over lines too; numbers however they are grouped."""
    plain, wanted = (
        re.sub(r"(?<=\d),(?=\d{3})", "", " ".join(one.casefold().split())) for one in (text, gold)
    )
    return re.search(rf"(?<![\w.]){re.escape(wanted)}(?![\w]|\.\d)", plain) is not None


def own_words(answer: Answer) -> str:
    """The sentences of an answer that are no quotation."""
    own = (claim.text for claim in answer.claims if claim.verdict in {"supported", "counted"})
    return " ".join(own)


def said(answer: Answer) -> str:
    """What an answer says itself, not by a quotation."""
    return f"{own_words(answer)} {answer.short_answer or ''}"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Questions on tables, asked of the program")
    parser.add_argument("out", type=Path)
    parser.add_argument("--profile")
    options = parser.parse_args()
    tables, asked = (
        yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
        for name in ("tables", "questions")
    )
    counts: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table in tables:
            make(folder / f"{table['name']}.{table['format']}", table)
        with (
            Assistant.open(
                folder / "collection", profile=options.profile, create=True
            ) as assistant,
            options.out.open("w", encoding="utf-8") as out,
        ):
            index_paths(assistant.collection, sorted(folder.glob("*.*")), assistant.embedder)
            for one in asked:
                line = _asked(one, assistant.ask(one["ask"]))
                counts[one["kind"]].append((line["right"], line["shown"]))
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
    close_readers()
    counts["all"] = [one for found in counts.values() for one in found]
    for kind, found in counts.items():
        right, shown = (sum(column) for column in zip(*found, strict=True))
        print(f"{kind}: of {len(found)} {right} right in the answer, {shown} in what is shown")


def _asked(one: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    page, gold = printed(answer), str(one["answer"])
    is_told = bool(said(answer).strip())
    return {
        **one,
        "status": answer.status,
        "right": holds(said(answer), gold) if gold else not is_told,
        "shown": holds(page, gold) if gold else not is_told,
        "page": page,
    }


if __name__ == "__main__":
    main()
