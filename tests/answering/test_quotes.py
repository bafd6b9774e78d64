from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.answering.quotes import (
    APART,
    BESIDE,
    LIKELY,
    LISTED,
    NAMES,
    default_quotes,
    items_of,
    leaves_out,
    measure,
    near_first,
    nearest,
    short_of,
    to_quote,
    with_listed,
)
from assistant.corpus.split import split_passages
from assistant.grounding.judge import Judged
from assistant.grounding.right import Found
from assistant.language.question import Question
from assistant.records import Claim, Evidence, Hit, Passage, Span
from assistant.writing.approval import FARTHEST
from tests.search.samples import make_document
from tests.writing.samples import hit_of

OPENED = "The new bridge was opened in May."
TEXT = f"The council met. {OPENED} Rain fell."


def sentences(hit: Hit) -> list[Evidence]:
    return [Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences]


def test_a_second_is_quoted_that_is_almost_as_good() -> None:
    met, opened, rain = sentences(hit_of(make_document(TEXT)))
    best = replace(opened, score=3.0)
    near, far = replace(met, score=3.0 - BESIDE), replace(rain, score=2.9 - BESIDE)
    assert to_quote([best, near, far]) == (best, near)
    assert to_quote([best, far]) == (best,)
    assert to_quote([far]) == (far,)


def test_three_are_quoted_where_nothing_is_worded() -> None:
    met, opened, rain = sentences(hit_of(make_document(TEXT)))
    best, near = replace(opened, score=3.0), replace(met, score=2.9 - BESIDE)
    far = replace(rain, score=3.0 - APART)
    assert to_quote([best, near, far, far], is_worded=False) == (best, near, far)
    assert to_quote([best, replace(far, score=2.9 - APART)], is_worded=False) == (best,)


PACK = "You need:\n- a red torch.\n- a clicker.\n- warm clothes."


def test_of_a_list_all_items_are_quoted_that_the_draft_names() -> None:
    lead, torch, clicker, clothes = sentences(hit_of(make_document(PACK)))

    def drafted(*evidence: Evidence) -> Judged:
        numbers = tuple(range(1, len(evidence) + 1))
        claim = Claim("A torch and a clicker.", numbers, "unsupported", ("it is too unlikely",))
        return Judged((claim,), evidence)

    assert with_listed([torch], drafted(clicker, torch)) == (torch, clicker)
    assert with_listed([torch], drafted(torch)) == (torch,)
    assert with_listed([torch], drafted(clicker, clothes)) == (torch,)
    assert with_listed([lead], drafted(lead, torch, clicker)) == (lead,)
    assert with_listed([torch, lead], None) == (torch, lead)
    besides = sentences(hit_of(make_document(TEXT)))[1]
    assert with_listed([torch, besides], drafted(clicker, torch)) == (torch, clicker, besides)


def test_of_a_whole_list_each_item_is_quoted() -> None:
    hit = hit_of(make_document(PACK))
    lead, torch, clicker, clothes = sentences(hit)
    items = (torch, clicker, clothes)
    whole = Evidence.at(hit.passage, hit.document, Span(torch.start, clothes.end))
    assert with_listed([whole], None) == items
    judged = Judged((Claim("A torch.", (1,), "unsupported"),), (torch,))
    assert with_listed([whole], judged) == items
    led_to = Evidence.at(hit.passage, hit.document, Span(lead.start, clothes.end))
    assert with_listed([led_to], judged) == (lead, *items)


def test_a_list_that_is_given_whole_is_quoted_with_what_stands_in_the_next_passage() -> None:
    items = [f"- Item {n} is in the blue box." for n in range(LISTED // 8)]
    passages = split("\n".join(items))
    given = whole_of(passages[0])
    assert [one.text for one in items_of(given, lambda: passages)] == items
    assert len(items_of(given, tuple)) == len(passages[0].sentences)
    assert not items_of(replace(given, end=given.end - 5), lambda: passages)
    behind = whole_of(passages[1])
    assert [one.text for one in with_listed([given, behind], None, lambda: passages)] == items
    passages = split("\n".join([*items, "- One more, and another one in the box."]))
    own = items_of(whole_of(passages[0]), lambda: passages)
    assert len(own) == len(passages[0].sentences), "of one that is too long"


def split(text: str) -> list[Passage]:
    return split_passages(
        make_document(text), lambda texts: [len(one.split()) for one in texts], 40
    )


def whole_of(passage: Passage) -> Evidence:
    place = Span(passage.sentences[0].start, passage.sentences[-1].end)
    return Evidence.at(passage, hit_of(make_document(PACK)).document, place)


@pytest.mark.parametrize(
    ("said", "is_left_out"),
    [
        (["A red torch, a clicker and warm clothes."], False),
        (["You need a torch, a clicker and clothes."], False),
        (["Torches and clickers.", "Clothes, too."], False),
        (["A red torch and warm clothes."], True),
        (["Nothing."], True),
    ],
)
def test_a_draft_leaves_out_an_item_of_which_it_has_no_word(
    said: list[str], is_left_out: bool
) -> None:
    items = sentences(hit_of(make_document(PACK)))
    judged = Judged(tuple(Claim(one, (1,), "supported") for one in said), ())
    assert leaves_out(judged, items) == is_left_out
    assert not leaves_out(judged, ())
    unseen = Claim("A clicker.", (1,), "unsupported")
    assert leaves_out(replace(judged, claims=(*judged.claims, unseen)), items) == is_left_out


def test_the_nearest_are_passages_cut_to_the_best_sentences() -> None:
    hits = [hit_of(make_document(text)) for text in ("Rain fell. Snow fell.", TEXT)]
    (_, snow), (_, opened, _) = map(sentences, hits)
    first, second = nearest([opened, snow], hits)
    assert [first.passage.text, second.passage.text] == [OPENED, "Snow fell."]
    start = hits[1].passage.start
    assert TEXT[first.passage.start - start : first.passage.end - start] == OPENED
    assert nearest([], hits) == []


def test_what_a_draft_rests_on_comes_second() -> None:
    hits = [hit_of(make_document(text)) for text in (TEXT, "Rain fell. A bridge was new.")]
    (met, opened, _), (rain, new) = map(sentences, hits)
    near = nearest([opened, new, met], hits, [rain, met])
    assert [hit.passage.text for hit in near] == [OPENED, "Rain fell.", "A bridge was new."]
    near = nearest([opened, new], hits, [opened])
    assert [hit.passage.text for hit in near] == [OPENED, "A bridge was new."]


def test_what_a_draft_rests_on_comes_first_where_it_is_almost_the_best() -> None:
    hits = [hit_of(make_document(TEXT))]
    met, opened, rain = sentences(hits[0])
    for score, first in ((3.0 - BESIDE, "The council met."), (2.9 - BESIDE, OPENED)):
        scored = [replace(opened, score=3.0), replace(met, score=score), rain]
        assert nearest(scored, hits, [met])[0].passage.text == first


def test_what_is_far_behind_the_first_is_no_answer_as_well() -> None:
    met, opened, rain = sentences(hit_of(make_document(TEXT)))
    first, near = replace(opened, score=1.0), replace(met, score=1.0 - APART)
    far = replace(rain, score=0.9 - APART)
    assert near_first([first, near, far]) == (first, near)
    assert near_first([first, near, far], [far]) == (first, far, near)
    assert near_first([first, far, near]) == (first,), "the reader's alone come behind"


def test_the_first_sentence_is_weighed_with_the_second_and_the_draft() -> None:
    met, opened, _ = sentences(hit_of(make_document(TEXT)))
    first, second = replace(opened, score=3.0), replace(met, score=1.0)
    row = dict(zip(NAMES, measure([first, second], Judged((), (opened,), 0.5)), strict=True))
    assert row == {"score": 3, "ahead": 2, "draft": 0}
    row = dict(zip(NAMES, measure([first], Judged((), (met, opened))), strict=True))
    assert row["ahead"] == FARTHEST
    assert row["draft"] < -9


def test_each_sign_makes_the_first_sentence_likelier() -> None:
    fitted = default_quotes()
    plain = np.array([2.0, 3.0, -1.0])
    for place in range(len(NAMES)):
        more = plain + np.eye(len(NAMES))[place]
        assert fitted.confidence(more) > fitted.confidence(plain)
    assert fitted.threshold > LIKELY


def test_of_a_row_only_a_cell_is_set_off() -> None:
    row = "Item: Paint · Price: 8.40 · Stock: 12 · Shelf: C3"
    found = Found((("C3", 0.9),), 1.0, {}, {"p": "C3"})
    asked = Question.parse("which item has the most stock for its price?")
    assert short_of(asked, found, "p", row) is None
    assert short_of(asked, found, "p", "It lies on shelf C3.") == "C3"
    where = Question.parse("where is the paint?")
    assert short_of(where, found, "p", row) == "Shelf: C3"


def test_of_a_row_the_one_cell_leads_that_a_draft_says() -> None:
    row = "Item: Tent · Three days: 9.50 · Seven days: 14.00 · Stock: 12"
    found = Found((("9.50", 0.9),), 1.0, {}, {"p": "9.50"})
    asked = Question.parse("what is a tent for a week?")

    hit = hit_of(make_document(row))

    def lead(draft: str, passage: str = "p") -> str | None:
        place = replace(hit.passage, id=passage)
        rests_on = Evidence.at(place, hit.document, place.sentences[0])
        judged = Judged((Claim(draft, (1,), "unsupported"),), (rests_on,))
        return short_of(asked, found, "p", row, judged)

    assert lead("A tent costs 14.00 for a week.", "of another row") == "Three days: 9.50"
    assert lead("A tent costs 14.00 for a week.") == "Seven days: 14.00"
    assert lead("It costs 9.50 or 14.00.") == "Three days: 9.50"
    assert lead("It costs 7.") == short_of(asked, found, "p", row) == "Three days: 9.50"
    assert short_of(asked, found, "p", row, Judged((), ())) == "Three days: 9.50"
    asked = Question.parse("what of the 12 tents?")
    assert lead("There are 12 of them.") == "Three days: 9.50", "12 is the question's own"
    found = Found((("Tent", 0.9),), 1.0, {}, {"p": "Tent"})
    asked = Question.parse("what is for a week?")
    assert lead("It is 14.00.") == "Item: Tent", "no number was found"
