"""The example articles: are their questions answered, and the others refused?

    python -m benchmarks.news [--profile extractive] [--show]

Indexes examples/news into a scratch collection and asks examples/questions.jsonl. Prints one
JSON object; with --show also each question that went wrong.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.indexing import index_paths
from assistant.records import Answer
from benchmarks.measured import keep

EXAMPLES = Path(__file__).parents[1] / "examples"


def cites_gold(answer: Answer, question: dict[str, Any]) -> bool:
    """Whether a gold sentence stands in a citation, or a citation in a gold sentence."""
    gold = [item["sentence"] for item in question["gold"]]
    return any(
        sentence in citation.quote or citation.quote in sentence
        for citation in answer.citations
        for sentence in gold
    )


def holds_answer(answer: Answer, question: dict[str, Any]) -> bool:
    """Whether one of the accepted answers stands in what is shown."""
    accepted = question.get("answers") or [question["answer"]]
    text = " ".join(claim.text for claim in answer.claims).lower()
    return any(str(item).lower() in text for item in accepted)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="The example articles' questions")
    parser.add_argument("--profile", default="extractive")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    lines = (EXAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    counts: dict[str, list[bool]] = {}
    with (
        tempfile.TemporaryDirectory() as scratch,
        Assistant.open(Path(scratch), profile=arguments.profile, create=True) as assistant,
    ):
        report = index_paths(assistant.collection, [EXAMPLES / "news"], assistant.embedder)
        for question in map(json.loads, lines):
            answer = assistant.ask(question["question"])
            outcome = _outcome(answer, question)
            for name, good in outcome.items():
                counts.setdefault(name, []).append(good)
            if arguments.show and not all(outcome.values()):
                print(f"{answer.status} {answer.confidence:.2f} {question['question']}")
                print("    ", answer.text or question.get("note", ""))
    shares = {name: f"{sum(values)} of {len(values)}" for name, values in counts.items()}
    indexed = {"added": report.added, "passages": report.passages, "seconds": report.seconds}
    results = {"profile": arguments.profile, "indexed": indexed, **shares}
    print(json.dumps(results, indent=1))
    keep("news", results, arguments.json)


def _outcome(answer: Answer, question: dict[str, Any]) -> dict[str, bool]:
    if not question["answerable"]:
        return {f"{question['kind']} refused": answer.status == "refused"}
    return {
        "answered": answer.status != "refused",
        "holds the answer": holds_answer(answer, question),
        "cites a gold sentence": cites_gold(answer, question),
    }


if __name__ == "__main__":
    main()
