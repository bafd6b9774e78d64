"""`calibrate`: when to refuse, fitted to a collection of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import options
from assistant.cli.output import put, put_json, say
from assistant.cli.progress import progress_on_terminal
from assistant.cli.session import existing_collection, stored_documents
from assistant.present.printable import printable

if TYPE_CHECKING:
    from assistant.evaluate.calibrate import Calibrated

Questions = Annotated[
    int,
    typer.Option(
        "--questions", metavar="N", min=2, max=10_000, help="How many questions to make at most."
    ),
]
FalseAnswers = Annotated[
    float,
    typer.Option(
        "--false-answers",
        metavar="SHARE",
        min=0.005,
        max=0.5,
        help="Of the questions without an answer, the share that may be answered.",
    ),
]
Refused = Annotated[
    float,
    typer.Option(
        "--refused",
        metavar="SHARE",
        min=0.0,
        max=1.0,
        help="Of ordinary questions with an answer, the share that may be refused for it.",
    ),
]
Extractive = Annotated[
    bool, typer.Option("--extractive", help="Make the questions by code alone; no writing model.")
]
ReportDir = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="DIR",
        parser=options.path,
        help="Write the figures and a plot into this folder.",
    ),
]
Reset = Annotated[
    bool, typer.Option("--reset", help="Go back to the threshold that ships with the program.")
]


def calibrate(
    collection: options.Collection = None,
    questions: Questions = 100,
    false_answers: FalseAnswers = 0.05,
    refused: Refused = 0.1,
    profile: options.Profile = None,
    extractive: Extractive = False,
    report: ReportDir = None,
    reset: Reset = False,
    as_json: options.Json = False,
) -> None:
    """Fit to your own documents when an answer is refused, and store that in the collection.

    Questions are made from sentences of the collection; half of them are asked with their
    document left out, so that any answer is a false one. The threshold becomes the lowest
    that keeps false answers within --false-answers, but is never raised so far that it would
    refuse more than the share --refused of the ordinary, answerable questions that the
    confidences were fitted on.
    Nothing is downloaded.
    """
    if reset:
        with stored_documents(collection) as stored:
            stored.set_threshold(None)
        say("The collection refuses by the threshold that ships with the program.")
        return
    if report:
        from assistant.evaluate import needs
        from assistant.evaluate.render import make_folder

        needs.require(needs.PLOTS)
        make_folder(report)
    fitted = _fit(collection, questions, false_answers, refused, profile, extractive=extractive)
    from assistant.evaluate.calibration_report import lines, to_json, write

    if report:
        write(fitted, report)
        say(f"Report: {report / 'calibration.html'}")
    if as_json:
        put_json(to_json(fitted))
        return
    for line in lines(fitted):
        put(printable(line))


def _fit(
    collection: str | None,
    questions: int,
    false_answers: float,
    refused: float,
    profile: str | None,
    *,
    extractive: bool,
) -> Calibrated:
    """Fit the threshold and store it."""
    with (
        progress_on_terminal() as progress,
        existing_collection(
            collection, profile, extractive=extractive, progress=progress
        ) as assistant,
    ):
        from assistant.evaluate.calibrate import calibrate, store

        fitted = calibrate(
            assistant,
            questions=questions,
            wanted=false_answers,
            allowed=refused,
            load_writer=lambda: assistant.writer,
            progress=progress,
        )
        store(assistant, fitted)
    return fitted
