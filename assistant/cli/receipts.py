"""`receipts`: what the answers and summaries of a collection rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from assistant.cli import options
from assistant.cli.output import put, put_json, say
from assistant.cli.session import stored_documents
from assistant.present.page import SHORT_ID, count
from assistant.present.printable import one_line

receipts = typer.Typer(no_args_is_help=True, help="List, export and remove receipts.")

Ids = Annotated[
    list[str] | None, typer.Argument(metavar="ID...", help="Ids, or their beginnings; else all.")
]
Removed = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID...", help="Ids, or their beginnings; or give --all."),
]
All = Annotated[bool, typer.Option("--all", help="Remove all of them.")]


@receipts.command("list")
def list_receipts(collection: options.Collection = None) -> None:
    """List receipts, one a line, the oldest first: id, time (UTC), status, question or document."""
    with stored_documents(collection) as stored:
        for id_, content in stored.receipts.all():
            made = content["made"][: len("2024-05-31T12:00")]
            put("\t".join([id_[:SHORT_ID], made, content["status"], subject(content)]))


@receipts.command()
def export(ids: Ids = None, collection: options.Collection = None) -> None:
    """Print receipts as JSON, one a line.

    A receipt's id is the sha256 of its content: of the JSON without `id`, its keys in order, as
    Python's json.dumps(…, ensure_ascii=False, sort_keys=True) writes it.
    """
    with stored_documents(collection) as stored:
        kept = stored.receipts
        for id_, content in map(kept.find, ids) if ids else kept.all():
            put_json({"id": id_} | content, indent=None)


@receipts.command()
def remove(
    ids: Removed = None,
    everything: All = False,
    collection: options.Collection = None,
) -> None:
    """Remove receipts; answers that were given are left alone, and cannot be replayed."""
    if bool(ids) == everything:
        raise typer.BadParameter("Give ids, or --all.", param_hint="ID")
    with stored_documents(collection) as stored:
        kept = stored.receipts
        chosen = [id_ for id_, _ in (map(kept.find, ids) if ids else kept.all())]
        kept.remove(chosen)
    say(f"{len(chosen):,} removed")


def subject(content: Mapping[str, Any]) -> str:
    """What a receipt is of, in one line."""
    asked = content["asked"]
    if content["kind"] == "answer":
        wish = f" ({asked['wish']})" if asked["wish"] else ""
        return one_line(asked["question"]) + wish
    if asked["together"]:
        return f"digest of {count(len(asked['documents']), 'document')}"
    titles = [cited["title"] for cited in content["citations"][:1] if cited["title"]]
    return one_line(f"summary of “{titles[0]}”") if titles else "summary of 1 document"
