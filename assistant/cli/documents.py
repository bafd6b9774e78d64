"""`documents`: what a collection holds."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from assistant.cli import options
from assistant.cli.output import put, put_json, results, say
from assistant.cli.progress import progress_on_terminal
from assistant.cli.reports import say_forgotten
from assistant.cli.session import forgetting, stored_documents
from assistant.present.json import document_to_json, info_to_json
from assistant.present.page import SHORT_ID, Page, dated, file_line, place_line
from assistant.present.printable import one_line, printable

documents = typer.Typer(no_args_is_help=True, help="List, show and remove documents.")

Id = Annotated[str, typer.Argument(metavar="ID", help="A document's id, or its beginning.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, or their beginnings.")]


@documents.command("list")
def list_documents(
    collection: options.Collection = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    meta: options.Meta = None,
    as_json: options.Json = False,
) -> None:
    """List the documents of a collection, one a line: id, date, title, file."""
    among = options.filter_from(since, until, source, meta)
    with stored_documents(collection) as stored:
        found = stored.documents(among)
    if as_json:
        put_json([info_to_json(info) for info in found])
        return
    for info in found:
        day = info.date.isoformat() if info.date else "-"
        put("\t".join([info.id[:SHORT_ID], day, one_line(info.title), one_line(info.source)]))


@documents.command()
def show(id_: Id, collection: options.Collection = None, as_json: options.Json = False) -> None:
    """Show one document with its whole text."""
    with stored_documents(collection) as stored:
        document, info = stored.described(id_)
    if as_json:
        put_json(document_to_json(document, info))
        return
    page = Page(results())
    page.paragraph(place_line(info.title, info.date, info.date_origin))
    page.paragraph(Text(info.id, style="dim"))
    for source in info.sources:
        page.paragraph(file_line(source, None))
    page.gap()
    put(printable(document.text))


@documents.command()
def remove(ids: Ids, collection: options.Collection = None) -> None:
    """Remove documents from the collection, with all that is kept there and quotes them.

    The files themselves are left alone. A removed document stays away until its file changes.
    """
    with progress_on_terminal() as progress, stored_documents(collection) as stored:
        chosen = {stored.document(id_).id for id_ in ids}
        found = [info for info in stored.documents() if info.id in chosen]
        with forgetting(stored) as forgotten, stored.writing() as writer:
            writer.on_deleted = forgotten.take
            with writer.transaction():
                for source in [source for info in found for source in info.sources]:
                    writer.remove_source(source)
            writer.refresh_vectors(progress)
    for info in found:
        said = dated(info.date, info.date_origin)
        say(f"removed {info.title}{f' ({said})' if said else ''}")
    say_forgotten(writer.forgotten, forgotten.turns, forgotten.summaries)
