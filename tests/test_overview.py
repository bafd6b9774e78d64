"""What an overview is written from: the best passages that fit, in the order of their text."""

from __future__ import annotations

from assistant.overview import ROOM, TOKENS, draft_overview, judge_overview, telling
from assistant.records import Hit
from assistant.writing.direct import TEMPLATE
from assistant.writing.prompts import OVERVIEW_SYSTEM, overview_prompt
from assistant.writing.weigh import weigh
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader, StrictReader
from tests.search.samples import make_document
from tests.writing.samples import hit_of

BRIDGE = hit_of(make_document("The bridge opened in May.", title="Bridge", source="/bridge.txt"))
TOLL = hit_of(make_document("The toll is two euros.", title="Toll", source="/toll.txt"))


def read_by(writer: FakeGenerator, *hits: Hit) -> list[str]:
    _, read = draft_overview("bridges", hits, writer, lambda: False)
    return [hit.document.title for hit in read]


def test_no_more_is_read_than_there_is_room_for() -> None:
    long = hit_of(make_document("so " * (ROOM - 4) + "long.", title="Long", source="/long.txt"))
    assert read_by(FakeGenerator(context_tokens=9_000), TOLL, BRIDGE) == ["Toll", "Bridge"]
    assert read_by(FakeGenerator(context_tokens=9_000), TOLL, long, BRIDGE) == ["Toll"]
    assert read_by(FakeGenerator(context_tokens=9_000), long, BRIDGE) == ["Long"]


def test_a_small_window_is_never_overrun() -> None:
    prompt = OVERVIEW_SYSTEM + overview_prompt("bridges", [TOLL, BRIDGE])
    needed = FakeGenerator().count_tokens([prompt])[0] + TOKENS + TEMPLATE
    assert read_by(FakeGenerator(context_tokens=needed), TOLL, BRIDGE) == ["Toll", "Bridge"]
    assert read_by(FakeGenerator(context_tokens=needed - 1), TOLL, BRIDGE) == ["Toll"]


def test_passages_with_the_weightiest_sentences_are_read_first() -> None:
    news = "A tram left the rails. Nobody was hurt. The line is closed until Monday."
    more = hit_of(make_document(news, title="Bridge"))
    passages = [BRIDGE.passage, more.passage]
    weighed = weigh(BRIDGE.document, passages, "", FakeEmbedder(), FakeReader())
    hits = telling(BRIDGE.document, passages, weighed)
    assert [hit.passage.id for hit in hits] == [more.passage.id, BRIDGE.passage.id]


def test_as_many_must_pass_as_fail() -> None:
    said, also = "The bridge opened in May.", "The toll is two euros."
    wrong = "The bridge closed in June."
    for text, is_shown in (
        (f"{said} {also}", True),
        (f"{said} {also} {wrong} It cost nothing.", True),
        (f"{said} {also} {wrong} It cost nothing. Nobody came.", False),
        (said, False),
        (f"{said} {said}", False),
        ("", False),
    ):
        found = judge_overview(text, [BRIDGE, TOLL], StrictReader(), FakeEmbedder())
        assert (found is not None) == is_shown, text
