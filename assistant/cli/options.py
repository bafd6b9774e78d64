"""Options that several commands share, and what they turn into."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.search.filters import Filter


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date: write it as 2024-05-31.") from error


def path(text: str) -> Path:
    """A path that the user named; an empty one would be the working folder, unasked.

    Raises:
        typer.BadParameter: it is empty.
    """
    if not text.strip():
        raise typer.BadParameter("The path is empty; write . for the folder you are in.")
    return Path(text)


def place(text: str) -> str:
    """Where a collection lies, as the user named it; see `search.place.place_of`.

    Raises:
        typer.BadParameter: it is empty.
    """
    path(text)
    return text


def _write_at(address: str | None) -> str | None:
    """Have a server write, in this process and in those that it starts."""
    if address:
        from assistant.config import WRITER_URL

        os.environ[WRITER_URL] = address
    return address


Collection = Annotated[
    str | None,
    typer.Option(
        "--collection",
        metavar="DIR|URL",
        parser=place,
        help="Folder of the collection, instead of the default one; or where it lies on a server, "
        "as postgresql://HOST/DATABASE#NAME.",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="Models to use: a profile of models.yaml."),
]
WriterUrl = Annotated[
    str | None,
    typer.Option(
        "--writer-url",
        metavar="URL[#MODEL]",
        callback=_write_at,
        help="Have this OpenAI-compatible server write, as http://127.0.0.1:8080/v1; what it is to "
        "read is sent there.",
    ),
]


class Engine(StrEnum):
    """Who does the work of a command."""

    HERE = "here"
    RAY = "ray"


EngineOption = Annotated[
    Engine,
    typer.Option(
        "--engine",
        metavar="ENGINE",
        help="here; ray: the nodes of a running Ray cluster, each with the same models.",
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        "--address",
        metavar="HOST:PORT",
        envvar="RAY_ADDRESS",
        help="Of the Ray cluster; this machine is one of its nodes.",
    ),
]


def cluster_of(engine: Engine, address: str | None) -> str | None:
    """The address of the cluster that is to do the work; None where none is.

    Raises:
        typer.BadParameter: it is not given.
    """
    if engine is Engine.HERE:
        return None
    if not re.fullmatch(r"[\w.-]+:\d+", address or ""):  # Ray takes "local" for: start one here
        raise typer.BadParameter(
            "Say where the Ray cluster is, as HOST:PORT.", param_hint="--address"
        )
    return address


Top = Annotated[
    int | None,
    typer.Option(
        "--top",
        metavar="N",
        min=1,
        max=50,
        help="How many passages to read; without it as settings.yaml says, or 16.",
    ),
]
Shown = Annotated[
    int | None,
    typer.Option(
        "--top", metavar="N", min=1, max=50, help="How many passages to show; without it 8."
    ),
]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH...",
        parser=path,
        help="Files, folders with all they hold, or wildcards.",
    ),
]
Since = Annotated[
    date | None,
    typer.Option("--since", metavar="DATE", parser=_day, help="Only documents from this day on."),
]
Until = Annotated[
    date | None,
    typer.Option("--until", metavar="DATE", parser=_day, help="Only documents up to this day."),
]
Source = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="GLOB", help="Only files whose path fits, as in 'news/*.pdf'."
    ),
]
Meta = Annotated[
    list[str] | None,
    typer.Option(
        "--meta", metavar="KEY=VALUE", help="Only documents with this metadata; may be repeated."
    ),
]
FollowLinks = Annotated[
    bool,
    typer.Option("--follow-links", help="Also read what links in a folder lead to outside of it."),
]
In = Annotated[
    list[Path] | None,
    typer.Option(
        "--in",
        metavar="PATH",
        parser=path,
        help="Answer from these files or folders instead of a collection; may be repeated. "
        "They are indexed once, and again only where they changed.",
    ),
]
Extractive = Annotated[
    bool, typer.Option("--extractive", help="Quote the documents only; no writing model.")
]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Also show rejected wording, times, models and the log."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def require_one(paths: Sequence[Path] | None, collection: str | None) -> None:
    """Files or a collection may be asked, not both.

    Raises:
        typer.BadParameter: both were given.
    """
    if paths and collection:
        raise typer.BadParameter("Give --in or --collection, not both.", param_hint="--in")


def filter_from(
    since: date | None, until: date | None, source: str | None, meta: Sequence[str] | None
) -> Filter:
    """The condition that the filter options make together.

    Raises:
        typer.BadParameter: an entry of `meta` is no KEY=VALUE.
    """
    from assistant.search.filters import Filter

    return Filter(
        since=since,
        until=until,
        source_glob=source,
        metadata=dict(_pair(entry) for entry in meta or ()),
    )


def _pair(entry: str) -> tuple[str, str]:
    key, equals, value = entry.partition("=")
    if not (key and equals):
        raise typer.BadParameter(f"{entry!r} is not of the form KEY=VALUE.", param_hint="--meta")
    return key, value
