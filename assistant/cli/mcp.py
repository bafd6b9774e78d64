"""`mcp`: the tools for programs that speak the Model Context Protocol."""

from __future__ import annotations

from assistant.cli import options
from assistant.cli.session import collection_place, missing_explained, require_models


def mcp(
    collection: options.Collection = None,
    profile: options.Profile = None,
    writer_url: options.WriterUrl = None,
    extractive: options.Extractive = False,
) -> None:
    """Offer ask, search, summarise, check and documents as tools, over standard input and output.

    For programs that speak the Model Context Protocol and start it themselves; it listens nowhere.
    `serve --api` offers the same over HTTP.
    """
    from assistant.api.service import has_tools, served, tools_missing

    if not has_tools():
        raise tools_missing()
    from assistant.api.tools import serve_tools

    require_models(profile, extractive=extractive)
    with (
        missing_explained(),
        served(collection_place(collection), profile, extractive=extractive) as service,
    ):
        serve_tools(service)
