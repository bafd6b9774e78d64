from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import assistant.runtime
from assistant import checking
from tests.cli.conftest import BAKERY, OPENED, Run, parsed
from tests.fakes import FakeEmbedder, StrictReader
from tests.schemas import CHECK

WRONG = OPENED.replace("2 May", "7 May")

pytestmark = pytest.mark.usefixtures("fake_models")


@pytest.fixture(autouse=True)
def _strict(fake_models: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.models.reader.load_reader", lambda *_: StrictReader())


def test_a_supported_text(run: Run, docs: Path, tmp_path: Path) -> None:
    text = tmp_path / "summary.txt"
    text.write_text(f"{OPENED} {BAKERY}\n", encoding="utf-8")
    result = run("check", text, "--against", docs)
    assert result.exit_code == 0
    assert result.stdout.count("✓ supported") == 2
    assert result.stderr == ""


def test_a_wrong_date_is_exit_code_5(run: Run, docs: Path) -> None:
    result = run("check", "-", "--against", docs, input=f"{BAKERY} {WRONG}")
    assert result.exit_code == 5
    assert "✗ contradicted" in result.stdout
    assert OPENED in " ".join(result.stdout.split())
    assert "the source says otherwise" in result.stdout
    assert "the date 7 May 2024 is not in the source" in " ".join(result.stdout.split())


def test_json_fits_the_schema_with_exact_offsets(run: Run, docs: Path) -> None:
    text = f"- {OPENED}\n- {WRONG}\n- Zebras yawn.\n"
    result = run("check", "-", "--against", docs, "--json", input=text)
    assert result.exit_code == 5
    report = parsed(result)
    CHECK.validate(report)
    assert report["documents"] == 2
    assert [claim["verdict"] for claim in report["claims"]] == [
        "supported",
        "contradicted",
        "unsupported",
    ]
    assert all(text[claim["start"] : claim["end"]] == claim["text"] for claim in report["claims"])


def test_lines_with_every_form_of_source(run: Run, docs: Path) -> None:
    bridge, bakery = str(docs / "bridge.txt"), str(docs / "bakery.txt")
    tasks = [
        {"text": OPENED, "against": bridge},
        {"text": f"{OPENED} {BAKERY}", "against": [bridge, bakery]},
        {
            "text": BAKERY,
            "against": {"text": BAKERY, "title": "Bread", "date": "2024-05-02"},
            "question": "What does the bakery sell?",
        },
        {"text": BAKERY},
        {"text": BAKERY, "against": bridge},
    ]
    lines = "\n".join(json.dumps(task) for task in tasks)
    result = run("check", "--jsonl", "--against", docs, input=f"{lines}\n\n")
    assert result.exit_code == 5
    reports = [json.loads(line) for line in result.stdout.splitlines()]
    for report in reports:
        CHECK.validate(report)
    (cited,) = reports[2]["claims"][0]["citations"]
    assert (cited["title"], cited["date"]) == ("Bread", "2024-05-02")
    verdicts = [[claim["verdict"] for claim in report["claims"]] for report in reports]
    assert verdicts == [
        ["supported"],
        ["supported", "supported"],
        ["supported"],
        ["supported"],
        ["unsupported"],
    ]


def test_lines_from_a_file(run: Run, docs: Path, tmp_path: Path) -> None:
    tasks = tmp_path / "tasks.jsonl"
    tasks.write_text(json.dumps({"text": OPENED, "against": str(docs)}) + "\n", encoding="utf-8")
    result = run("check", tasks, "--jsonl")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1


def test_the_embedder_is_loaded_once_for_all_lines(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []

    def load(*_: object) -> FakeEmbedder:
        loaded.append(1)
        return FakeEmbedder()

    monkeypatch.setattr(assistant.runtime, "load_embedder", load)
    line = json.dumps({"text": OPENED, "against": str(docs)})
    assert run("check", "--jsonl", input=f"{line}\n{line}\n").exit_code == 0
    assert loaded == [1]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[1]",
        '{"text": "It is so."}',
        '{"text": "", "against": "x"}',
        '{"text": 1, "against": "x"}',
        '{"text": "It is so.", "against": 3}',
        '{"text": "It is so.", "against": []}',
        '{"text": "It is so.", "against": [1]}',
        '{"text": "It is so.", "against": {"text": "x", "date": "in May"}}',
        '{"text": "It is so.", "against": {"text": "x", "title": 1}}',
        '{"text": "It is so.", "against": "x", "question": 1}',
        "[" * 100_000,
        "1" * 5_000,
    ],
)
def test_a_line_that_is_no_task(run: Run, docs: Path, line: str) -> None:
    good = json.dumps({"text": OPENED, "against": str(docs)})
    result = run("check", "--jsonl", input=f"{good}\n{line}\n{good}\n")
    assert result.exit_code == 1
    first, failed, last = (json.loads(line) for line in result.stdout.splitlines())
    assert first == last
    assert failed["line"] == 2
    assert "Line 2" in failed["error"]
    assert result.stderr == "1 line failed.\n"


def test_a_source_that_is_not_there_costs_only_its_line(run: Run, docs: Path) -> None:
    lines = [json.dumps({"text": OPENED, "against": str(path)}) for path in (docs / "no", docs)]
    result = run("check", "--jsonl", input="\n".join(lines))
    assert result.exit_code == 1
    failed, report = (json.loads(line) for line in result.stdout.splitlines())
    assert "does not exist" in failed["error"]
    CHECK.validate(report)


def test_a_text_beyond_the_limit(
    run: Run, docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_CHECKED", 100)
    short, long = OPENED, f"{OPENED} {BAKERY}"
    assert len(short) <= 100 < len(long)
    for name in ("text.odd", "text.txt"):
        file = tmp_path / name
        file.write_text(long, encoding="utf-8")
        result = run("check", file, "--against", docs)
        assert result.exit_code == 1
        assert "longer than 100 characters" in result.stderr
    lines = "\n".join(json.dumps({"text": text, "against": str(docs)}) for text in (long, short))
    result = run("check", "--jsonl", input=lines)
    assert result.exit_code == 1
    failed, report = (json.loads(line) for line in result.stdout.splitlines())
    assert "longer than 100 characters" in failed["error"]
    CHECK.validate(report)


def test_a_text_without_an_end_is_not_read_to_it() -> None:
    """A device that gives for ever; the limit on memory ends a program that wants all of it."""
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from assistant.checking import read_text\n"
        "from assistant.errors import ReadError\n"
        "resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))\n"
        "try:\n"
        "    read_text(Path('/dev/zero'))\n"
        "except ReadError as error:\n"
        "    sys.exit(error.message)\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120
    )
    assert process.stderr == "/dev/zero is longer than 1,000,000 characters.\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "no text"),
        (["-"], "source documents"),
        (["-", "--against", "."], "empty"),
    ],
)
def test_usage_errors(run: Run, arguments: list[str], complaint: str) -> None:
    result = run("check", *arguments, input=" \n")
    assert result.exit_code == 2
    assert complaint in " ".join(result.stderr.replace("│", " ").split())
    assert result.stdout == ""


def test_files_that_are_not_there(run: Run, docs: Path, tmp_path: Path) -> None:
    for arguments in (
        [tmp_path / "nowhere", "--against", docs],
        [docs / "bridge.txt", "--against", tmp_path / "nowhere"],
    ):
        result = run("check", *arguments)
        assert result.exit_code == 1
        assert "nowhere" in result.stderr


def test_a_source_that_cannot_be_read_is_told(run: Run, docs: Path) -> None:
    (docs / "broken.pdf").write_bytes(b"no pdf at all")
    result = run("check", "-", "--against", docs, input=OPENED)
    assert result.exit_code == 0
    assert "broken.pdf" in result.stderr


def test_no_collection_is_made(run: Run, docs: Path, tmp_path: Path) -> None:
    run("check", "-", "--against", docs, input=OPENED)
    assert not list((tmp_path / "home").rglob("*.sqlite*"))
