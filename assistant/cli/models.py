"""`models`: the model store."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli import options
from assistant.cli.output import put, put_json, say
from assistant.cli.progress import progress_on_terminal

models = typer.Typer(no_args_is_help=True, help="List, pull, verify and remove models.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="A model of models.yaml.")]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME...", help="Models of models.yaml; without, the profile's."),
]
Removed = Annotated[list[str], typer.Argument(metavar="NAME...", help="Models of models.yaml.")]


@models.command("list")
def list_models(as_json: options.Json = False) -> None:
    """List the models that can be pulled, one a line: state, role, size, name, licence."""
    from assistant.runtime import model_store

    entries = model_store().listing()
    if as_json:
        put_json(
            [
                {
                    "name": entry.name,
                    "role": entry.role,
                    "licence": entry.licence,
                    "size_mb": entry.size_mb,
                    "folder": str(entry.folder) if entry.folder else None,
                }
                for entry in entries
            ]
        )
        return
    for entry in entries:
        state = "here" if entry.folder else "-"
        size = f"{entry.size_mb:,.0f} MB"
        put(f"{state:<5} {entry.role:<9} {size:>9}  {entry.name:<20} {entry.licence}")


@models.command()
def pull(names: Names = None, profile: options.Profile = None) -> None:
    """Download models and check every byte; what is here and whole is left as it is.

    A pull that was cut goes on where it stopped.
    """
    from assistant.config import load_settings
    from assistant.models.embed import prepare_embedder
    from assistant.models.generate import prepare_generator
    from assistant.models.guard import loading
    from assistant.models.judge import prepare_judge
    from assistant.models.reader import prepare_reader
    from assistant.runtime import model_store

    store = model_store()
    engine = load_settings().engine
    prepare_by_role = {
        "embedder": prepare_embedder,
        "reader": prepare_reader,
        "judge": prepare_judge,
        "writer": prepare_generator,
    }
    with progress_on_terminal() as progress:
        for name in _chosen(names, profile):
            folder = store.pull(name, progress)
            with loading(store, name):
                prepare_by_role[store.catalogue.model(name).role](store, name, engine, progress)
            say(f"{name}: verified, in {folder}")


@models.command()
def verify(names: Names = None, profile: options.Profile = None) -> None:
    """Read every byte of models that are here and compare it with what was pinned."""
    from assistant.runtime import model_store

    store = model_store()
    broken = []
    for name in _chosen(names, profile):
        problems = store.verify(name)
        put(f"{name}: {'damaged' if problems else 'verified'}")
        for problem in problems:
            say(f"  {problem}", "yellow")
        if problems:
            broken.append(name)
    if broken:
        say(f"Mend it: python -m assistant models pull {' '.join(broken)}")
        raise typer.Exit(1)


@models.command()
def remove(names: Removed) -> None:
    """Delete models from the store."""
    from assistant.runtime import model_store

    store = model_store()
    for name in names:
        store.remove(name)
        say(f"removed {name}")


@models.command()
def path(name: Name) -> None:
    """Print the folder of a model that is here."""
    from assistant.runtime import model_store

    put(str(model_store().path(name)))


def _chosen(names: list[str] | None, profile: str | None) -> list[str]:
    from assistant.runtime import Runtime

    return names or Runtime.open(profile).names()
