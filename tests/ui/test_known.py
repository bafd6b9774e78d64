"""What is offered after a question that nothing answers."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.indexing import index_paths
from assistant.present.json import to_json
from assistant.search.collection import Collection
from assistant.ui.chat import Chat
from assistant.ui.desk import Desk
from assistant.ui.history import KeptTurn
from assistant.ui.known import Known
from assistant.ui.suggesting import Suggesting
from assistant.ui.welcome import example_questions
from tests.fakes import FakeEmbedder, FakeGenerator
from tests.present.samples import hit, refusing
from tests.ui.asking import WHERE, ask, screens_of
from tests.ui.conftest import QUESTION

NOBODY = "Who won the chess final in Lima?"
COST = "How much did the harbour bridge cost?"
WHO = "Who spoke first?"
LONG = "How long did the strike last?"


def refused(collection: Collection, *files: str, asked: str = NOBODY) -> KeptTurn:
    """A refusal that the documents in these files came nearest to, in this order."""
    infos = {Path(info.sources[0]).name: info for info in collection.documents()}
    hits = [replace(hit(), document=infos[name]) for name in files]
    return KeptTurn(7, asked, asked, to_json(refusing(*hits)), "")


def offered(html: object) -> list[str]:
    return re.findall(r'data-ask="([^"]*)"', str(html))


@pytest.fixture
def collection(desk: Desk) -> Collection:
    return desk.assistant("default").collection


@pytest.fixture
def known(collection: Collection) -> Known:
    """Three questions of one document, and one of another."""
    ids = {Path(info.sources[0]).name: info.id for info in collection.documents()}
    made = Known()
    made.keep("default", ids["bridge.txt"], QUESTION, COST)
    made.keep("default", ids["bridge.txt"], WHO, QUESTION)
    made.keep("default", ids["strike.txt"], LONG)
    return made


def test_one_of_each_of_the_nearest_comes_before_a_second(
    known: Known, collection: Collection
) -> None:
    turn = refused(collection, "bridge.txt", "evil.txt", "bridge.txt", "strike.txt")
    assert known.instead(turn, "default", collection) == [QUESTION, LONG, COST]
    turn = refused(collection, "strike.txt", "bridge.txt")
    assert known.instead(turn, "default", collection) == [LONG, QUESTION, COST]


def test_of_other_documents_and_collections_there_are_none(
    known: Known, collection: Collection
) -> None:
    assert known.instead(refused(collection, "evil.txt"), "default", collection) == []
    assert known.instead(refused(collection), "default", collection) == []
    turn = refused(collection, "bridge.txt")
    assert known.instead(turn, "examples", collection) == []
    assert known.instead(turn, "default", None) == []


def test_what_was_just_asked_is_not_offered(known: Known, collection: Collection) -> None:
    turn = refused(collection, "bridge.txt", asked=QUESTION.lower().removesuffix("?"))
    assert known.instead(turn, "default", collection) == [COST, WHO]
    understood = replace(refused(collection, "bridge.txt"), asked=WHO)
    assert known.instead(understood, "default", collection) == [QUESTION, COST]


def test_of_a_document_that_is_gone_nothing_is_offered(
    known: Known, collection: Collection
) -> None:
    turn = refused(collection, "bridge.txt", "strike.txt")
    with collection.writing() as writer, writer.transaction():
        writer.remove_source(turn.answer["refusal"]["nearest"][0]["source"])
    assert known.instead(turn, "default", collection) == [LONG]


def test_a_refusal_offers_the_questions_that_the_writer_worded(
    desk: Desk, writer: FakeGenerator
) -> None:
    before = ask(desk, NOBODY)[-1]
    assert offered(before.live) == []
    writer._texts = (QUESTION,)
    suggesting = Suggesting(desk)
    try:
        assert QUESTION in asyncio.run(suggesting.better("default"))
    finally:
        suggesting.close()
    asked = len(writer.prompts)
    found = offered(ask(desk, NOBODY)[-1].live)
    assert QUESTION in found
    assert len(found) <= 3
    assert not any(one.startswith("What do the documents say") for one in found)
    assert len(writer.prompts) == asked, "they were kept"
    chat = Chat(desk)
    opened = chat.open(replace(WHERE, conversation=before.conversation or 0))
    chat.close()
    assert QUESTION in offered(opened.live), "an earlier one has them by now"


def test_headings_that_are_questions_are_offered(desk: Desk, tmp_path: Path) -> None:
    pool = tmp_path / "pool.md"
    heading = "When does the pool open?"
    pool.write_text(f"# Pool\n\n## {heading}\n\nThe pool in Lima opens at nine.\n", "utf-8")
    with Collection.open(desk.new_shelf("pools").folder, create=True) as collection:
        index_paths(collection, [pool], FakeEmbedder())
    assert heading in example_questions(desk, "pools")
    chat = Chat(desk)
    try:
        last = asyncio.run(screens_of(chat, replace(WHERE, shelf="pools"), NOBODY))[-1]
    finally:
        chat.close()
    assert offered(last.live) == [heading]
