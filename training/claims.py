"""Claims that were written for this project → rows of `training.examples`.

    python -m training.claims training/collections out.jsonl [--held out_held.jsonl]

`claims.jsonl` of a collection holds, on one to four sentences of a document (`evidence`, each
"file|sentence"), claims that they bear out and claims that they do not, each with a `verdict`, and
the `question` that it answers, where it answers one. Title and own date are as the program reads
them. Some collections are held out, to set temperatures and to fit the judge. What the words of a
claim tell by themselves ("because" and "all" are often wrong) is not to be learnt: the more a
model of words alone is right of a claim, the less often the claim is kept (after C. Clark et al.,
"Don't Take the Easy Way Out", 2019, who weigh examples so).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.corpus.read import close_readers, read_documents
from assistant.records import Document, DocumentInfo

LABELS = {"supported": 0, "contradicted": 1, "not_said": 2}
HELD = frozenset(
    "car_rental dental_practice gadgets lab_safety pets software_licence travel".split()
)
"""Collections whose claims are never learnt: what is fitted on top of the reader needs such."""

FOLDS = 5
SEED = 7

Row = dict[str, Any]


def documents_of(folder: Path) -> dict[str, Document]:
    """The documents of a collection by their files' names."""
    paths = sorted((folder / "documents").iterdir())
    return {path.name: next(iter(read_documents(path))) for path in paths}


def shown(documents: dict[str, Document], marks: Sequence[str]) -> Row:
    """Marked sentences, with title and own date of their document, as parts of a row."""
    parts = [mark.partition("|") for mark in marks]
    document = documents[parts[0][0]]
    return {
        "evidence": " ".join(" ".join(sentence.split()) for _, _, sentence in parts),
        "title": document.title,
        "date": DocumentInfo.of(document).when or None,
    }


def rows_of(folder: Path) -> Iterator[Row]:
    """The rows of one collection."""
    documents = documents_of(folder)
    for line in (folder / "claims.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        for claim in item["claims"]:
            yield {
                "task": "entail",
                "source": "people",
                "article": folder.name,
                "kind": claim["kind"],
                "claim": claim["claim"],
                "question": claim.get("question") or None,
                **shown(documents, item["evidence"]),
                "label": LABELS[claim["verdict"]],
            }


def told_by_words(rows: Sequence[Row]) -> NDArray[np.float64]:
    """How likely the words of each claim alone make its own verdict, told by other collections."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3)
    model = make_pipeline(words, LogisticRegression(max_iter=500))
    is_supported = np.array([row["label"] == 0 for row in rows])
    groups = [row["article"] for row in rows]
    shares = cross_val_predict(
        model,
        [row["claim"] for row in rows],
        is_supported,
        groups=groups,
        cv=GroupKFold(min(FOLDS, len(set(groups)))),
        method="predict_proba",
    )[:, 1]
    return np.asarray(np.where(is_supported, shares, 1 - shares))


def hard_to_tell(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    """The claims without most of those that their words alone tell."""
    told = told_by_words(rows)
    return [row for row, share in zip(rows, told, strict=True) if chance.random() < 2 * (1 - share)]


def write_rows(path: Path | None, rows: Sequence[Row], told: str) -> None:
    """Write rows, where there is a place for them, and say how many have each value of `told`."""
    if path is not None:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path.write_text("".join(lines), "utf-8")
        print(f"{len(rows)} rows in {path}", dict(Counter(row[told] for row in rows)))


def main() -> None:
    """Write the files and say what is in them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("collections", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--held", type=Path, help="where the rows that are held out go")
    options = parser.parse_args()
    folders = sorted(path.parent for path in options.collections.glob("*/claims.jsonl"))
    learnt, held = list[Row](), list[Row]()
    for folder in folders:
        (held if folder.name in HELD else learnt).extend(rows_of(folder))
    close_readers()
    write_rows(options.out, hard_to_tell(learnt, random.Random(SEED)), "label")
    write_rows(options.held, held, "label")


if __name__ == "__main__":
    main()
