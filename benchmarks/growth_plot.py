"""The plot of `benchmarks.growth`: cost against size, both axes logarithmic."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.evaluate.plots import COLOURS

COLLECTION_TIMES = {  # of the processor: less at the mercy of what else runs
    "dense_cpu_s": "nearest vectors",
    "bm25_cpu_s": "BM25",
    "hybrid_cpu_s": "both, fused",
    "filtered_cpu_s": "nearest vectors, filtered",
}
COLLECTION_SPACE = {"memory_mb": "memory", "mapped_mb": "mapped", "disk_mb": "disk"}
DOCUMENT_TIMES = {"split_s": "split", "summary_s": "summary"}
DOCUMENT_SPACE = {"split_peak_mb": "split, peak", "summary_peak_mb": "summary, peak"}

Measured = Mapping[str, float]


def draw(collections: Sequence[Measured], documents: Sequence[Measured]) -> str:
    """Four panels as SVG: time and space, of collections and of documents."""
    import matplotlib
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 7), layout="constrained")
    panels = figure.subplots(2, 2)
    _panel(panels[0][0], collections, "passages", COLLECTION_TIMES, "processor seconds")
    _panel(panels[0][1], collections, "passages", COLLECTION_SPACE, "megabytes")
    _panel(panels[1][0], documents, "words", DOCUMENT_TIMES, "seconds")
    _panel(panels[1][1], documents, "words", DOCUMENT_SPACE, "megabytes")
    page = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "growth"}):
        figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None})
    drawing = page.getvalue()
    return drawing[drawing.index("<svg") :]


def _panel(
    axes: Any, measured: Sequence[Measured], by: str, names: Mapping[str, str], unit: str
) -> None:
    for place, (name, label) in enumerate(names.items()):
        sizes = [one[by] for one in measured]
        values = [one[name] for one in measured]
        axes.plot(sizes, values, marker="o", markersize=3, color=COLOURS[place], label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel(by)
    axes.set_ylabel(unit)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
