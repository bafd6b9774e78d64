"""Text that recognition was not sure of is noted of claims, and cautioned of in answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.grounding.answer import citation, quoted, several
from assistant.grounding.judge import judge
from assistant.grounding.recognised import UNSURE, caution, noted, read_by
from assistant.grounding.right import Found
from assistant.language.question import Question
from assistant.records import Claim, Evidence, Hit, Receipt
from assistant.writing.direct import Draft
from tests.fakes import FakeEmbedder, FakeReader
from tests.grounding.test_judge import OSLO, WHEN

OPENED = "The harbour bridge in Oslo opened on 12 May 2019."
QUESTION = Question.parse(WHEN)


def scanned(hit: Hit, sure: float | None) -> Hit:
    return replace(hit, passage=replace(hit.passage, ocr=sure))


def surely(text: str, read: Sequence[Hit]) -> tuple[Claim, ...]:
    odds = {(hit.passage.id, one.start): 0.0 for hit in read for one in hit.passage.sentences}
    found = Found(((text, 0.98),), 8.0, odds)
    return judge(Draft(text), QUESTION, read, FakeEmbedder(), FakeReader(), found).claims


@pytest.mark.parametrize(
    ("sure", "reasons"),
    [
        (None, ()),
        (1.0, ()),
        (UNSURE, ()),
        (0.81, ("its source was read by OCR (81 % sure)",)),
    ],
)
def test_the_judge_notes_what_a_claim_rests_on(
    sure: float | None, reasons: tuple[str, ...]
) -> None:
    (claim,) = surely(OPENED, [scanned(OSLO, sure)])
    assert (claim.verdict, claim.reasons) == ("supported", reasons), "it is no reason against it"


def test_what_is_wrong_of_a_claim_is_all_that_is_said_of_it() -> None:
    (claim,) = surely("It opened on 13 May 2019.", [scanned(OSLO, 0.5)])
    assert claim.verdict == "unsupported"
    assert not any("OCR" in reason for reason in claim.reasons)


def test_a_quotation_is_noted_too() -> None:
    evidence = [
        Evidence.at(hit.passage, hit.document, hit.passage.sentences[0])
        for hit in (scanned(OSLO, 0.5), scanned(OSLO, 0.99))
    ]
    receipt = Receipt({}, {})
    for answer in (
        quoted(QUESTION, evidence, (), 0.9, None, receipt),
        several(QUESTION, [("", one) for one in evidence], 0.9, receipt),
    ):
        quotes = [claim.reasons for claim in answer.claims if claim.verdict == "quoted"]
        assert quotes == [("its source was read by OCR (50 % sure)",), ()]
    assert citation(1, evidence[0]).ocr == 0.5


def test_the_least_sure_of_several_sources_counts() -> None:
    assert noted([None, 0.9, 0.7, 0.99]) == ("its source was read by OCR (70 % sure)",)
    assert noted([None, 0.99]) == noted([]) == ()


def test_one_sentence_cautions_of_all_sources_that_may_be_misread() -> None:
    assert caution([]) == caution([(1, None), (2, 0.99)]) == ""
    assert caution([(1, 0.99), (2, 0.81)]) == (
        f"Source 2 was {read_by(0.81)}: names and figures in it may be misread, so compare it "
        "with the page."
    )
    assert caution([(3, 0.9), (1, 0.7), (2, None), (5, 0.9)]) == (
        "Sources 1, 3 and 5 were read by OCR (70 % sure), or surer: names and figures in them may "
        "be misread, so compare them with their pages."
    )
