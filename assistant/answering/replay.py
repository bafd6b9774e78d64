"""Whether an answer or a summary still holds, and what has changed since it was made."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.answering.receipts import held, sha256
from assistant.answering.resources import Resources
from assistant.records import Answer, Citation, Claim, Document, Summary
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.search.receipts import State, is_whole

Fate = Literal["stands", "moved", "changed", "gone"]
Outcome = Literal["same", "reworded", "changed"]


@dataclass(frozen=True, slots=True)
class Replay:
    """What has become of an answer or a summary.

    Attributes:
        id, content: the receipt.
        is_whole: whether the receipt is as it was kept.
        fates: of each citation, in order: its words stand where they stood; stand in what is in
            its file now; no longer do; or neither text nor file is there.
        models, settings: what differs now: name → then and now.
        added: documents that came since.
        outcome: what is made of it today: the same words, other words from the same sentences,
            or something else; None where it cannot be made again.
        claims: what is shown today.
    """

    id: str
    content: Mapping[str, Any]
    is_whole: bool
    fates: tuple[Fate, ...]
    models: Mapping[str, tuple[Any, Any]]
    settings: Mapping[str, tuple[Any, Any]]
    added: int
    outcome: Outcome | None
    claims: tuple[Claim, ...]

    @property
    def holds(self) -> bool:
        """Whether all its evidence is there, and nothing else would be shown today."""
        # What was counted rests on more than it cites: that must be there as it was, or be counted
        # again.
        is_open = self.outcome is None and _counted(self.content)
        evidence = {"stands", *(() if is_open else ("moved",))}.issuperset(self.fates)
        return self.is_whole and evidence and self.outcome != "changed"


def replayed(
    resources: Resources, id_: str, content: Mapping[str, Any], now: Answer | Summary | None
) -> Replay:
    """Compare a receipt with today.

    Args:
        resources: what `now` was made with.
        id_: of the receipt.
        content: of the receipt.
        now: what `made_again` gave.
    """
    collection = resources.collection
    return Replay(
        id=id_,
        content=content,
        is_whole=is_whole(id_, content),
        fates=tuple(_fate(collection, cited) for cited in content["citations"]),
        models=_differences(content["models"], resources.fingerprints()),
        settings=_differences(content["settings"], resources.settings()),
        added=collection.receipts.added_since(State(**content["collection"])),
        outcome=_outcome(content, now) if now is not None else None,
        claims=now.claims if now is not None else (),
    )


def _fate(collection: Collection, cited: Mapping[str, Any]) -> Fate:
    document = held(collection, cited["document"])
    if document is not None:
        words = document.text[cited["start"] : cited["end"]]
        return "stands" if sha256(words) == cited["sha256"] else "changed"
    newer = _at(collection, cited["source"])
    if newer is None:
        return "gone"
    return "moved" if cited["quote"] in newer.text else "changed"


def _at(collection: Collection, source: str) -> Document | None:
    """What was last read from that very source."""
    found = collection.documents(Filter(source_glob=glob.escape(source)), most=1)
    return held(collection, found[0].id) if found else None


def _outcome(content: Mapping[str, Any], now: Answer | Summary) -> Outcome:
    status = now.status if isinstance(now, Answer) else "answered"
    if status == content["status"]:
        if [claim.text for claim in now.claims] == [one["text"] for one in content["claims"]]:
            return "same"
        counted = [claim.text for claim in now.claims if claim.verdict == "counted"]
        if counted == _counted(content) and _rests_on(content, now.citations):
            return "reworded"
    return "changed"


def _counted(content: Mapping[str, Any]) -> list[str]:
    return [one["text"] for one in content["claims"] if one["verdict"] == "counted"]


def _rests_on(content: Mapping[str, Any], citations: Sequence[Citation]) -> bool:
    """Whether the same sentences are cited; there have to be some."""
    then = {one["quote"] for one in content["citations"]}
    return bool(then) and then == {one.quote for one in citations}


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What differs; a model that was not needed, then or now, is no difference."""
    both = (name for name in then if name in now)
    return {name: (then[name], now[name]) for name in both if then[name] != now[name]}
