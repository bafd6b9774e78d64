"""The answers to two questions of one message, as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.grounding.answer import computed, direct, quoted, refused
from assistant.grounding.joined import joined
from assistant.grounding.judge import Judged
from assistant.grounding.refuse import refusal
from assistant.language.question import Question
from assistant.records import Answer, Claim, Evidence, Hit, Receipt
from tests.writing.samples import evidence_of

WHOLE = Question.parse("who is the vet and when is the next visit")
PARTS = "who is the vet?", "When is the next visit"
MADE = Receipt({"writer": "fake"}, {"write_s": 2.0})
VET = evidence_of("Vet: Ann Moor.", title="Report")
VISIT = evidence_of("The next visit is on 15 April.", title="Report")


def worded(text: str, evidence: Evidence, confidence: float = 0.8) -> Answer:
    judged = Judged((Claim(text, (1,), "supported"),), (evidence,), short=text.split()[0])
    receipt = Receipt({"writer": "fake"}, {"write_s": 1.0})
    return direct(WHOLE, judged, confidence, None, receipt)


def quoting(evidence: Evidence) -> Answer:
    return quoted(WHOLE, [evidence], (), 0.6, None, Receipt({"reader": "fake"}, {"rank_s": 0.5}))


def refusing(evidence: Evidence | None = None) -> Answer:
    hits = [Hit(evidence.passage, evidence.document, 1.0)] if evidence else []
    receipt = Receipt({}, {"rank_s": 0.25})
    return refused(WHOLE, (), (9, 2), hits, 0.1, receipt, is_likely=evidence is not None)


def test_worded_answers_stand_one_after_the_other() -> None:
    made = joined(WHOLE, [worded("Ann Moor.", VET), worded("On 15 April.", VISIT)], PARTS, MADE)
    assert made.question == WHOLE.text
    assert made.text == "Ann Moor. [1] On 15 April. [2]"
    assert [one.quote for one in made.citations] == [VET.text, VISIT.text]
    assert (made.status, made.refusal, made.short_answer) == ("answered", None, "Ann")
    assert made.confidence == pytest.approx(0.64)
    assert made.receipt == MADE


def test_what_a_source_replaced_stays_beside_it() -> None:
    old = evidence_of("The next visit is on 1 April.", title="Card")
    judged = Judged((Claim("On 15 April.", (1,), "supported"),), (VISIT,))
    visit = direct(WHOLE, judged, 0.8, None, MADE, (VISIT, old))
    made = joined(WHOLE, [worded("Ann Moor.", VET), visit], PARTS, MADE)
    assert made.text == "Ann Moor. [1] On 15 April. [2]"
    assert [one.quote for one in made.citations] == [VET.text, VISIT.text, old.text]
    assert made.disagreements == ((2, 3),)


def test_a_source_of_both_is_cited_once() -> None:
    made = joined(WHOLE, [worded("Ann Moor.", VET), worded("She is the vet.", VET)], PARTS, MADE)
    assert made.text == "Ann Moor. [1] She is the vet. [1]"
    assert len(made.citations) == 1


def test_what_says_no_more_than_the_first_answer_is_left_out() -> None:
    first = worded("Ann Moor is the vet of the farm.", VET)
    made = joined(WHOLE, [first, worded("The vet is Ann Moor.", VISIT)], PARTS, MADE)
    assert made.text == "Ann Moor is the vet of the farm. [1]"
    assert [one.quote for one in made.citations] == [VET.text]


@pytest.mark.parametrize(
    "text", ["The vet visits the farm.", "No, she is.", "Ann Moor is not the vet of the farm."]
)
def test_what_says_more_or_yes_or_no_stands(text: str) -> None:
    first = worded("Ann Moor is the vet of the farm.", VET)
    made = joined(WHOLE, [first, worded(text, VISIT)], PARTS, MADE)
    assert made.text == f"Ann Moor is the vet of the farm. [1] {text} [2]"


def test_quotations_stand_below_the_question_that_they_answer() -> None:
    made = joined(WHOLE, [quoting(VET), worded("On 15 April.", VISIT)], PARTS, MADE)
    assert [(claim.text, claim.verdict, claim.citations) for claim in made.claims] == [
        ("Who is the vet?", "said", ()),
        (VET.text, "quoted", (1,)),
        ("When is the next visit?", "said", ()),
        ("On 15 April.", "supported", (2,)),
    ]
    assert made.short_answer is None


def test_a_quotation_that_answers_both_stands_once_below_neither() -> None:
    made = joined(WHOLE, [quoting(VET), quoting(VET)], PARTS, MADE)
    assert [(claim.text, claim.verdict) for claim in made.claims] == [(VET.text, "quoted")]


def test_a_part_without_an_answer_is_named_with_what_may_be_it() -> None:
    made = joined(WHOLE, [worded("Ann Moor.", VET), refusing(VISIT)], PARTS, MADE)
    assert (made.text, made.status) == ("Ann Moor. [1]", "partial")
    assert made.refusal is not None
    assert made.refusal.reason == (
        "“When is the next visit”: Nothing in the 2 documents is sure to answer this. "
        f"It may be “{VISIT.text}” (Report)."
    )
    assert [hit.passage.text for hit in made.refusal.nearest] == [VISIT.text]
    assert not made.refusal.is_likely
    assert made.confidence == pytest.approx(0.8)


def test_of_a_part_of_which_nothing_came_near_nothing_is_shown() -> None:
    made = joined(WHOLE, [refusing(), quoting(VISIT)], PARTS, MADE)
    assert made.refusal is not None
    assert "It may be" not in made.refusal.reason
    assert made.refusal.reason.startswith("“who is the vet?”: Nothing")
    assert made.refusal.nearest == ()


def test_what_each_part_lacks_is_told() -> None:
    lack = refusal(["Brazil"], (9, 2), (), partial=True)
    partly = replace(worded("Ann Moor.", VET), status="partial", refusal=lack)
    made = joined(WHOLE, [partly, refusing()], PARTS, MADE)
    assert made.refusal is not None
    assert made.refusal.reason == (
        "“who is the vet?”: The cited documents do not mention “Brazil”. "
        "“When is the next visit”: Nothing in the 2 documents answers this well enough to quote."
    )
    assert made.refusal.missing == ("Brazil",)


def test_the_numbers_of_sources_that_differ_stay_with_them() -> None:
    evidence = [VISIT, evidence_of("The next visit is on 22 April.", title="Mail")]
    differing = quoted(WHOLE, evidence, (), 0.6, None, MADE)
    differing = replace(differing, disagreements=((2, 1),))
    made = joined(WHOLE, [quoting(VET), differing], PARTS, MADE)
    assert made.disagreements == ((3, 2),)


def test_the_way_is_that_of_both_or_that_of_passages() -> None:
    counted = computed(WHOLE, "Two.", "Two", [], [VET], Receipt({}, {}), 1)
    assert joined(WHOLE, [counted, counted], PARTS, MADE).kind == "collection"
    assert joined(WHOLE, [counted, quoting(VISIT)], PARTS, MADE).kind == "passages"
