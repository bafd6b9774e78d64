"""What is marked in the folders of benchmarks/replaced stands there, and newer means newer."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest

from assistant.corpus.read import read_documents
from assistant.records import Document, DocumentInfo
from benchmarks.replaced import SET

LINES = [*map(json.loads, (SET / "questions.jsonl").read_text("utf-8").splitlines())]


@cache
def read(folder: str, name: str) -> Document:
    [document] = read_documents(SET / folder / name)
    return document


def test_there_are_as_many_of_each_kind_as_is_said() -> None:
    kinds = Counter(line["kind"] for line in LINES)
    assert kinds == {"replaced": 50, "still": 34, "other": 16}
    assert len({line["question"].casefold() for line in LINES}) == len(LINES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["id"]))
def test_what_is_marked_stands_in_its_file(line: dict[str, Any]) -> None:
    holds = read(line["folder"], line["holds_file"])
    assert words(line["holds"]) <= words(holds.text)
    if line["kind"] == "other":
        return
    beside = read(line["folder"], line["beside_file"])
    assert words(line["beside"]) <= words(beside.text)
    days = [DocumentInfo.of(one).own_date for one in (holds, beside)]
    assert None not in days
    assert (str(days[0]) > str(days[1])) == (line["kind"] == "replaced")


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))
