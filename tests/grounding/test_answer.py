from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from assistant.grounding.answer import NEAREST, answered, refused
from assistant.grounding.refuse import Missing
from assistant.language.question import Question
from assistant.records import Answer, Claim, Evidence, Receipt, Refusal
from assistant.writing.evidence import Selection
from tests.search.samples import make_document
from tests.writing.samples import evidence_of, hit_of

HIGH = Question.parse("How high is the steel tariff?")
RECEIPT = Receipt({"embedder": "fake"}, {})
OLD = evidence_of("The steel tariff is 25%.", title="Then", day=date(2018, 3, 1))
MILL = evidence_of("A steel mill closed.", title="Mill")
NEW = evidence_of("The steel tariff is 50%.", title="Now", day=date(2025, 6, 4))


def answer(
    evidence: Sequence[Evidence], claims: Sequence[Claim] = (), partial: Refusal | None = None
) -> Answer:
    empty = np.zeros((len(evidence), 0))
    shares = (1 / len(evidence),) * len(evidence)
    selection = Selection(tuple(evidence), {}, shares, empty, np.zeros(len(evidence)))
    return answered(HIGH, selection, claims, 0.9, partial, RECEIPT)


def supported(position: int, text: str = "Worded.") -> Claim:
    return Claim(text, (position,), "supported")


def rejected(position: int) -> Claim:
    return Claim("Wrong.", (position,), "unsupported", ("the number 3 is not in the source",))


def assert_numbered_in_order(made: Answer) -> None:
    numbers = [citation.id for citation in made.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    cited = [number for claim in made.claims for number in claim.citations]
    assert list(dict.fromkeys(cited)) == numbers


@pytest.mark.parametrize(
    "claims",
    [
        [],
        [supported(1)],
        [supported(2), supported(1)],
        [supported(2), rejected(1), supported(2, "Also worded.")],
        [rejected(1), rejected(2), rejected(3)],
    ],
)
@pytest.mark.parametrize("evidence", [[MILL, OLD, NEW], [OLD, MILL, NEW], [NEW, OLD, MILL]])
def test_every_piece_of_evidence_is_worded_or_quoted(
    evidence: list[Evidence], claims: list[Claim]
) -> None:
    made = answer(evidence, claims)
    assert_numbered_in_order(made)
    for citation in made.citations:
        source = next(item for item in evidence if item.document.id == citation.document_id)
        assert citation.quote == source.text
        assert (citation.start, citation.end) == (source.start, source.end)
        assert (citation.title, citation.date) == (source.document.title, source.document.date)
        mine = [claim for claim in made.claims if claim.citations == (citation.id,)]
        if any(c.verdict == "supported" and evidence[c.citations[0] - 1] == source for c in claims):
            assert {claim.verdict for claim in mine} == {"supported"}
        else:
            assert [(claim.text, claim.verdict) for claim in mine] == [(source.text, "quoted")]


def test_a_rejected_claim_is_kept_with_its_reasons_and_never_shown() -> None:
    made = answer([OLD, MILL, NEW], [rejected(3)])
    ((claim),) = made.rejected
    assert claim.reasons == ("the number 3 is not in the source",)
    assert made.citations[claim.citations[0] - 1].quote == NEW.text
    assert "Wrong." not in made.text


def test_sources_that_disagree_are_shown_newest_first() -> None:
    made = answer([OLD, MILL, NEW])
    assert [citation.title for citation in made.citations] == ["Now", "Mill", "Then"]
    assert made.disagreements == ((1, 3),)


def test_the_text_carries_its_marks() -> None:
    assert answer([MILL, OLD]).text == "A steel mill closed. [1] The steel tariff is 25%. [2]"


def test_a_part_without_evidence_is_said() -> None:
    partial = Refusal("The cited documents do not mention “tin”.", ("tin",), (3, 3), ())
    made = answer([OLD], partial=partial)
    assert (made.status, made.refusal) == ("partial", partial)
    assert answer([OLD]).status == "answered"


def test_a_refusal_shows_what_came_nearest_and_claims_nothing() -> None:
    hits = [hit_of(make_document(f"Text {n}.")) for n in range(NEAREST + 2)]
    made = refused(HIGH, Missing((), ()), (40, 5), hits, 0.1, RECEIPT)
    assert made.status == "refused"
    assert made.text == ""
    assert (made.claims, made.citations, made.rejected) == ((), (), ())
    assert made.refusal is not None
    assert made.refusal.nearest == tuple(hits[:NEAREST])
    assert made.refusal.searched == (40, 5)
