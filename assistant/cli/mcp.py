"""`mcp`: the tools for programs that speak the Model Context Protocol."""

from __future__ import annotations

from importlib.util import find_spec

from assistant.cli import options
from assistant.cli.session import collection_place, missing_explained, require_models
from assistant.errors import ConfigError


def mcp(
    collection: options.Collection = None,
    profile: options.Profile = None,
    writer_url: options.WriterUrl = None,
    extractive: options.Extractive = False,
) -> None:
    """Offer ask, search, summarise, check and documents as tools, over standard input and output.

    For programs that speak the Model Context Protocol and start it themselves; it listens nowhere.
    """
    if find_spec("mcp") is None:
        raise ConfigError("The tools need the package mcp.", 'Install it: pip install "mcp>=2.3"')
    from assistant.api.service import served
    from assistant.api.tools import serve_tools

    require_models(profile, extractive=extractive)
    with (
        missing_explained(),
        served(collection_place(collection), profile, extractive=extractive) as service,
    ):
        serve_tools(service)
