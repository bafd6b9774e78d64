"""`search`: the passages nearest to a question, as they stand in the documents."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli import options
from assistant.cli.output import put_json, results, say
from assistant.cli.progress import progress_on_terminal
from assistant.cli.session import existing_collection

Query = Annotated[str, typer.Argument(metavar="QUERY", help="Words or a question.")]


def search(
    query: Query,
    collection: options.Collection = None,
    top: options.Shown = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    meta: options.Meta = None,
    profile: options.Profile = None,
    as_json: options.Json = False,
) -> None:
    """Show the passages nearest to a question; nothing is written by a model."""
    from assistant.present.json import hit_to_json
    from assistant.present.text import render_hits

    if not query.strip():
        raise typer.BadParameter("The query is empty.", param_hint="QUERY")
    among = options.filter_from(since, until, source, meta)
    with (
        progress_on_terminal() as progress,
        existing_collection(collection, profile, extractive=True, progress=progress) as assistant,
    ):
        hits = assistant.search(query, top=top, among=among)
    if as_json:
        found = [hit_to_json(hit) | {"also_in": list(hit.also_in)} for hit in hits]
        put_json({"query": query, "hits": found})
    elif hits:
        render_hits(hits, results())
    else:
        say("No passage passes the filters.")
