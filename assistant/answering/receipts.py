"""What is kept of an answer or a summary, so that it can be asked later whether it still holds.

A receipt holds what was asked, the state of the collection, fingerprints of the models, settings,
the claims with their verdicts, and each citation with the sha256 of its words. What was rejected
is kept by its reasons alone: nobody knows which documents such wording repeats, and whatever
quotes a document has to go with it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol, TypeVar

from assistant.batch.recipe import ProfileRecipe
from assistant.batch.runner import Keep, without_receipt
from assistant.errors import CollectionError, DocumentUnknown, StorageFull
from assistant.present.json import citation_to_json, claim_to_json
from assistant.records import Answer, Document, DocumentInfo, Summary, SummaryRequest
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.search.receipts import Quoted
from assistant.summariser import Summariser

FORMAT = 1

Made = TypeVar("Made", Answer, Summary)
Ask = Callable[[str, int, Filter], Answer]


class MadeWith(Protocol):
    """A collection, and the models and settings that something was made from it with."""

    @property
    def collection(self) -> Collection: ...
    def fingerprints(self) -> Mapping[str, str]:
        """Of the models, by role."""
        ...

    def settings(self) -> Mapping[str, Any]:
        """What else decides what is made, JSON-ready."""
        ...


def kept(made_with: MadeWith, made: Made, asked: Mapping[str, Any]) -> Made:
    """The same, with the id of its receipt, where it rests on documents of the collection.

    It is not lost because the collection cannot be read or written now; the log then says why.

    Args:
        made_with: what it was made with.
        made: the answer or the summary.
        asked: what `question_asked` or `summary_asked` gave.
    """
    collection, id_ = made_with.collection, ""
    try:
        if _is_of(collection, made):
            quoted = [Quoted(one.document_id, one.source) for one in made.citations]
            id_ = collection.receipts.keep(_content(made_with, made, asked), quoted)
    except (CollectionError, StorageFull) as error:
        _log_unkept(error)
    return replace(made, receipt=replace(made.receipt, id=id_))


def keep_of_batch(collection: Collection, recipe: ProfileRecipe, *, together: bool = False) -> Keep:
    """What keeps a receipt of each summary of a batch over the documents of a collection.

    A summary that was taken from the ledger has the receipt that it had, as long as that is kept.

    Args:
        collection: open.
        recipe: how the summaries are made.
        together: whether they are digests.

    Raises:
        ConfigError: settings, models.yaml or the profile's name cannot be used.
        ModelMissing, ModelCorrupt: the store cannot give a model.
    """
    runtime = recipe.runtime()
    if not runtime.settings.receipts:
        return without_receipt
    writes = runtime.load_writer is not None
    made_with = _OfBatch(collection, runtime.fingerprints(), {"writes": writes})

    def keep(summary: Summary, documents: Sequence[DocumentInfo]) -> Summary:
        try:
            if summary.receipt.id and collection.receipts.has(summary.receipt.id):
                return summary
        except (CollectionError, StorageFull) as error:
            _log_unkept(error)
            return without_receipt(summary)
        ids = [info.id for info in documents]
        return kept(made_with, summary, summary_asked(ids, summary.request, together=together))

    return keep


def question_asked(text: str, top: int, among: Filter, wish: str | None = None) -> dict[str, Any]:
    """What a question asked for; with a wish, about the answer before it."""
    return {"question": text, "wish": wish, "top": top, "among": _filter_to_json(among)}


def summary_asked(
    documents: Iterable[str], request: SummaryRequest, *, together: bool
) -> dict[str, Any]:
    """What a summary was asked to be.

    Args:
        documents: ids, in the order in which they were read: a digest may depend on it.
        request: how long, in what style, and what it should answer first.
        together: whether it is a digest.
    """
    return {"documents": list(documents), "request": asdict(request), "together": together}


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


@dataclass(frozen=True, slots=True)
class _OfBatch:
    """What a batch makes summaries with; its models may be loaded in other processes."""

    collection: Collection
    models: Mapping[str, str]
    decided: Mapping[str, Any]

    def fingerprints(self) -> Mapping[str, str]:
        return self.models

    def settings(self) -> Mapping[str, Any]:
        return self.decided


def _log_unkept(error: Exception) -> None:
    logging.getLogger(__name__).warning("no receipt is kept: %s", error)


def _is_of(collection: Collection, made: Answer | Summary) -> bool:
    if isinstance(made, Answer):
        return made.kind != "talk"
    ids = frozenset(info.id for info in made.documents)
    return collection.document_count(Filter(documents=ids)) == len(ids)


def _content(
    made_with: MadeWith, made: Answer | Summary, asked: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": "answer" if isinstance(made, Answer) else "summary",
        "made": datetime.now(UTC).isoformat(),
        "asked": dict(asked),
        "collection": made_with.collection.receipts.state()._asdict(),
        "models": dict(made_with.fingerprints()),
        "settings": dict(made_with.settings()),
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
        "named": among.named,
        "metadata": dict(among.metadata),
        "without": sorted(among.without),
        "documents": sorted(among.documents),
    }


def _filter_from_json(data: Mapping[str, Any]) -> Filter:
    return Filter(
        since=date.fromisoformat(data["since"]) if data["since"] else None,
        until=date.fromisoformat(data["until"]) if data["until"] else None,
        source_glob=data["source"],
        named=data.get("named"),  # receipts of earlier versions have none
        metadata=data["metadata"],
        without=frozenset(data["without"]),
        documents=frozenset(data.get("documents", ())),  # the first receipts have none
    )
