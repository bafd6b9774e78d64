"""A server that writes: what it says is judged like everything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import assistant.models.generate
from assistant.config import WRITER_URL, home
from assistant.models import remote
from assistant.models.generate import load_generator
from tests.cli.conftest import OPENED, Run, parsed
from tests.writing_server import WritingServer, drop, writing_server

pytestmark = [pytest.mark.enable_socket, pytest.mark.usefixtures("indexed")]

QUESTION = "When was the bridge over the Tamsel opened?"


@pytest.fixture
def server(indexed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WritingServer]:
    """Takes the place of the fake that writes; it is the only model that is real."""
    monkeypatch.setattr(assistant.models.generate, "load_generator", load_generator)
    monkeypatch.setattr(remote, "PAUSE_SECONDS", 0.001)
    monkeypatch.setenv(WRITER_URL, "")  # put back when the test is over
    remote.served_models.cache_clear()
    with writing_server() as running:
        running.writes(OPENED)
        yield running


def test_it_writes_and_what_it_writes_is_cited(run: Run, server: WritingServer) -> None:
    answer = parsed(run("ask", QUESTION, "--writer-url", server.url, "--json"))
    assert [claim["text"] for claim in answer["claims"]] == [OPENED]
    assert answer["claims"][0]["verdict"] == "supported"
    assert answer["models"]["writer"] == "server"
    (request,) = server.requests
    assert OPENED in request["messages"][-1]["content"]
    (receipt,) = [one for one in run("receipts", "export").stdout.splitlines() if "server" in one]
    assert f"server@{server.url}#m" in receipt


def test_what_no_source_holds_is_not_shown(run: Run, server: WritingServer) -> None:
    server.writes("The bridge over the Tamsel was opened on 9 July 1911.")
    answer = parsed(run("ask", QUESTION, "--writer-url", f"{server.url}#other", "--json"))
    assert "1911" not in answer["text"]
    assert "1911" in answer["rejected"][0]["text"]
    assert server.requests[0]["model"] == "other"


def test_the_settings_may_name_it(run: Run, server: WritingServer) -> None:
    settings = f"writer:\n  source: server\n  url: {server.url}\n  model: mine\n"
    (home() / "settings.yaml").write_text(settings, encoding="utf-8")
    assert parsed(run("ask", QUESTION, "--json"))["models"]["writer"] == "server"
    assert server.requests[0]["model"] == "mine"


def test_it_summarises(run: Run, server: WritingServer, docs: Path) -> None:
    made = parsed(
        run("summarise", docs / "bridge.txt", "--words", 12, "--writer-url", server.url, "--json")
    )
    assert made["models"]["writer"] == "server"


def test_a_server_that_drops_every_request_is_one_sentence(run: Run, server: WritingServer) -> None:
    server.acts = [drop] * 10
    result = run("ask", QUESTION, "--writer-url", server.url)
    assert result.exit_code == 1
    assert f"The server at {server.url} cannot be reached" in result.stderr
    assert "Check that it runs" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("address", ["localhost:8080", "ftp://a/v1", "http://", "http://a b/v1"])
def test_what_is_no_address_is_refused(run: Run, server: WritingServer, address: str) -> None:
    result = run("ask", QUESTION, "--writer-url", address)
    assert result.exit_code == 2
    assert "is not the address of a server" in result.stderr
    assert server.requests == []


def test_quotations_need_no_server(run: Run, server: WritingServer) -> None:
    run("ask", QUESTION, "--writer-url", server.url, "--extractive")
    assert server.requests == []


class TestDoctor:
    @staticmethod
    def told(run: Run, *arguments: str) -> str:
        return " ".join(run("doctor", *arguments).stdout.split())

    def test_nothing_leaves_the_machine_unless_a_url_is_set(self, run: Run) -> None:
        assert "ok nothing leaves this machine: no server is set" in self.told(run)

    def test_a_server_on_this_machine(self, run: Run, server: WritingServer) -> None:
        told = self.told(run, "--writer-url", server.url)
        assert f"ok nothing leaves this machine: {server.url} on it writes" in told
        assert f"ok writing is done by m at {server.url}" in told

    def test_a_server_elsewhere(self, run: Run, server: WritingServer) -> None:
        told = self.told(run, "--writer-url", "https://writer.invalid/v1#m")
        assert "note what is read for an answer leaves this machine" in told
        assert "https://writer.invalid/v1" in told

    def test_a_server_that_is_not_there(self, run: Run, server: WritingServer) -> None:
        assert "BROKEN The server at http://127.0.0.1:9/v1 cannot be reached" in self.told(
            run, "--writer-url", "http://127.0.0.1:9/v1"
        )


def test_who_asks_is_told_that_it_leaves_the_machine(
    run: Run, server: WritingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.config.ServerSource.is_local", False)
    result = run("ask", QUESTION, "--writer-url", server.url)
    assert f"What is read for an answer is sent to {server.url}." in result.stderr
