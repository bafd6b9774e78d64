"""The log: where a bug that ended no run can be looked up."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.logs import log_path, show_log, start_log

PROGRAM = logging.getLogger("assistant")


@pytest.fixture(autouse=True)
def _own_handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(PROGRAM, "handlers", [])
    yield
    for handler in PROGRAM.handlers:
        handler.close()


def bug() -> None:
    try:
        _ = 1 / 0
    except ZeroDivisionError as error:
        logging.getLogger("assistant.part").error("A part failed", exc_info=error)


def test_nothing_is_made_where_nothing_is_logged(tmp_path: Path) -> None:
    start_log()
    assert not log_path().parent.exists()


def test_a_bug_is_kept_with_its_traceback_for_its_owner_alone(tmp_path: Path) -> None:
    start_log()
    bug()
    said = log_path().read_text(encoding="utf-8")
    assert "assistant.part: A part failed" in said
    assert "Traceback" in said
    assert "ZeroDivisionError" in said
    assert stat.S_IMODE(log_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(log_path().parent.stat().st_mode) == 0o700


def test_a_second_start_does_not_double_it(tmp_path: Path) -> None:
    start_log()
    bug()
    start_log()
    bug()
    assert log_path().read_text(encoding="utf-8").count("A part failed") == 2


def test_it_stays_small(tmp_path: Path) -> None:
    start_log()
    for _ in range(60):
        PROGRAM.error("x" * 100_000)
    kept = list(log_path().parent.iterdir())
    assert sum(path.stat().st_size for path in kept) < 4_000_000
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


def test_a_log_that_cannot_be_written_ends_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").write_text("no folder")
    start_log()
    bug()
    assert capsys.readouterr().err == ""


def test_it_is_shown_where_that_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    start_log()
    show_log()
    bug()
    assert "ZeroDivisionError" in capsys.readouterr().err
