"""Fit what tells questions of a collection, summaries, talk and wishes from all others.

    python -m benchmarks.fit_kinds squad-train.json

Fills the templates of benchmarks/kinds/examples.yaml with subjects, adds questions of a file in
SQuAD's layout as ordinary ones, and fits a logistic regression over their embeddings. Prints the
accuracy on templates that were left out, whole, writes assistant/answering/kinds.json, and prints
how it tells the phrases of benchmarks/kinds/held_out.yaml, which were never fitted on.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

import assistant
from assistant.answering.kinds import Kinds, features
from assistant.language.names import names
from assistant.language.words import content_stems, stems
from assistant.protocols import Embedder
from benchmarks.common import default_embedder, read_squad, sample

EXAMPLES = Path(__file__).with_name("kinds") / "examples.yaml"
HELD_OUT = EXAMPLES.with_name("held_out.yaml")
TARGET = Path(assistant.__file__).parent / "answering" / "kinds.json"
FILLED = 20
"""How often a template with a slot is filled."""

PASSAGES = "passages"
ORDINARY = 1_500
FOLDS = 8
STRENGTH = 30.0
CERTAIN = 0.7
"""Least probability of another kind than `passages`; stored with the weights."""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    arguments = parser.parse_args()
    _, asked = read_squad(arguments.data)
    ordinary = [one.text for one in sample(asked, ORDINARY, seed=5)]
    subjects = sorted({name for one in asked for name in names(one.text)})
    texts, kinds, groups = _examples(ordinary, subjects)
    embedder = default_embedder()
    vocabulary = _vocabulary()
    rows = np.stack(
        [
            features(text, vector, vocabulary)
            for text, vector in zip(texts, embedder.encode_queries(texts), strict=True)
        ]
    )
    labels = np.array(kinds)
    names_of_kinds = sorted(set(kinds))
    told = _held_out(rows, labels, np.array(groups))
    print(f"{len(texts)} examples; on templates that were left out:")
    for name in names_of_kinds:
        own = labels == name
        right, wrong = np.mean(told[own] == name), np.mean(told[~own] == name)
        print(f"  {name:10} found {right:.3f}, others taken for it {wrong:.4f}")
    wrong = np.mean(told[-ORDINARY:] != PASSAGES)
    print(f"  questions of {arguments.data.name}, not left to passages: {wrong:.4f}")
    fitted = _fit(rows, labels)
    TARGET.write_text(
        json.dumps(
            {
                "fitted_on": f"{embedder.name}, {EXAMPLES.name}, {ORDINARY} questions of "
                f"{arguments.data.name}",
                "certain": CERTAIN,
                "vocabulary": list(vocabulary),
                "kinds": {
                    name: {
                        "words": _own_words(name),
                        "bias": round(float(fitted.intercept_[row]), 4),
                        "weight": np.round(fitted.coef_[row], 3).tolist(),
                    }
                    for row, name in enumerate(names_of_kinds)
                },
            }
        )
        + "\n",
        encoding="utf-8",
    )
    print("wrote", TARGET)
    _tell_unseen(embedder)


def _examples(ordinary: list[str], names_: list[str]) -> tuple[list[str], list[str], list[int]]:
    """Questions, their kinds, and the number of the template that each is made of."""
    stored = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    rng = random.Random(11)
    subjects = [*stored["subjects"] * 10, *names_]
    texts: list[str] = []
    kinds: list[str] = []
    groups: list[int] = []
    for kind, templates in stored["kinds"].items():
        for template in templates:
            group = len(set(groups))
            filled = {
                _cased(
                    template.replace("{x}", rng.choice(subjects))
                    .replace("{t}", rng.choice(stored["times"]))
                    .replace("{s}", rng.choice(stored["sorts"]))
                    .replace(
                        "{d}",
                        rng.choice([*stored["documents"], f"the text on {rng.choice(names_)}"]),
                    ),
                    rng,
                )
                for _ in range(FILLED)
            }
            texts += sorted(filled)
            kinds += [kind] * len(filled)
            groups += [group] * len(filled)
    texts += ordinary
    kinds += [PASSAGES] * len(ordinary)
    groups += [1_000 + number for number in range(len(ordinary))]
    return texts, kinds, groups


def _tell_unseen(embedder: Embedder) -> None:
    """Print how many phrases of each kind, never fitted on, the stored weights tell right."""
    fitted = Kinds.load(TARGET)
    for kind, texts in yaml.safe_load(HELD_OUT.read_text(encoding="utf-8")).items():
        asked = zip(texts, embedder.encode_queries(texts), strict=True)
        right = sum(fitted.tell(text, vector) == kind for text, vector in asked)
        print(f"  {kind:10} {right} of {len(texts)} unseen phrases told right")


def _own_words(kind: str) -> list[str]:
    """Stems that the templates of a kind bring with them, whatever the subject."""
    stored = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    if kind == PASSAGES:
        return []
    return sorted(set(content_stems(_bare(stored["kinds"][kind]))))


def _bare(templates: Iterable[str]) -> str:
    """The templates' own words."""
    return re.sub(r"\{[a-z]\}", " ", " ".join(templates))


def _cased(text: str, rng: random.Random) -> str:
    """As people type: with a capital or without, with a question mark or without."""
    text = text[:1].upper() + text[1:] if rng.random() < 0.5 else text
    return text.rstrip("?") if rng.random() < 0.3 else text


def _vocabulary() -> tuple[str, ...]:
    """Stems of all words in the templates, whatever their subject; also words like "how"."""
    stored = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    every = [template for kind in stored["kinds"].values() for template in kind]
    return tuple(sorted(set(stems(_bare(every)))))


def _fit(vectors: NDArray[np.float64], labels: NDArray[np.str_]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, max_iter=3_000, class_weight="balanced").fit(
        vectors, labels
    )


def _held_out(
    vectors: NDArray[np.float64], labels: NDArray[np.str_], groups: NDArray[np.int64]
) -> NDArray[np.str_]:
    """The kind of each example, as told by weights that have not seen its template."""
    told = np.empty_like(labels)
    for fold in range(FOLDS):
        out = groups % FOLDS == fold
        fitted = _fit(vectors[~out], labels[~out])
        shares = fitted.predict_proba(vectors[out])
        best = fitted.classes_[shares.argmax(axis=1)]
        told[out] = np.where(shares.max(axis=1) >= CERTAIN, best, PASSAGES)
    return told


if __name__ == "__main__":
    main()
