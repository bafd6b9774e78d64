"""`replay`: whether an answer or a summary still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import options
from assistant.cli.output import UNSUPPORTED, put_json, results
from assistant.cli.progress import progress_on_terminal
from assistant.cli.receipts import subject
from assistant.cli.session import existing_collection, stored_documents
from assistant.present.page import SHORT_ID, Page
from assistant.present.printable import one_line

if TYPE_CHECKING:
    from assistant.answering.replay import Replay

Id = Annotated[
    str, typer.Argument(metavar="ID", help="A receipt's id (`receipts list`), or its beginning.")
]

_FATES = {
    "moved": "stands elsewhere in its file now",
    "changed": "no longer stands in its file",
    "gone": "is gone, and its file too",
}
_OUTCOMES = {
    None: "It cannot be made again: what it was about is gone, or was said before.",
    "same": "Asked today, it is the same.",
    "reworded": "Asked today, other words are found for the same sentences:",
    "changed": "Asked today, it is another:",
}


def replay(
    id_: Id,
    collection: options.Collection = None,
    profile: options.Profile = None,
    writer_url: options.WriterUrl = None,
    as_json: options.Json = False,
) -> None:
    """Say whether an answer or a summary still holds, and what has changed since.

    Its quotations are looked up in the collection, and it is made once more with the models of
    today. Exit 5 where it does not hold any more.
    """
    with stored_documents(collection) as stored:
        whole, content = stored.receipts.find(id_)
    extractive = not content["settings"]["writes"]
    with (
        progress_on_terminal() as progress,
        existing_collection(
            collection, profile, extractive=extractive, progress=progress
        ) as assistant,
    ):
        found = assistant.replay(whole)
    if as_json:
        put_json(_to_json(found))
    else:
        _show(found, Page(results()))
    if not found.holds:
        raise typer.Exit(UNSUPPORTED)


def _show(found: Replay, page: Page) -> None:
    content = found.content
    made = content["made"][: len("2024-05-31")]
    page.heading(subject(content), f"{made}, receipt {found.id[:SHORT_ID]}")
    page.paragraph("It still holds." if found.holds else "It does not hold any more.")
    page.gap()
    if not found.is_whole:
        page.paragraph("The receipt itself was changed.")
    for cited, fate in zip(content["citations"], found.fates, strict=True):
        if fate in _FATES:
            page.paragraph(one_line(f"[{cited['id']}] {cited['title']}: “{cited['quote']}”"))
            page.paragraph(_FATES[fate], indent=4)
    if found.fates and {"stands"}.issuperset(found.fates):
        page.paragraph("All that it quotes stands where it stood.")
    page.paragraph(_OUTCOMES[found.outcome])
    if found.outcome in {"reworded", "changed"}:
        for claim in found.claims:
            page.paragraph(one_line(claim.text), indent=4)
        if not found.claims:
            page.paragraph("It is refused.", indent=4)
    if found.added:
        count = "1 document" if found.added == 1 else f"{found.added:,} documents"
        page.paragraph(f"Since then: {count} added or changed.")
    for name, (then, now) in {**found.models, **found.settings}.items():
        page.paragraph(one_line(f"{name}: {then}, now {now}"))


def _to_json(found: Replay) -> dict[str, Any]:
    from assistant.present.json import claim_to_json

    return {
        "receipt": found.id,
        "holds": found.holds,
        "is_whole": found.is_whole,
        "asked": found.content["asked"],
        "evidence": list(found.fates),
        "outcome": found.outcome,
        "claims": [claim_to_json(claim) for claim in found.claims],
        "added": found.added,
        "models": {name: list(pair) for name, pair in found.models.items()},
        "settings": {name: list(pair) for name, pair in found.settings.items()},
    }
