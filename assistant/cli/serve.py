"""`serve`: the page in a browser, or the API for programs."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import options
from assistant.cli.output import say
from assistant.cli.session import collection_place, missing_explained, require_models
from assistant.errors import ConfigError

if TYPE_CHECKING:
    from assistant.serving.access import Access

Host = Annotated[
    str,
    typer.Option(
        "--host",
        envvar="GRADIO_SERVER_NAME",
        help="Address to listen on; beyond this machine only with --auth or --token.",
    ),
]
Port = Annotated[
    int,
    typer.Option(
        "--port", envvar="GRADIO_SERVER_PORT", min=0, max=65535, help="Port; 0 for any free one."
    ),
]
RootPath = Annotated[
    str,
    typer.Option(
        "--root-path",
        envvar="GRADIO_ROOT_PATH",
        metavar="PATH|URL",
        help="Where a reverse proxy shows the page; only with --auth or --token.",
        show_default=False,
    ),
]
Auth = Annotated[
    str,
    typer.Option(
        "--auth",
        metavar="USER:PASSWORD",
        envvar="ASSISTANT_AUTH",
        help="Ask for this user name and password.",
        show_default=False,
    ),
]
Token = Annotated[
    str,
    typer.Option(
        "--token",
        envvar="ASSISTANT_TOKEN",
        help="Admit only who opens the link with this token.",
        show_default=False,
    ),
]
Api = Annotated[
    bool,
    typer.Option(
        "--api", help="Serve the HTTP API and its tools (MCP) for programs instead of the page."
    ),
]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 7860,
    collection: options.Collection = None,
    profile: options.Profile = None,
    writer_url: options.WriterUrl = None,
    extractive: options.Extractive = False,
    auth: Auth = "",
    token: Token = "",
    root_path: RootPath = "",
    api: Api = False,
) -> None:
    """Open the chat, documents and summaries as a page for the browser, or the API for programs."""
    from assistant.serving.access import Access

    access = Access.of(host, port, auth, token, root_path)
    if api:
        _serve_api(access, collection, profile, extractive=extractive)
    else:
        _serve_page(access, collection, profile, extractive=extractive)


def _serve_page(
    access: Access, collection: str | None, profile: str | None, *, extractive: bool
) -> None:
    _require("The page", "gradio", '"gradio>=6.21"')
    from assistant.ui.desk import opened_desk
    from assistant.ui.server import serve as serve_page

    place = collection_place(collection) if collection else None
    with opened_desk(place, profile, extractive=extractive) as desk:
        serve_page(desk, access, lambda address: say(f"Open {address} (Ctrl-C ends it)"))


def _serve_api(
    access: Access, collection: str | None, profile: str | None, *, extractive: bool
) -> None:
    for package in ("fastapi", "uvicorn", "prometheus_client"):
        _require("The API", package, "fastapi uvicorn prometheus-client")
    from assistant.api.server import serve_api
    from assistant.api.service import has_tools, served

    def ready(address: str) -> None:
        base = address.partition("?")[0]
        tools = f"its tools (MCP) at {base}mcp, " if has_tools() else ""
        say(f"The API is at {base}v1, {tools}its reference at {address} (Ctrl-C ends it)")

    require_models(profile, extractive=extractive)
    with (
        missing_explained(),
        served(collection_place(collection), profile, extractive=extractive) as service,
    ):
        serve_api(service, access, ready)


def _require(what: str, package: str, wanted: str) -> None:
    if find_spec(package) is None:
        raise ConfigError(
            f"{what} needs the package {package}.",
            f"Install it: pip install {wanted}",
        )
