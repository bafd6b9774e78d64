from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import OPENED, Run, parsed

pytestmark = pytest.mark.usefixtures("indexed")


def test_list_is_one_line_each(run: Run, docs: Path) -> None:
    lines = [line.split("\t") for line in run("documents", "list").stdout.splitlines()]
    assert [line[1:] for line in lines] == [
        ["2023-01-09", "Bakery", str(docs / "bakery.txt")],
        ["2024-05-03", "Bridge opened", str(docs / "bridge.txt")],
    ]


def test_list_is_filtered(run: Run) -> None:
    listed = parsed(run("documents", "list", "--since", "2024-01-01", "--json"))
    assert [info["title"] for info in listed] == ["Bridge opened"]


def test_show_by_the_beginning_of_its_id(run: Run, docs: Path) -> None:
    listed = parsed(run("documents", "list", "--source", "bridge.txt", "--json"))
    shown = parsed(run("documents", "show", listed[0]["id"][:8], "--json"))
    assert shown.keys() == listed[0].keys() | {"pages", "text"}
    assert shown["sources"] == [str(docs / "bridge.txt")]
    assert OPENED in shown["text"]
    page = run("documents", "show", listed[0]["id"]).stdout
    assert page.startswith("Bridge opened · 3 May 2024\n")
    assert OPENED in page


def test_hostile_document_is_shown_without_its_tricks(run: Run, docs: Path) -> None:
    (docs / "evil.txt").write_text("Title [bold]x\n\nText \x9b2J and \u202eback.\n", "utf-8")
    run("index", docs)
    listed = parsed(run("documents", "list", "--source", "evil.txt", "--json"))
    page = run("documents", "show", listed[0]["id"]).stdout
    assert "[bold]x" in page
    assert not {"\x9b", "\u202e"} & set(page)


def test_removed_document_stays_away_until_its_file_changes(run: Run, docs: Path) -> None:
    listed = parsed(run("documents", "list", "--source", "bridge.txt", "--json"))
    result = run("documents", "remove", listed[0]["id"][:8])
    assert (result.exit_code, result.stderr) == (0, "removed Bridge opened (3 May 2024)\n")
    run("index", docs)
    assert len(run("documents", "list").stdout.splitlines()) == 1
    (docs / "bridge.txt").write_text(f"Bridge\n\n{OPENED}\n", encoding="utf-8")
    run("index", docs)
    assert len(run("documents", "list").stdout.splitlines()) == 2


def test_unknown_id(run: Run) -> None:
    result = run("documents", "show", "zzz")
    assert result.exit_code == 1
    assert "zzz" in result.stderr


def test_search_shows_passages(run: Run, docs: Path) -> None:
    page = run("search", "rye bread", "--top", "1").stdout
    assert page.startswith("1.  Bakery · 9 Jan 2023\n")
    (hit,) = parsed(run("search", "rye bread", "--top", "1", "--json"))["hits"]
    assert hit["source"] == str(docs / "bakery.txt")
    document = parsed(run("documents", "show", hit["document"], "--json"))
    assert document["text"][hit["start"] : hit["end"]] == hit["text"]


def test_search_that_finds_nothing(run: Run) -> None:
    result = run("search", "rye", "--since", "2030-01-01")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No passage passes the filters.\n"


def test_empty_query(run: Run) -> None:
    assert run("search", " ").exit_code == 2
