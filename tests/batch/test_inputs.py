"""What a batch reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.batch.inputs import from_paths
from assistant.errors import ConfigError
from tests.batch.samples import write_reports


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write_reports(tmp_path / "docs", 6)
    return tmp_path / "docs"


def test_outputs_are_no_inputs(docs: Path) -> None:
    (docs / "out").mkdir()
    (docs / "out" / "page.md").write_text("# A page\n\nText.", "utf-8")
    (docs / "rows.jsonl").write_text('{"text": "x"}\n', "utf-8")
    inputs = from_paths([docs], [docs / "out", docs / "rows.jsonl"])
    assert inputs.count == 6


def test_files_that_all_lie_where_it_is_written_are_refused(docs: Path) -> None:
    with pytest.raises(ConfigError, match="lies where the summaries are to be written"):
        from_paths([docs], [docs])


def test_count_is_of_rows(docs: Path) -> None:
    (docs / "rows.jsonl").write_text('{"text": "x"}\n' * 10, "utf-8")
    assert from_paths([docs]).count == 16
