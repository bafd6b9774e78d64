"""`serve`: the page in a browser."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from assistant.cli import options
from assistant.cli.output import say
from assistant.errors import ConfigError

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
Extractive = Annotated[
    bool, typer.Option("--extractive", help="Quote the documents only; no writing model.")
]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 7860,
    collection: options.Collection = None,
    profile: options.Profile = None,
    extractive: Extractive = False,
    auth: Auth = "",
    token: Token = "",
    root_path: RootPath = "",
) -> None:
    """Open the chat, documents and summaries as a page for the browser."""
    _require_gradio()
    from assistant.serving.access import Access
    from assistant.ui.desk import opened_desk
    from assistant.ui.server import serve as serve_page

    access = Access.of(host, port, auth, token, root_path)
    with opened_desk(collection, profile, extractive=extractive) as desk:
        serve_page(desk, access, lambda address: say(f"Open {address} (Ctrl-C ends it)"))


def _require_gradio() -> None:
    if find_spec("gradio") is None:
        raise ConfigError(
            "The page needs the package gradio.", 'Install it: pip install "gradio>=6.21"'
        )
