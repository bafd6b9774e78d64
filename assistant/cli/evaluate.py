"""`evaluate`: how good the program is on a data set."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import options
from assistant.cli.output import put, put_json, say
from assistant.cli.progress import progress_on_terminal
from assistant.cli.session import growing_collection, require_models
from assistant.present.printable import printable

if TYPE_CHECKING:
    from assistant.evaluate.items import DataSet
    from assistant.evaluate.report import Report
    from assistant.protocols import Progress


class DataSetName(StrEnum):
    """The layouts that can be read; `evaluate.datasets.NAMES`, without importing it."""

    squad2 = "squad2"
    clapnq = "clapnq"
    qags = "qags"
    summeval = "summeval"
    mtrag = "mtrag"
    questions = "questions"


Name = Annotated[
    DataSetName,
    typer.Option(
        "--dataset",
        metavar="NAME",
        help=f"Layout of the data: {', '.join(DataSetName)}. `questions` is a file of your own.",
    ),
]
Data = Annotated[
    Path,
    typer.Option(
        "--path", metavar="PATH", parser=options.path, help="The data set's file, or its folder."
    ),
]
Documents = Annotated[
    Path | None,
    typer.Option(
        "--documents",
        metavar="DIR",
        parser=options.path,
        help="For `questions`: the folder of the documents, if they do not lie beside the file.",
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit", metavar="N", min=1, help="At most so many items of each kind, picked by a seed."
    ),
]
ReportDir = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="DIR",
        parser=options.path,
        help="Write report.json, report.md, report.html and plots into this folder.",
    ),
]
Against = Annotated[
    Path | None,
    typer.Option(
        "--against",
        metavar="REPORT",
        parser=options.path,
        help="The report.json of an earlier run: say which differences are real.",
    ),
]
Extractive = Annotated[
    bool, typer.Option("--extractive", help="Measure quotations only; no writing model.")
]


def evaluate(
    dataset: Name,
    path: Data,
    documents: Documents = None,
    limit: Limit = None,
    profile: options.Profile = None,
    writer_url: options.WriterUrl = None,
    extractive: Extractive = False,
    engine: options.EngineOption = options.Engine.HERE,
    address: options.Address = None,
    report: ReportDir = None,
    against: Against = None,
    as_json: options.Json = False,
) -> None:
    """Measure the program on a data set: search, evidence, answers, refusal, checks, speed.

    The data set is indexed into a scratch collection, which is removed afterwards. Figures
    come with 95 % intervals. Nothing is downloaded.
    """
    from assistant.evaluate import needs

    if documents and dataset is not DataSetName.questions:
        raise typer.BadParameter("Only `questions` has it.", param_hint="--documents")
    cluster = options.cluster_of(engine, address)
    needs.require(needs.MEASURES, needs.PLOTS)
    extractive = extractive or dataset is DataSetName.qags
    require_models(profile, extractive=extractive)
    from assistant.evaluate import datasets
    from assistant.evaluate.compare import compare, require_same
    from assistant.evaluate.render import lines, make_folder, write
    from assistant.evaluate.report import read

    if earlier := read(against) if against else None:
        require_same(dataset, earlier)
    data = datasets.load(dataset, path, documents)
    if report:
        make_folder(report)
    with progress_on_terminal() as progress:
        made = _run(
            data, dataset, path, limit, profile, progress, extractive=extractive, cluster=cluster
        )
    comparison = compare(made, earlier) if earlier else None
    if report:
        write(made, comparison, report)
        say(f"Report: {report / 'report.html'}")
    if as_json:
        put_json(made.model_dump(mode="json"), indent=None)
        return
    for line in lines(made, comparison):
        put(printable(line))


def _run(
    data: DataSet,
    name: str,
    path: Path,
    limit: int | None,
    profile: str | None,
    progress: Progress,
    *,
    extractive: bool,
    cluster: str | None,
) -> Report:
    from assistant.config import load_settings
    from assistant.evaluate import run
    from assistant.evaluate.doing import doing_on
    from assistant.evaluate.temporary import temporary_folder

    chosen = profile or load_settings().profile
    with (
        temporary_folder() as scratch,
        growing_collection(
            scratch / "collection", profile, extractive=extractive, progress=progress
        ) as assistant,
        doing_on(cluster, data, profile, extractive=extractive)
        if cluster
        else nullcontext() as doer,
    ):
        return run.evaluate(
            assistant,
            data,
            name=name,
            path=path,
            profile=f"{chosen}, extractive" if extractive else chosen,
            limit=limit,
            progress=progress,
            doer=doer,
        )
