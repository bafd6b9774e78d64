"""What the API and the tools do, without HTTP: one collection, and models that all share."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from assistant.answering.conversation import standing
from assistant.api.completions import Answered, Asked, content_of
from assistant.api.recent import Recent
from assistant.api.requests import DEFAULT_MODEL, CheckBody, SummaryBody
from assistant.assistant import Assistant, Exchange, Hooks
from assistant.checking import Checker
from assistant.errors import AtTerminal, ConfigError
from assistant.language.followup import Turn
from assistant.language.question import require_askable
from assistant.present.check import report_to_json
from assistant.present.json import document_to_json, hit_to_json, info_to_json
from assistant.present.summary_json import summary_to_json
from assistant.records import Document, SummaryRequest
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.search.place import Place
from assistant.serving.models import Models

ShouldStop = Callable[[], bool]


class Service:
    """Answers from one collection; may be used from many threads.

    Args:
        collection: open; `served` closes it.
        models: shared by all.
    """

    def __init__(self, collection: Collection, models: Models) -> None:
        self.collection = collection
        self.models = models
        self._lock = threading.Lock()
        self._assistants: dict[str, Assistant] = {}
        self._recent = Recent()

    def names(self) -> list[str]:
        """The models that can be asked for: the one chosen at the start, and each profile."""
        return [DEFAULT_MODEL, *(name for _, name in self.models.profiles())]

    def profile_of(self, model: str) -> str:
        """The profile behind the name of a model.

        Raises:
            ProfileUnknown: there is none of that name.
        """
        name = self.models.profile if model == DEFAULT_MODEL else model
        self.models.chosen(name)
        return name

    def ask(
        self, asked: Asked, model: str, top: int | None, among: Filter, hooks: Hooks
    ) -> Answered:
        """A checked answer to a question, understood after the turns before it.

        Raises:
            ProfileUnknown, ConfigError, CollectionError, ModelError: as `Assistant.ask`.
        """
        assistant = self._assistant(model)
        earlier = self._known(asked.earlier)
        if earlier is None:
            text = assistant.understood(asked.question, asked.earlier, hooks.should_stop)
            answer = assistant.ask(text, top=top, among=among, hooks=hooks)
        else:
            understood = assistant.understand(asked.question, earlier, hooks.should_stop)
            text = understood.text
            answer = assistant.reply(understood, earlier, top=top, among=among, hooks=hooks)
        shown = Turn(asked.question, content_of(answer))
        self._recent.keep([*asked.earlier, shown], Exchange(text, answer, asked.question))
        return Answered(asked, text, answer)

    def search(self, query: str, model: str, top: int | None, among: Filter) -> dict[str, Any]:
        """The passages nearest to a text, as `search --json` prints them."""
        hits = self._assistant(model).search(query, top=top, among=among)
        found = [hit_to_json(hit) | {"also_in": list(hit.also_in)} for hit in hits]
        return {"query": query, "hits": found}

    def summarise(self, body: SummaryBody, should_stop: ShouldStop) -> dict[str, Any]:
        """A checked summary, as `summarise --json` prints it.

        Raises:
            DocumentUnknown: no document of the collection has that id.
        """
        require_askable(body.focus)
        focus = " ".join(body.focus.split())
        request = SummaryRequest(words=body.words, style=body.style, focus=focus)
        document = self._document(body)
        assistant = self._assistant(body.model)
        summary = assistant.summarise(document, request, should_stop=should_stop)
        recipe = self.models.recipe(request, self.profile_of(body.model))
        return summary_to_json(summary, recipe.fingerprint())

    def check(self, body: CheckBody, should_stop: ShouldStop) -> dict[str, Any]:
        """What `check --json` prints; for pairs, all reports.

        Raises:
            ReadError: a source is empty.
            DocumentUnknown: no document of the collection has one of the ids.
        """
        assistant = self._assistant(body.model)
        checker = Checker(lambda: assistant.embedder, lambda: assistant.reader)
        if body.pairs is not None:
            reports = []
            for pair in body.pairs:
                if should_stop():
                    break
                against = checker.prepare_text(pair.against)
                report = checker.check(pair.text, against, should_stop=should_stop)
                reports.append(report_to_json(report))
            return {"reports": reports}
        if body.documents is not None:
            documents = [self.collection.document(id_) for id_ in body.documents]
            against = checker.prepare_documents(documents)
        else:
            against = checker.prepare_text(body.against or "")
        report = checker.check(body.text or "", against, should_stop=should_stop)
        return report_to_json(report)

    def documents(self, among: Filter, start: int, most: int) -> dict[str, Any]:
        """Some of the collection's documents, in the order in which they were added."""
        found = self.collection.documents(among, start=start, most=most)
        return {
            "object": "list",
            "data": [info_to_json(info) for info in found],
            "total": self.collection.document_count(among),
        }

    def document(self, id_: str) -> dict[str, Any]:
        """One document with its text, into which the offsets of citations point.

        Raises:
            DocumentUnknown: none has that id, or several have its beginning.
        """
        return document_to_json(*self.collection.described(id_))

    def _known(self, said: Sequence[Turn]) -> list[Exchange] | None:
        """These turns with their answers; None where one is unknown, or quotes what was deleted."""
        known = self._recent.exchanges(said)
        if known is None:
            return None
        left = standing(known, self.collection.receipts)
        gone = [one for one in known if one not in left]
        self._recent.forget(gone)
        return None if gone else known

    def _document(self, body: SummaryBody) -> Document:
        if body.document is not None:
            return self.collection.document(body.document)
        text = body.text or ""
        id_ = hashlib.sha256(f"{body.title}\n{text}".encode()).hexdigest()
        return Document(id=id_, source="", title=body.title, text=text)

    def _assistant(self, model: str) -> Assistant:
        profile = self.profile_of(model)
        with self._lock:
            if profile not in self._assistants:
                chosen = self.models.chosen(profile)
                self._assistants[profile] = self.models.assistant(self.collection, chosen)
            return self._assistants[profile]


@contextmanager
def served(place: Place, profile: str | None, *, extractive: bool = False) -> Iterator[Service]:
    """A service over the collection at `place`, which is closed at the end of the block.

    Raises:
        ConfigError: settings, models.yaml or the profile's name cannot be used.
        CollectionError: the collection cannot be opened.
    """
    models = Models(profile, extractive=extractive)
    with Collection.open(place) as collection:
        yield Service(collection, models)


def has_tools() -> bool:
    """Whether the package of the tools is installed."""
    return find_spec("mcp") is not None


def tools_missing() -> ConfigError:
    """What to say where it is not."""
    return ConfigError(
        "The tools need the package mcp.",
        AtTerminal(
            'Install it: pip install "mcp>=2.3"',
            "Have it installed where the assistant runs.",
        ),
    )
