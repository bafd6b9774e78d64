"""One run: a data set and a profile's models in, a `Report` out."""

from __future__ import annotations

import time
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import ReadError
from assistant.evaluate.asking import measure_questions
from assistant.evaluate.claims import measure_claims
from assistant.evaluate.doing import Doer
from assistant.evaluate.items import DataSet, Judged, Questions
from assistant.evaluate.report import Measure, Report, now, these_packages, this_machine
from assistant.evaluate.summaries import measure_summaries
from assistant.evaluate.support import checked
from assistant.protocols import Progress


def evaluate(
    assistant: Assistant,
    dataset: DataSet,
    *,
    name: str,
    path: Path,
    profile: str,
    limit: int | None,
    progress: Progress,
    doer: Doer | None = None,
) -> Report:
    """Measure all that a data set can tell.

    Args:
        assistant: with the models to measure, over an empty collection.
        dataset: from `datasets.load`.
        name: of the data set, for the report.
        path: where it lies; only its last part is kept.
        profile: whose models these are, for the report.
        limit: how many items of each kind; None takes all.
        progress: counts the items.
        doer: who asks, summarises and checks, with the same models; else this process.

    Raises:
        ReadError: the data set holds nothing to measure.
    """
    started, begin = now(), time.perf_counter()
    notes = list(dataset.notes)
    if doer is not None:
        notes.append("Done on the nodes of a cluster: seconds are those of its nodes.")
    measures: list[Measure] = []
    if isinstance(dataset, Questions):
        measures = measure_questions(assistant, dataset, limit, progress, doer)
    elif isinstance(dataset, Judged):
        support = checked(assistant.embedder, assistant.reader)
        notes.append(f"Support is scored by: {support.name}, from {support.threshold:g}.")
        measures = measure_claims(dataset, support, limit, progress, doer)
    else:
        measures = measure_summaries(assistant, dataset, limit, progress, doer)
    measures = [one for one in measures if one.items]
    if not measures:
        raise ReadError(f"{path} holds nothing to measure.", "Check --dataset and --path.")
    return Report(
        dataset=name,
        path=path.name,
        limit=limit,
        profile=profile,
        models=_models(assistant, dataset),
        notes=tuple(notes),
        started=started,
        seconds=round(time.perf_counter() - begin, 1),
        machine=this_machine(),
        packages=these_packages(),
        measures=tuple(measures),
    )


def _models(assistant: Assistant, dataset: DataSet) -> dict[str, str]:
    models = {"embedder": assistant.embedder.name, "reader": assistant.reader.name}
    # People's sentences need no writer: nothing should load one for its name.
    if not isinstance(dataset, Judged) and assistant.writer is not None:
        models["writer"] = assistant.writer.name
    return models
