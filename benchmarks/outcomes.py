"""What becomes of a question whose answer is there, and of one whose answer is left out.

    python -m benchmarks.outcomes

Asks what judged/drafts.jsonl asks: with its draft, and every third question that has an answer once
more with all that answers left out, with a draft that is written anew (and is wrong, whatever it
says). Prints how many are refused at once, shown as drafted, quoted, and told as "not sure" or "not
found", and of how many what is shown first is right. The weights of right.json and quotes.json were
fitted on the same drafts.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.answering.quotes import LIKELY, default_quotes, how_likely
from assistant.grounding.judge import Judged, judge
from assistant.grounding.refuse import decide, default_calibration, find_missing, measure
from assistant.grounding.right import found_in
from assistant.protocols import Embedder, Generator, Reader
from assistant.records import Evidence, Hit
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.approval import approval, approved_first
from assistant.writing.direct import READ, Draft, fitting, write_direct
from assistant.writing.evidence import read_evidence
from assistant.writing.stance import with_plain_verdict
from benchmarks.common import ASKED, JUDGED, collections_of, look_up
from benchmarks.labelled import answering

EVERY = 3
TOKENS = 64
OUTCOMES = ("refused", "draft", "quoted", "not sure", "not found")

Models = tuple[Embedder, Reader, Generator]


def main() -> None:
    """Run the command."""
    lines = [*map(json.loads, JUDGED.read_text("utf-8").splitlines())]
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    models = runtime.load_embedder(), runtime.load_reader(), runtime.load_writer()
    asked, left_out = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, models[0], stack):
            own = [line for line in lines if line["collection"] == name]
            for line in own:
                asked[_outcome(line, collection, models)] += 1
            for line in [line for line in own if line["answerable"]][1::EVERY]:
                left_out[_outcome(line, collection, models, without=line["evidence"])] += 1
    for head, counts in (("as asked", asked), ("answer left out", left_out)):
        print(f"{head}: {counts.total()}")
        for one in OUTCOMES:
            print(f"  {one}: {counts[one, True] + counts[one, False]}, {counts[one, True]} right")


@dataclass(frozen=True, slots=True)
class Left:
    """What is shown where no draft may be.

    Attributes:
        sentences: in the order of `writing.approval`, with its scores; empty if there are none.
        judged: the draft.
        is_right: the first sentence is marked as what answers.
    """

    sentences: Sequence[Evidence]
    judged: Judged
    is_right: bool


def left_unworded(
    line: Mapping[str, Any], collection: Collection, models: Models, without: Sequence[str] = ()
) -> Left | bool | None:
    """What becomes of a question; its draft is taken from the line, unless something is left out.

    None where it is refused at once; whether the draft is right where that is shown.
    """
    embedder, reader, writer = models
    text = line["question"]
    looked = look_up(text, collection, embedder, reader, without)
    missing = find_missing(looked.question, looked.order[:READ], collection.mentions)
    fitted = default_calibration()
    confidence = fitted.confidence(measure(looked.question, looked.reading, missing))
    if decide(looked.question, missing, confidence, fitted.threshold) == "refused":
        return None
    read = fitting(text, looked.order, writer, TOKENS)
    draft = Draft(line["draft"], line["sureness"], line["approval"])
    if without:
        draft = with_plain_verdict(write_direct(text, read, writer, TOKENS), text, writer)
        draft = replace(draft, approval=approval(text, read, draft.text, writer))
    found = found_in(looked.hits, looked.reading)
    judged = judge(draft, looked.question, read, embedder, reader, found)
    if judged.answers:
        return bool(line["right"]) and not without
    sentences = read_evidence(looked.question, looked.hits, looked.reading)
    rests_on = next(iter(judged.evidence), None)
    weighed = approved_first(text, read, sentences, writer, rests_on) or ()
    return Left(weighed, judged, bool(weighed) and _answers(weighed[0], line["evidence"]))


def _outcome(
    line: Mapping[str, Any], collection: Collection, models: Models, without: Sequence[str] = ()
) -> tuple[str, bool]:
    """What is shown for a question, and whether the first of it is right."""
    found = left_unworded(line, collection, models, without)
    if not isinstance(found, Left):
        return ("refused", False) if found is None else ("draft", found)
    if not found.sentences:
        return "not found", False
    likely = how_likely(found.sentences, found.judged)
    if likely >= default_quotes().threshold:
        return "quoted", found.is_right
    return ("not sure" if likely >= LIKELY else "not found"), found.is_right


def _answers(sentence: Evidence, marks: Sequence[str]) -> bool:
    """Whether a sentence is one of those that are marked."""
    at = [one.start for one in sentence.passage.sentences]
    marked = answering(Hit(sentence.passage, sentence.document, 1.0), marks)
    return any(
        is_marked and sentence.start <= start < sentence.end
        for start, is_marked in zip(at, marked, strict=True)
    )


if __name__ == "__main__":
    main()
