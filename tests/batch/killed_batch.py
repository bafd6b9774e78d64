"""A batch to be killed: `python -m tests.batch.killed_batch DOCUMENTS OUTPUT LEDGER WORKERS`.

It prints how many rows have been written so far.
"""

from __future__ import annotations

import signal
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from assistant.batch.inputs import from_paths
from assistant.batch.ledger import open_ledger
from assistant.batch.output import JsonlFile, MarkdownFolder, Outputs
from assistant.batch.runner import Batch
from assistant.batch.workers import Workers, workers
from tests.batch.samples import FINGERPRINT, FakeRecipe


def main(documents: Path, output: Path, folder: Path, count: int, *, slow: bool = False) -> None:
    run(documents, output, folder, workers(FakeRecipe(slow=slow), count))


def run(documents: Path, output: Path, folder: Path, pool: AbstractContextManager[Workers]) -> None:
    with (
        open_ledger(folder) as ledger,
        Outputs(
            JsonlFile(output / "rows.jsonl", FINGERPRINT), MarkdownFolder(output / "pages")
        ) as outputs,
        pool as open_pool,
    ):
        batch = Batch(ledger, FINGERPRINT)
        read = from_paths([documents]).read
        for number, row in enumerate(batch.rows(read, open_pool), start=1):
            outputs.put(row)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    # A shell that runs the tests in the background hands down that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    docs, out, ledger = map(Path, sys.argv[1:4])
    main(docs, out, ledger, int(sys.argv[4]), slow=True)
