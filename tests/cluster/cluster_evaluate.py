"""A data set measured on a cluster: `python -m tests.cluster.cluster_evaluate DATA REPORT ADDRESS`.

It prints how much is done so far: documents that are indexed, and then questions.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.assistant import Assistant
from assistant.evaluate import datasets
from assistant.evaluate.doing import doing_on
from assistant.evaluate.run import evaluate
from assistant.evaluate.temporary import temporary_folder
from tests.indexing.killed_run import Printed

if __name__ == "__main__":
    data = Path(sys.argv[1])
    questions = datasets.load("squad2", data)
    with (
        temporary_folder() as scratch,
        Assistant.open(scratch / "collection", extractive=True, create=True) as assistant,
        doing_on(sys.argv[3], questions, None, extractive=True) as doer,
    ):
        report = evaluate(
            assistant,
            questions,
            name="squad2",
            path=data,
            profile="extractive",
            limit=None,
            progress=Printed(),
            doer=doer,
        )
    Path(sys.argv[2]).write_text(report.model_dump_json(), encoding="utf-8")
