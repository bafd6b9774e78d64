from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from assistant.batch.ledger import ledger_folder, open_ledger
from assistant.cli.progress import BatchBar, duration
from assistant.config import home
from assistant.present.markdown import escaped
from assistant.summariser import Summariser
from tests.cli.conftest import BAKERY, OPENED, Run, parsed, rows
from tests.fakes import FakeGenerator, StrictReader
from tests.schemas import SUMMARY

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.usefixtures("fake_models")


def said(result: Result) -> str:
    """The messages as one line, without the frame around usage errors."""
    return " ".join(result.stderr.replace("│", " ").split())


def test_one_file_is_summarised_for_reading(run: Run, docs: Path) -> None:
    result = run("summarise", docs / "bridge.txt")
    assert result.exit_code == 0
    assert result.stdout.startswith("Bridge opened · 3 May 2024\n")
    assert "Sources\n[1] “" in result.stdout
    assert result.stderr == ""
    assert not (home() / "summaries").exists()


def test_a_file_of_rows_is_told_by_what_they_hold(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "rooms.csv"
    lines = ["room,nights", *(f"{room},{room % 7 + 1}" for room in range(1, 31))]
    path.write_text("\n".join(lines), encoding="utf-8")
    said = "A table of 30 rows: room (1 to 30), nights (1 to 7)."
    page = run("summarise", path).stdout
    assert f"{said} [1]" in page
    assert "Cites 30 of 30 sentences." in page
    assert f"\n{said} [1]" in run("summarise", path, "--style", "extractive").stdout
    summary = parsed(run("summarise", path, "--json"))
    SUMMARY.validate(summary)
    assert [(one["text"], one["verdict"]) for one in summary["claims"]] == [(said, "counted")]
    page = _page_of(run, path, tmp_path / "out")
    assert f"{escaped(said)}[^1]" in page
    assert "shorter than" not in page


def _page_of(run: Run, path: Path, out: Path) -> str:
    assert run("summarise", path, "--out", out).exit_code == 0
    (page,) = (one for one in out.glob("*.md") if one.name != "index.md")
    return page.read_text(encoding="utf-8")


def test_a_file_whose_rows_are_documents_is_a_batch(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    lines = ["title,text", f"One,{OPENED}", f"Two,{BAKERY}"]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [one["title"] for one in rows(run("summarise", path).stdout)] == ["One", "Two"]
    path.write_text("\n".join(lines[:2]), encoding="utf-8")  # however many they are
    assert [one["title"] for one in rows(run("summarise", path).stdout)] == ["One"]


def test_summarize_is_the_same_command(run: Run, docs: Path) -> None:
    first, second = (run(name, docs / "bridge.txt") for name in ("summarise", "summarize"))
    assert first.stdout == second.stdout
    assert "summarize" not in run("--help").stdout


def test_one_file_as_json(run: Run, docs: Path) -> None:
    summary = parsed(run("summarise", docs / "bridge.txt", "--json"))
    SUMMARY.validate(summary)
    assert summary["source"] == str(docs / "bridge.txt")
    text = (docs / "bridge.txt").read_text("utf-8")
    for one in summary["citations"]:
        assert text[one["start"] : one["end"]] == one["quote"]


def test_wrong_wording_is_not_shown_unless_asked_for(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "The new bridge over the Tamsel was opened in 1931."
    monkeypatch.setattr(
        "assistant.models.generate.load_generator", lambda *_, **__: FakeGenerator(wrong)
    )
    monkeypatch.setattr("assistant.models.reader.load_reader", lambda *_: StrictReader())
    assert "1931" not in run("summarise", docs / "bridge.txt").stdout
    assert wrong in run("summarise", docs / "bridge.txt", "--verbose").stdout


@pytest.mark.parametrize(
    ("option", "models"),
    [
        (("--extractive",), {"embedder", "reader"}),
        (("--style", "extractive"), {"embedder", "reader"}),  # which says what matters
    ],
)
def test_extractive_asks_no_writer(
    run: Run, docs: Path, writer: FakeGenerator, option: tuple[str, ...], models: set[str]
) -> None:
    summary = parsed(run("summarise", docs / "bridge.txt", "--json", *option))
    assert set(summary["models"]) == models
    assert writer.prompts == []


def test_options_reach_the_summary(run: Run, docs: Path) -> None:
    page = run("summarise", docs / "bridge.txt", "--style", "bullets", "--words", 30).stdout
    assert "• " in page
    focused = run(
        "summarise", docs / "bridge.txt", "--json", "--words", 12, "--focus", "How long is it?"
    )
    assert parsed(focused)["words"] <= 14


def test_folder_gives_a_line_for_each_document(run: Run, docs: Path) -> None:
    result = run("summarise", docs)
    assert result.exit_code == 0
    found = rows(result.stdout)
    assert [row["title"] for row in found] == ["Bakery", "Bridge opened"]
    assert BAKERY in found[0]["summary"]
    assert "2 summarised" in result.stderr


def test_same_command_makes_nothing_again(run: Run, docs: Path, writer: FakeGenerator) -> None:
    first = run("summarise", docs)
    asked = len(writer.prompts)
    second = run("summarise", docs)
    assert second.stdout == first.stdout
    assert len(writer.prompts) == asked
    assert "2 unchanged" in second.stderr
    run("summarise", docs, "--words", 20)
    assert len(writer.prompts) > asked


def test_a_path_may_be_named_otherwise(run: Run, docs: Path, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    around = tmp_path / "else" / ".."
    run("summarise", docs)
    assert "2 unchanged" in run("summarise", around / docs.relative_to(tmp_path)).stderr
    run("summarise", docs, "--jsonl", tmp_path / "all.jsonl")
    again = run("summarise", docs, "--jsonl", around / "all.jsonl")
    assert "2 unchanged" in again.stderr


def test_some_that_failed_have_an_exit_code_and_are_named(run: Run, docs: Path) -> None:
    (docs / "broken.pdf").write_bytes(b"no pdf at all")
    result = run("summarise", docs)
    assert result.exit_code == 4
    assert [row.get("error") is None for row in rows(result.stdout)] == [True, True, False]
    assert "broken.pdf" in result.stderr
    assert "2 summarised, 1 failed" in result.stderr
    again = run("summarise", docs, "--retry-failed")
    assert again.exit_code == 4
    assert "2 unchanged, 1 failed" in again.stderr


def test_jsonl_file(run: Run, docs: Path, tmp_path: Path) -> None:
    path = tmp_path / "new" / "rows.jsonl"
    result = run("summarise", docs, "--jsonl", path)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert len(rows(path.read_text("utf-8"))) == 2


def test_output_in_the_folder_that_is_read(run: Run, docs: Path) -> None:
    for _ in range(2):
        assert run("summarise", docs, "--jsonl", docs / "r.jsonl", "--out", docs / "o").stdout == ""
    assert len(rows((docs / "r.jsonl").read_text("utf-8"))) == 2


def test_file_that_is_no_output_is_never_written_over(run: Run, docs: Path) -> None:
    result = run("summarise", docs / "bakery.txt", "--jsonl", docs / "bridge.txt")
    assert result.exit_code == 2
    assert "is no output of" in result.stderr
    assert OPENED in (docs / "bridge.txt").read_text("utf-8")


def test_markdown_folder(run: Run, docs: Path, tmp_path: Path) -> None:
    result = run("summarise", docs, "--out", tmp_path / "pages")
    assert result.exit_code == 0
    assert result.stdout == ""
    index = (tmp_path / "pages" / "index.md").read_text("utf-8")
    assert "[Bridge opened](bridge-" in index
    assert len(list((tmp_path / "pages").glob("*.md"))) == 3


def test_dry_run_says_how_much_and_how_long(run: Run, docs: Path, writer: FakeGenerator) -> None:
    first = run("summarise", docs, "--dry-run")
    assert first.exit_code == 0
    assert first.stdout.startswith("2 to summarise (")
    assert "not known" in first.stdout
    assert writer.prompts == []
    run("summarise", docs)
    assert "Nothing is left to do." in run("summarise", docs, "--dry-run").stdout
    (docs / "third.txt").write_text("The harbour of Tamsel is closed on Sundays.\n", "utf-8")
    planned = run("summarise", docs, "--dry-run").stdout
    assert planned.startswith("1 to summarise (8 words), 2 done before")
    assert "as 2 documents of" in planned
    elsewhere = parsed(run("summarise", docs, "--dry-run", "--json", "--jsonl", docs / "x.jsonl"))
    assert (elsewhere["to_do"], elsewhere["done"]) == (3, 0)
    assert elsewhere["seconds"] >= 0
    assert not (docs / "x.jsonl").exists()


def test_dry_run_counts_the_nodes_of_a_cluster(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("summarise", docs)
    for name in ("third", "fourth", "fifth"):
        (docs / f"{name}.txt").write_text(f"The {name} harbour is closed on Sundays.\n", "utf-8")
    monkeypatch.setattr("assistant.cli.batch.node_count", {"10.0.0.1:6379": 2}.__getitem__)
    monkeypatch.setattr("assistant.batch.ledger.Rate.estimate", lambda *_: 60.0)
    there = ("summarise", docs, "--dry-run", "--engine", "ray", "--address", "10.0.0.1:6379")
    assert "\nabout 30 s with 2 workers, as 2 documents" in run(*there).stdout
    assert "\nabout 20 s with 3 workers" in run(*there, "--workers", 8).stdout, "3 are to do"
    assert parsed(run(*there, "--json"))["seconds"] == 30.0
    assert "\nabout 60 s, as" in run("summarise", docs, "--dry-run").stdout


def test_dry_run_says_that_a_cluster_is_not_there(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    there = ("--engine", "ray", "--address", "10.0.0.1:6379")
    result = run("summarise", docs, "--dry-run", *there)
    assert result.exit_code == 2
    assert "Ray is not installed." in result.stderr


def test_documents_of_a_collection(run: Run, indexed: Path) -> None:
    result = run("summarise", "--since", "2024-01-01")
    assert [row["title"] for row in rows(result.stdout)] == ["Bridge opened"]
    everything = run("summarise", "--collection", home() / "collections" / "default")
    assert len(rows(everything.stdout)) == 2


def test_two_runs_exclude_each_other(run: Run, docs: Path) -> None:
    with open_ledger(ledger_folder(home(), ("of", str(docs)))):
        result = run("summarise", docs)
    assert result.exit_code == 1
    assert f"Process {os.getpid()} is making these summaries already." in result.stderr


def test_interrupt_keeps_what_was_made(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Summariser.summarise
    calls = 0

    def once(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return real(*arguments, **options)

    monkeypatch.setattr(Summariser, "summarise", once)
    path = docs.parent / "rows.jsonl"
    result = run("summarise", docs, "--jsonl", path)
    assert result.exit_code == 130
    assert "1 summarised; the same command goes on from there." in result.stderr
    assert len(rows(path.read_text("utf-8"))) == 1
    assert "1 summarised, 1 unchanged" in run("summarise", docs, "--jsonl", path).stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "Give files or folders"),
        (["x", "--collection", "y"], "not both"),
        (["x", "--since", "2024-01-01"], "not both"),
        (["x", "--words", "2"], "--words"),
        (["x", "--style", "poem"], "--style"),
        (["x", "--workers", "0"], "--workers"),
    ],
)
def test_usage_errors(run: Run, arguments: list[str], complaint: str) -> None:
    result = run("summarise", *arguments)
    assert result.exit_code == 2
    assert complaint in said(result)
    assert result.stdout == ""


def test_path_that_is_not_there(run: Run, tmp_path: Path) -> None:
    result = run("summarise", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "does not exist" in result.stderr


def test_bar_says_rates_time_left_and_failures() -> None:
    from assistant.cli.output import messages

    bar = BatchBar(messages(), 10, "Summarising")
    bar.done(0, failed=False)
    assert bar.said() == "1/10"
    bar.done(500, failed=False)
    bar.done(0, failed=True)
    assert bar.said().startswith("3/10, ")
    assert "documents/s, " in bar.said()
    assert bar.said().endswith("left, 1 failed")


@pytest.mark.parametrize(
    ("seconds", "words"), [(7.4, "7 s"), (99, "99 s"), (120, "2 min"), (12600, "3.5 h")]
)
def test_durations_as_a_person_says_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.models
def test_with_the_real_models_and_two_workers(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assistant", "summarise", "--profile", "default"]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    found = [f"examples/news/{name}.txt" for name in ("sweden-joins-nato", "uk-election")]
    found[1] = "examples/news/croatia-euro.html"
    target = tmp_path / "rows.jsonl"
    arguments = [*command, *found, "--jsonl", str(target), "--workers", "2"]
    done = subprocess.run(
        arguments, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    first, second = rows(target.read_text("utf-8"))
    assert "Sweden" in first["summary"]
    assert "Croatia" in second["summary"]
    assert first["models"]["writer"]


def test_interrupted_process_ends_with_its_workers(docs: Path, tmp_path: Path) -> None:
    from tests.batch.samples import write_reports

    write_reports(tmp_path / "many", 400)
    arguments = [sys.executable, "-m", "tests.batch.killed_batch", tmp_path / "many", tmp_path]
    with subprocess.Popen(
        [*map(str, arguments), str(tmp_path / "ledger"), "2"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
    deadline = time.monotonic() + 20
    while _group_lives(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _group_lives(process.pid)
    assert 0 < len(rows((tmp_path / "rows.jsonl").read_text("utf-8"))) < 400


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("address", [None, "local", "auto", "ray://10.0.0.1:10001"])
def test_a_cluster_is_one_that_runs_at_an_address(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    if address:
        monkeypatch.setenv("RAY_ADDRESS", address)
    result = run("summarise", tmp_path, "--engine", "ray")
    assert result.exit_code == 2
    assert "--address" in result.stderr
