from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.quotes import nearest, to_quote
from assistant.language.question import Question
from assistant.records import Evidence, Hit
from tests.fakes import FakeReranker
from tests.search.samples import make_document
from tests.writing.samples import hit_of

OPENED = "The new bridge was opened in May."
TEXT = f"The council met. {OPENED} Rain fell."
QUESTION = Question.parse("When was the new bridge opened?")


def sentences(hit: Hit) -> list[Evidence]:
    return [Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences]


def texts(read: Sequence[Hit], *, strict: bool) -> list[str]:
    found = [one for hit in read for one in sentences(hit)]
    return [one.text for one in to_quote(QUESTION, found, FakeReranker(), strict=strict)]


def test_the_best_sentence_is_quoted_and_none_that_does_not_answer() -> None:
    for strict in (True, False):
        assert texts([hit_of(make_document(TEXT))], strict=strict) == [OPENED]


def test_two_that_answer_alike_are_both_quoted() -> None:
    read = [hit_of(make_document(TEXT)), hit_of(make_document("The new bridge was opened by Ann."))]
    assert len(texts(read, strict=True)) == 2


def test_for_a_draft_a_second_has_to_be_almost_as_good() -> None:
    read = [hit_of(make_document(TEXT)), hit_of(make_document("The bridge was opened."))]
    assert texts(read, strict=True) == [OPENED]
    assert len(texts(read, strict=False)) == 2


def test_for_a_draft_nothing_weak_is_quoted() -> None:
    read = [hit_of(make_document("A bridge fell."))]
    assert texts(read, strict=True) == []
    assert texts(read, strict=False) == ["A bridge fell."]


def test_the_nearest_are_cut_to_their_best_sentences() -> None:
    hits = [hit_of(make_document(text)) for text in ("Rain fell. Snow fell.", TEXT)]
    first, second = nearest(QUESTION, hits, FakeReranker())
    assert first.passage.text == "Rain fell."  # as good as the other: what stands first
    assert second.passage.text == "The new bridge was opened in May."
    start = hits[1].passage.start
    assert TEXT[second.passage.start - start : second.passage.end - start] == second.passage.text
    assert nearest(QUESTION, [], FakeReranker()) == []


def test_what_a_draft_rests_on_leads() -> None:
    hits = [hit_of(make_document(text)) for text in (TEXT, "Rain fell. A bridge was new.")]
    (rain, _), (met, *_) = sentences(hits[1]), sentences(hits[0])
    near = nearest(QUESTION, hits, FakeReranker(), [rain, met])
    assert [hit.passage.text for hit in near] == ["Rain fell.", OPENED, "A bridge was new."]
    opened = sentences(hits[0])[1]
    near = nearest(QUESTION, hits, FakeReranker(), [opened])
    assert [hit.passage.text for hit in near] == [OPENED, "A bridge was new."]
