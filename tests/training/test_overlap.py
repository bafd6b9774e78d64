"""The proof that nothing measured with is trained on finds what it must find."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PASSAGE = (
    "The harbour of the small town was closed in the winter of that year, since the ice had broken "
    "two of its three piers and the third one had to be inspected before any ship could land."
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "a_set"
    folder.mkdir(parents=True)
    rows = [{"context": PASSAGE, "question": "Why was the harbour of the town closed?"}]
    (folder / "rows.json").write_text(json.dumps(rows))
    return folder.parent


def run(tmp_path: Path, data: Path, rows: list[dict[str, object]], *more: str) -> tuple[int, str]:
    examples = tmp_path / "examples.jsonl"
    examples.write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-m", "training.overlap", str(examples), str(data), *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "row",
    [
        {"task": "read", "question": "Anything at all?", "passage": PASSAGE},
        {"task": "read", "question": "why was the HARBOUR of the town closed", "passage": "Short."},
        {"task": "entail", "claim": "It froze.", "evidence": PASSAGE.replace("third", "last")},
        {"task": "rank", "question": "What?", "sentences": ["No.", PASSAGE[:120]]},
    ],
    ids=["exact", "case and mark", "one word changed", "the first half"],
)
def test_shared_text_is_found(tmp_path: Path, data: Path, row: dict[str, object]) -> None:
    status, output = run(tmp_path, data, [row])
    assert status == 1
    assert "1 shared" in output


def test_the_same_words_in_another_sentence_are_not_shared(tmp_path: Path, data: Path) -> None:
    text = "In that winter the third pier of the town had to be inspected; no ship broke the ice."
    status, output = run(tmp_path, data, [{"task": "entail", "claim": text, "evidence": text}])
    assert status == 0
    assert "0 shared" in output


def test_rows_with_the_question_of_a_dropped_row_go_too(tmp_path: Path, data: Path) -> None:
    question = "What was closed in that winter, and why?"
    kept: dict[str, object] = {
        "task": "entail",
        "claim": "A claim of its own.",
        "evidence": "Its own evidence.",
    }
    rows: list[dict[str, object]] = [
        {"task": "read", "question": question, "passage": PASSAGE},
        {"task": "read", "question": question, "passage": "Another passage of another town."},
        kept,
    ]
    clean = tmp_path / "clean.jsonl"
    status, _ = run(tmp_path, data, rows, "--clean", str(clean))
    assert status == 0
    assert [json.loads(line) for line in clean.read_text().splitlines()] == [kept]
