"""A batch on a cluster: `python -m tests.batch.cluster_batch DOCUMENTS OUTPUT LEDGER ADDRESS`.

As `killed_batch`, it prints how many rows have been written so far; a failure is one line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.batch.workers import workers_on_nodes
from assistant.errors import AssistantError
from tests.batch.killed_batch import run
from tests.batch.samples import FakeRecipe

if __name__ == "__main__":
    docs, out, ledger = map(Path, sys.argv[1:4])
    try:
        run(docs, out, ledger, workers_on_nodes(FakeRecipe(slow=True), sys.argv[4], None))
    except AssistantError as error:
        sys.exit(f"{type(error).__name__}: {error}")
