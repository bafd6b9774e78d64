"""What a calibration did, for reading: on a terminal, as JSON, Markdown and HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import numpy as np

from assistant.evaluate.calibrate import Calibrated
from assistant.evaluate.plots import risk_coverage_plot
from assistant.evaluate.render import (
    WIDTH,
    Table,
    columns,
    html_page,
    html_table,
    image,
    markdown_table,
    write_files,
)
from assistant.evaluate.statistic import risk_coverage

STEPS = 8
"""Rows of the curve that a terminal shows."""


def lines(calibrated: Calibrated) -> Iterator[str]:
    """The calibration for a terminal."""
    for fact in facts(calibrated):
        yield from wrap(fact, WIDTH)
    yield ""
    yield from columns(thresholds(calibrated))
    yield ""
    yield "Risk and coverage of all thresholds:"
    yield from columns(curve(calibrated))


def facts(calibrated: Calibrated) -> list[str]:
    """What was asked, and the rule, in sentences."""
    told = [
        f"Asked {len(calibrated.present)} questions with their document and "
        f"{len(calibrated.absent)} with it left out, and with it those that tell much the same "
        f"({calibrated.left_out:.1f} documents on average).",
        f"The threshold is the lowest that lets at most {calibrated.wanted:.0%} of the questions "
        "without an answer pass"
        + (
            f", but no higher than refuses {calibrated.allowed:.0%} of ordinary questions with an "
            f"answer: the rule alone would give {calibrated.rule:.3f}."
            if calibrated.is_held
            else "."
        ),
        "Ordinary questions are those that people wrote for the data set behind the confidences; "
        "the ones made here keep close to the text, and tell less of what yours would lose.",
    ]
    if calibrated.after > calibrated.before:
        told.append("calibrate --reset goes back.")
    if calibrated.held_out is not None:
        told.append(
            "Fitted on half of the questions without an answer, the rule let "
            f"{calibrated.held_out:.1%} of the other half pass."
        )
    return told


def thresholds(calibrated: Calibrated) -> Table:
    """Both thresholds and what passes each."""
    head = (
        *("", "threshold", "ordinary refused", "answered", "false answers"),
        *("coverage", "risk"),
    )
    rows: list[tuple[str, ...]] = []
    for name, threshold, refused in zip(
        ("before", "after"), (calibrated.before, calibrated.after), calibrated.refused, strict=True
    ):
        present, absent = calibrated.passing(threshold)
        coverage, risk = calibrated.point(threshold)
        shares = [f"{share:.1%}" for share in (refused, present, absent, coverage, risk)]
        rows.append((name, f"{threshold:.3f}", *shares))
    return head, rows


def curve(calibrated: Calibrated) -> Table:
    """Some points of the risk-coverage curve."""
    coverage, risk = risk_coverage(calibrated.items)
    confidence = np.sort(calibrated.items[:, 0])[::-1]
    picked = np.unique(np.linspace(0, len(coverage) - 1, STEPS + 1).astype(int)[1:])
    rows: list[tuple[str, ...]] = [
        (f"{confidence[index]:.3f}", f"{coverage[index]:.1%}", f"{risk[index]:.1%}")
        for index in picked
    ]
    return ("threshold", "coverage", "risk"), rows


def to_json(calibrated: Calibrated) -> dict[str, Any]:
    """The calibration as JSON."""
    coverage, risk = risk_coverage(calibrated.items)
    return {
        "threshold_before": calibrated.before,
        "threshold": calibrated.after,
        "threshold_by_rule": calibrated.rule,
        "false_answers_wanted": calibrated.wanted,
        "false_answers_held_out": calibrated.held_out,
        "ordinary_refused_allowed": calibrated.allowed,
        "questions": {
            "answerable": len(calibrated.present),
            "without_answer": len(calibrated.absent),
            "documents_left_out": round(calibrated.left_out, 2),
        },
        "before": _point(calibrated, calibrated.before, calibrated.refused[0]),
        "after": _point(calibrated, calibrated.after, calibrated.refused[1]),
        "risk_coverage": [
            [round(float(one), 4), round(float(other), 4)]
            for one, other in zip(coverage, risk, strict=True)
        ],
    }


def write(calibrated: Calibrated, folder: Path) -> list[Path]:
    """Write calibration.json, .md, .html and the plot into a folder.

    Raises:
        ConfigError: the folder cannot be written.
    """
    points = {
        f"{name}, threshold {threshold:.3f}": calibrated.point(threshold)
        for name, threshold in (("before", calibrated.before), ("after", calibrated.after))
    }
    drawing = risk_coverage_plot({"this collection": calibrated.items}, points)
    title = "Refusal threshold of a collection"
    told = [*facts(calibrated), "Names and numbers that no document mentions refuse besides."]
    tables = [thresholds(calibrated), curve(calibrated)]
    text = [f"# {title}", "", *(f"* {fact}" for fact in told)]
    for table in tables:
        text += ["", *markdown_table(table)]
    text += ["", "![risk against coverage](risk-coverage.svg)", ""]
    parts = [f"<h1>{title}</h1>", *(f"<p>{fact}</p>" for fact in told)]
    parts += [html_table(table) for table in tables]
    parts += [image("risk against coverage", drawing)]
    return write_files(
        folder,
        {
            "calibration.json": json.dumps(to_json(calibrated), indent=1) + "\n",
            "calibration.md": "\n".join(text),
            "calibration.html": html_page(title, parts),
            "risk-coverage.svg": drawing,
        },
    )


def _point(calibrated: Calibrated, threshold: float, refused: float) -> dict[str, float]:
    present, absent = calibrated.passing(threshold)
    coverage, risk = calibrated.point(threshold)
    return {
        "ordinary_refused": round(refused, 4),
        "answerable_answered": round(present, 4),
        "false_answers": round(absent, 4),
        "coverage": round(coverage, 4),
        "risk": round(risk, 4),
    }
