"""Plots as SVG, drawn by matplotlib: letters are paths, so no font is looked for."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.evaluate.report import Measure, Report
from assistant.evaluate.statistic import Values, risk_coverage

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Colours that colour-blind readers can tell (M. Okabe and K. Ito, 2008)."""

DASHES = ("-", "--", "-.", ":")


def plots(report: Report) -> dict[str, str]:
    """The plots that the measures of a report allow: name to SVG."""
    drawn = {
        "measures": _measures(report.measures),
        "risk-coverage": _risk_coverage(report.measures),
        "roc": _roc(report.measures),
        "latency": _latency(report.named("latency/median s")),
    }
    return {name: svg for name, svg in drawn.items() if svg}


def risk_coverage_plot(
    curves: Mapping[str, Values], points: Mapping[str, tuple[float, float]]
) -> str:
    """Risk against coverage.

    Args:
        curves: name to confidence and wrongness of each item, as `risk_coverage` takes them.
        points: name to coverage and risk, each marked on the plot.
    """
    figure, axes = _figure()
    for (name, values), colour, dash in _styled(curves):
        coverage, risk = risk_coverage(values)
        axes.step(coverage, risk, where="post", label=name, color=colour, linestyle=dash)
    for (name, (coverage_at, risk_at)), marker in zip(points.items(), "osDv^", strict=False):
        axes.plot([coverage_at], [risk_at], marker, color="black", label=name, fillstyle="none")
    axes.set_xlabel("coverage: share of the questions answered")
    axes.set_ylabel("risk: share without an answer")
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    return _svg(figure)


def _measures(measures: Sequence[Measure]) -> str:
    """All figures in 0-1 with their intervals."""
    shown = [one for one in measures if _is_share(one)]
    if not shown:
        return ""
    figure, axes = _figure(height=0.6 + 0.24 * len(shown))
    for row, one in enumerate(reversed(shown)):
        low, value, high = one.low or 0.0, one.value or 0.0, one.high or 0.0
        axes.plot([low, high], [row, row], color=COLOURS[0], linewidth=2)
        axes.plot([value], [row], "o", color=COLOURS[0], markersize=4)
    axes.set_yticks(range(len(shown)), [one.name.replace("/", ": ", 1) for one in reversed(shown)])
    axes.set_xlim(-0.02, 1.02)
    axes.grid(axis="x", alpha=0.3)
    axes.set_xlabel("figure with its 95 % interval")
    return _svg(figure)


def _is_share(measure: Measure) -> bool:
    return (
        measure.high is not None
        and 0 <= (measure.value or 0) <= measure.high <= 1
        and (measure.group != "latency")
    )


def _risk_coverage(measures: Sequence[Measure]) -> str:
    curves = {
        one.name.split("/")[1].removesuffix(": AURC"): one.values()
        for one in measures
        if one.statistic == "aurc"
    }
    return risk_coverage_plot(curves, {}) if curves else ""


def _roc(measures: Sequence[Measure]) -> str:
    from sklearn.metrics import roc_curve

    curves = {
        one.name.replace("/", ": ", 1).removesuffix(" AUROC").removesuffix(":"): one.values()
        for one in measures
        if one.statistic == "auroc" and one.value is not None
    }
    if not curves:
        return ""
    figure, axes = _figure()
    for (name, values), colour, dash in _styled(curves):
        wrong, right, _ = roc_curve(values[:, 1], values[:, 0])
        axes.plot(wrong, right, label=name, color=colour, linestyle=dash)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.5)
    axes.set_xlabel("false positive rate")
    axes.set_ylabel("true positive rate")
    axes.legend(frameon=False, loc="lower right")
    return _svg(figure)


def _latency(measure: Measure | None) -> str:
    if measure is None:
        return ""
    figure, axes = _figure()
    axes.hist(
        measure.values()[:, 0], bins=min(30, max(5, len(measure.items) // 3)), color=COLOURS[0]
    )
    axes.set_xlabel("seconds for an answer")
    axes.set_ylabel("questions")
    return _svg(figure)


def _styled(curves: Mapping[str, Values]) -> Iterator[tuple[tuple[str, Values], str, str]]:
    """Each curve with a colour and a dash of its own."""
    for index, item in enumerate(curves.items()):
        yield item, COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)]


def _figure(height: float = 3.6) -> tuple[Any, Any]:
    """An empty figure, 6.4 inches wide."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Any) -> str:
    """The drawing alone: no date, no scripts, letters as paths."""
    import matplotlib

    page = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "report"}):
        figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None})
    drawing = page.getvalue()
    return drawing[drawing.index("<svg") :]
