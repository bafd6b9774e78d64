from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.config import home
from assistant.errors import StorageFull
from assistant.places import default_collection
from assistant.search.database import Database
from tests.cli.conftest import OPENED, Run, parsed
from tests.fakes import FakeGenerator

pytestmark = pytest.mark.usefixtures("indexed")

QUESTION = "When was the bridge over the Tamsel opened?"


def asked(run: Run, question: str = QUESTION) -> dict[str, Any]:
    answer: dict[str, Any] = parsed(run("ask", question, "--json"))
    return answer


def exported(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("receipts", "export").stdout.splitlines()]


def test_every_answer_has_a_receipt(run: Run) -> None:
    answers = [asked(run), asked(run, "Who wrote the treaty of Lund?")]
    assert [one["status"] for one in answers] == ["answered", "refused"]
    assert [one["id"] for one in exported(run)] == [one["receipt"] for one in answers]
    lines = [line.split("\t") for line in run("receipts", "list").stdout.splitlines()]
    assert [line[0] for line in lines] == [one["receipt"][:12] for one in answers]
    assert [line[2:] for line in lines] == [[one["status"], one["question"]] for one in answers]
    told = run("ask", QUESTION, "--verbose").stdout.split()
    assert told[-2:] == ["receipt", exported(run)[-1]["id"][:12]]


def test_a_receipt_says_what_the_answer_rests_on(run: Run, docs: Path) -> None:
    answer = asked(run)
    (receipt,) = exported(run)
    assert receipt["asked"]["question"] == QUESTION
    assert receipt["claims"] == answer["claims"]
    (cited,) = receipt["citations"]
    assert cited["quote"] == OPENED
    assert cited["source"] == str(docs / "bridge.txt")
    assert cited["sha256"] == hashlib.sha256(OPENED.encode()).hexdigest()
    assert set(receipt["models"]) == {"embedder", "reader", "writer"}
    assert all("@" in fingerprint for fingerprint in receipt["models"].values())
    assert receipt["collection"] == {"documents": 2, "passages": 2, "last": 2}
    assert {"threshold", "answer_tokens", "calibration"} <= receipt["settings"].keys()
    id_ = receipt.pop("id")
    text = json.dumps(receipt, ensure_ascii=False, sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest() == id_


def test_what_was_rejected_is_kept_by_its_reasons_alone(run: Run, writer: FakeGenerator) -> None:
    writer._texts = ("The bridge over the Tamsel was opened on 9 July 1911.",)
    answer = asked(run)
    assert answer["rejected"]
    (receipt,) = exported(run)
    assert receipt["rejected"] == [one["reasons"] for one in answer["rejected"]]
    assert "1911" not in json.dumps(receipt["claims"])


def test_small_talk_has_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.answering.ways.kind_of", lambda *_: "thanks")
    assert asked(run, "Thank you!")["receipt"] is None
    assert exported(run) == []


def test_the_settings_may_say_that_none_is_kept(run: Run) -> None:
    (home() / "settings.yaml").write_text("receipts: false\n", encoding="utf-8")
    assert asked(run)["receipt"] is None
    assert exported(run) == []


def test_an_answer_is_given_where_no_receipt_can_be_kept(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Database.rows

    def full(self: Database, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        if "INTO receipts" in sql:
            raise StorageFull("The disk has no room left.")
        return rows(self, sql, parameters)

    monkeypatch.setattr(Database, "rows", full)
    answer = asked(run)
    assert (answer["status"], answer["receipt"]) == ("answered", None)


class TestReplay:
    def test_what_has_not_changed_holds(self, run: Run) -> None:
        id_ = asked(run)["receipt"]
        result = run("replay", id_[:10])
        assert result.exit_code == 0
        assert "It still holds." in result.stdout
        assert "Asked today, it is the same." in result.stdout
        replayed = parsed(run("replay", id_, "--json"))
        assert (replayed["holds"], replayed["outcome"]) == (True, "same")
        assert (replayed["evidence"], replayed["models"]) == (["stands"], {})
        assert len(exported(run)) == 1

    def test_a_refusal_holds_until_the_answer_is_added(self, run: Run, docs: Path) -> None:
        question = "When does the ferry to Lund sail?"
        answer = asked(run, question)
        assert answer["status"] == "refused"
        assert run("replay", answer["receipt"]).exit_code == 0
        (docs / "ferry.txt").write_text("Ferry\n\nThe ferry to Lund sails at noon.\n", "utf-8")
        run("index", docs)
        assert asked(run, question)["status"] == "answered"
        result = run("replay", answer["receipt"])
        assert result.exit_code == 5
        assert "It does not hold any more." in result.stdout
        assert "Since then: 1 document added or changed." in result.stdout

    def test_a_changed_file_is_told(self, run: Run, docs: Path) -> None:
        id_ = asked(run)["receipt"]
        (docs / "bridge.txt").write_text("Bridge\n\nIt was torn down in 2026.\n", "utf-8")
        run("index", docs)
        replayed = parsed(run("replay", id_, "--json"))
        assert (replayed["holds"], replayed["evidence"]) == (False, ["changed"])
        assert "no longer stands in its file" in run("replay", id_).stdout

    def test_a_sentence_that_moved_in_its_file_stands(self, run: Run, docs: Path) -> None:
        id_ = asked(run)["receipt"]
        text = (docs / "bridge.txt").read_text("utf-8")
        (docs / "bridge.txt").write_text(f"{text}\nIt has four lanes.\n", encoding="utf-8")
        run("index", docs)
        replayed = parsed(run("replay", id_, "--json"))
        assert (replayed["holds"], replayed["evidence"]) == (True, ["moved"])

    def test_other_words_of_the_same_sentences_hold(self, run: Run, writer: FakeGenerator) -> None:
        id_ = asked(run)["receipt"]
        writer._texts = ("The new bridge was opened on 2 May 2024.",)
        replayed = parsed(run("replay", id_, "--json"))
        assert (replayed["holds"], replayed["outcome"]) == (True, "reworded")
        assert "2 May 2024" in run("replay", id_).stdout

    def test_another_model_is_told(
        self, run: Run, writer: FakeGenerator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        id_ = asked(run)["receipt"]
        before, writer.fingerprint = writer.fingerprint, "other@2"
        replayed = parsed(run("replay", id_, "--json"))
        assert replayed["models"] == {"writer": [before, "other@2"]}
        assert f"writer: {before}, now other@2" in run("replay", id_).stdout

    def test_quotations_are_asked_for_again_without_a_writer(
        self, run: Run, writer: FakeGenerator
    ) -> None:
        id_ = parsed(run("ask", QUESTION, "--extractive", "--json"))["receipt"]
        assert parsed(run("replay", id_, "--json"))["outcome"] == "same"
        assert writer.prompts == []

    def test_a_receipt_that_was_altered_is_told(self, run: Run) -> None:
        id_ = asked(run)["receipt"]
        database = Database(default_collection(home()) / "collection.sqlite")
        database.rows("UPDATE receipts SET content = replace(content, '2024', '1924')")
        database.close()
        result = run("replay", id_)
        assert result.exit_code == 5
        assert "The receipt itself was changed." in result.stdout

    def test_an_unknown_one(self, run: Run) -> None:
        result = run("replay", "zz")
        assert result.exit_code == 1
        assert "No receipt has an id that starts with 'zz'." in result.stderr


def test_receipts_may_be_removed_by_themselves(run: Run) -> None:
    first, second = asked(run)["receipt"], asked(run)["receipt"]
    assert run("receipts", "remove").exit_code == 2
    assert run("receipts", "remove", first[:12]).stderr == "1 removed\n"
    assert [one["id"] for one in exported(run)] == [second]
    assert run("receipts", "remove", "--all").stderr == "1 removed\n"
    assert exported(run) == []
