"""`index`: bring a collection up to date with files and folders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import options
from assistant.cli.output import put, put_json, say
from assistant.cli.progress import progress_on_terminal
from assistant.cli.reports import (
    changed,
    report_to_json,
    say_failures,
    say_forgotten,
    say_skipped,
    say_warnings,
    summary,
)
from assistant.cli.session import collection_place, embedder_on, forgetting, growing_collection
from assistant.logs import show_log
from assistant.present.printable import one_line

if TYPE_CHECKING:
    from assistant.indexing import IndexReport

Prune = Annotated[
    bool, typer.Option("--prune", help="Also remove what is no longer under these paths.")
]
Reembed = Annotated[
    bool,
    typer.Option("--reembed", help="First compute all vectors anew with the profile's embedder."),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore", metavar="PATTERN", help="Leave out what fits, as in .gitignore; repeatable."
    ),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Also show the log: what went wrong in a reader.")
]


def index(
    paths: options.Paths = None,
    collection: options.Collection = None,
    prune: Prune = False,
    reembed: Reembed = False,
    ignore: Ignore = None,
    follow_links: options.FollowLinks = False,
    profile: options.Profile = None,
    engine: options.EngineOption = options.Engine.HERE,
    address: options.Address = None,
    as_json: options.Json = False,
    verbose: Verbose = False,
) -> None:
    """Read documents into a collection: what is new, and again what changed.

    An interrupted run keeps what it has committed, and the next one goes on from there.
    """
    from assistant.indexing import index_paths

    if verbose:
        show_log()
    if not (paths or reembed):
        raise typer.BadParameter("There is nothing to index.", param_hint="PATH")
    place = collection_place(collection)
    cluster = options.cluster_of(engine, address)
    with (
        progress_on_terminal() as progress,
        growing_collection(place, profile, extractive=True, progress=progress) as assistant,
        embedder_on(cluster, profile, assistant.embedder) as embedder,
    ):
        if reembed:
            assistant.collection.reembed(embedder, progress)
            say(f"Re-embedded with {embedder.name}.")
        if not paths:
            return
        with forgetting(assistant.collection) as forgotten:
            report = index_paths(
                assistant.collection,
                paths,
                embedder,
                prune=prune,
                progress=progress,
                ignore=ignore or (),
                follow_links=follow_links,
                on_deleted=forgotten.take,
            )
    say_failures(report)
    say_warnings(report)
    say_forgotten(report.forgotten, forgotten.turns, forgotten.summaries)
    if as_json:
        put_json(report_to_json(report))
    else:
        say_skipped(report.skipped)
        put(f"{one_line(str(place))}: {summary(report)}")
    if _is_failure(report):
        raise typer.Exit(1)


def _is_failure(report: IndexReport) -> bool:
    """Whether files were found and none of them could be read."""
    return bool(report.failures) and not (changed(report) or report.unchanged)
