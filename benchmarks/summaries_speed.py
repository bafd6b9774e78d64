"""How fast summaries are made: documents a minute by profile, engine, workers and look-up.

    python -m benchmarks.summaries_speed PATH… [--documents N] [--memory N] [--json FILE]

A path is a folder of documents, or a JSON file of articles (`benchmarks.articles`). Of all of
them, cut to about 600 words, the N longest are taken, repeated where there are fewer; other
than the usual settings take only some of them (`--few`), for a writer is slow. Models are loaded
before the clock starts. Without look-up, OpenVINO still drafts one token at a time, the fewest
it takes; transformers without it is plain `generate`. With `--memory N`, N such documents are
summarised without a writer in one process, and the resident size is printed after 100 and at
the end.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from assistant.batch.inputs import from_paths
from assistant.batch.ledger import open_ledger
from assistant.batch.recipe import ProfileRecipe
from assistant.batch.runner import Batch
from assistant.batch.workers import Recipe, workers
from assistant.config import Engine, home, load_catalogue
from assistant.models import generate, openvino_generate
from assistant.models.generate import load_reference_generator
from assistant.models.store import ModelStore
from assistant.records import Document, SummaryRequest
from assistant.summariser import Summariser
from benchmarks.articles import read_articles
from benchmarks.measured import tell
from benchmarks.memory import resident_mb

WORDS = 600
SEED = 1
EARLY = 100
"""After this many documents, all that is loaded once has been loaded."""


class Setting(NamedTuple):
    """How summaries are made."""

    profile: str
    engine: Engine = "openvino"
    lookup: bool = True
    workers: int = 1


SETTINGS = (
    Setting("extractive"),
    Setting("extractive", workers=2),
    Setting("tiny"),
    Setting("tiny", lookup=False),
    Setting("default"),
    Setting("default", lookup=False),
    Setting("default", workers=2),
    Setting("default", "torch"),
    Setting("default", "torch", lookup=False),
)


@dataclass(frozen=True)
class TorchRecipe:
    """A profile's recipe, its writer on transformers; all else is the same."""

    profile: str
    request: SummaryRequest = field(default_factory=SummaryRequest)

    def summariser(self) -> Summariser:
        """Loads the models at once."""
        catalogue = load_catalogue()
        store = ModelStore(home() / "models", catalogue)
        writer = catalogue.profile(self.profile).writer
        opened = Summariser.open(profile=self.profile, extractive=True)
        embedder, reader = opened.embedder, opened.reader
        assert writer is not None
        return Summariser(
            lambda: embedder, lambda: reader, lambda: load_reference_generator(store, writer)
        )


def main() -> None:
    """Print one row for each setting."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--few", type=int, default=20, help="documents for the other settings")
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    articles = sorted(_articles(options.paths), key=_words, reverse=True)[: options.documents]
    random.Random(SEED).shuffle(articles)
    if options.memory:
        _measure_memory(articles, options.memory)
        return
    rows = []
    for setting in SETTINGS:
        usual = setting.profile == "extractive" or setting == Setting(setting.profile)
        documents = options.documents if usual else options.few
        took = _measure(articles, documents, setting)
        rows.append(
            {**setting._asdict(), "documents": documents, "a minute": 60 * documents / took}
        )
        print(rows[-1], flush=True)
    tell("summaries_speed", rows, options.json, words=sum(map(_words, articles)) / len(articles))


def _measure(articles: list[Document], documents: int, setting: Setting) -> float:
    """Seconds from the first row to the last, of documents behind one warm-up for each worker."""
    generate._LOOKUP_TOKENS = 8 if setting.lookup else None  # type: ignore[assignment]
    openvino_generate._LOOKUP_TOKENS = 8 if setting.lookup else 1
    recipe: Recipe = TorchRecipe(setting.profile)
    if setting.engine == "openvino":
        recipe = ProfileRecipe(SummaryRequest(), setting.profile)
    items = list(_repeated(articles, documents + setting.workers))
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder)) as ledger:
        batch = Batch(ledger, setting.profile)
        with workers(recipe, setting.workers) as pool:
            list(batch.rows(lambda _: iter(items[: setting.workers]), pool))
            started = time.perf_counter()
            list(batch.rows(lambda _: iter(items[setting.workers :]), pool))
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
                print(f"after {number}: {resident_mb():.0f} MB", flush=True)


def _articles(paths: list[Path]) -> Iterator[Document]:
    for path in paths:
        if path.suffix in {".json", ".jsonl"}:
            for article in read_articles(path):
                yield Document("", "", "", _cut(article.text))
            continue
        for item in from_paths([path]).read(lambda state: None):
            if isinstance(item, Document):
                yield replace(item, text=_cut(item.text))


def _words(article: Document) -> int:
    return len(article.text.split())


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


if __name__ == "__main__":
    main()
