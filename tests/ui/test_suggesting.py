"""Questions to ask in the writer's words, made while a page shows others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.indexing import index_paths
from assistant.protocols import Written
from assistant.search.collection import Collection
from assistant.ui.desk import Desk
from assistant.ui.documents import Documents
from assistant.ui.suggesting import Suggesting, _unlike
from assistant.ui.welcome import is_about
from assistant.ui.work import Workshop
from tests.faked import put_fakes
from tests.fakes import FakeEmbedder, FakeGenerator

FERRY = (
    "The Brackwater Ferry leaves the harbour of Bornholm at 6.40 each morning. "
    "What the documents say about the Brackwater Ferry is that it is slow.\n"
)
GOOD = "When does the Brackwater Ferry leave?"


class Threaded(FakeGenerator):
    """Looks whether to stop from another thread, as models that write in one do."""

    def _write(self, tokens: Sequence[str], should_stop: Callable[[], bool]) -> Written:
        with ThreadPoolExecutor(1) as pool:
            return (yield from super()._write(tokens, lambda: pool.submit(should_stop).result()))


@pytest.fixture
def writer() -> FakeGenerator:
    return Threaded(GOOD)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: FakeGenerator) -> Iterator[Desk]:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    put_fakes(monkeypatch, writer)
    monkeypatch.setattr("assistant.serving.models.Models.absent", lambda *_: {})
    opened = Desk()
    note = tmp_path / "ferry.txt"
    note.write_text(FERRY, "utf-8")
    with Collection.open(opened.shelf("default").folder, create=True) as collection:
        index_paths(collection, [note], FakeEmbedder())
    yield opened
    opened.close()


@pytest.fixture
def suggesting(desk: Desk) -> Iterator[Suggesting]:
    made = Suggesting(desk)
    yield made
    made.close()


def test_the_writers_come_before_those_of_names(suggesting: Suggesting) -> None:
    first, *others = asyncio.run(suggesting.better("default"))
    assert first == GOOD
    assert others[0] == "What do the documents say about Brackwater Ferry?"
    assert all(map(is_about, others))


def test_they_are_made_once_for_the_same_documents(
    suggesting: Suggesting, desk: Desk, writer: FakeGenerator, tmp_path: Path
) -> None:
    found = asyncio.run(suggesting.better("default"))
    asked = len(writer.prompts)
    assert asked
    assert asyncio.run(suggesting.better("default")) == found
    assert len(writer.prompts) == asked
    second = tmp_path / "mill.txt"
    second.write_text("The old mill of Bornholm grinds no corn since the flood.\n", "utf-8")
    index_paths(desk.assistant("default").collection, [second], FakeEmbedder())
    asyncio.run(suggesting.better("default"))
    assert len(writer.prompts) > asked


def test_questions_of_a_person_stay(desk: Desk, writer: FakeGenerator, tmp_path: Path) -> None:
    asked = ["When does the pool open?", "Who owns the pool?"]
    faq = tmp_path / "pool.md"
    faq.write_text(
        f"# Pool\n\n## {asked[0]}\n\nThe pool opens at nine each day.\n\n"
        f"## {asked[1]}\n\nThe village owns the pool, all of it.\n",
        "utf-8",
    )
    with Collection.open(desk.new_shelf("pools").folder, create=True) as collection:
        index_paths(collection, [faq], FakeEmbedder())
    suggesting = Suggesting(desk)
    try:
        assert asyncio.run(suggesting.better("pools", most=2)) == []
    finally:
        suggesting.close()
    assert writer.prompts == [], "there was nothing to make better"


def test_without_a_writer_there_are_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.models, "writes", lambda profile: False)
    suggesting = Suggesting(desk)
    try:
        assert asyncio.run(suggesting.better("default")) == []
    finally:
        suggesting.close()


def test_who_wants_the_writer_comes_first(
    suggesting: Suggesting, desk: Desk, writer: FakeGenerator
) -> None:
    async def tried() -> tuple[int, list[str]]:
        making = asyncio.create_task(suggesting.better("default"))
        await asyncio.sleep(1)
        before = len(writer.prompts)
        release.set()
        return before, await making

    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with desk.models.line.turn(lambda: False):
            held.set()
            release.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(20)
    before, found = asyncio.run(tried())
    thread.join()
    assert before == 0
    assert found[0] == GOOD


def test_they_are_given_up_when_the_server_ends(suggesting: Suggesting, desk: Desk) -> None:
    suggesting.end()
    assert asyncio.run(suggesting.better("default")) == []


def test_what_is_new_is_shown_with_them_at_last(
    suggesting: Suggesting, desk: Desk, tmp_path: Path
) -> None:
    mill = tmp_path / "mill.txt"
    mill.write_text("The Brackwater Ferry leaves the old mill at noon.\n", "utf-8")
    workshop = Workshop()
    documents = Documents(desk, workshop, paths_allowed=True, suggesting=suggesting)

    async def added() -> list[str]:
        async for _ in documents.add_path("default", str(mill)):
            pass
        return [html async for html in documents.introduce("default")]

    try:
        first, last = asyncio.run(added())
    finally:
        workshop.close()
    assert "Mill" in first
    assert GOOD not in first
    assert GOOD in last


def test_of_a_choice_the_kind_is_taken_that_there_is_least_of() -> None:
    chosen = ["When is it?", "When was it?", "Who is it?"]
    assert _unlike(["When then?", "Who then?", "Why then?", "Who is it?"], chosen) == [
        "Why then?",
        "Who then?",
        "When then?",
    ]
