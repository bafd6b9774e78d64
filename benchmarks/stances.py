"""How well the writer tells yes from no, and which yes or no of its drafts may stand.

    python -m benchmarks.stances

Questions that want a yes or no, on the documents of benchmarks/asked: those of judged/drafts.jsonl,
plain.jsonl and stances.jsonl, on the sentence that is marked, which `stance.EVEN` is fitted on; and
those of judged/polar.jsonl on the sentence that the program wrote from. (`stance.PLAIN` was chosen
with the drafts of both in sight.) Prints the AUROC of what `assistant.writing.stance` asks, where
yes and no are as likely, and of the drafts that begin with either how many have the right one, and
how many of those that keep it.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.protocols import Generator
from assistant.records import Evidence
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.direct import Draft
from assistant.writing.evidence import alone, with_before
from assistant.writing.stance import EVEN, VERDICT, leaning, with_plain_verdict
from benchmarks.common import ASKED, JUDGED, collections_of
from benchmarks.labelled import is_same

FITTED = (JUDGED, JUDGED.with_name("plain.jsonl"), JUDGED.with_name("stances.jsonl"))
POLAR = JUDGED.with_name("polar.jsonl")

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stance:
    """What is right of a question, what the writer leans to, and whether a draft keeps its word.

    Attributes:
        opening: whether the word that its draft begins with is right; None where there is none.
        is_kept: whether that word stands.
    """

    is_yes: bool
    lean: float
    opening: bool | None
    is_kept: bool


def stances(
    lines: Sequence[Line], collection: Collection, writer: Generator
) -> Iterator[tuple[Line, Stance]]:
    """What the writer leans to for each question whose sentence is found."""
    sentences = [
        Evidence.at(passage, document, span)
        for document in collection.documents()
        for passage in collection.passages_of(document.id)
        for span in passage.sentences
    ]
    for line in lines:
        text = line.get("sentence") or line["evidence"][0].rpartition("|")[2]
        sentence = next((one for one in sentences if is_same(one.text, text)), None)
        told = [] if sentence is None else [alone(with_before(sentence))]
        lean = leaning(line["question"], told, writer) if told else None
        if lean is None:
            continue
        is_yes = line["answer"].lower().startswith("yes")
        draft = line.get("draft", "")
        opening = VERDICT.match(draft)
        is_right = None if opening is None else opening[0].lower().startswith("yes") == is_yes
        yield line, Stance(is_yes, lean, is_right, _keeps(draft, lean))


def _keeps(draft: str, lean: float) -> bool:
    return with_plain_verdict(Draft(draft), lambda: lean).text == draft


def wants_verdict(line: Line) -> bool:
    """Whether a line is a question that its documents answer by yes or no."""
    is_told = re.match(r"(?:yes|no)\b", line["answer"] or "", re.IGNORECASE) is not None
    return line["kind"] == "yes_no" and is_told and bool(line["evidence"])


def tell(name: str, found: Sequence[Stance]) -> None:
    """Print how well yes is told from no, and what of drafts is kept."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    yes = np.array([one.is_yes for one in found])
    lean = np.array([one.lean for one in found])
    fitted = LogisticRegression().fit(lean[:, None], yes)
    even = EVEN - float(fitted.intercept_[0] / fitted.coef_[0, 0])
    print(f"{name}: {len(found)}, AUROC {roc_auc_score(yes, lean):.3f}, even at {even:.2f}")
    begun = [one for one in found if one.opening is not None]
    kept = [one for one in begun if one.is_kept]
    right = sum(bool(one.opening) for one in begun), sum(bool(one.opening) for one in kept)
    print(f"  begun with yes or no {len(begun)}, {right[0]} right; kept {len(kept)}, {right[1]}")


def main() -> None:
    """Run the command."""
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    embedder, writer = runtime.load_embedder(), runtime.load_writer()
    lines = {
        (path == POLAR, line["collection"], line["question"]): line
        for path in (*reversed(FITTED), POLAR)  # a draft is in the first alone
        for line in map(json.loads, path.read_text("utf-8").splitlines())
        if wants_verdict(line)
    }
    found: list[tuple[bool, Stance]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, embedder, stack):
            for is_polar in (False, True):
                some = [one for key, one in lines.items() if key[:2] == (is_polar, name)]
                found += [(is_polar, one) for _, one in stances(some, collection, writer)]
    for is_polar, name in ((False, "marked sentences"), (True, "polar, not fitted on")):
        tell(name, [one for polar, one in found if polar == is_polar])


if __name__ == "__main__":
    main()
