"""What indexing costs beside the embedding itself, and a run over what has not changed.

    python -m benchmarks.indexing [--articles 400] [--rounds 3] [--files 10000] [--json FILE]

Writes articles of examples/news, each with a number in its text, as files of their own; then
small files, which are indexed, left alone, and touched.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from assistant.corpus.read import read_documents
from assistant.corpus.split import split_passages
from assistant.indexing import index_paths
from assistant.protocols import Embedder
from assistant.search.collection import Collection
from assistant.search.text import passage_limit, passage_text
from benchmarks.common import default_embedder
from benchmarks.embedding import EXAMPLES
from benchmarks.measured import Row, interleaved, seconds, tell
from tests.fakes import FakeEmbedder


def write_articles(folder: Path, count: int) -> None:
    """`count` different articles as text files."""
    folder.mkdir()
    originals = sorted(EXAMPLES.glob("*.txt"))
    for number, path in enumerate(islice(cycle(originals), count)):
        text = path.read_text(encoding="utf-8")
        (folder / f"{number}.txt").write_text(f"{text}\n\nCopy {number}.\n", encoding="utf-8")


def write_small_files(folder: Path, count: int) -> None:
    """`count` files of one sentence each."""
    folder.mkdir()
    for number in range(count):
        text = f"Entry {number}\n\nThe bridge number {number} was opened after {number} days.\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")


def texts_of(folder: Path, embedder: Embedder) -> list[str]:
    """What an index run embeds of the folder's files."""
    limit = passage_limit(embedder.max_tokens)
    return [
        passage_text(document.title, passage.section, passage.text)
        for path in sorted(folder.iterdir())
        for document in read_documents(path)
        for passage in split_passages(document, embedder.count_tokens, limit)
    ]


def index_anew(folder: Path, embedder: Embedder) -> None:
    """Index the folder's files into a collection of their own."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        Collection.open(Path(scratch), create=True) as collection,
    ):
        index_paths(collection, [folder], embedder)


def processor_seconds(work: Callable[[], object]) -> float:
    """Processor time of one call: what else the machine does hardly counts."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Indexing against the embedder's own rate")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    embedder = default_embedder()
    embedder.encode_passages(["warm"])
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        articles, small = Path(scratch, "articles"), Path(scratch, "small")
        write_articles(articles, arguments.articles)
        texts = texts_of(articles, embedder)
        embed = partial(embedder.encode_passages, texts)
        index = partial(index_anew, articles, embedder)
        taken = interleaved(
            {
                f"embedding {len(texts)} passages alone": partial(seconds, embed),
                "indexing the same files": partial(seconds, index),
                "embedding them alone, processor time": partial(processor_seconds, embed),
                "indexing the same files, processor time": partial(processor_seconds, index),
            },
            arguments.rounds,
        )
        rows += [{"what": what, "seconds": value} for what, value in taken.items()]
        alone, whole, alone_processor, whole_processor = taken.values()
        write_small_files(small, arguments.files)
        with Collection.open(Path(scratch, "b"), create=True) as collection:
            again = partial(index_paths, collection, [small], FakeEmbedder())
            steps = {"first run, a fake embedder": seconds(again), "unchanged": seconds(again)}
            for path in small.iterdir():
                os.utime(path)
            steps["touched, content unchanged"] = seconds(again)
        rows += [
            {"what": f"{arguments.files} small files: {what}", "seconds": taken}
            for what, taken in steps.items()
        ]
    tell(
        "indexing",
        rows,
        arguments.json,
        times_the_embedder=round(whole / alone, 3),
        times_its_processor_time=round(whole_processor / alone_processor, 3),
    )


if __name__ == "__main__":
    main()
