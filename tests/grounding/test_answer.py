from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from assistant.grounding.answer import NEAREST, direct, needed_by, quoted, refused, several
from assistant.grounding.judge import Judged
from assistant.language.question import Question
from assistant.records import Answer, Claim, Evidence, Receipt, Refusal
from tests.search.samples import make_document
from tests.writing.samples import evidence_of, hit_of

HIGH = Question.parse("How high is the steel tariff?")
RECEIPT = Receipt({"embedder": "fake"}, {})
OLD = evidence_of("The steel tariff is 25%.", title="Then", day=date(2018, 3, 1))
MILL = evidence_of("A steel mill closed.", title="Mill")
NEW = evidence_of("The steel tariff is 50%.", title="Now", day=date(2025, 6, 4))


def quoting(evidence: Sequence[Evidence], rejected: Sequence[Claim] = ()) -> Answer:
    return quoted(HIGH, evidence, rejected, 0.9, None, RECEIPT)


def worded(*claims: Claim, partial: Refusal | None = None) -> Answer:
    return direct(HIGH, Judged(claims, (OLD, MILL, NEW)), 0.9, partial, RECEIPT)


def supported(text: str, *positions: int) -> Claim:
    return Claim(text, positions, "supported")


WRONG = Claim("Wrong.", (3,), "unsupported", ("the number 3 is not in the source",))


@pytest.mark.parametrize("evidence", [[MILL, OLD, NEW], [OLD, MILL, NEW], [NEW, OLD, MILL]])
def test_every_piece_of_evidence_is_quoted_as_it_stands(evidence: list[Evidence]) -> None:
    made = quoting(evidence)
    assert {claim.verdict for claim in made.claims} == {"quoted"}
    for claim, citation in zip(made.claims, made.citations, strict=True):
        source = next(item for item in evidence if item.document.id == citation.document_id)
        assert claim == Claim(source.text, (citation.id,), "quoted")
        assert citation.quote == source.text
        assert (citation.start, citation.end) == (source.start, source.end)
        assert (citation.title, citation.date) == (source.document.title, source.document.date)


def test_each_of_several_things_stands_under_its_head() -> None:
    told = [(t, evidence_of(text)) for text, t in (("It is red.", "Hat"), ("It is blue.", "Cap"))]
    asked = Question.parse("what colour is it")
    answer = several(asked, told, 0.7, RECEIPT, "This can mean several things.")
    assert [(claim.text, claim.verdict) for claim in answer.claims] == [
        ("This can mean several things.", "said"),
        ("Hat:", "said"),
        ("It is red.", "quoted"),
        ("Cap:", "said"),
        ("It is blue.", "quoted"),
    ]
    assert [claim.citations for claim in answer.claims] == [(), (), (1,), (), (2,)]
    bare = several(asked, [("", one) for _, one in told], 0.7, RECEIPT)
    assert [claim.verdict for claim in bare.claims] == ["quoted", "quoted"]
    assert [one.quote for one in answer.citations] == ["It is red.", "It is blue."]


def test_citations_are_numbered_as_the_answer_cites_them() -> None:
    made = worded(supported("It is 50%.", 3), supported("It was 25%, and a mill closed.", 1, 2))
    assert [claim.citations for claim in made.claims] == [(1,), (2, 3)]
    assert [citation.title for citation in made.citations] == ["Now", "Then", "Mill"]
    assert made.text == "It is 50%. [1] It was 25%, and a mill closed. [2] [3]"


@pytest.mark.parametrize("answer", [quoting([OLD], [WRONG]), worded(supported("25%.", 1), WRONG)])
def test_a_rejected_claim_is_kept_with_its_reasons_and_never_shown(answer: Answer) -> None:
    assert answer.rejected == (Claim("Wrong.", (), "unsupported", WRONG.reasons),)
    assert "Wrong." not in answer.text
    assert [citation.title for citation in answer.citations] == ["Then"]


def test_sources_that_disagree_are_shown_newest_first() -> None:
    made = quoting([OLD, MILL, NEW])
    assert [citation.title for citation in made.citations] == ["Now", "Mill", "Then"]
    assert made.disagreements == ((1, 3),)


def test_short_words_are_told_where_their_sentence_is_quoted_first() -> None:
    made = quoted(HIGH, [NEW, OLD], (), 0.9, None, RECEIPT, "50%")
    assert (made.claims[0].text, made.short_answer) == (NEW.text, "50%")
    made = quoted(HIGH, [OLD, NEW], (), 0.9, None, RECEIPT, "25%")
    assert (made.claims[0].text, made.short_answer) == (NEW.text, None)


def test_what_was_replaced_is_cited_after_what_holds() -> None:
    moved = evidence_of("We meet on Tuesdays.", title="Then", day=date(2024, 1, 1))
    claims = (supported("On Thursdays.", 2),)
    made = direct(HIGH, Judged(claims, (MILL, NEW)), 0.9, None, RECEIPT, (NEW, moved))
    assert [citation.title for citation in made.citations] == ["Now", "Then"]
    assert made.claims == (supported("On Thursdays.", 1),)
    assert made.disagreements == ((1, 2),)
    made = quoted(HIGH, [NEW, MILL, moved], (), 0.9, None, RECEIPT, older=moved)
    assert [citation.title for citation in made.citations] == ["Now", "Mill", "Then"]
    assert made.disagreements == ((1, 3),)
    made = quoted(HIGH, [NEW, OLD], (), 0.9, None, RECEIPT, older=OLD)
    assert made.disagreements == ((1, 2),)


def test_what_was_replaced_stands_beside_what_replaced_it_or_nowhere() -> None:
    both = supported("A mill closed.", 1), supported("It is 50%.", 2)
    made = direct(HIGH, Judged(both, (MILL, NEW)), 0.9, None, RECEIPT, (NEW, OLD))
    assert [citation.title for citation in made.citations] == ["Mill", "Now", "Then"]
    assert made.disagreements == ((2, 3),)
    made = direct(HIGH, Judged(both[:1], (MILL, NEW)), 0.9, None, RECEIPT, (NEW, OLD))
    assert ([citation.title for citation in made.citations], made.disagreements) == (["Mill"], ())


def test_a_second_sentence_that_an_answer_takes_is_quoted_behind_it() -> None:
    """And is cited before what was replaced, which no claim cites."""
    judged = Judged((supported("It is 50%.", 3),), (OLD, MILL, NEW))
    made = direct(HIGH, judged, 0.9, None, RECEIPT, second=MILL)
    assert [(claim.text, claim.verdict, claim.citations) for claim in made.claims] == [
        ("It is 50%.", "supported", (1,)),
        ("See also:", "said", ()),
        (MILL.text, "quoted", (2,)),
    ]
    assert [one.quote for one in made.citations] == [NEW.text, MILL.text]
    made = direct(HIGH, judged, 0.9, None, RECEIPT, replaced=(NEW, OLD), second=MILL)
    assert [one.quote for one in made.citations] == [NEW.text, MILL.text, OLD.text]
    assert made.disagreements == ((1, 3),)
    assert needed_by(made.claims, made) == [1, 2, 3]


def test_of_two_quotations_the_second_is_told_from_the_answer_where_it_may_not_be_one() -> None:
    made = quoted(HIGH, [MILL, NEW], (), 0.9, None, RECEIPT, second=NEW)
    assert [claim.text for claim in made.claims] == [MILL.text, "See also:", NEW.text]
    both = quoted(HIGH, [MILL, NEW], (), 0.9, None, RECEIPT)
    assert [claim.text for claim in both.claims] == [MILL.text, NEW.text]


def test_a_second_sentence_that_is_cited_already_is_not_quoted_again() -> None:
    judged = Judged((supported("It is 50%, and a mill closed.", 3, 2),), (OLD, MILL, NEW))
    made = direct(HIGH, judged, 0.9, None, RECEIPT, second=MILL)
    assert [claim.verdict for claim in made.claims] == ["supported"]


def test_the_text_carries_its_marks() -> None:
    assert quoting([MILL, OLD]).text == "A steel mill closed. [1] The steel tariff is 25%. [2]"


def test_a_part_without_evidence_is_said() -> None:
    partial = Refusal("The cited documents do not mention “tin”.", ("tin",), (3, 3), ())
    made = worded(supported("25%.", 1), partial=partial)
    assert (made.status, made.refusal) == ("partial", partial)
    assert quoting([OLD]).status == "answered"


def test_a_refusal_shows_what_came_nearest_and_claims_nothing() -> None:
    hits = [hit_of(make_document(f"Text {n}.")) for n in range(NEAREST + 2)]
    made = refused(HIGH, (), (40, 5), hits, 0.1, RECEIPT)
    assert made.status == "refused"
    assert made.text == ""
    assert (made.claims, made.citations, made.rejected) == ((), (), ())
    assert made.refusal is not None
    assert made.refusal.nearest == tuple(hits[:NEAREST])
    assert made.refusal.searched == (40, 5)
