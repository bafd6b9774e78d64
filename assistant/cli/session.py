"""Collections and models for the commands that need them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.output import say
from assistant.cli.progress import progress_on_terminal
from assistant.cli.reports import changed, say_failures, say_links, say_warnings, summary
from assistant.errors import CollectionMissing, ModelMissing
from assistant.places import collection_of, default_collection

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.indexing import IndexReport
    from assistant.protocols import Embedder, Progress
    from assistant.search.collection import Collection
    from assistant.search.place import Place


def require_models(profile: str | None, *, extractive: bool) -> None:
    """Say at once, and in one go, which models have to be pulled.

    Raises:
        ModelMissing: with the command that pulls them.
    """
    from assistant.runtime import Runtime

    absent = Runtime.open(profile, extractive=extractive).absent()
    if not absent:
        return
    raise ModelMissing(
        f"Models are missing: {', '.join(absent)} ({sum(absent.values()):.0f} MB to download).",
        f"Pull them once: python -m assistant models pull {' '.join(absent)}",
    )


def collection_place(chosen: str | None) -> Place:
    """The folder or the server that the user chose, else the folder of the default collection.

    Raises:
        ConfigError: the name of a collection on a server cannot be one.
    """
    from assistant.config import home
    from assistant.search.place import place_of

    return place_of(chosen) if chosen else default_collection(home())


@contextmanager
def embedder_on(cluster: str | None, profile: str | None, here: Embedder) -> Iterator[Embedder]:
    """An embedder that has the nodes of a cluster embed passages; `here` itself without one.

    Raises:
        ConfigError: the cluster cannot be joined, or a node has another embedder.
        ModelError: a node lacks the embedder.
    """
    if cluster is None:
        yield here
        return
    from assistant.cluster.embedding import embedding_on

    with embedding_on(cluster, profile, here) as embedder:
        yield embedder


class Forgotten:
    """What this machine kept outside of a collection, and quoted documents deleted from it.

    Attributes:
        turns: how many turns of conversations.
        summaries: how many kept summaries.
    """

    def __init__(self) -> None:
        self.turns = 0
        self.summaries = 0
        self.is_deleted = False

    def take(self, deleted: Sequence[str]) -> None:
        """Forget the summaries that quote these; see `Writer.on_deleted`."""
        from assistant.batch.ledger import forget_summaries
        from assistant.config import home

        self.is_deleted = True
        self.summaries += forget_summaries(home(), deleted)


@contextmanager
def forgetting(collection: Collection) -> Iterator[Forgotten]:
    """Forget what quotes the documents that are deleted in the block, however it ends."""
    from assistant.ui.history import forget_turns

    forgotten = Forgotten()
    try:
        yield forgotten
    finally:
        if forgotten.is_deleted:
            forgotten.turns = forget_turns(collection)


@contextmanager
def stored_documents(chosen: str | None) -> Iterator[Collection]:
    """The collection without any model, for looking at its documents or removing some."""
    from assistant.search.collection import Collection

    with missing_explained(), Collection.open(collection_place(chosen)) as collection:
        yield collection


@contextmanager
def existing_collection(
    chosen: str | None, profile: str | None, *, extractive: bool, progress: Progress
) -> Iterator[Assistant]:
    """An assistant over a collection that exists.

    Raises:
        CollectionMissing: with the ways to make one.
        ModelMissing: with the command that pulls what is missing.
    """
    from assistant.assistant import Assistant

    with missing_explained():
        assistant = Assistant.open(
            collection_place(chosen), profile=profile, extractive=extractive, progress=progress
        )
    with assistant:
        require_models(profile, extractive=extractive)
        yield assistant


@contextmanager
def growing_collection(
    place: Place, profile: str | None, *, extractive: bool, progress: Progress
) -> Iterator[Assistant]:
    """An assistant over a collection that is made where there is none.

    Raises:
        ModelMissing: with the command that pulls what is missing; nothing is made then.
    """
    from assistant.assistant import Assistant

    require_models(profile, extractive=extractive)
    with Assistant.open(
        place, profile=profile, extractive=extractive, create=True, progress=progress
    ) as assistant:
        yield assistant


@contextmanager
def collection_of_paths(
    paths: Sequence[Path],
    profile: str | None,
    *,
    extractive: bool,
    progress: Progress,
    follow_links: bool = False,
) -> Iterator[tuple[Assistant, IndexReport]]:
    """An assistant over the collection that is kept for these paths, brought up to date.

    Raises:
        ReadError: one of the paths does not exist.
        ModelMissing: as `growing_collection`.
    """
    from assistant.config import home
    from assistant.indexing import index_paths
    from assistant.runtime import Runtime

    embedder = Runtime.open(profile).profile.embedder
    folder = collection_of(home(), paths, embedder, follow_links=follow_links)
    with growing_collection(folder, profile, extractive=extractive, progress=progress) as assistant:
        with forgetting(assistant.collection) as forgotten:
            report = index_paths(
                assistant.collection,
                paths,
                assistant.embedder,
                prune=True,
                progress=progress,
                follow_links=follow_links,
                on_deleted=forgotten.take,
            )
        yield assistant, report


@contextmanager
def opened(
    paths: Sequence[Path] | None,
    collection: str | None,
    profile: str | None,
    *,
    extractive: bool,
    follow_links: bool,
) -> Iterator[Assistant]:
    """An assistant over these paths, which are indexed where they changed, or a collection.

    What was indexed and what failed is said on standard error.

    Raises:
        CollectionMissing: there is no collection.
        ReadError: one of the paths does not exist.
        ModelMissing: with the command that pulls what is missing.
    """
    with progress_on_terminal() as progress, ExitStack() as stack:
        if not paths:
            yield stack.enter_context(
                existing_collection(collection, profile, extractive=extractive, progress=progress)
            )
            return
        assistant, report = stack.enter_context(
            collection_of_paths(
                paths,
                profile,
                extractive=extractive,
                progress=progress,
                follow_links=follow_links,
            )
        )
        say_failures(report)
        say_links(report)
        say_warnings(report)
        if changed(report):
            say(f"Indexed: {summary(report)}", "dim")
        yield assistant


@contextmanager
def missing_explained() -> Iterator[None]:
    """Say how to make a collection where there is none."""
    try:
        yield
    except CollectionMissing as missing:
        raise CollectionMissing(
            missing.message,
            "Index your documents first: python -m assistant index PATH; "
            "or answer from files directly: python -m assistant ask QUESTION --in PATH",
        ) from missing
