from __future__ import annotations

import jsonschema
import pytest
from rich.console import Console

from assistant.present.check import render_report, report_to_json
from assistant.records import CheckedClaim, CheckReport
from tests.present.samples import BRIDGE
from tests.schemas import CHECK

OPENED = "It was opened on 2 May 2024."
WRONG = "It was opened on 3 May 2024."
REPORT = CheckReport(
    claims=(
        CheckedClaim(OPENED, 0, 28, "supported", 0.91, (BRIDGE,)),
        CheckedClaim(WRONG, 29, 57, "contradicted", 0.8, (BRIDGE,), ("the source says 2 May",)),
        CheckedClaim("\x1b[31mIt is red.", 58, 73, "unsupported", 0.04, (), ("no source",)),
    ),
    documents=1,
    sentences=12,
    models={"embedder": "mini"},
)


def rendered(report: CheckReport, width: int = 80) -> str:
    console = Console(width=width, force_terminal=False, no_color=True)
    with console.capture() as capture:
        render_report(report, console)
    return capture.get()


def test_json_fits_the_schema() -> None:
    data = report_to_json(REPORT)
    CHECK.validate(data)
    assert [claim["verdict"] for claim in data["claims"]] == [
        "supported",
        "contradicted",
        "unsupported",
    ]
    assert data["claims"][1]["citations"][0]["quote"] == BRIDGE.quote


def test_schema_refuses_an_unknown_verdict() -> None:
    data = report_to_json(REPORT)
    data["claims"][0]["verdict"] = "quoted"
    with pytest.raises(jsonschema.ValidationError):
        CHECK.validate(data)


def test_each_verdict_is_a_mark_and_a_word() -> None:
    text = rendered(REPORT)
    assert "✓ supported  0.91" in text
    assert "✗ contradicted  0.80" in text
    assert "? unsupported  0.04" in text
    assert "- the source says 2 May" in text
    assert f"[1] “{BRIDGE.quote}”" in text
    assert text.endswith(
        "3 claims against 1 document: 1 supported, 1 unsupported, 1 contradicted.\n"
    )


def test_nothing_is_obeyed_and_no_line_is_too_long() -> None:
    for width in (40, 80, 200):
        text = rendered(REPORT, width)
        assert "\x1b" not in text
        assert max(map(len, text.splitlines())) <= min(80, width)


def test_a_text_without_claims() -> None:
    assert rendered(CheckReport((), 1, 2, {})) == "0 claims against 1 document.\n"
