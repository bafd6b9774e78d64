"""How well the reader tells yes from no, and what a question takes wrongly for granted.

    python -m benchmarks.stances

Questions in people's own words on the documents of benchmarks/asked, with the sentences that answer
them (benchmarks/judged/drafts.jsonl) or contradict what they take for granted (stances.jsonl
there). The reader is asked each question as it is asked a claim (`training/stances.py`), on the
marked sentences and on the one that it believes in most. Prints the AUROC of its verdicts: yes
against no, and what is taken wrongly for granted against what is taken so rightly.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.language.question import Question
from assistant.models.reading import claim_pair
from assistant.protocols import Embedder, Reader
from assistant.records import DocumentInfo
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing.direct import read_passages
from assistant.writing.evidence import read_evidence
from assistant.writing.stating import stating
from benchmarks.common import ASKED, JUDGED, TOP, collections_of

Line = Mapping[str, Any]
Verdict = NDArray[np.float32]


def verdicts(
    lines: Sequence[Line], collection: Collection, embedder: Embedder, reader: Reader
) -> Iterator[tuple[str, Verdict, Verdict]]:
    """What is right of each question, and the verdicts on what is marked and what is believed."""
    documents = {Path(one.sources[0]).name: one for one in collection.documents()}
    for line in lines:
        question = Question.parse(line["question"])
        marks = [mark for mark in line["evidence"] if not mark.startswith(("also|", "near|"))]
        vector = embedder.encode_queries([question.text])[0]
        hits = stating(retrieve(collection, question, vector, TOP))
        read = read_evidence(question, hits, read_passages(question.text, hits, reader))
        parts = [mark.partition("|") for mark in marks]
        document = documents.get(parts[0][0]) if parts else None
        if document is None or not read:
            continue
        best = read[0]
        marked = " ".join(sentence for _, _, sentence in parts)
        yield (
            gold(line),
            _verdict(question, marked, document, reader),
            _verdict(question, best.text, best.document, reader),
        )


def gold(line: Line) -> str:
    """What the documents say to a question: yes, no, fails, or that what it assumes holds."""
    if line["kind"] == "yes_no":
        return "yes" if line["answer"].lower().startswith("yes") else "no"
    return "fails" if line["kind"] == "premise" else "holds"


def _verdict(question: Question, text: str, document: DocumentInfo, reader: Reader) -> Verdict:
    pair = claim_pair(question.text, None, text, document.title, document.when)
    verdict: Verdict = reader.entail([pair])[0]
    return verdict


def main() -> None:
    """Run the command."""
    from sklearn.metrics import roc_auc_score

    runtime = Runtime.open("default")
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    files = (JUDGED, JUDGED.with_name("stances.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    found: list[tuple[str, Verdict, Verdict]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, embedder, stack):
            asked = [line for line in lines if line["collection"] == name]
            found += verdicts(asked, collection, embedder, reader)
    right = np.array([one for one, _, _ in found])
    polar = np.isin(right, ["yes", "no"])
    for name, column in (("marked sentences", 1), ("the best sentence", 2)):
        table = np.array([one[column] for one in found])
        yes = roc_auc_score(right[polar] == "yes", table[polar, 0] - table[polar, 1])
        fails = roc_auc_score(right[~polar] == "fails", table[~polar, 1] - table[~polar, 0])
        print(f"on {name}: yes or no {yes:.3f} of {polar.sum()}, ", end="")
        print(f"taken wrongly for granted {fails:.3f} of {(~polar).sum()}")


if __name__ == "__main__":
    main()
