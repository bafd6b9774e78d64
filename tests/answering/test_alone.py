from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import alone as module
from assistant.answering.alone import alone
from assistant.answering.confidence import confidence_in
from assistant.answering.resources import Resources
from assistant.language.followup import Turn, rewrite
from assistant.search.collection import Collection
from tests.answering.samples import filled
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader

SAID = [Turn("Who was treasurer in March 2023?", "Tam Pellow was treasurer.")]
ASKED = "Why did he stop?"
RULED = rewrite(ASKED, SAID)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with filled(tmp_path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def surely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever wording it is, its answer is as likely."""
    monkeypatch.setattr(module, "confidence_in", lambda *_: 0.5)


def resources(collection: Collection, writer: FakeGenerator | None) -> Resources:
    return Resources(
        collection,
        FakeEmbedder,
        FakeReader,
        (lambda: writer) if writer else None,
        top=8,
        answer_tokens=60,
    )


def stands(collection: Collection, written: str, asked: str = ASKED) -> str:
    return alone(asked, SAID, resources(collection, FakeGenerator(written)))


def test_the_writer_s_wording_counts_where_it_keeps_to_what_was_said(
    collection: Collection,
) -> None:
    assert stands(collection, "Why did Tam Pellow stop?\nQuestion: more") == (
        "Why did Tam Pellow stop?"
    )
    with_one = "Why did Tam Pellow stop working?"
    assert stands(collection, with_one) == with_one


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Why did he stop?",
        "why did he stop",
        "Why did Tam Pellow stop at the town hall?",  # nobody spoke of a hall
        "Why did Tam Pellow stop in 2024?",
        "Why did Tam Pellow stop in Bergen?",
        "Who was treasurer in March 2023?",  # another question
        "Who was treasurer? Why did Pellow stop?",  # two
        "Tam Pellow did stop.",
    ],
)
def test_else_the_rules_hold(collection: Collection, written: str) -> None:
    assert stands(collection, written) == RULED


def test_what_stands_alone_is_left_as_it_is(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "When did the harbour bridge in Oslo open?"
    assert stands(collection, "Why did Tam Pellow stop?", asked) == asked
    assert stands(collection, "When was the opening of the harbour bridge in Oslo?", asked) == asked
    # Rules take it for a follow-up, the writer does not: what the reader finds better holds.
    asked = "How much did the quiz night make?"
    ruled = rewrite(asked, SAID)
    assert ruled != asked
    for found in (asked, ruled):
        monkeypatch.setattr(module, "confidence_in", lambda text, _: float(text == found))  # noqa: B023
        assert stands(collection, asked, asked) == found


def test_what_rules_do_not_see_the_writer_does(collection: Collection) -> None:
    asked = "Which firm painted the door?"
    assert rewrite(asked, SAID) == asked
    written = "Which firm painted the treasurer's door?"
    assert stands(collection, written, asked) == written


def test_what_was_denied_stays_denied(collection: Collection) -> None:
    for asked in ("Which firm never painted the door?", "Which firm did not paint the door?"):
        assert stands(collection, "Which firm painted the treasurer's door?", asked) == asked
    written = "Which firm never painted the treasurer's door?"
    assert stands(collection, written, "Which firm never painted the door?") == written


def test_a_wish_for_a_summary_becomes_no_other_question(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Summarise the minutes of the autumn meeting"
    written = "What are the minutes of the treasurer's autumn meeting?"
    kinds = {asked: "summary", written: "passages"}
    monkeypatch.setattr(module, "kind_of", lambda text, *_: kinds[text])
    assert stands(collection, written, asked) == asked
    kinds[written] = "summary"
    assert stands(collection, written, asked) == written


def test_a_document_that_is_called_by_its_name_needs_nothing_said_before(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "kind_of", lambda *_: "summary")
    asked, other = "Summarise the strike", "Summarise the treasurer"
    written = "Summarise the strike of treasurer Pellow"
    assert rewrite(asked, SAID) != asked
    assert stands(collection, written, asked) == asked
    assert alone(asked, SAID, resources(collection, None)) == asked
    assert alone(other, SAID, resources(collection, None)) == rewrite(other, SAID) != other


def test_what_differs_in_capitals_and_marks_only_is_as_typed(collection: Collection) -> None:
    asked = "how tall is the town hall"
    assert stands(collection, "How tall is the town hall?", asked) == asked


def test_of_a_long_text_and_of_one_that_does_not_fit_no_writer_is_asked(
    collection: Collection,
) -> None:
    wide, narrow = FakeGenerator("Why?"), FakeGenerator("Why?", context_tokens=100)
    long = f"Why did he stop? {'The door was painted red. ' * 50}"
    assert alone(long, SAID, resources(collection, wide)) == long
    assert alone(ASKED, SAID, resources(collection, narrow)) == RULED
    assert not wide.prompts
    assert not narrow.prompts
    many = [Turn("Who " + "paid for the door, and " * 2000, "Ada. " * 2000)]
    alone(ASKED, many, resources(collection, wide))
    assert len(wide.prompts[0].user.split()) < 200


def test_where_it_is_stopped_the_rules_hold(collection: Collection) -> None:
    writer = FakeGenerator("Why did Tam Pellow stop?")
    assert alone(ASKED, SAID, resources(collection, writer), lambda: True) == RULED
    assert writer.written == 0


def test_a_wording_that_finds_less_gives_way(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "confidence_in", lambda text, _: 0.9 if text == RULED else 0.5)
    assert stands(collection, "Why did Tam Pellow stop?") == RULED


def test_without_a_writer_rules_do_it(collection: Collection) -> None:
    assert alone(ASKED, SAID, resources(collection, None)) == RULED


def test_confidence_is_that_of_what_the_reader_finds(collection: Collection) -> None:
    opened = resources(collection, FakeGenerator(""))
    there = confidence_in("When did the harbour bridge in Oslo open?", opened)
    missing = confidence_in("Why do zebras yawn?", opened)
    assert there > missing
