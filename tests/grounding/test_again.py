from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.grounding.again import lengthened, listed, located, repeated, vouched
from assistant.grounding.again import shortened as shortened_by
from assistant.grounding.summary import Faith
from assistant.records import Answer, Citation, Claim, Evidence, Receipt, Verdict
from tests.fakes import StrictReader
from tests.present.samples import citation, hit, partial, quoting, refusing, worded

NOW = Receipt({"embedder": "mini"}, {})
DAY = date(2023, 4, 4)


def shortened(answer: Answer, receipt: Receipt) -> Answer:
    return shortened_by(answer, receipt, Faith(StrictReader))


def claiming(text: str, question: str, verdict: Verdict = "supported") -> Answer:
    claim = Claim(text, (1,), verdict)
    return replace(worded(), question=question, claims=(claim,))


@pytest.mark.parametrize(
    ("question", "text", "short"),
    [
        (
            "Where does the ferry sail to?",
            "The ferry, which is painted white, sails from Moss to Horten.",
            "The ferry sails from Moss to Horten.",
        ),
        # Nothing that was asked for, no name, number or date is left out.
        (
            "When did the ferry first sail?",
            "After two years of delays, the ferry first sailed in May 2019.",
            "After two years of delays, the ferry first sailed in May 2019.",
        ),
        (
            "Which ferry is painted white?",
            "The ferry, which is painted white, sails from Moss to Horten.",
            "The ferry, which is painted white, sails from Moss to Horten.",
        ),
        # A reason may stand in the part that could go.
        (
            "Why does the ferry sail late?",
            "The ferry sails late, because the crew is ill.",
            "The ferry sails late, because the crew is ill.",
        ),
    ],
)
def test_a_short_form_keeps_what_was_asked_for(question: str, text: str, short: str) -> None:
    (claim,) = shortened(claiming(text, question), NOW).claims
    assert claim.text == short


def test_a_quotation_that_is_cut_is_no_quotation_any_more() -> None:
    answer = claiming(
        "The ferry, which is painted white, sails from Moss to Horten.",
        "Where does it sail to?",
        "quoted",
    )
    assert shortened(answer, NOW).claims[0].verdict == "supported"
    assert shortened(quoting(citation(1, "It opened.")), NOW).claims[0].verdict == "quoted"


def test_what_an_answer_takes_besides_is_kept() -> None:
    first, second = Claim("It sails.", (1,), "supported"), Claim("Not in May.", (2,), "quoted")
    more = Claim("It is white.", (1,), "supported")
    cited = (citation(1, "It sails."), citation(2, "Not in May."))
    answer = replace(worded(), claims=(first, more, second), citations=cited)
    assert shortened(answer, NOW).claims == (first, second)
    both = replace(answer, claims=(second, replace(first, verdict="quoted")))
    assert len(shortened(both, NOW).claims) == 1, "of quotations the best"


def test_only_the_citations_that_are_needed_are_left() -> None:
    answer = quoting(
        citation(1, "It opened.", day=DAY), citation(2, "It closed."), disagreements=((1, 2),)
    )
    short = shortened(replace(answer, claims=answer.claims[::-1]), NOW)
    assert [(cited.id, cited.quote) for cited in short.citations] == [(1, "It closed.")]
    assert short.claims[0].citations == (1,)
    assert short.disagreements == ()
    assert listed(answer, NOW).disagreements == ((1, 2),)


@pytest.mark.parametrize("way", [shortened, listed, repeated])
def test_what_was_refused_in_part_says_so_again(way: Callable[[Answer, Receipt], Answer]) -> None:
    again = way(partial(), NOW)
    assert (again.status, again.refusal, again.kind) == ("partial", partial().refusal, "again")
    assert again.rejected == ()
    assert again.receipt == NOW


def test_a_refusal_can_be_repeated() -> None:
    assert repeated(refusing(), NOW).refusal == refusing().refusal


def text_of(answer: Answer) -> str:
    return "\n".join(claim.text for claim in answer.claims)


def test_whose_words_they_are_is_told() -> None:
    mixed = replace(
        worded(), claims=(*worded().claims, Claim(worded().citations[0].quote, (1,), "quoted"))
    )
    assert text_of(vouched(worded(), set(), NOW)).startswith("This is my wording")
    assert "the rest is my wording" in text_of(vouched(mixed, set(), NOW))
    assert text_of(vouched(quoting(citation(1, "It opened.")), set(), NOW)).startswith(
        "These are the documents' own words"
    )


def test_what_was_counted_beside_other_words_is_told() -> None:
    counted = Claim("There are 4.", (), "counted")
    alone = replace(worded(), claims=(counted,), kind="collection")
    assert text_of(vouched(alone, set(), NOW)).startswith("I counted this")
    beside = replace(worded(), claims=(*worded().claims, counted))
    said = text_of(vouched(beside, set(), NOW))
    assert said.startswith("What is counted I found")
    assert worded().citations[0].quote in said


def test_of_what_was_worked_out_it_is_told_who_chose_the_numbers() -> None:
    """And the chance, and the sentences that they stand in."""
    worked_out = Claim("£34, worked out as 612 − 578.", (1,), "counted")
    said = text_of(vouched(replace(worded(), claims=(worked_out,)), set(), NOW))
    assert said.startswith("A model chose the numbers")
    assert worded().citations[0].quote in said
    assert "the chance that this answers" in said


def test_of_two_questions_neither_answer_is_lost() -> None:
    question = "who is the vet, and when is the visit?"
    claims = [Claim(text, (1,), "supported") for text in ("Ann is.", "On Friday.", "At nine.")]
    answer = replace(worded(), question=question, claims=tuple(claims))
    assert text_of(shortened(answer, NOW)) == "Ann is.\nOn Friday.\nAt nine."
    heads = [Claim(text, (), "said") for text in ("Who is the vet?", "When is the visit?")]
    under = (heads[0], claims[0], claims[2], heads[1], claims[1])
    headed = replace(answer, claims=under)
    assert text_of(shortened(headed, NOW)) == "Ann is.\nOn Friday."


def test_no_probability_is_told_as_a_certainty() -> None:
    said = text_of(vouched(replace(worded(), confidence=0.9999), set(), NOW))
    assert "99%" in said
    assert "100%" not in said


def test_sources_that_differ_are_told() -> None:
    answer = quoting(citation(1, "It opened."), citation(2, "It closed."), disagreements=((1, 2),))
    assert "do not say the same" in text_of(vouched(answer, set(), NOW))
    assert "do not say the same" not in text_of(vouched(worded(), set(), NOW))


def placed(cited: Citation, section: str = "") -> str:
    return located(quoting(cited), {cited.id: section}, set(), NOW).claims[0].text


def test_a_place_is_told_once_for_all_that_stands_there() -> None:
    both = quoting(citation(1, "It opened."), replace(citation(1, "It closed."), id=2, start=90))
    where = located(both, {}, set(), NOW)
    assert [claim.text for claim in where.claims] == [
        "In “Report 1”:",
        "It opened.",
        "It closed.",
    ]
    assert where.claims[0].citations == (1, 2)


def test_a_place_has_title_date_page_and_section() -> None:
    paged = replace(citation(1, "It opened.", day=DAY), page=3)
    assert (
        placed(paged, "Report 1 > Roads") == "In “Report 1”, 4 April 2023, page 3, under “Roads”:"
    )
    assert placed(paged, "Published 4 April 2023 > Roads").endswith("page 3, under “Roads”:")
    assert "file date 4 April 2023" in placed(citation(1, "It opened.", day=DAY, origin="file"))
    assert placed(replace(citation(1, "It opened."), title="")) == "In a document without a title:"


def test_of_many_sources_the_first_are_named_and_the_rest_counted() -> None:
    many = quoting(*(citation(number, f"It opened {number}.") for number in range(1, 8)))
    where = located(many, {}, set(), NOW)
    assert len(where.citations) == 5
    assert where.claims[-1].text == "… and in 2 more that the answer cites."


def test_further_quotations_take_the_place_of_the_answer() -> None:
    found = hit()
    text = found.passage.text
    more = Evidence(found.passage, found.document, 5, 5 + len(text), text)
    answer = lengthened(worded(), [more], NOW)
    assert (answer.question, answer.confidence) == (worded().question, worded().confidence)
    assert answer.claims == (Claim(text, (1,), "quoted"),)
    assert [cited.quote for cited in answer.citations] == [text]
    assert answer.rejected == ()
