"""`summarise --together`: one digest of many documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.batch.ledger import ledger_folder, open_ledger
from assistant.config import home
from assistant.summariser import Summariser
from tests.cli.conftest import Run, parsed, rows
from tests.fakes import FakeGenerator
from tests.schemas import SUMMARY

pytestmark = pytest.mark.usefixtures("fake_models")


def test_digest_of_a_folder(run: Run, docs: Path) -> None:
    result = run("summarise", docs, "--together")
    assert result.exit_code == 0
    assert result.stdout.startswith("Digest of 2 documents\n")
    digest = parsed(run("summarise", docs, "--together", "--json"))
    SUMMARY.validate(digest)
    assert [one["title"] for one in digest["documents"]] == ["Bridge opened", "Bakery"]


def test_digest_names_what_cannot_be_read(run: Run, docs: Path) -> None:
    (docs / "broken.pdf").write_bytes(b"no pdf at all")
    result = run("summarise", docs, "--together")
    assert result.exit_code == 4
    assert "broken.pdf" in result.stderr


def test_digest_of_nothing_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("summarise", tmp_path / "empty", "--together")
    assert result.exit_code == 1
    assert "There is no document to summarise." in result.stderr


def test_digest_is_written_as_other_summaries_are(run: Run, docs: Path, tmp_path: Path) -> None:
    path, pages = tmp_path / "rows.jsonl", tmp_path / "pages"
    (docs / "broken.pdf").write_bytes(b"no pdf at all")
    arguments = ("summarise", docs, "--together", "--jsonl", path, "--out", pages)
    result = run(*arguments)
    assert result.exit_code == 4
    assert result.stdout == ""
    assert "2 read, 1 failed" in result.stderr
    digest, failed = rows(path.read_text("utf-8"))
    assert [one["title"] for one in digest["documents"]] == ["Bridge opened", "Bakery"]
    assert [story["told"] for story in digest["stories"]] == [True, True]
    assert failed["source"].endswith("broken.pdf")
    assert "[Digest of 2 documents](digest.md)" in (pages / "index.md").read_text("utf-8")
    assert (pages / "digest.md").read_text("utf-8").startswith("# Digest of 2 documents\n")
    before = path.read_bytes()
    assert "2 unchanged, 1 failed" in run(*arguments).stderr
    assert path.read_bytes() == before


def test_place_that_is_no_output_is_refused_before_anything_is_made(
    run: Run, docs: Path, writer: FakeGenerator
) -> None:
    (docs / "index.md").write_text("# Home\n\nMy own page.\n", "utf-8")
    for place in (("--jsonl", docs / "bridge.txt"), ("--out", docs)):
        result = run("summarise", docs / "bakery.txt", "--together", *place)
        assert result.exit_code == 2
        assert writer.prompts == []
    assert (docs / "index.md").read_text("utf-8") == "# Home\n\nMy own page.\n"


def test_digest_reads_only_what_is_new(run: Run, docs: Path, writer: FakeGenerator) -> None:
    assert run("summarise", docs, "--together", "--dry-run").stdout.startswith("2 to read (")
    run("summarise", docs, "--together")
    asked = len(writer.prompts)
    assert "Nothing is left" in run("summarise", docs, "--together", "--dry-run").stdout
    run("summarise", docs, "--together")
    assert len(writer.prompts) == asked
    (docs / "third.txt").write_text("The harbour of Tamsel is closed on Sundays.\n", "utf-8")
    planned = run("summarise", docs, "--together", "--dry-run").stdout
    assert planned.startswith("1 to read (8 words), 2 done before")
    assert "as 2 documents of" in planned


def test_two_digests_exclude_each_other(run: Run, docs: Path) -> None:
    with open_ledger(ledger_folder(home(), ("of", str(docs)))):
        result = run("summarise", docs, "--together")
    assert result.exit_code == 1
    assert "is making these summaries already." in result.stderr


def test_interrupted_digest_goes_on(run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Summariser.brief
    calls = 0

    def once(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(Summariser, "brief", once)
    path = docs.parent / "rows.jsonl"
    result = run("summarise", docs, "--together", "--jsonl", path)
    assert result.exit_code == 130
    assert "1 read; the same command goes on from there." in result.stderr
    assert "1 read, 1 unchanged" in run("summarise", docs, "--together", "--jsonl", path).stderr
