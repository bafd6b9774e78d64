"""Ask held-out questions of FeTaQA on tables of Wikipedia, with the whole program.

    python -m benchmarks.fetaqa FOLDER OUT.jsonl [--count 150] [--profile default] [--json FILE]

FOLDER holds `fetaQA-v1_test.jsonl` (L. Nan et al., 2022). Held out is every thirteenth row of it,
150 in all: nothing is trained or fitted on either file of the set. Each table becomes a Markdown
page under its article's title and its section's heading, all pages are one collection, and each
question is asked once. The values of an answer are the cells that the set marks, as far as the
reference says them and the question does not. Writes a line for each question with what the
terminal shows, and prints how many values are in the answer itself, and how many in what is shown
at all; rouge-score's F1 (C.-Y. Lin, 2004), with stemming, of the answer's own sentences, 0 where it
has none; the statuses; the seconds. Whether an answer is good is for a person to say.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any

from rouge_score.rouge_scorer import RougeScorer

from assistant.assistant import Assistant
from assistant.corpus.read import close_readers
from assistant.indexing import index_paths
from assistant.records import Answer
from benchmarks.fields_ask import printed
from benchmarks.measured import Row, tell
from benchmarks.rows_ask import make
from benchmarks.tables_ask import holds, own_words, said

HELD_OUT = "fetaQA-v1_test.jsonl"
EVERY, MOST = 13, 150
KINDS = ("rouge1", "rouge2", "rougeL")

Line = dict[str, Any]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Questions on tables of Wikipedia")
    parser.add_argument("folder", type=Path, help=f"holds {HELD_OUT}")
    parser.add_argument("out", type=Path, help="file for what was shown, one JSON object a line")
    parser.add_argument("--count", type=int, default=MOST, help="of the held-out rows, the first")
    parser.add_argument("--profile", help="of models.yaml; else the one that the settings name")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    rows = held_out(options.folder / HELD_OUT)[: options.count]
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as name:
        pages = Path(name) / "pages"
        pages.mkdir()
        for row in rows:
            make(pages / f"{row['feta_id']}.md", page_of(row))
        collection = Path(name) / "collection"
        with (
            Assistant.open(collection, profile=options.profile, create=True) as assistant,
            options.out.open("w", encoding="utf-8") as out,
        ):
            index_paths(assistant.collection, [pages], assistant.embedder)
            for row in rows:
                begin = time.perf_counter()
                answer = assistant.ask(row["question"])
                lines.append(line_of(row, answer, time.perf_counter() - begin))
                print(json.dumps(lines[-1], ensure_ascii=False), file=out, flush=True)
    close_readers()
    tell("fetaqa", figures(lines), options.json, profile=options.profile or "")


def held_out(path: Path) -> list[Mapping[str, Any]]:
    """The rows that are asked."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[::EVERY][:MOST]]


def page_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's table as `benchmarks.rows_ask.make` takes it."""
    head, *body = [[cell.replace("|", r"\|") for cell in cells] for cells in row["table_array"]]
    title, section = row["table_page_title"], row["table_section_title"]
    return {"format": "md", "title": title, "before": f"## {section}", "head": head, "rows": body}


def values_of(row: Mapping[str, Any]) -> list[str]:
    """The cells that the reference says and the question does not."""
    cells = [row["table_array"][at][column] for at, column in row["highlighted_cell_ids"]]
    own = (one for one in cells if holds(row["answer"], one) and not holds(row["question"], one))
    return list(dict.fromkeys(filter(None, own)))


def line_of(row: Mapping[str, Any], answer: Answer, seconds: float) -> Line:
    """One line of the output."""
    values, page = values_of(row), printed(answer)
    scorer = RougeScorer(list(KINDS), use_stemmer=True)
    scores = scorer.score(row["answer"], own_words(answer))
    return {
        "id": row["feta_id"],
        "question": row["question"],
        "reference": row["answer"],
        "values": values,
        "status": answer.status,
        "answer": own_words(answer),
        "said": [one for one in values if holds(said(answer), one)],
        "shown": [one for one in values if holds(page, one)],
        **{kind: round(100 * scores[kind].fmeasure, 1) for kind in KINDS},
        "seconds": round(seconds, 2),
        "page": page,
    }


def figures(lines: Sequence[Line]) -> list[Row]:
    """What is printed, of all questions and of those that are answered in words of their own."""
    groups = {"all": lines, "in own words": [line for line in lines if line["answer"]]}
    return [{"questions": name, **_figures(group)} for name, group in groups.items() if group]


def _figures(lines: Sequence[Line]) -> Row:
    valued = [line for line in lines if line["values"]]
    statuses = Counter(line["status"] for line in lines)
    seconds = quantiles((line["seconds"] for line in lines), n=10) if len(lines) > 1 else [0.0] * 9
    return {
        "count": len(lines),
        "statuses": ", ".join(f"{name} {count}" for name, count in statuses.most_common()),
        "with values": len(valued),
        **{f"all values {where}": _whole(valued, where) for where in ("said", "shown")},
        **{f"values {where}": _share(valued, where) for where in ("said", "shown")},
        **{kind: round(fmean(line[kind] for line in lines), 1) for kind in KINDS},
        "seconds, median (90th percentile)": f"{seconds[4]:.1f} ({seconds[8]:.1f})",
    }


def _whole(lines: Sequence[Line], where: str) -> int:
    return sum(len(line[where]) == len(line["values"]) for line in lines)


def _share(lines: Sequence[Line], where: str) -> float:
    shares = [len(line[where]) / len(line["values"]) for line in lines]
    return round(fmean(shares), 3) if shares else 0.0


if __name__ == "__main__":
    main()
