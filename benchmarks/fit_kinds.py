"""Fit what tells questions of a collection, summaries, talk and wishes from all others.

    python -m benchmarks.fit_kinds kinds squad-train.json [--profile default] [--out FILE]
    python -m benchmarks.fit_kinds operations [--profile default] [--out FILE]
    python -m benchmarks.fit_kinds calculations [--profile default] [--out FILE]
    python -m benchmarks.fit_kinds comparisons [--profile default] [--out FILE]
    python -m benchmarks.fit_kinds pairs [--profile default] [--out FILE]
    python -m benchmarks.fit_kinds wishes [--profile default] [--out FILE]

Fills the templates of benchmarks/kinds/ with subjects and fits a logistic regression over their
embeddings and words; `kinds` also takes templates of around.yaml, what people wrote for
training/collections to be told of a document, and as ordinary questions those of a file in SQuAD's
layout and those of training/collections, as `comparisons` and `pairs` do, and `calculations` but
for those that ask for a number, some as they are typed into a search box. Prints the accuracy on
templates that were left out, whole, and writes the weights into assistant/answering/. `operations`
are what code works out from the rows of a table, `calculations` what may have to be worked out from
numbers in sentences, `comparisons` what compares two things, `pairs` which of two has more.
`wishes` have no templates: those for a document and those for a subject are what people wrote for
training/collections (gists.jsonl), told by their embeddings alone. Of `kinds` it also prints how
phrases of held_out.yaml, casual.yaml, terse.yaml and wordy.yaml are told, never fitted on.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.answering.kinds import Kinds, features, weights_file
from assistant.language.names import names
from assistant.language.words import content_stems, content_words, stems
from assistant.protocols import Embedder
from benchmarks.common import default_embedder, read_squad, sample

HERE = Path(__file__).with_name("kinds")
COLLECTIONS = HERE.parents[1] / "training/collections"
EXAMPLES = {
    "kinds": HERE / "examples.yaml",
    "operations": HERE / "operations.yaml",
    "calculations": HERE / "calculations.yaml",
    "comparisons": HERE / "comparisons.yaml",
    "pairs": HERE / "pairs.yaml",
    "wishes": COLLECTIONS,
}
AROUND = HERE / "around.yaml"
UNSEEN = tuple(HERE / f"{name}.yaml" for name in ("held_out", "casual", "terse", "wordy"))
FILLED = 20
"""How often a template with a slot is filled."""

DRAWS = {which: 3 if which in {"kinds", "operations"} else 1 for which in EXAMPLES}
"""How often all are filled anew and fitted on; the weights are the mean. Of one draw alone several
questions that nothing was fitted on went one way or the other by which words had been drawn."""

OTHERS = {
    "kinds": "passages",
    "operations": "lookup",
    "calculations": "stated",
    "comparisons": "single",
    "pairs": "neither",
    "wishes": "subject",
}
"""What is not certain is one of these."""

ORDINARY = 1_500
# Lists, comparisons and what was replaced may be another kind of question here.
ORDINARY_KINDS = ("fact", "who", "when", "number", "why", "how", "yes_no", "premise")
TERSE = 24
"""Of so many ordinary questions one is taken once more, by its key words alone."""

FOLDS = 8
STRENGTH = {
    "kinds": 30.0,
    "operations": 30.0,
    "calculations": 3.0,
    "comparisons": 3.0,
    "pairs": 30.0,
    "wishes": 3.0,
}
"""How freely weights grow. With 30, and templates alone, 201 of the 455 questions of judged/ were
taken for what has to be worked out."""

WEIGHT = {which: 6.0 if which == "kinds" else 1.0 for which in EXAMPLES}
"""What all questions of the other kind count beside those of each kind: a question that passages
answer costs more where it is taken for another than the reverse."""

CERTAIN = {which: 0.51 if which == "kinds" else 0.5 for which in EXAMPLES}
"""Least probability of another kind; stored with the weights. What is no question over rows finds
no column there, so that these may be less certain."""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("which", choices=sorted(EXAMPLES))
    parser.add_argument("data", type=Path, nargs="?", help="for kinds: ordinary questions")
    parser.add_argument("--profile", default="default", help="whose embedder they are fitted for")
    parser.add_argument("--out", type=Path, help="for the weights; else the file that ships")
    arguments = parser.parse_args()
    which, data = arguments.which, arguments.data
    is_of_templates = which != "wishes"
    stored = _wishes()
    if is_of_templates:
        stored = yaml.safe_load(EXAMPLES[which].read_text(encoding="utf-8"))
    other = OTHERS[which]
    ordinary: list[str] = []
    if data:
        _, asked = read_squad(data)
        ordinary = [*(one.text for one in sample(asked, ORDINARY, seed=5)), *_own_words()]
        found = sorted({name for one in asked for name in names(one.text)})
        stored["slots"]["x"] = [*stored["slots"]["x"] * 10, *found]
        texts_on = [f"the text on {name}" for name in found]
        stored["slots"]["d"] = [*stored["slots"]["d"] * 10, *texts_on]
    elif which == "calculations":  # some that ask for a number ask for one to be worked out
        ordinary = _own_words(but="number")
    elif which in {"comparisons", "pairs"}:
        ordinary = _own_words()
    if which == "pairs":
        _add_operations(stored, other)
    embedder = default_embedder(arguments.profile)
    vocabulary = _vocabulary(stored) if is_of_templates else ()
    examples = _with_more(which, stored)
    drawn = [_examples(examples, ordinary, other, draw) for draw in range(DRAWS[which])]
    tables = [_rows(texts, vocabulary, embedder) for texts, _, _ in drawn]
    (texts, kinds, groups), rows = drawn[0], tables[0]
    labels = np.array(kinds)
    told = _held_out(rows, labels, np.array(groups), which)
    print(f"{len(texts)} examples; on templates that were left out:")
    for name in sorted(set(kinds)):
        own = labels == name
        right, wrong = np.mean(told[own] == name), np.mean(told[~own] == name)
        print(f"  {name:10} found {right:.3f}, others taken for it {wrong:.4f}")
    if ordinary:
        wrong = np.mean(told[-len(ordinary) :] != other)
        print(f"  ordinary questions, not taken for {other}: {wrong:.4f}")
    fitted_on = [embedder.name, EXAMPLES[which].name]
    fitted_on += [AROUND.name, "wishes of training/collections"] if which == "kinds" else []
    if ordinary:
        files = " and ".join([*([data.name] if data else []), "training/collections"])
        fitted_on.append(f"{len(ordinary)} questions of {files}")
    target = arguments.out or weights_file(which, embedder.name)
    every = zip(tables, (np.array(told) for _, told, _ in drawn), strict=True)
    fitted = _mean([_fit(of_draw, kinds_of, which) for of_draw, kinds_of in every])
    target.write_text(
        json.dumps(_weights(fitted, stored, vocabulary, which, ", ".join(fitted_on))) + "\n",
        encoding="utf-8",
    )
    print("wrote", target)
    if which == "kinds":
        _tell_unseen(target, embedder)


def _weights(
    fitted: Any, stored: Mapping[str, Any], vocabulary: Sequence[str], which: str, fitted_on: str
) -> dict[str, Any]:
    other, certain = OTHERS[which], CERTAIN[which]
    weight, bias = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # of two kinds there is one row, of the second beside the first
        weight, bias = (np.concatenate([0 * one, one]) for one in (weight, bias))
    return {
        "fitted_on": fitted_on,
        "certain": certain,
        "other": other,
        "vocabulary": list(vocabulary),
        "kinds": {
            name: {
                "words": []
                if name == other or not vocabulary
                else sorted(set(content_stems(_bare(stored["kinds"][name])))),
                "bias": round(float(bias[row]), 4),
                "weight": np.round(weight[row], 3).tolist(),
            }
            for row, name in enumerate(fitted.classes_)
        },
    }


def _with_more(which: str, stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of kinds also what people say around them, and what they write to be told of a document.

    Most words of these are of a subject, or beside it: none of them is looked for by itself. What a
    document says about something (six of those wishes) passages answer, by the examples.
    """
    if which != "kinds":
        return stored
    more = yaml.safe_load(AROUND.read_text(encoding="utf-8"))
    wishes = [one for one in _wishes()["kinds"]["document"] if " say about " not in one]
    more["summary"] = [*more["summary"], *wishes]
    kinds = {kind: [*own, *more.get(kind, ())] for kind, own in stored["kinds"].items()}
    return {**stored, "kinds": kinds}


def _examples(
    stored: Mapping[str, Any], ordinary: Sequence[str], other: str, draw: int = 0
) -> tuple[list[str], list[str], list[int]]:
    """Questions, their kinds, and the number of the template that each is made of."""
    rng = random.Random(11 + draw)
    texts: list[str] = []
    kinds: list[str] = []
    groups: list[int] = []
    for kind, templates in stored["kinds"].items():
        for template in templates:
            group = len(set(groups))
            filled = {_cased(_filled(template, stored["slots"], rng), rng) for _ in range(FILLED)}
            texts += sorted(filled)
            kinds += [kind] * len(filled)
            groups += [group] * len(filled)
    numbered = [(1_000 + number, text) for number, text in enumerate(ordinary)]
    terse = [(number, _terse(text)) for number, text in numbered[::TERSE]]
    for number, text in [*terse, *numbered]:
        texts.append(text)
        kinds.append(other)
        groups.append(number)
    return texts, kinds, groups


def _add_operations(stored: dict[str, Any], other: str) -> None:
    """Take what else is worked out from rows for the other kind, but for what compares values."""
    operations = yaml.safe_load(EXAMPLES["operations"].read_text(encoding="utf-8"))
    stored["slots"] = operations["slots"] | stored["slots"]
    stored["kinds"][other] += [
        template
        for kind, templates in operations["kinds"].items()
        for template in templates
        if not (kind in {"max", "min"} and {"{v}", "{w}"} <= {*re.findall(r"{\w}", template)})
    ]


def _terse(question: str) -> str:
    """As it is typed into a search box: small, and without the words that stand everywhere."""
    return " ".join(content_words(question))


def _own_words(but: str = "") -> list[str]:
    """What people ask of their documents and passages answer: of the reader's training."""
    lines = [
        json.loads(line)
        for file in sorted(COLLECTIONS.glob("*/questions.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [
        line["question"] for line in lines if line["kind"] in ORDINARY_KINDS and line["kind"] != but
    ]


def _wishes() -> dict[str, Any]:
    """What people ask to be told of a document, and of a subject, in the form of templates."""
    kinds: dict[str, list[str]] = {"document": [], "subject": []}
    for file in sorted(COLLECTIONS.glob("*/gists.jsonl")):
        for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            kinds["document" if "document" in line else "subject"] += line["asks"]
    return {"slots": {}, "kinds": kinds}


def _filled(template: str, slots: Mapping[str, Sequence[str]], rng: random.Random) -> str:
    for slot, fillers in slots.items():
        template = template.replace(f"{{{slot}}}", rng.choice(fillers))
    return template


def _tell_unseen(weights: Path, embedder: Embedder) -> None:
    """Print how many phrases of each kind, never fitted on, the stored weights tell right."""
    fitted = Kinds.load(weights)
    for path in UNSEEN:
        print(path.name)
        for kind, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            asked = zip(texts, embedder.encode_queries(texts), strict=True)
            right = sum(fitted.tell(text, vector) == kind for text, vector in asked)
            print(f"  {kind:10} {right} of {len(texts)} unseen phrases told right")


def _bare(templates: Iterable[str]) -> str:
    """The templates' own words."""
    return re.sub(r"\{[a-z]+\}", " ", " ".join(templates))


def _cased(text: str, rng: random.Random) -> str:
    """As people type: with a capital or without, with a question mark or without."""
    text = text[:1].upper() + text[1:] if rng.random() < 0.5 else text
    return text.rstrip("?") if rng.random() < 0.3 else text


def _vocabulary(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """Stems of all words in the templates, whatever their subject; also words like "how"."""
    every = [template for kind in stored["kinds"].values() for template in kind]
    return tuple(sorted(set(stems(_bare(every)))))


def _rows(
    texts: Sequence[str], vocabulary: Sequence[str], embedder: Embedder
) -> NDArray[np.float64]:
    vectors = embedder.encode_queries(texts)
    each = zip(texts, vectors, strict=True)
    return np.stack([features(text, vector, vocabulary) for text, vector in each])


def _mean(fits: Sequence[Any]) -> Any:
    """The first of some fits, with the mean weights of all."""
    fitted = fits[0]
    fitted.coef_ = np.mean([one.coef_ for one in fits], axis=0)
    fitted.intercept_ = np.mean([one.intercept_ for one in fits], axis=0)
    return fitted


def _fit(vectors: NDArray[np.float64], labels: NDArray[np.str_], which: str) -> Any:
    from sklearn.linear_model import LogisticRegression

    names, counts = np.unique(labels, return_counts=True)
    balanced = dict(zip(names.tolist(), len(labels) / (len(names) * counts), strict=True))
    balanced[OTHERS[which]] *= WEIGHT[which]
    return LogisticRegression(C=STRENGTH[which], max_iter=3_000, class_weight=balanced).fit(
        vectors, labels
    )


def _held_out(
    vectors: NDArray[np.float64],
    labels: NDArray[np.str_],
    groups: NDArray[np.int64],
    which: str,
) -> NDArray[np.str_]:
    """The kind of each example, as told by weights that have not seen its template."""
    told = np.empty_like(labels)
    for fold in range(FOLDS):
        out = groups % FOLDS == fold
        fitted = _fit(vectors[~out], labels[~out], which)
        shares = fitted.predict_proba(vectors[out])
        best = fitted.classes_[shares.argmax(axis=1)]
        told[out] = np.where(shares.max(axis=1) >= CERTAIN[which], best, OTHERS[which])
    return told


if __name__ == "__main__":
    main()
