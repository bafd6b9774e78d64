"""Summaries of a collection's documents leave receipts there; those of files leave none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.output import UNSUPPORTED
from assistant.config import home
from assistant.errors import CollectionError, StorageFull
from assistant.places import default_collection
from assistant.search.database import Database
from tests.cli.conftest import OPENED, Run, parsed
from tests.cli.test_receipts import exported
from tests.fakes import FakeGenerator

pytestmark = pytest.mark.usefixtures("indexed")


def summarised(run: Run, *arguments: object) -> list[dict[str, Any]]:
    """The lines that a batch over the default collection prints, or its digest alone."""
    result = run("summarise", "--collection", default_collection(home()), *arguments)
    assert result.exit_code == 0
    if "--json" in arguments:
        return [parsed(result)]
    return [json.loads(line) for line in result.stdout.splitlines()]


def replayed(run: Run, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = parsed(run("replay", id_, "--json"))
    return found


def settle(receipts: str) -> None:
    (home() / "settings.yaml").write_text(f"receipts: {receipts}\n", encoding="utf-8")


def test_each_summary_of_a_batch_has_a_receipt(run: Run) -> None:
    rows = summarised(run)
    receipts = exported(run)
    assert [one["id"] for one in receipts] == [row["receipt"] for row in rows]
    for one, row in zip(receipts, rows, strict=True):
        assert (one["kind"], one["claims"]) == ("summary", row["claims"])
        assert one["asked"]["documents"] == [row["documents"][0]["id"]]
        assert one["asked"]["request"] == {"words": None, "style": "paragraph", "focus": ""}
        assert one["collection"] == {"documents": 2, "passages": 2, "last": 2}
        assert set(one["models"]) == {"embedder", "reader", "writer"}
        assert [cited["quote"] for cited in one["citations"]] == [
            cited["quote"] for cited in row["citations"]
        ]
    listed = run("receipts", "list").stdout.splitlines()
    assert [line.split("\t")[3] for line in listed] == [
        "summary of “Bakery”",
        "summary of “Bridge opened”",
    ]


def test_the_same_command_keeps_none_twice(run: Run, writer: FakeGenerator) -> None:
    rows = summarised(run)
    prompts = len(writer.prompts)
    assert summarised(run) == rows
    assert (len(exported(run)), len(writer.prompts)) == (2, prompts)


def test_a_part_of_the_collection_shares_them(run: Run) -> None:
    part = json.loads(run("summarise", "--source", "bridge.txt").stdout)
    rows = map(json.loads, run("summarise", "--source", "*.txt").stdout.splitlines())
    assert {row["title"]: row["receipt"] for row in rows}["Bridge opened"] == part["receipt"]
    assert len(exported(run)) == 2


def test_files_have_none_and_neither_has_what_they_share_with_a_collection(
    run: Run, docs: Path, tmp_path: Path
) -> None:
    target = tmp_path / "rows.jsonl"

    def receipts() -> list[str | None]:
        return [json.loads(line)["receipt"] for line in target.read_text("utf-8").splitlines()]

    run("summarise", docs, "--jsonl", target)
    assert (receipts(), exported(run)) == ([None, None], [])
    summarised(run, "--jsonl", target)
    kept = receipts()
    assert kept == [one["id"] for one in exported(run)]
    run("summarise", docs, "--jsonl", target)
    assert receipts() == [None, None]
    summarised(run, "--jsonl", target)
    assert receipts() == kept
    assert parsed(run("summarise", docs / "bridge.txt", "--json"))["receipt"] is None
    assert len(exported(run)) == 2


def test_what_was_made_without_one_gets_one_and_is_not_made_again(
    run: Run, writer: FakeGenerator
) -> None:
    settle("false")
    assert [row["receipt"] for row in summarised(run)] == [None, None]
    prompts = len(writer.prompts)
    settle("true")
    rows = summarised(run)
    assert [row["receipt"] for row in rows] == [one["id"] for one in exported(run)]
    assert len(writer.prompts) == prompts
    settle("false")
    assert [row["receipt"] for row in summarised(run)] == [None, None]


def test_one_that_was_removed_is_kept_anew(run: Run) -> None:
    summarised(run)
    run("receipts", "remove", "--all")
    rows = summarised(run)
    assert [row["receipt"] for row in rows] == [one["id"] for one in exported(run)]


def test_summaries_are_made_where_no_receipt_can_be_kept(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Database.rows

    def full(self: Database, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        if "INTO receipts" in sql:
            raise StorageFull("The disk has no room left.")
        return rows(self, sql, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "rows", full)
        assert [row["receipt"] for row in summarised(run)] == [None, None]
    assert all(row["receipt"] for row in summarised(run))


@pytest.mark.parametrize("part", ["FROM receipts WHERE id", "count(*) FROM documents WHERE"])
def test_summaries_are_not_lost_where_no_receipt_can_be_looked_up(
    run: Run, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    before = summarised(run)
    if "receipts" not in part:
        run("receipts", "remove", "--all")
    rows, met = Database.rows, []

    def lost(self: Database, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        if part in sql:
            met.append(sql)
            raise CollectionError("The collection cannot be reached.")
        return rows(self, sql, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "rows", lost)
        assert [row["receipt"] for row in summarised(run)] == [None, None]
    assert len(met) == 2
    again = summarised(run)
    assert [row["title"] for row in again] == [row["title"] for row in before]
    assert all(row["receipt"] for row in again)


class TestReplay:
    def test_what_has_not_changed_holds(self, run: Run) -> None:
        for row in summarised(run):
            assert run("replay", row["receipt"]).exit_code == 0
            found = replayed(run, row["receipt"])
            assert (found["holds"], found["outcome"]) == (True, "same")
            assert (found["models"], found["settings"]) == ({}, {})
        assert len(exported(run)) == 2

    def test_a_changed_document_is_told(self, run: Run, docs: Path) -> None:
        bakery, bridge = (row["receipt"] for row in summarised(run))
        (docs / "bridge.txt").write_text("Bridge\n\nIt was torn down in 2026.\n", "utf-8")
        run("index", docs)
        found = replayed(run, bridge)
        assert (found["holds"], set(found["evidence"])) == (False, {"changed"})
        assert run("replay", bridge).exit_code == 5
        assert replayed(run, bakery)["holds"]

    def test_another_model_is_told(self, run: Run, writer: FakeGenerator) -> None:
        (_, bridge) = summarised(run)
        before, writer.fingerprint = writer.fingerprint, "other@2"
        assert replayed(run, bridge["receipt"])["models"] == {"writer": [before, "other@2"]}

    @pytest.mark.parametrize("wish", [("--extractive",), ("--style", "extractive")])
    def test_source_sentences_are_made_again_without_a_writer(
        self, run: Run, writer: FakeGenerator, wish: tuple[str, ...]
    ) -> None:
        (_, bridge) = summarised(run, *wish)
        found = replayed(run, bridge["receipt"])
        assert (found["outcome"], found["settings"], writer.prompts) == ("same", {}, [])

    def test_a_digest_holds_beside_a_newer_document(self, run: Run, docs: Path) -> None:
        (digest,) = summarised(run, "--together", "--json")
        assert digest["receipt"]
        (again,) = summarised(run, "--together", "--json")
        assert again["receipt"] == digest["receipt"]
        (docs / "ferry.txt").write_text("Ferry\n\nThe ferry to Lund sails at noon.\n", "utf-8")
        run("index", docs)
        found = replayed(run, digest["receipt"])
        assert (found["holds"], found["outcome"], found["added"]) == (True, "same", 1)
        assert "digest of 2 documents" in run("receipts", "list").stdout
        told = run("summarise", "--since", "2020-01-01", "--together", "--verbose").stdout
        assert f"receipt {exported(run)[-1]['id'][:12]}" in told


def test_receipts_of_summaries_go_with_the_document_that_they_quote(run: Run) -> None:
    (bakery, bridge) = summarised(run)
    (digest,) = summarised(run, "--together", "--json")
    assert OPENED in json.dumps(digest["citations"])
    result = run("documents", "remove", bridge["documents"][0]["id"])
    assert ", 2 receipts." in result.stderr
    assert [one["id"] for one in exported(run)] == [bakery["receipt"]]
    assert [row["receipt"] for row in summarised(run)] == [bakery["receipt"]]


def test_what_was_counted_holds_no_more_once_its_table_is_another(run: Run, docs: Path) -> None:
    path = docs / "rooms.csv"
    lines = ["room,price", *(f"{room},{room + 40}" for room in range(1, 31))]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert run("index", docs).exit_code == 0
    (row,) = summarised(run, "--source", "rooms.csv")
    assert row["claims"][0]["verdict"] == "counted"
    assert run("replay", row["receipt"]).exit_code == 0
    path.write_text("\n".join([*lines[:-1], "30,999"]), encoding="utf-8")  # not the row it cites
    assert run("index", docs).exit_code == 0
    result = run("replay", row["receipt"])
    assert result.exit_code == UNSUPPORTED
    assert "It does not hold any more." in result.stdout
