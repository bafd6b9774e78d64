"""`summarise --together`: one digest of many documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.batch.inputs import Unread
from assistant.cli.output import put_json, results, say
from assistant.cli.progress import progress_on_terminal
from assistant.errors import ReadError
from assistant.present.summary import render_summary
from assistant.present.summary_json import summary_to_json
from assistant.records import Document

if TYPE_CHECKING:
    from assistant.batch.inputs import Inputs
    from assistant.batch.recipe import ProfileRecipe


def print_digest(recipe: ProfileRecipe, inputs: Inputs, *, as_json: bool, verbose: bool) -> int:
    """Print a digest of all documents; returns how many could not be read.

    Raises:
        ReadError: none of them could be.
    """
    documents: list[Document] = []
    failures: list[str] = []
    with progress_on_terminal() as progress:
        progress.start("Reading", inputs.count, "documents")
        for item in inputs.read(lambda state: None):
            if isinstance(item, Unread):
                failures.append(item.error)
            else:
                documents.append(item)
            progress.advance(1)
        for failure in failures:
            say(failure, "yellow")
        if not documents:
            raise ReadError("There is no document to summarise.", "Give other paths or filters.")
        progress.start("Summarising", None, "")
        summary = recipe.summariser().digest(documents, recipe.request)
    if as_json:
        put_json(summary_to_json(summary, recipe.fingerprint()))
    else:
        render_summary(summary, results(), verbose=verbose)
    return len(failures)
