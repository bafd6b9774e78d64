"""Parsed sentences: spaCy's, kept in a file, for the changes made by code (training only)."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable
from pathlib import Path

import sentencex
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from training.sets import asked, plain


def open_model(path: Path) -> Language:
    """The pipeline without what no change looks at."""
    return spacy.load(path, disable=["lemmatizer"])


class Parsed:
    """Parses by text; `get` answers None for a text that was not parsed."""

    def __init__(self, nlp: Language, folder: Path) -> None:
        self.nlp, self.folder = nlp, folder
        self.docs: dict[str, Doc] = {}
        for path in sorted(folder.glob("*.spacy")):
            for doc in DocBin().from_disk(path).get_docs(nlp.vocab):
                self.docs[doc.text.strip()] = doc

    def get(self, text: str) -> Doc | None:
        """The parse of a text."""
        return self.docs.get(text.strip())

    def add(self, texts: Iterable[str], step: int = 1000) -> None:
        """Parse what is new, writing every thousand so that it may be cut at any time."""
        new = [t for t in dict.fromkeys(t.strip() for t in texts) if t not in self.docs]
        for i in range(0, len(new), step):
            docs = list(self.nlp.pipe(new[i : i + step]))
            DocBin(docs=docs).to_disk(self.folder / f"{len(self.docs):07d}.spacy")
            self.docs.update((doc.text, doc) for doc in docs)
            print(f"{len(self.docs)} parsed", flush=True)


def shortened(folder: Path) -> list[tuple[str, str]]:
    """Long sentences, each with a shorter one that says the first half of it."""
    found = []
    for name in ("tune", "validation", "test"):
        for line in (folder / "wiki_split" / f"{name}.tsv").read_text("utf-8").splitlines():
            whole, _, halves = line.partition("\t")
            long = plain(whole)
            short = plain(halves.partition("<::::>")[0].replace("' '", "'"))
            if len(long) < 260 and 20 < len(short) < len(long) - 15:
                found.append((long, short))
    return found


def main() -> None:
    """Parse the questions, passages and sentences that changes are made on."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sentences", type=int, default=4000)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(7)
    items = [i for i in asked(options.sets) if i.article.startswith(("squad", "sample"))]
    chance.shuffle(items)
    pairs = shortened(options.sets)
    chance.shuffle(pairs)
    pairs = pairs[: options.sentences]
    passages = list(dict.fromkeys(i.passage for i in items))
    parsed = Parsed(open_model(options.model), options.out)
    half = len(passages) // 2
    parsed.add([i.question for i in items[:4000]])
    parsed.add([s for p in passages[:half] for s in sentencex.segment("en", p) if s.strip()])
    parsed.add([text for pair in pairs[: len(pairs) // 2] for text in pair])
    parsed.add([i.question for i in items[4000:]])
    parsed.add([i.full for i in items if i.full])
    parsed.add([text for pair in pairs[len(pairs) // 2 :] for text in pair])
    parsed.add([s for p in passages[half:] for s in sentencex.segment("en", p) if s.strip()])


if __name__ == "__main__":
    main()
