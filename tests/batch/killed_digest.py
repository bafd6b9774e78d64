"""A digest to be killed: `python -m tests.batch.killed_digest DOCUMENTS OUTPUT LEDGER WORKERS`.

It prints how many documents have been read for the first time so far.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.batch.digest import DigestBatch
from assistant.batch.inputs import from_paths
from assistant.batch.ledger import open_ledger
from assistant.batch.output import JsonlFile, MarkdownFolder, Outputs
from assistant.batch.runner import Batch, Result
from assistant.batch.workers import make_brief, workers
from assistant.records import SummaryRequest
from tests.batch.samples import FINGERPRINT, FakeRecipe

BRIEFS = "b" * 16


def main(documents: Path, output: Path, folder: Path, count: int, *, slow: bool = False) -> None:
    read = from_paths([documents]).read
    request = SummaryRequest(words=60)
    with open_ledger(folder) as ledger:
        with workers(FakeRecipe(request, slow=slow), count, make_brief) as pool:
            rows = DigestBatch(ledger, request, BRIEFS, FINGERPRINT).rows(read, pool, _Counter())
        with Outputs(
            JsonlFile(output / "rows.jsonl", FINGERPRINT), MarkdownFolder(output / "pages")
        ) as outputs:
            for row in rows:
                outputs.put(row)


def left(documents: Path, folder: Path) -> int:
    """How many documents are left to read."""
    with open_ledger(folder) as ledger:
        return Batch(ledger, BRIEFS).plan(from_paths([documents]).read).to_do


class _Counter:
    def __init__(self) -> None:
        self._count = 0

    def __call__(self, result: Result) -> None:
        if result.tokens:
            self._count += 1
            sys.stdout.write(f"{self._count}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    docs, out, ledger = map(Path, sys.argv[1:4])
    main(docs, out, ledger, int(sys.argv[4]), slow=True)
