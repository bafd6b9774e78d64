"""The commands in one program.

Only light modules are imported here: every command brings its own stages when it runs.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.cli.ask import ask
from assistant.cli.calibrate import calibrate
from assistant.cli.chat import chat
from assistant.cli.check import check
from assistant.cli.doctor import doctor
from assistant.cli.documents import documents
from assistant.cli.evaluate import evaluate
from assistant.cli.index import index
from assistant.cli.mcp import mcp
from assistant.cli.models import models
from assistant.cli.output import failures_reported, put, say
from assistant.cli.receipts import receipts
from assistant.cli.replay import replay
from assistant.cli.search import search
from assistant.cli.serve import serve
from assistant.cli.streams import take_streams
from assistant.cli.summarise import summarise
from assistant.cli.watch import watch
from assistant.environment import misspelt
from assistant.logs import start_log

EPILOG = (
    "Exit codes: 0 answered, wholly or in part; 3 refused: no answer is sure enough; "
    "4 summarised, but for some documents that failed; 5 checked, and not all of it is supported, "
    "or replayed, and it no longer holds; 1 error; 2 usage or configuration; 130 interrupted."
)


class Commands(TyperGroup):
    """Reports the failures of every command in the same way."""

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Also --help and --version print something."""
        with failures_reported():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        with failures_reported():
            return super().invoke(ctx)


app = typer.Typer(
    name="assistant",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        put(f"assistant {_version()}")
        raise typer.Exit


def _version() -> str:
    try:
        return version("grounded-assistant")
    except PackageNotFoundError:
        return "from source, not installed"


Version = Annotated[
    bool,
    typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version."),
]


@app.callback()
def program(version: Version = False) -> None:
    """Answers from your own documents; every sentence is checked against its source."""
    start_log()
    for name, meant in misspelt(os.environ):
        say(f"${name} is ignored: did you mean ${meant}?", "yellow")


app.command(epilog=EPILOG)(ask)
app.command()(chat)
app.command()(search)
app.command(epilog=EPILOG)(check)
app.command(epilog=EPILOG)(summarise)
app.command("summarize", epilog=EPILOG, hidden=True)(summarise)
app.command()(serve)
app.command()(mcp)
app.command()(index)
app.command()(watch)
app.add_typer(documents, name="documents")
app.command(epilog=EPILOG)(replay)
app.add_typer(receipts, name="receipts")
app.add_typer(models, name="models")
app.command()(doctor)
app.command()(calibrate)
app.command()(evaluate)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    take_streams()
    app([_readable(argument) for argument in sys.argv[1:]])


def _readable(argument: str) -> str:
    """An argument with U+FFFD for bytes that are not UTF-8: nothing could store or match them."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
