"""An index run on a cluster: `python -m tests.cluster.cluster_index DOCUMENTS COLLECTION ADDRESS`.

As `killed_run`, it prints how many files have been reported so far.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.cluster.embedding import NodesEmbedder
from assistant.cluster.nodes import crew
from tests.fakes import FakeEmbedder
from tests.indexing.killed_run import begin, run

if __name__ == "__main__":
    with crew(sys.argv[3], None, begin) as actors:
        run(Path(sys.argv[1]), Path(sys.argv[2]), NodesEmbedder(FakeEmbedder(), actors))
