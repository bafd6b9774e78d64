"""Asks while another process indexes: does anything fail, grow or change?

    python -m benchmarks.soak --questions 2000 --updates 500

The example articles are asked in turn, without a writer. Meanwhile a second process adds,
changes and removes notes that answer none of the questions. Printed as JSON: failures, the memory
of the process that answers, and whether the answers afterwards are those from before.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from assistant.assistant import Assistant
from assistant.errors import AssistantError

ARTICLES = Path(__file__).parents[1] / "examples" / "news"
QUESTIONS = ARTICLES.parent / "questions.jsonl"
NOTES = 5
SAMPLES = 10


def update(folder: Path, notes: Path, updates: int) -> None:
    """Add, change and remove notes, one index run after the other; exits 1 at a failure."""
    with Assistant.open(folder, extractive=True) as assistant:
        for number in range(updates):
            note = notes / f"note-{number % NOTES}.txt"
            if number // NOTES % 3 == 2:
                note.unlink(missing_ok=True)
            else:
                text = f"The gardener counted {number} snails behind shed {number % 7}."
                note.write_text(f"{text}\n", encoding="utf-8")
            assistant.index(notes, prune=True)
        for note in notes.iterdir():
            note.unlink()
        assistant.index(notes, prune=True)


def answers(assistant: Assistant, questions: list[str]) -> list[str]:
    """What is shown for each question."""
    return [f"{one.status}: {one.text}" for one in map(assistant.ask, questions)]


def soak(count: int, updates: int, asked: list[str]) -> dict[str, Any]:
    """Ask so many questions during so many updates."""
    failures: list[str] = []
    memory: list[float] = []
    with tempfile.TemporaryDirectory(prefix="soak-") as scratch:
        folder, notes = Path(scratch, "collection"), Path(scratch, "notes")
        notes.mkdir()
        with Assistant.open(folder, extractive=True, create=True) as assistant:
            assistant.index(ARTICLES)
            before = answers(assistant, asked)
            other = multiprocessing.get_context("spawn").Process(
                target=update, args=(folder, notes, updates)
            )
            other.start()
            started = time.perf_counter()
            # Both to the end: questions go on until the updates are done, and the other way round.
            for number, question in enumerate(itertools.cycle(asked)):
                if number >= count and not other.is_alive():
                    break
                try:
                    assistant.ask(question)
                except AssistantError as error:
                    failures.append(str(error))
                if number % max(1, count // SAMPLES) == 0:
                    memory.append(round(psutil.Process().memory_info().rss / 1e6, 1))
            seconds = time.perf_counter() - started
            other.join()
            after = answers(assistant, asked)
            receipts = sum(1 for _ in assistant.collection.receipts.all())
    return {
        "questions": number,
        "updates": updates,
        "failed_questions": failures,
        "updates_ended_with": other.exitcode,
        "seconds": round(seconds, 1),
        "memory_mb": memory,
        "changed_answers": sum(one != two for one, two in zip(before, after, strict=True)),
        "compared_answers": len(asked),
        "receipts": receipts,
    }


def main() -> None:
    """Run it; exit 1 where a question or an update failed, or an answer is another now."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--updates", type=int, default=500)
    parser.add_argument("--different", type=int, default=20, help="how many different questions")
    chosen = parser.parse_args()
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()[: chosen.different]
    found = soak(chosen.questions, chosen.updates, [json.loads(line)["question"] for line in lines])
    print(json.dumps(found, indent=2))
    failed = found["failed_questions"] or found["updates_ended_with"] or found["changed_answers"]
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
