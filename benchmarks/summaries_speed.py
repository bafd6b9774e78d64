"""How fast summaries are made: documents a minute by profile, workers and prompt look-up.

    python -m benchmarks.summaries_speed FOLDER [--documents N] [--memory N]

Takes the first N files of FOLDER, repeated under other titles where there are fewer, cut to
about 600 words. Models are loaded before the clock starts. Without look-up, OpenVINO still drafts
one token at a time, the fewest it takes. With `--memory N`, N such documents are
summarised without a writer in one process, and the resident size is printed after 100 and at
the end.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.batch.inputs import from_paths
from assistant.batch.ledger import open_ledger
from assistant.batch.recipe import ProfileRecipe
from assistant.batch.runner import Batch
from assistant.batch.workers import workers
from assistant.models import generate, openvino_generate
from assistant.records import Document, SummaryRequest

WORDS = 600
EARLY = 100
"""After this many documents, all that is loaded once has been loaded."""


def main() -> None:
    """Print one line for each setting."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--memory", type=int, default=0)
    options = parser.parse_args()
    articles = list(itertools.islice(_articles(options.folder), 200))
    if options.memory:
        _measure_memory(articles, options.memory)
        return
    for profile, lookup, count in (
        ("extractive", True, 1),
        ("extractive", True, 2),
        ("tiny", True, 1),
        ("tiny", False, 1),
        ("default", True, 1),
        ("default", False, 1),
        ("default", True, 2),
    ):
        took = _measure(articles, options.documents, profile, lookup=lookup, count=count)
        print(
            f"{profile}, look-up {'on' if lookup else 'off'}, workers {count}: "
            f"{60 * options.documents / took:.1f} documents/min",
            flush=True,
        )


def _measure(
    articles: list[Document], documents: int, profile: str, *, lookup: bool, count: int
) -> float:
    """Seconds from the first row to the last, of documents behind one warm-up for each worker."""
    generate._LOOKUP_TOKENS = 8 if lookup else None  # type: ignore[assignment]
    openvino_generate._LOOKUP_TOKENS = 8 if lookup else 1
    recipe = ProfileRecipe(SummaryRequest(), profile)
    items = list(_repeated(articles, documents + count))
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder)) as ledger:
        batch = Batch(ledger, profile)
        with workers(recipe, count) as pool:
            list(batch.rows(lambda _: iter(items[:count]), pool))
            started = time.perf_counter()
            list(batch.rows(lambda _: iter(items[count:]), pool))
            return time.perf_counter() - started


def _measure_memory(articles: list[Document], documents: int) -> None:
    recipe = ProfileRecipe(SummaryRequest(), "extractive")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_ledger(Path(folder)) as ledger,
        workers(recipe, 1) as pool,
    ):
        rows = Batch(ledger, "memory").rows(lambda _: _repeated(articles, documents), pool)
        for number, _ in enumerate(rows, start=1):
            if number in {EARLY, documents} or number % 500 == 0:
                print(f"after {number}: {_resident_mb():.0f} MB", flush=True)


def _articles(folder: Path) -> Iterator[Document]:
    for item in from_paths([folder]).read(lambda state: None):
        if isinstance(item, Document):
            yield replace(item, text=_cut(item.text))


def _cut(text: str) -> str:
    """The paragraphs of a text up to about 600 words."""
    kept: list[str] = []
    words = 0
    for paragraph in text.split("\n\n"):
        kept.append(paragraph)
        words += len(paragraph.split())
        if words >= WORDS:
            break
    return "\n\n".join(kept)


def _repeated(articles: list[Document], count: int) -> Iterator[Document]:
    """So many documents, each with an id and a text of its own."""
    for number, article in enumerate(itertools.islice(itertools.cycle(articles), count)):
        text = f"{article.text}\n\nThis is copy {number}."
        yield replace(article, id=f"{number:064x}", text=text)


def _resident_mb() -> float:
    """Resident memory of this process in 10^6 bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
