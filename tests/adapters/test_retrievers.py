"""The retrievers of other frameworks, with the real packages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.search.filters import Filter
from tests.faked import put_fakes
from tests.fakes import FakeGenerator

OPENED = "The harbour bridge in Oslo opened on 12 May 2019."
QUESTION = "When did the harbour bridge in Oslo open?"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    put_fakes(monkeypatch, FakeGenerator())
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "bridge.txt").write_text(OPENED, encoding="utf-8")
    (folder / "strike.txt").write_text("Dock workers went on strike in Bergen.", encoding="utf-8")
    with Assistant.open(tmp_path / "collection", create=True) as assistant:
        assistant.index(folder)
        yield assistant


def test_langchain_gets_the_passages(opened: Assistant) -> None:
    from assistant.adapters.langchain import AssistantRetriever

    first, *_ = AssistantRetriever(assistant=opened, top=1).invoke(QUESTION)
    assert first.page_content == OPENED
    assert Path(first.metadata["source"]).name == "bridge.txt"
    text = opened.collection.document(first.metadata["document"]).text
    assert text[first.metadata["start"] : first.metadata["end"]] == OPENED
    only = AssistantRetriever(assistant=opened, among=Filter(source_glob="strike.txt"))
    assert {Path(one.metadata["source"]).name for one in only.invoke(QUESTION)} == {"strike.txt"}


def test_llamaindex_gets_the_passages(opened: Assistant) -> None:
    from assistant.adapters.llamaindex import AssistantRetriever

    (first,) = AssistantRetriever(opened, top=1).retrieve(QUESTION)
    assert first.text == OPENED
    assert Path(first.metadata["source"]).name == "bridge.txt"
    assert first.score is not None
    text = opened.collection.document(first.metadata["document"]).text
    assert text[first.metadata["start"] : first.metadata["end"]] == OPENED
