"""`summarise`: a checked summary of one file, or of thousands of documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from os.path import abspath
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import options
from assistant.cli.output import SOME_FAILED, put_json, results
from assistant.cli.progress import progress_on_terminal
from assistant.cli.session import collection_place, require_models, stored_documents
from assistant.errors import ReadError
from assistant.logs import show_log

if TYPE_CHECKING:
    from assistant.batch.inputs import Inputs
    from assistant.batch.recipe import ProfileRecipe
    from assistant.records import Document
    from assistant.search.filters import Filter


MOST_HERE = 64
"""Processes, at most, on one machine."""


class Style(StrEnum):
    """The styles of `records.SummaryStyle`, for the option."""

    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    HEADLINE = "headline"
    EXTRACTIVE = "extractive"


Collection = Annotated[
    str | None,
    typer.Option(
        "--collection",
        metavar="DIR|URL",
        parser=options.place,
        help="Summarise the documents of this collection instead of files; with --since, --until "
        "or --source and no PATH, those of the default collection.",
    ),
]
Words = Annotated[
    int | None,
    typer.Option(
        "--words",
        metavar="N",
        min=5,
        max=5000,
        help="About how many words (60; 150 of a text with headings, without --focus).",
    ),
]
StyleOption = Annotated[
    Style,
    typer.Option(
        "--style",
        metavar="STYLE",
        help="paragraph; bullets; headline: one line; extractive: whole source sentences only.",
    ),
]
Focus = Annotated[
    str, typer.Option("--focus", metavar="QUESTION", help="What it should answer first.")
]
Together = Annotated[
    bool,
    typer.Option("--together", help="Make one digest of all documents, the newest story first."),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        parser=options.path,
        help="Write a Markdown file for each, and index.md.",
    ),
]
Jsonl = Annotated[
    Path | None,
    typer.Option(
        "--jsonl",
        metavar="FILE",
        parser=options.path,
        help="Write one JSON line for each; without --out and --jsonl, to standard output.",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one summary, a digest or the plan as JSON.")
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=1024,
        help="Processes, each with its own models (1; of a cluster, one for each node).",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say how many are to do and how long it will take.")
]
RetryFailed = Annotated[
    bool,
    typer.Option("--retry-failed", help="Try what failed before again, even if it is unchanged."),
]
Extractive = Annotated[
    bool, typer.Option("--extractive", help="Keep to the documents' words; no writing model.")
]


@dataclass(frozen=True, slots=True)
class Job:
    """What the options ask of a batch; `key` names its ledger, `cluster` who makes it."""

    recipe: ProfileRecipe
    key: tuple[str, ...]
    out: Path | None
    jsonl: Path | None
    workers: int | None
    cluster: str | None
    retry_failed: bool
    follow_links: bool


def summarise(
    paths: options.Paths = None,
    collection: Collection = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    words: Words = None,
    style: StyleOption = Style.PARAGRAPH,
    focus: Focus = "",
    together: Together = False,
    out: Out = None,
    jsonl: Jsonl = None,
    as_json: Json = False,
    workers: Workers = None,
    engine: options.EngineOption = options.Engine.HERE,
    address: options.Address = None,
    dry_run: DryRun = False,
    retry_failed: RetryFailed = False,
    follow_links: options.FollowLinks = False,
    extractive: Extractive = False,
    profile: options.Profile = None,
    writer_url: options.WriterUrl = None,
    verbose: options.Verbose = False,
) -> None:
    """Summarise documents, with each sentence checked and cited.

    One file is summarised for reading, on this machine. Several files, a folder or a collection
    give one JSON line for each document, in order; with --together, one digest to read, or one line
    or page of it. The same command goes on where it was interrupted, and makes again only what has
    changed: the ledger under ASSISTANT_HOME/summaries belongs to the --out or --jsonl that is
    written, else to what is read. Summaries of a collection's documents keep receipts there, for
    `replay`.
    """
    from assistant.batch.recipe import ProfileRecipe
    from assistant.language.question import Question
    from assistant.records import SummaryRequest

    if verbose:
        show_log()
    among = options.filter_from(since, until, source, None)
    cluster = options.cluster_of(engine, address)
    if cluster is None and (workers or 1) > MOST_HERE:
        raise typer.BadParameter(f"At most {MOST_HERE} on one machine.", param_hint="--workers")
    Question.parse(focus)  # one that cannot be asked is refused once, not for each document
    _check_usage(paths, collection, among)
    request = SummaryRequest(words=words, style=style.value, focus=" ".join(focus.split()))
    recipe = ProfileRecipe(request, profile, extractive)
    require_models(profile, extractive=extractive or style is Style.EXTRACTIVE)
    is_batch = bool(out or jsonl or dry_run)
    if paths and not (is_batch or together) and (document := _only_document(paths)):
        _summarise_one(document, recipe, as_json=as_json, verbose=verbose)
        return
    job = Job(
        recipe,
        _key(paths, collection, out, jsonl),
        out,
        jsonl,
        workers,
        cluster,
        retry_failed,
        follow_links,
    )
    with _inputs(paths, collection, among, job) as inputs:
        if together:
            failed = _run_digest(job, inputs, dry_run=dry_run, as_json=as_json, verbose=verbose)
        else:
            failed = _run(job, inputs, dry_run=dry_run, as_json=as_json)
    if failed:
        raise typer.Exit(SOME_FAILED)


def _check_usage(paths: list[Path] | None, collection: str | None, among: Filter) -> None:
    if paths and (collection or among):
        raise typer.BadParameter(
            "Give paths, or a collection with --since, --until and --source; not both.",
            param_hint="PATH",
        )
    if not (paths or collection or among):
        raise typer.BadParameter("Give files or folders, or --collection.", param_hint="PATH")


def _only_document(paths: list[Path]) -> Document | None:
    """The document that one file is; None for a folder, or a file whose rows are documents.

    Raises:
        ReadError: the file cannot be read.
    """
    from assistant.batch.inputs import TABLES
    from assistant.corpus.read import read_documents

    if len(paths) != 1 or not paths[0].is_file():
        return None
    path = paths[0].absolute()
    with progress_on_terminal() as progress:
        progress.start("Reading", None, "")
        try:
            first = next(read_documents(path), None)
        except ReadError:
            if path.suffix.lower() not in TABLES:
                raise
            return None
    return first if first is not None and first.source == str(path) else None


def _summarise_one(
    document: Document, recipe: ProfileRecipe, *, as_json: bool, verbose: bool
) -> None:
    from assistant.present.summary import render_summary
    from assistant.present.summary_json import summary_to_json

    with progress_on_terminal() as progress:
        progress.start("Summarising", None, "")
        summary = recipe.summariser().summarise(document, recipe.request)
    if as_json:
        put_json(summary_to_json(summary, recipe.fingerprint()))
    else:
        render_summary(summary, results(), verbose=verbose)


def _key(
    paths: list[Path] | None, collection: str | None, out: Path | None, jsonl: Path | None
) -> tuple[str, ...]:
    """Where it is written; else what is read, from whatever folder that is named.

    Settings are no part: the ledger knows them.
    """
    if out or jsonl:
        return ("to", *sorted(abspath(path) for path in (out, jsonl) if path))
    if paths:
        return ("of", *sorted({abspath(path) for path in paths}))
    place = collection_place(collection) if collection else ""
    return ("in", abspath(place) if isinstance(place, Path) else str(place))


@contextmanager
def _inputs(
    paths: list[Path] | None, collection: str | None, among: Filter, job: Job
) -> Iterator[Inputs]:
    from assistant.batch.inputs import from_collection, from_paths

    if paths:
        outputs = [path for path in (job.out, job.jsonl) if path]
        yield from_paths(paths, outputs, follow_links=job.follow_links)
        return
    with stored_documents(collection) as stored:
        yield from_collection(stored, among)


def _run(job: Job, inputs: Inputs, *, dry_run: bool, as_json: bool) -> int:
    """Run the batch, or say what it would do; returns how many documents failed."""
    from assistant.cli.batch import print_plan, run_batch

    if dry_run:
        print_plan(job, inputs, job.recipe.fingerprint(), "summarise", as_json=as_json)
        return 0
    return run_batch(job, inputs)


def _run_digest(job: Job, inputs: Inputs, *, dry_run: bool, as_json: bool, verbose: bool) -> int:
    """Make the digest, or say what is to be read for it; returns how many documents failed."""
    from assistant.cli.batch import print_plan
    from assistant.cli.digest import run_digest

    if dry_run:
        print_plan(job, inputs, job.recipe.brief_fingerprint(), "read", as_json=as_json)
        return 0
    return run_digest(job, inputs, as_json=as_json, verbose=verbose)
