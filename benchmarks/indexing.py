"""What indexing costs beside the embedding itself, and a run over what has not changed.

    python -m benchmarks.indexing [--articles 400] [--files 10000] [--json FILE]

Writes articles of examples/news, each with a number in its text, as files of their own; then
small files, which are indexed, left alone, and touched.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from assistant.corpus.read import read_documents
from assistant.corpus.split import split_passages
from assistant.indexing import index_paths
from assistant.protocols import Embedder
from assistant.search.collection import Collection
from assistant.search.text import passage_text
from benchmarks.common import default_embedder
from benchmarks.embedding import EXAMPLES
from benchmarks.measured import Row, seconds, tell
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


def embed_alone(folder: Path, embedder: Embedder) -> tuple[int, float]:
    """How many passages the folder's files have, and how long the embedder takes for them."""
    texts = [
        passage_text(document.title, passage.section, passage.text)
        for path in sorted(folder.iterdir())
        for document in read_documents(path)
        for passage in split_passages(document, embedder.count_tokens, embedder.max_tokens)
    ]
    return len(texts), seconds(partial(embedder.encode_passages, texts))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Indexing against the embedder's own rate")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    embedder = default_embedder()
    embedder.encode_passages(["warm"])
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        articles, small = Path(scratch, "articles"), Path(scratch, "small")
        write_articles(articles, arguments.articles)
        passages, before = embed_alone(articles, embedder)
        with Collection.open(Path(scratch, "a"), create=True) as collection:
            whole = seconds(partial(index_paths, collection, [articles], embedder))
        _, after = embed_alone(articles, embedder)
        alone = (before + after) / 2
        rows.append({"what": f"embedding {passages} passages alone", "seconds": alone})
        rows.append({"what": "indexing the same files", "seconds": whole})
        write_small_files(small, arguments.files)
        with Collection.open(Path(scratch, "b"), create=True) as collection:
            index = partial(index_paths, collection, [small], FakeEmbedder())
            steps = {"first run, a fake embedder": seconds(index), "unchanged": seconds(index)}
            for path in small.iterdir():
                os.utime(path)
            steps["touched, content unchanged"] = seconds(index)
        rows += [
            {"what": f"{arguments.files} small files: {what}", "seconds": taken}
            for what, taken in steps.items()
        ]
    tell("indexing", rows, arguments.json, times_the_embedder=round(whole / alone, 3))


if __name__ == "__main__":
    main()
