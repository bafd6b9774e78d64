"""Keeps receipts and reports the id of each, until it is killed."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from assistant.search.collection import Collection
from assistant.search.receipts import Quoted

if __name__ == "__main__":
    with Collection.open(Path(sys.argv[1])) as collection:
        for number in itertools.count(int(sys.argv[2])):
            id_ = collection.receipts.keep({"n": number}, [Quoted("d", "s"), Quoted("e", "s")])
            sys.stdout.write(f"{id_}\n")
            sys.stdout.flush()
