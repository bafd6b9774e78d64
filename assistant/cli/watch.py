"""`watch`: keep a collection in step with files and folders until it is ended."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import options
from assistant.cli.index import Ignore, Verbose
from assistant.cli.output import put, put_json, say
from assistant.cli.reports import (
    changed,
    report_to_json,
    say_failures,
    say_forgotten,
    say_warnings,
    summary,
)
from assistant.cli.session import collection_place, forgetting, growing_collection
from assistant.errors import ReadError
from assistant.logs import show_log
from assistant.places import make_kept_with
from assistant.protocols import Silent

if TYPE_CHECKING:
    from assistant.indexing import IndexReport

Watched = Annotated[
    list[Path],
    typer.Argument(metavar="PATH...", parser=options.path, help="Files and folders."),
]
Every = Annotated[
    float,
    typer.Option(
        min=1.0,
        metavar="SECONDS",
        help="How often to look though no change is told of, as on a network.",
    ),
]


def watch(
    paths: Watched,
    collection: options.Collection = None,
    ignore: Ignore = None,
    follow_links: options.FollowLinks = False,
    every: Every = 60.0,
    profile: options.Profile = None,
    as_json: options.Json = False,
    verbose: Verbose = False,
) -> None:
    """Keep a collection in step with files and folders, until Ctrl-C ends it.

    What is new or changed is read as soon as nobody writes to it any more; what is removed or
    renamed is so in the collection. A folder that goes away keeps what was read of it, and is
    waited for. Ends with 130 by Ctrl-C, and with 1 where it cannot go on: a path that was never
    there, or a full disk.
    """
    from assistant.config import home
    from assistant.indexing import index_paths
    from assistant.watched import note_round, noted
    from assistant.watching import Changes, keep_in_step

    if verbose:
        show_log()
    roots = [Path(os.path.abspath(path)) for path in paths]
    for root in roots:
        if not root.exists():
            raise ReadError(f"{root} does not exist.", "Check the path.")
    place = collection_place(collection)

    def tell(report: IndexReport) -> None:
        note_round(folder, roots, every)
        say_failures(report)
        say_warnings(report)
        if not changed(report):
            return
        if as_json:
            put_json(report_to_json(report), indent=None)
        else:
            put(summary(report))
            sys.stdout.flush()

    with (
        growing_collection(place, profile, extractive=True, progress=Silent()) as assistant,
        noted(folder := make_kept_with(home(), str(place))),  # once its server was reached
    ):

        def index(here: Sequence[Path], prune: bool) -> IndexReport:
            with forgetting(assistant.collection) as forgotten:
                report = index_paths(
                    assistant.collection,
                    here,
                    assistant.embedder,
                    prune=prune,
                    ignore=ignore or (),
                    follow_links=follow_links,
                    on_deleted=forgotten.take,
                )
            say_forgotten(report.forgotten, forgotten.turns, forgotten.summaries)
            return report

        changes = Changes(roots, [home(), folder])
        count = "1 path" if len(roots) == 1 else f"{len(roots):,} paths"
        say(f"Watching {count} (Ctrl-C ends it)", "dim")
        try:
            keep_in_step(
                roots,
                changes,
                index,
                say,
                tell,
                every,
                ignore=ignore or (),
                follow_links=follow_links,
            )
        finally:
            changes.close()
