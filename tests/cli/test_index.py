from __future__ import annotations

from pathlib import Path

import pytest

import assistant.runtime
from assistant import indexing
from assistant.config import home
from assistant.logs import log_path
from assistant.places import collection_of, default_collection
from assistant.records import Document
from assistant.watched import Watched, watched
from assistant.watching import Changes
from tests.cli.conftest import OPENED, Run, parsed
from tests.fakes import FakeEmbedder

pytestmark = pytest.mark.usefixtures("fake_models")


def test_report_is_one_line(run: Run, docs: Path) -> None:
    result = run("index", docs)
    assert result.exit_code == 0
    assert ": 2 added; " in result.stdout
    assert "2 unchanged; 0 passages" in run("index", docs).stdout


def test_report_as_json(run: Run, docs: Path) -> None:
    (docs / "broken.pdf").write_bytes(b"no pdf at all")
    report = parsed(run("index", docs, "--json"))
    assert (report["added"], report["unchanged"], report["passages"]) == (2, 0, 2)
    assert [failure["path"] for failure in report["failures"]] == [str(docs / "broken.pdf")]


def test_what_was_not_read_as_it_was_meant_is_said(run: Run, docs: Path) -> None:
    (docs / "boats.csv").write_text('name,harbour\nAstrid,"Lima\nBruna,Oslo\n')
    result = run("index", docs)
    assert f"{docs / 'boats.csv'}: a quotation mark is not closed in line 2" in result.stderr
    (docs / "boats.csv").write_text('name,harbour\nClara,"Lima\nBruna,Oslo\n')
    (warning,) = parsed(run("index", docs, "--json"))["warnings"]
    assert warning["path"] == str(docs / "boats.csv")
    assert "not closed" in warning["reason"]
    assert parsed(run("index", docs, "--json"))["warnings"] == []


def test_ignore_and_prune(run: Run, docs: Path) -> None:
    assert parsed(run("index", docs, "--ignore", "bak*", "--json"))["added"] == 1
    (docs / "bridge.txt").unlink()
    assert parsed(run("index", docs, "--json"))["removed"] == 0
    assert parsed(run("index", docs, "--prune", "--json"))["removed"] == 1


def test_nothing_readable_is_an_error(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no pdf at all")
    result = run("index", broken)
    assert result.exit_code == 1
    assert "broken.pdf" in result.stderr


def test_nothing_named_is_a_usage_error(run: Run) -> None:
    assert run("index").exit_code == 2


def test_collection_of_choice(run: Run, docs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    run("index", docs, "--collection", folder)
    assert run("ask", OPENED, "--collection", folder).exit_code == 0
    assert run("ask", OPENED).exit_code == 1


def test_other_embedder_is_refused_until_reembedded(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", docs)
    other = FakeEmbedder(64, name="other")
    monkeypatch.setattr(assistant.runtime, "load_embedder", lambda *_: other)
    refused = run("search", "bridge")
    assert refused.exit_code == 1
    assert "index --reembed" in refused.stderr
    assert run("index", "--reembed").exit_code == 0
    assert run("search", "bridge").exit_code == 0


def test_collections_of_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    here = collection_of(tmp_path, [Path("a"), Path("b")], "mini")
    assert here == collection_of(tmp_path, [tmp_path / "b", tmp_path / "a"], "mini")
    assert here != collection_of(tmp_path, [Path("a")], "mini")
    assert here != collection_of(tmp_path, [Path("a"), Path("b")], "other")
    assert here.parent == default_collection(tmp_path).parent


def test_links_out_of_the_folder(run: Run, docs: Path, tmp_path: Path) -> None:
    (tmp_path / "private.txt").write_text("The ferry sails at nine every morning.")
    (docs / "link.txt").symlink_to(tmp_path / "private.txt")
    result = run("index", docs)
    assert "2 added, 1 skipped" in result.stdout
    assert "link.txt: the link leads out of what was named; " in result.stderr
    assert parsed(run("index", docs, "--follow-links", "--json"))["added"] == 1
    asked = run("ask", OPENED, "--in", docs)
    assert "1 links are not followed" in asked.stderr
    assert "links" not in run("ask", OPENED, "--in", docs, "--follow-links").stderr


def test_a_bug_in_a_reader_is_in_the_log(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(document: Document, *_: object) -> None:
        raise IndexError("a bug")

    monkeypatch.setattr(indexing, "split_passages", fail)
    result = run("index", docs)
    assert result.exit_code == 1
    assert "reader failed (IndexError)" in result.stderr
    assert "Traceback" not in result.stderr
    assert log_path().read_text().count("IndexError: a bug") == 2
    assert "IndexError: a bug" in run("index", docs, "--verbose").stderr


def test_a_folder_is_watched_until_it_is_interrupted(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rounds are those of `tests/test_watching.py`; here, how they are told and end."""

    seen: list[Watched | None] = []
    folder = default_collection(home())

    def interrupted(self: Changes, most: float) -> None:
        seen.append(watched(folder))
        raise KeyboardInterrupt

    monkeypatch.setattr(Changes, "wait", interrupted)
    ended = run("watch", docs)
    assert ended.exit_code == 130
    assert [found.roots for found in seen if found] == [(str(docs),)]
    assert watched(folder) is None
    assert "2 added; " in ended.stdout
    assert "Watching 1 path " in ended.stderr
    assert run("watch", docs).stdout == ""  # nothing changed
    (docs / "new.txt").write_text("Rain fell.")
    report = parsed(run("watch", docs, "--json"))
    assert (report["added"], report["unchanged"]) == (1, 2)


def test_a_path_that_was_never_there_is_not_watched(run: Run, tmp_path: Path) -> None:
    ended = run("watch", tmp_path / "nowhere")
    assert ended.exit_code == 1
    assert "does not exist" in ended.stderr


@pytest.mark.parametrize("address", [None, "local", "auto", "ray://10.0.0.1:10001"])
def test_a_cluster_is_one_that_runs_at_an_address(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    if address:
        monkeypatch.setenv("RAY_ADDRESS", address)
    result = run("index", tmp_path, "--engine", "ray")
    assert result.exit_code == 2
    assert "--address" in result.stderr


def test_what_the_program_itself_writes_below_a_watched_folder_changes_nothing(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(docs / "own"))
    told: list[bool] = []

    def interrupted(self: Changes, most: float) -> None:
        self._told.wait(1.0)
        self._told.clear()
        (home() / "served").mkdir()
        told.append(self._told.wait(1.0))
        (docs / "new.txt").write_text("Rain.")
        told.append(self._told.wait(60.0))
        raise KeyboardInterrupt

    monkeypatch.setattr(Changes, "wait", interrupted)
    assert run("watch", docs).exit_code == 130
    assert told == [False, True]
