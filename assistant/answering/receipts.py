"""What is kept of an answer or a summary, so that it can be asked later whether it still holds.

A receipt holds what was asked, the state of the collection, fingerprints of the models, settings,
the claims with their verdicts, and each citation with the sha256 of its words. What was rejected
is kept by its reasons alone: nobody knows which documents such wording repeats, and whatever
quotes a document has to go with it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from assistant.answering.resources import Resources
from assistant.errors import CollectionError, DocumentUnknown, StorageFull
from assistant.present.json import citation_to_json, claim_to_json
from assistant.records import Answer, Document, Summary, SummaryRequest
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.search.receipts import Quoted
from assistant.summariser import Summariser

FORMAT = 1

Made = TypeVar("Made", Answer, Summary)
Ask = Callable[[str, int, Filter], Answer]


def kept(resources: Resources, made: Made, asked: Mapping[str, Any]) -> Made:
    """The same, with the id of its receipt, where it rests on documents of the collection.

    It is not lost because the collection cannot be written now; the log then says why.

    Args:
        resources: it was made with.
        made: the answer or the summary.
        asked: what `question_asked` or `summary_asked` gave.
    """
    collection = resources.collection
    if not _is_of(collection, made):
        return made
    try:
        quoted = [Quoted(one.document_id, one.source) for one in made.citations]
        id_ = collection.receipts.keep(_content(resources, made, asked), quoted)
    except (CollectionError, StorageFull) as error:
        logging.getLogger(__name__).warning("no receipt is kept: %s", error)
        return made
    return replace(made, receipt=replace(made.receipt, id=id_))


def question_asked(text: str, top: int, among: Filter, wish: str | None = None) -> dict[str, Any]:
    """What a question asked for; with a wish, about the answer before it."""
    return {"question": text, "wish": wish, "top": top, "among": _filter_to_json(among)}


def summary_asked(summary: Summary, *, together: bool) -> dict[str, Any]:
    """What a summary was asked to be."""
    documents = [info.id for info in summary.documents]
    return {"documents": documents, "request": asdict(summary.request), "together": together}


def made_again(
    collection: Collection,
    content: Mapping[str, Any],
    ask: Ask,
    summariser: Callable[[], Summariser],
) -> Answer | Summary | None:
    """What is made today of what a receipt was for.

    Args:
        collection: it is kept in.
        content: of the receipt.
        ask: answers a question from so many passages of the documents that pass.
        summariser: gives what makes summaries.

    Returns:
        None where it cannot be made: its documents are gone, or it was about an answer before it.
    """
    wanted = content["asked"]
    if content["kind"] == "answer":
        if wanted["wish"] is not None:
            return None
        return ask(wanted["question"], wanted["top"], _filter_from_json(wanted["among"]))
    found = [held(collection, id_) for id_ in wanted["documents"]]
    documents = [document for document in found if document is not None]
    if len(documents) < len(found):
        return None
    request = SummaryRequest(**wanted["request"])
    if wanted["together"]:
        return summariser().digest(documents, request)
    return summariser().summarise(documents[0], request)


def held(collection: Collection, id_: str) -> Document | None:
    """The document of that id; None where it is gone."""
    try:
        return collection.document(id_)
    except DocumentUnknown:
        return None


def sha256(text: str) -> str:
    """Of the words of a citation."""
    return hashlib.sha256(text.encode()).hexdigest()


def _is_of(collection: Collection, made: Answer | Summary) -> bool:
    if isinstance(made, Answer):
        return made.kind != "talk"
    return all(held(collection, info.id) for info in made.documents)


def _content(
    resources: Resources, made: Answer | Summary, asked: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": "answer" if isinstance(made, Answer) else "summary",
        "made": datetime.now(UTC).isoformat(),
        "asked": dict(asked),
        "collection": resources.collection.receipts.state()._asdict(),
        "models": resources.fingerprints(),
        "settings": resources.settings(),
        "status": made.status if isinstance(made, Answer) else "answered",
        "claims": [claim_to_json(claim) for claim in made.claims],
        "rejected": [list(claim.reasons) for claim in made.rejected],
        "citations": [
            citation_to_json(one) | {"sha256": sha256(one.quote)} for one in made.citations
        ],
    }


def _filter_to_json(among: Filter) -> dict[str, Any]:
    return {
        "since": among.since.isoformat() if among.since else None,
        "until": among.until.isoformat() if among.until else None,
        "source": among.source_glob,
        "metadata": dict(among.metadata),
        "without": sorted(among.without),
        "documents": sorted(among.documents),
    }


def _filter_from_json(data: Mapping[str, Any]) -> Filter:
    return Filter(
        since=date.fromisoformat(data["since"]) if data["since"] else None,
        until=date.fromisoformat(data["until"]) if data["until"] else None,
        source_glob=data["source"],
        metadata=data["metadata"],
        without=frozenset(data["without"]),
        documents=frozenset(data.get("documents", ())),  # the first receipts have none
    )
