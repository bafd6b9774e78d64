"""When models are loaded, and how often they compute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import ConfigError, EmbedderMismatch
from assistant.language.question import MOST_CHARACTERS
from assistant.protocols import Embedder, Generator, Reader, Vectors
from assistant.search.collection import Collection
from tests.assistant.samples import OPENED, QUESTION
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader


@pytest.mark.parametrize("how", ["ask", "search"])
def test_a_question_of_many_pages_is_refused_before_anything_is_loaded(
    folder: Path, how: str
) -> None:
    def load() -> Embedder:
        pytest.fail("the embedder was loaded")

    said = f"at most {MOST_CHARACTERS:,} are read"
    with (
        Assistant(Collection.open(folder), load, FakeReader) as assistant,
        pytest.raises(ConfigError, match=said),
    ):
        getattr(assistant, how)("a" * (MOST_CHARACTERS + 1))


def test_models_are_loaded_once_and_only_when_needed(folder: Path) -> None:
    loaded: list[str] = []

    def load_embedder() -> Embedder:
        loaded.append("embedder")
        return FakeEmbedder()

    def load_reader() -> Reader:
        loaded.append("reader")
        return FakeReader()

    def load_writer() -> Generator:
        loaded.append("writer")
        return FakeGenerator(OPENED)

    with Assistant(Collection.open(folder), load_embedder, load_reader, load_writer) as assistant:
        assert loaded == []
        assistant.search(QUESTION)
        assert loaded == ["embedder"]
        assistant.ask(QUESTION)
        assistant.ask(QUESTION)
        assert loaded == ["embedder", "reader", "writer"]


class CountingEmbedder(FakeEmbedder):
    """Keeps the texts of every call."""

    def __init__(self) -> None:
        super().__init__()
        self.queries: list[str] = []
        self.passages: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.queries += texts
        return super().encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.passages += texts
        return super().encode_passages(texts)


def test_the_question_is_embedded_once(open_assistant: Callable[..., Assistant]) -> None:
    embedder = CountingEmbedder()
    answer = open_assistant(embedder=embedder).ask(QUESTION)
    assert answer.status == "answered"
    assert embedder.queries == [QUESTION]


def test_a_sentence_is_embedded_once_for_all_questions(
    open_assistant: Callable[..., Assistant],
) -> None:
    embedder = CountingEmbedder()
    assistant = open_assistant(lambda: FakeGenerator(OPENED), embedder=embedder)
    first = assistant.ask(QUESTION)
    assert embedder.passages.count(OPENED) == 1
    embedder.passages.clear()
    again = assistant.ask(QUESTION)
    assert embedder.passages == []
    assert (again.claims, again.confidence) == (first.claims, first.confidence)


def test_another_embedder_is_refused_with_the_way_out(
    open_assistant: Callable[..., Assistant],
) -> None:
    assistant = open_assistant(embedder=FakeEmbedder(name="other"))
    with pytest.raises(EmbedderMismatch) as raised:
        assistant.ask(QUESTION)
    assert "python -m assistant" in raised.value.hint


def test_the_receipt_times_each_step(open_assistant: Callable[..., Assistant]) -> None:
    timings = open_assistant(lambda: FakeGenerator(OPENED)).ask(QUESTION).receipt.timings
    assert set(timings) == {
        "load_s",
        "search_s",
        "rank_s",
        "write_s",
        "verify_s",
        "total_s",
    }
    assert all(seconds >= 0 for seconds in timings.values())
