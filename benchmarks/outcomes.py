"""What becomes of a question whose answer is there, and of one whose answer is left out.

    python -m benchmarks.outcomes

Asks what judged/drafts.jsonl asks, and every third question that has an answer once more with all
that answers left out (what is then drafted is wrong, whatever it says). Prints how many are refused
at once, shown as drafted, quoted, and told as "not sure" or "not found", and of how many what is
shown first is right: of drafts those that judged/worded.jsonl holds, and so many are not judged.
Today it holds those for the questions of judged/plain.jsonl alone, so that none of these is.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from assistant.answering.hooks import Hooks
from assistant.answering.quotes import LIKELY, default_quotes, how_likely
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.wording import worded
from assistant.grounding.refuse import decide, default_calibration, find_missing, measure
from assistant.grounding.right import found_in
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.direct import READ
from assistant.writing.evidence import read_evidence
from benchmarks.common import ASKED, JUDGED, TOP, collections_of, look_up
from benchmarks.drafts import TOKENS, Models, twice
from benchmarks.fit_right import WORDED
from benchmarks.labelled import is_marked

OUTCOMES = ("refused", "draft", "quoted", "not sure", "not found")

Judged = Mapping[tuple[str, str], bool]
"""Whether a draft for a question is right."""


def main() -> None:
    """Run the command."""
    lines = [*map(json.loads, JUDGED.read_text("utf-8").splitlines())]
    known = [*map(json.loads, WORDED.read_text("utf-8").splitlines())]
    judged = {(line["question"], line["draft"]): line["right"] for line in known}
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    models = runtime.load_embedder(), runtime.load_reader(), runtime.load_writer()
    counts = Counter[tuple[bool, str, bool | None]]()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, models[0], stack):
            own = [line for line in lines if line["collection"] == name]
            for line, without in twice(own):
                counts[bool(without), *_outcome(line, collection, models, without, judged)] += 1
    for is_left_out, head in ((False, "as asked"), (True, "answer left out")):
        print(f"{head}: {sum(counts[key] for key in counts if key[0] == is_left_out)}")
        for one in OUTCOMES:
            right, wrong, unknown = (
                counts[is_left_out, one, is_it] for is_it in (True, False, None)
            )
            print(f"  {one}: {right + wrong + unknown}, {right} right, {unknown} not judged")


def _outcome(
    line: Mapping[str, Any],
    collection: Collection,
    models: Models,
    without: Sequence[str],
    judged: Judged,
) -> tuple[str, bool | None]:
    """What is shown for a question, and whether the first of it is right."""
    embedder, reader, writer = models
    looked = look_up(line["question"], collection, embedder, reader, without)
    missing = find_missing(looked.question, looked.order[:READ], collection.mentions)
    fitted = default_calibration()
    confidence = fitted.confidence(measure(looked.question, looked.reading, missing))
    if decide(looked.question, missing, confidence, fitted.threshold) == "refused":
        return "refused", False
    sentences = read_evidence(looked.question, looked.hits, looked.reading)
    found = found_in(looked.hits, looked.reading)
    resources = Resources(
        collection, lambda: embedder, lambda: reader, lambda: writer, top=TOP, answer_tokens=TOKENS
    )
    watch, hooks = Stopwatch(), Hooks()
    said = worded(looked.question, looked.order, sentences, found, resources, watch, hooks)
    if said.judged.answers:
        text = " ".join(claim.text for claim in said.judged.claims)
        return "draft", not without and judged.get((line["question"], text))
    if not said.weighed:
        return "not found", False
    is_right = not without and is_marked(said.weighed[0], line["evidence"])
    likely = how_likely(said.weighed, said.judged)
    if likely >= default_quotes().threshold:
        return "quoted", is_right
    return ("not sure" if likely >= LIKELY else "not found"), is_right


if __name__ == "__main__":
    main()
