"""What goes with a document that is deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.batch.ledger import summaries_of
from assistant.config import home
from assistant.errors import CollectionError, StorageFull
from assistant.places import default_collection
from assistant.ui.history import History
from tests.cli.conftest import BAKERY, Run, parsed
from tests.cli.test_receipts import QUESTION, asked, exported

pytestmark = pytest.mark.usefixtures("indexed")


def test_what_quotes_a_removed_document_goes_and_it_is_said(run: Run) -> None:
    asked(run)
    kept = asked(run, "Who sells rye bread on Fridays?")
    assert BAKERY in kept["text"]
    listed = parsed(run("documents", "list", "--source", "bridge.txt", "--json"))
    result = run("documents", "remove", listed[0]["id"])
    assert "Deleted with what they quoted: 1 receipt." in result.stderr
    assert [one["id"] for one in exported(run)] == [kept["receipt"]]


def test_so_does_what_quotes_a_file_that_is_gone(run: Run, docs: Path) -> None:
    asked(run)
    (docs / "bridge.txt").unlink()
    result = run("index", docs, "--prune")
    assert "Deleted with what they quoted: 1 receipt." in result.stderr
    assert exported(run) == []


def test_so_do_kept_summaries_of_a_file_that_is_gone(run: Run, docs: Path, tmp_path: Path) -> None:
    assert run("summarise", docs, "--jsonl", tmp_path / "all.jsonl").exit_code == 0
    (docs / "bridge.txt").unlink()
    result = run("index", docs, "--prune")
    assert "Deleted with what they quoted: 1 kept summary." in result.stderr
    again = run("summarise", docs, "--jsonl", tmp_path / "all.jsonl")
    assert "1 unchanged" in again.stderr


def test_a_summary_of_a_text_that_changed_stays(run: Run, docs: Path, tmp_path: Path) -> None:
    assert run("summarise", docs, "--jsonl", tmp_path / "all.jsonl").exit_code == 0
    (docs / "bridge.txt").write_text("Bridge closed\n\nIt is shut.\n", encoding="utf-8")
    assert "Deleted" not in run("index", docs, "--prune").stderr


def test_conversations_and_kept_summaries_lose_what_quotes_it(
    run: Run, docs: Path, tmp_path: Path
) -> None:
    answer = asked(run)
    other = asked(run, "Who sells rye bread on Fridays?")
    history = History.open(default_collection(home()))
    talk = history.start(QUESTION)
    history.add(talk, QUESTION, QUESTION, answer)
    history.rate(history.add(talk, "Bread?", "Bread?", other), "good")
    alone = history.start(QUESTION)
    history.add(alone, QUESTION, QUESTION, answer)
    assert run("summarise", docs, "--jsonl", tmp_path / "all.jsonl").exit_code == 0
    listed = parsed(run("documents", "list", "--source", "bridge.txt", "--json"))
    result = run("documents", "remove", listed[0]["id"])
    said = "2 answers in conversations, 1 kept summary, 1 receipt."
    assert f"Deleted with what they quoted: {said}" in result.stderr
    assert [turn.question for turn in history.turns(talk)] == ["Bread?"]
    assert [one.id for one in history.conversations()] == [talk]
    history.close()


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("assistant.search.vector_file.VectorIndex.write", StorageFull("The disk is full.")),
        ("assistant.search.vector_file.VectorIndex.write", KeyboardInterrupt()),
        ("assistant.ui.history.forget_turns", CollectionError("The history is damaged.")),
    ],
)
def test_kept_summaries_of_it_go_though_the_run_fails_after_that(
    run: Run,
    docs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    error: BaseException,
) -> None:
    def fail(*_: object) -> None:
        raise error

    assert run("summarise", docs, "--jsonl", tmp_path / "all.jsonl").exit_code == 0
    (bridge,) = parsed(run("documents", "list", "--source", "bridge.txt", "--json"))
    assert summaries_of(home(), [bridge["id"]]) == 1
    (docs / "bridge.txt").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(what, fail)
        assert run("index", docs, "--prune").exit_code in {1, 130}
    assert len(parsed(run("documents", "list", "--json"))) == 1
    assert summaries_of(home(), [bridge["id"]]) == 0
    assert summaries_of(home(), [one["id"] for one in parsed(run("documents", "list", "--json"))])


def test_conversations_lose_what_quotes_it_though_the_run_fails_after_that(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageFull("The disk is full.")

    history = History.open(default_collection(home()))
    history.add(history.start(QUESTION), QUESTION, QUESTION, asked(run))
    (docs / "bridge.txt").unlink()
    monkeypatch.setattr("assistant.search.vector_file.VectorIndex.write", fail)
    assert run("index", docs, "--prune").exit_code == 1
    assert history.conversations() == []
    history.close()
