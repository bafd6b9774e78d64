"""Questions that a document answers, in a writer's words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering.suggest import is_question, suggested
from assistant.assistant import Assistant
from assistant.indexing import index_paths
from assistant.search.collection import Collection
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader

LEASE = (
    "# Lease of 4 Mill Street\n\n## Deposit\n\n"
    "The deposit of 900 euros is paid back within 14 days of the end.\n"
)
GOOD = "When is the deposit paid back?"


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "lease.md").write_text(LEASE, "utf-8")
    with Collection.open(tmp_path / "collection", create=True) as opened:
        index_paths(opened, [docs], FakeEmbedder())
        yield opened


def opened(collection: Collection, writer: FakeGenerator | None) -> Assistant:
    load = (lambda: writer) if writer else None
    return Assistant(collection, FakeEmbedder, FakeReader, load)


def of_each(collection: Collection, writer: FakeGenerator | None) -> list[list[str]]:
    """What is suggested of each document."""
    assistant = opened(collection, writer)
    ask = assistant.quoting().ask
    return [list(suggested(info, assistant, ask)) for info in collection.documents()]


def test_a_question_that_its_sentence_answers_is_kept(collection: Collection) -> None:
    writer = FakeGenerator(f" {GOOD}\nAnd more")
    assert of_each(collection, writer) == [[GOOD]]
    (prompt,) = writer.prompts
    assert "Lease of 4 Mill Street. Deposit" in prompt.user
    assert "within 14 days" in prompt.user


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The deposit is paid back.",
        "When is it paid?",
        "When is the deposit paid back? Who pays back the deposit?",
        "When is the deposit of Ada Brandt paid back?",
        "When is the deposit of 700 euros paid back?",
        "Is the deposit of 900 euros paid back within 14 days of the end?",
        "Where does the landlord keep the deposit meanwhile?",
        f"{'When, and where, and by whom, ' * 4}is the deposit paid back?",
    ],
)
def test_what_is_no_good_question_is_not(collection: Collection, text: str) -> None:
    assert of_each(collection, FakeGenerator(text)) == [[]]


def test_a_question_that_another_document_answers_is_not_kept(
    collection: Collection, tmp_path: Path
) -> None:
    other = tmp_path / "other.md"
    other.write_text("# Deposit\n\nWhen the deposit is paid back, it is paid back.\n", "utf-8")
    index_paths(collection, [other], FakeEmbedder())
    ask = (assistant := opened(collection, FakeGenerator(GOOD))).quoting().ask
    assert ask(GOOD).status == "answered"
    (lease,) = (info for info in collection.documents() if info.title != "Deposit")
    assert list(suggested(lease, assistant, ask)) == []


def test_without_a_writer_a_heading_is_asked(collection: Collection, tmp_path: Path) -> None:
    assert of_each(collection, None) == [[]]
    faq = tmp_path / "faq.md"
    faq.write_text("# Pool\n\n## When does the pool open?\n\nThe pool opens at nine each day.\n")
    index_paths(collection, [faq], FakeEmbedder())
    assert sorted(of_each(collection, None)) == [[], ["When does the pool open?"]]


def test_what_is_stopped_is_written_again(collection: Collection) -> None:
    writer, waits = FakeGenerator(GOOD), iter([True, False, False, False])
    stopped: list[bool] = []
    waited: list[int] = []

    def should_stop() -> bool:
        return bool(stopped and stopped[-1])

    def wait() -> None:
        waited.append(len(writer.prompts))
        stopped.append(next(waits))

    assistant = opened(collection, writer)
    (info,) = collection.documents()
    ask = assistant.quoting().ask
    assert list(suggested(info, assistant, ask, wait, should_stop)) == [GOOD]
    assert waited == [0, 1]
    assert len(writer.prompts) == 2


def test_a_name_and_a_number_of_its_own_make_no_question() -> None:
    assert is_question("Who is Ada Brandt?", "Ada Brandt bakes.")
    assert not is_question("Who is Ada Brandt?", "Olga Brandt bakes.")
    assert not is_question("Who has 7 boats?", "Ada has 8 boats.")
