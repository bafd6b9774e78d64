from __future__ import annotations

import math

from assistant.answering.quotes import BESIDE, nearest, to_quote
from assistant.language.question import Question
from assistant.records import Evidence, Hit
from tests.fakes import FakeReranker
from tests.search.samples import make_document
from tests.writing.samples import hit_of

TEXT = "The council met. The new bridge was opened in May. Rain fell."
QUESTION = Question.parse("When was the new bridge opened?")


def sentences(hit: Hit) -> list[Evidence]:
    return [Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences]


def test_the_best_sentence_is_quoted_and_no_far_second() -> None:
    hit = hit_of(make_document(TEXT))
    quoted = to_quote(QUESTION, sentences(hit), FakeReranker(), -math.inf)
    assert [one.text for one in quoted] == ["The new bridge was opened in May."]


def test_two_that_answer_alike_are_both_quoted() -> None:
    read = [hit_of(make_document(TEXT)), hit_of(make_document("The new bridge was opened by Ann."))]
    found = [one for hit in read for one in sentences(hit)]
    assert len(to_quote(QUESTION, found, FakeReranker(), -math.inf)) == 2
    assert BESIDE > 0


def test_nothing_is_quoted_below_the_least_score() -> None:
    assert not to_quote(QUESTION, sentences(hit_of(make_document("Rain fell."))), FakeReranker(), 0)


def test_the_nearest_are_cut_to_their_best_sentences() -> None:
    hits = [hit_of(make_document(text)) for text in ("Rain fell. Snow fell.", TEXT)]
    first, second = nearest(QUESTION, hits, FakeReranker())
    assert first.passage.text == "Rain fell."  # as good as the other: what stands first
    assert second.passage.text == "The new bridge was opened in May."
    start = hits[1].passage.start
    assert TEXT[second.passage.start - start : second.passage.end - start] == second.passage.text
    assert nearest(QUESTION, [], FakeReranker()) == []
