"""How right the queries of a writer are said to be."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.faked import put_fakes
from tests.fakes import FakeGenerator
from training import score_queries
from training.queries import NONE

TABLE = "Members of the club\nName,Town\nAda Moule,Oslo\nBo Finch,Bergen\n"
OF_ADA = "SELECT town FROM t WHERE name = 'Ada Moule'"
ASKED = [
    {"question": "where does ada live", "query": OF_ADA, "sentence": "She lives in {town}."},
    {"question": "who is the treasurer", "query": "", "sentence": ""},
]
RIGHT = f"{OF_ADA}\nAda lives in {{town}}."
WRONG = "SELECT town FROM t WHERE name = 'Bo Finch'\nAda lives in {town}."


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A table that is held out, and one that is not."""
    for name in ("a09", "a10"):
        (tmp_path / f"{name}.csv").write_text(TABLE, "utf-8")
        lines = "".join(json.dumps(line) + "\n" for line in ASKED)
        (tmp_path / f"{name}.jsonl").write_text(lines, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ((RIGHT, NONE), [(True, True), (False, False)]),
        ((WRONG, NONE), [(True, False), (False, False)]),
        ((NONE, RIGHT), [(False, False), (True, False)]),
    ],
)
def test_a_draft_is_right_where_it_fills_the_gap_as_a_person_does(
    written: tuple[str, ...], told: list[tuple[bool, bool]], tables: Path
) -> None:
    writer = FakeGenerator(*written, sureness=-0.3)
    found = [*score_queries.drafts(tables / "a10.csv", writer)]
    assert found == [(-0.3, *one) for one in told]
    assert "Question: who is the treasurer" in writer.prompts[1].user


def test_a_writer_that_does_not_say_how_sure_it_is_is_unsure(tables: Path) -> None:
    found = score_queries.drafts(tables / "a10.csv", FakeGenerator(RIGHT, NONE))
    assert [sureness for sureness, *_ in found] == [-math.inf, -math.inf]


def test_held_out_tables_are_asked_from_several_surenesses_on(
    tables: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    writer = FakeGenerator(RIGHT, WRONG, sureness=-0.18)
    put_fakes(monkeypatch, writer)
    monkeypatch.setattr(score_queries, "TABLES", tables)
    score_queries.main()
    *asked, first, second, third, _, last = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[:2] for line in asked] == [
        ["right", "where does ada live"],
        ["wrong", "who is the treasurer"],
    ]
    assert len(writer.prompts) == 2
    assert first == "from -1.0: of 2 2 filled, 1 of them rightly"
    assert second == "from -0.2: of 2 2 filled, 1 of them rightly"
    assert third == "from -0.15: of 2 0 filled, 0 of them rightly"
    assert last == "from -0.05: of 2 0 filled, 0 of them rightly"
