"""Measure what code works out from rows of tables, on 60 questions over 12 tables.

    python -m benchmarks.rows_ask
    python -m benchmarks.rows_ask --aside [--profile default]
    python -m benchmarks.rows_ask --pairs [--aside]

Makes the tables of benchmarks/rows/tables.yaml as files of five formats, indexes them all as one
collection, and asks benchmarks/rows/questions.yaml: first those that the mechanism was tuned on,
with `--aside` those that were kept for the end. A question counts as right where the computed
sentence has its answer, or where none may be computed and none is. No writer and no reader is
loaded: what is not computed is not answered here. With `--pairs`, rows/pairs.yaml is asked of the
folders that it names, each a collection: two rows are compared there, or quoted.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from assistant.answering.resources import Resources
from assistant.answering.rows import answer_rows, operations
from assistant.corpus.read import close_readers
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.protocols import Embedder
from assistant.records import Answer
from assistant.runtime import Runtime
from assistant.search.collection import EVERYTHING, Collection
from benchmarks.common import default_embedder
from benchmarks.small_files import docx_members, docx_paragraph, write_zip

HERE = Path(__file__).with_name("rows")
TOP = 10


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--aside", action="store_true", help="ask the half that was kept aside")
    parser.add_argument("--profile", default="default", help="whose embedder it is measured with")
    parser.add_argument("--pairs", action="store_true", help="ask for two rows beside each other")
    options = parser.parse_args()
    name = "pairs.yaml" if options.pairs else "questions.yaml"
    every = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    asked = [one for one in every if bool(one.get("aside")) == options.aside]
    embedder = default_embedder(options.profile)
    told: Counter[str] = Counter()
    for place in dict.fromkeys(one.get("of", "rows") for one in asked):
        with _opened(place, embedder) as resources:
            of_place = [one for one in asked if one.get("of", "rows") == place]
            told.update((_compare if options.pairs else _ask)(one, resources) for one in of_place)
    close_readers()
    print(", ".join(f"{told[one]} {one}" for one in sorted(told)), f"of {len(asked)}")


@contextmanager
def _opened(place: str, embedder: Embedder) -> Iterator[Resources]:
    """A collection of the tables beside this module ("rows"), or of a folder of benchmarks/."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [one for one in HERE.parent.joinpath(place).iterdir() if one.name != "README.md"]
        if place == "rows":
            tables = yaml.safe_load((HERE / "tables.yaml").read_text(encoding="utf-8"))
            files = [folder / f"{table['name']}.{table['format']}" for table in tables]
            for path, table in zip(files, tables, strict=True):
                make(path, table)
        with Collection.open(folder / "collection", create=True) as collection:
            index_paths(collection, sorted(files), embedder)
            load_reader = Runtime.open().load_reader
            yield Resources(
                collection, lambda: embedder, load_reader, None, top=TOP, answer_tokens=64
            )


def _compare(one: Mapping[str, Any], resources: Resources) -> str:
    """What became of a question that may compare two rows; prints it."""
    question, query = Question.parse(one["ask"]), resources.query(one["ask"])
    found = answer_rows(question, query, resources, TOP, EVERYTHING)
    gold, values = one.get("answer"), one.get("values", [])
    said = " / ".join(claim.text for claim in found.claims) if found else ""
    if found is None:
        became = "nothing" if gold else "left alone"
    elif found.claims[0].verdict == "quoted":
        became = "both quoted" if gold and all(value in said for value in values) else "WRONG"
    else:
        became = "right" if gold and gold in said and values[0] in said else "WRONG"
    print(f"{became:11} {one['ask']} {said[:200] or '-'}")
    return became


def _ask(one: Mapping[str, Any], resources: Resources) -> str:
    """Whether a question gets its answer, or none where none may be computed; prints how."""
    question, query = Question.parse(one["ask"]), resources.query(one["ask"])
    found = answer_rows(question, query, resources, TOP, EVERYTHING)
    gold = one["answer"]
    right = gold is None if found is None else gold is not None and _holds(found, gold)
    known = operations(one["ask"], resources.embedder)
    assert known is not None, "no weights were fitted with this embedder"
    shares = known.shares(one["ask"], query)
    best = max(shares, key=shares.__getitem__)
    mark = "right" if right else "nothing" if found is None else "WRONG"
    print(f"{mark:7} {one['ask']} [{best} {shares[best]:.2f}] {found.text if found else '-'}")
    return mark


def _holds(found: Answer, gold: str) -> bool:
    """Whether an answer is a number, or names a row."""
    if re.fullmatch(r"[\d.,]+", gold):
        return re.findall(r"[\d.,]*\d", found.short_answer or "")[:1] == [gold]
    return gold in (found.short_answer or "") or gold in found.claims[0].text


def make(path: Path, table: Mapping[str, Any]) -> None:
    """Write a table as a file of its format."""
    head, rows = table["head"], table["rows"]
    title, before, caption = (table.get(part, "") for part in ("title", "before", "caption"))
    match table["format"]:
        case "md":
            lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
            text = f"# {title}\n\n{before}\n\n{caption}\n\n" + "\n".join(lines) + "\n"
            path.write_text(text, encoding="utf-8")
        case "csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([head, *rows])
        case "html":
            path.write_text(_page(title, before, caption, head, rows), encoding="utf-8")
        case "xlsx":
            path.write_bytes(_workbook(title, head, rows))
        case _:
            cells = "".join(_docx_row(row) for row in (head, *rows))
            body = docx_paragraph(title, "Heading1") + docx_paragraph(before)
            body += docx_paragraph(f"{caption}:") + f"<w:tbl>{cells}</w:tbl>"
            write_zip(path, docx_members(body))


def _page(
    title: str, before: str, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]
) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"

    body = "".join(row(cells, "td") for cells in rows)
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>{before}</p><table><caption>{caption}</caption>{row(head, 'th')}{body}</table>"
        "</article></body></html>"
    )


def _workbook(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title or "Sheet1"
    sheet.append(head)
    for row in rows:
        sheet.append([_typed(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(cell: str) -> str | float:
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell


def _docx_row(cells: Sequence[str]) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{docx_paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"


if __name__ == "__main__":
    main()
