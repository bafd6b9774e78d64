"""A collection on a disk of one megabyte that fills up; mounted where nobody else sees it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from assistant.errors import StorageFull
from assistant.search.collection import Collection
from tests.search.samples import add, make_document

if __name__ == "__main__":
    disk = Path(sys.argv[1])
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=True)
    with Collection.open(disk / "collection", create=True) as collection:
        add(collection, [make_document("The bridge opened in May.")])
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            pass
    try:
        Collection.open(disk / "collection").counts()
    except StorageFull as error:
        sys.stdout.write(f"{error.message}\n")
    (disk / "filler").unlink()
    with Collection.open(disk / "collection") as collection:
        sys.stdout.write(f"{collection.counts()}\n")
