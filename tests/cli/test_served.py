"""The commands over a collection on a server: as over a folder, or one sentence why not."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from assistant.config import home
from assistant.places import make_kept_with
from assistant.ui.history import History
from tests.cli.conftest import OPENED, Run, parsed
from tests.postgres_server import PostgresServer

pytestmark = pytest.mark.usefixtures("fake_models")

ASKED = "When was the bridge over the Tamsel opened?"


@pytest.fixture
def address(postgres: PostgresServer) -> str:
    place = postgres.new_place()
    return f"{place.url}#{place.name}"


@pytest.fixture
def indexed_there(run: Run, docs: Path, address: str) -> str:
    result = run("index", docs, "--collection", address)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{address}: 2 added; ")
    return address


def test_a_question_is_answered_and_its_receipt_goes_with_the_document(
    run: Run, indexed_there: str
) -> None:
    answer = parsed(run("ask", ASKED, "--collection", indexed_there, "--json"))
    assert OPENED in answer["text"]
    listed = run("receipts", "list", "--collection", indexed_there)
    assert ASKED in listed.stdout
    receipt = listed.stdout.split()[0]
    assert run("replay", receipt, "--collection", indexed_there).exit_code == 0
    documents = parsed(run("documents", "list", "--collection", indexed_there, "--json"))
    (bridge,) = [one["id"] for one in documents if "bridge" in one["source"]]
    shown = run("documents", "show", bridge, "--collection", indexed_there)
    assert OPENED in shown.stdout
    removed = run("documents", "remove", bridge, "--collection", indexed_there)
    assert removed.exit_code == 0
    assert run("receipts", "list", "--collection", indexed_there).stdout == ""
    assert run("ask", ASKED, "--collection", indexed_there).exit_code == 3


def test_so_does_the_receipt_of_a_summary(run: Run, indexed_there: str) -> None:
    there = ("--collection", indexed_there)
    made = [json.loads(line) for line in run("summarise", *there).stdout.splitlines()]
    (bridge,) = [one for one in made if one["title"] == "Bridge opened"]
    assert parsed(run("replay", bridge["receipt"], *there, "--json"))["outcome"] == "same"
    assert run("documents", "remove", bridge["documents"][0]["id"], *there).exit_code == 0
    kept = run("receipts", "export", *there).stdout.splitlines()
    assert [json.loads(line)["id"] for line in kept] == [
        one["receipt"] for one in made if one is not bridge
    ]


def test_only_what_passes_the_filter_is_found(run: Run, indexed_there: str) -> None:
    found = run("search", "bread", "--collection", indexed_there, "--until", "2023-12-31", "--json")
    assert [Path(hit["source"]).name for hit in parsed(found)["hits"]] == ["bakery.txt"]
    found = run("search", "bread", "--collection", indexed_there, "--source", "*/bridge.*")
    assert "bakery" not in found.stdout


def test_an_index_run_prunes(run: Run, docs: Path, indexed_there: str) -> None:
    (docs / "bakery.txt").unlink()
    report = parsed(run("index", docs, "--prune", "--collection", indexed_there, "--json"))
    assert (report["removed"], report["unchanged"]) == (1, 1)


def test_its_documents_are_summarised(run: Run, indexed_there: str) -> None:
    result = run("summarise", "--collection", indexed_there, "--extractive")
    assert len([json.loads(line) for line in result.stdout.splitlines()]) == 2


def test_doctor_looks_at_it(run: Run, indexed_there: str) -> None:
    said = " ".join(run("doctor", "--collection", indexed_there).stdout.split())
    assert f"collection at {indexed_there}: 2 documents, 2 passages" in said


@pytest.mark.parametrize(("host", "said"), [("192.0.2.1", True), ("127.0.0.1", False)])
def test_doctor_says_what_leaves_the_machine(
    run: Run, host: str, said: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.search.postgres.server._Connection.connect", _refuse)
    found = " ".join(run("doctor", "--collection", f"postgresql://{host}/d").stdout.split())
    told = f"texts, questions and receipts leave this machine: they lie at postgresql://{host}/d"
    assert (told in found) == said
    assert ("nothing else leaves this machine" in found) == said


def _refuse(*_: object, **__: object) -> None:
    import psycopg

    raise psycopg.OperationalError("refused")


def test_doctor_says_where_it_cannot_be_reached(run: Run, tmp_path: Path) -> None:
    result = run("doctor", "--collection", f"postgresql:///d?host={tmp_path}")
    assert result.exit_code == 1
    assert "cannot be reached" in result.stdout


def test_a_missing_one_says_how_to_make_it(run: Run, address: str) -> None:
    result = run("ask", ASKED, "--collection", address)
    assert result.exit_code == 1
    assert f"There is no collection at {address}." in result.stderr


@pytest.mark.enable_socket
def test_the_page_opens_it(run: Run, indexed_there: str) -> None:
    """As far as a taken port lets it; what it does then is in tests/ui."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        page = run("serve", "--collection", indexed_there, "--port", port)
    assert page.exit_code == 2
    assert "--port" in page.stderr


def test_conversations_of_this_machine_lose_what_quotes_a_document(
    run: Run, docs: Path, indexed_there: str
) -> None:
    answer = parsed(run("ask", ASKED, "--collection", indexed_there, "--json"))
    history = History.open(make_kept_with(home(), indexed_there))
    history.add(history.start(ASKED), ASKED, ASKED, answer)
    (docs / "bridge.txt").unlink()
    result = run("index", docs, "--prune", "--collection", indexed_there)
    assert "1 answer in a conversation, 1 receipt." in result.stderr
    assert history.conversations() == []
    history.close()


@pytest.mark.parametrize(
    "command", [["ask", ASKED], ["documents", "list"], ["index", "."], ["serve"], ["watch", "."]]
)
def test_a_server_that_is_not_there_is_one_sentence(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    result = run(*command, "--collection", f"postgresql://me:secret@/d?host={tmp_path}")
    assert result.exit_code == 1
    assert f"The collection at postgresql://me@/d?host={tmp_path} cannot be reached" in (
        result.stderr
    )
    assert "secret" not in result.stderr + result.stdout
    assert not (home() / "served").exists()
