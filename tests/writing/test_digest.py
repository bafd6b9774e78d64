from __future__ import annotations

from datetime import date

from assistant.grounding.differ import put_differently
from assistant.grounding.summary import Faith
from assistant.records import DocumentInfo, Evidence, SummaryRequest
from assistant.writing.brief import Brief, Card, brief_in, brief_of, card_in, kept
from assistant.writing.digest import Digest, digest
from assistant.writing.stories import find_stories
from assistant.writing.weigh import evidence_of
from tests.fakes import FakeEmbedder, FakeReader, StrictReader
from tests.search.samples import make_document
from tests.writing.samples import passage_of

BRIDGE = "The new bridge over the Tamsel cost 40 million euros and opened on Friday."
BRIDGE_LATER = "The new bridge over the Tamsel cost 55 million euros and opened on Friday."
MAYOR = "The mayor of Tamsel thanked the builders of the bridge."
HARBOUR = "Ships waited outside the port of Rovik while dockers went on strike over pay."
HARVEST = "Farmers in the north expect a poor wheat harvest after a dry spring."


def source(title: str, text: str, day: int | None) -> Brief:
    """A brief that went through a ledger."""
    document = make_document(text, title=title, day=date(2024, 5, day) if day else None)
    info = DocumentInfo.of(document)
    brief = brief_of(info, [passage_of(document)], SummaryRequest(), FakeEmbedder(), FakeReader())
    return brief_in(kept(brief), info)


def told(*briefs: Brief, words: int = 60) -> Digest:
    known = {brief.card.info.id: brief for brief in briefs}
    return digest(
        [brief.card for brief in briefs],
        lambda info: known[info.id],
        SummaryRequest(words=words),
        Faith(StrictReader),
        put_differently,
    )


def titles(*briefs: Brief) -> list[list[str]]:
    stories = find_stories([brief.card for brief in briefs])
    return [[card.info.title for card in story] for story in stories]


def test_near_documents_are_one_story_and_the_newest_comes_first() -> None:
    old = source("Bridge opened", f"{BRIDGE} {MAYOR}", 3)
    new = source("Bridge over Tamsel opened", f"{BRIDGE} {MAYOR} It rained.", 9)
    other = source("Strike in Rovik", HARBOUR, 5)
    assert titles(old, other, new) == [
        ["Bridge over Tamsel opened", "Bridge opened"],
        ["Strike in Rovik"],
    ]


def test_shared_sentences_make_one_story_whatever_the_titles() -> None:
    first = source("Agency report", f"{HARBOUR} {HARVEST}", 3)
    second = source("What happened on Monday in short", f"{BRIDGE} {MAYOR} {HARBOUR} {HARVEST}", 4)
    assert len(titles(first, second)) == 1


def test_same_event_weeks_later_is_another_story() -> None:
    first, next_day, later = (
        source("Bridge opened", f"{BRIDGE[:-1]} {told_by}. {MAYOR[:-1]} {told_by}.", day)
        for told_by, day in (("here", 3), ("there", 4), ("elsewhere", 20))
    )
    assert [len(story) for story in titles(first, next_day, later)] == [1, 2]
    undated = source("Bridge opened", f"{BRIDGE[:-1]} again. {MAYOR[:-1]} again.", None)
    assert len(titles(undated, later)) == 1


def test_same_text_weeks_later_is_the_same_story() -> None:
    text = f"{BRIDGE} {MAYOR} {HARBOUR}"
    assert len(titles(source("Bridge opened", text, 3), source("Again", text, 28))) == 1


def test_document_without_a_date_is_the_oldest() -> None:
    undated = source("Harvest", HARVEST, None)
    assert titles(undated, source("Strike", HARBOUR, 5)) == [["Strike"], ["Harvest"]]


def test_larger_story_gets_the_room_where_there_is_little() -> None:
    bridges = [source(f"Bridge {n}", f"{BRIDGE} {MAYOR}", n) for n in (1, 2, 3)]
    found = told(*bridges, source("Strike", HARBOUR, 9), words=15)
    assert len(found.told_stories) == 1
    assert len(found.stories) == 2
    assert {one.picked.evidence.document.title for one in found.told} == {"Bridge 3"}


def test_stories_are_told_the_newest_first() -> None:
    found = told(source("Harvest", HARVEST, 1), source("Strike", HARBOUR, 9), words=60)
    assert [one.picked.evidence.document.title for one in found.told] == ["Strike", "Harvest"]


def test_same_fact_elsewhere_is_found() -> None:
    found = told(
        source("Bridge opened", f"{BRIDGE} {MAYOR}", 9),
        source("Bridge opened today", f"{BRIDGE} {MAYOR}", 3),
    )
    first = found.told[0]
    assert [item.text for item in first.near] == [first.picked.evidence.text]
    assert first.near[0].document.date == date(2024, 5, 3)


def test_what_is_put_differently_is_shown_behind_it() -> None:
    found = told(
        source("Bridge opened", BRIDGE_LATER, 9), source("Bridge is open", f"{BRIDGE} {MAYOR}", 3)
    )
    newer, older = found.told
    assert newer.picked.evidence.text == BRIDGE_LATER
    assert older.picked.text == BRIDGE
    assert older.differs == 0


def test_difference_is_told_though_another_sentence_was_picked() -> None:
    toll, later = (f"The flood in Tamsel killed {count} people." for count in (40, 55))
    lead = "The river Tamsel burst its banks and flooded the old town of Tamsel on Friday."
    newer = source("Flood in Tamsel", f"{lead} {lead[:-1]} night. {later}", 9)
    older = source("Flood in Tamsel", f"{lead[:-1]}, they say. {lead[:-1]} evening. {toll}", 6)
    assert len(titles(newer, older)) == 1
    found = told(newer, older, words=15).told
    assert [one.picked.text for one in found][-2:] == [later, toll]
    assert found[-1].differs == len(found) - 2


def test_sentences_are_where_they_say() -> None:
    for one in told(source("Harvest", HARVEST, 1), source("Strike", HARBOUR, 9)).told:
        item = one.picked.evidence
        passage = item.passage
        assert passage.text[item.start - passage.start : item.end - passage.start] == item.text


def test_no_documents_make_no_digest() -> None:
    assert told().told == ()


def test_document_without_a_sentence_is_a_story_without_a_word() -> None:
    found = told(source("Empty", "", 9), source("Strike", HARBOUR, 5))
    assert len(found.stories) == 2
    assert [one.picked.evidence.document.title for one in found.told] == ["Strike"]


def test_long_texts_are_compared_by_the_same_sample() -> None:
    book = " ".join(f"Lamp {number} burned in room {number} all night." for number in range(400))
    reprint = source("Its reprint", f"{HARBOUR} {book}", 4)
    assert len(titles(source("A book", book, 3), reprint)) == 1
    other = f"{MAYOR} {book.replace('Lamp', 'Candle')}"
    assert len(titles(source("Another", other, 4), reprint)) == 2


def test_difference_that_points_back_is_not_shown_alone() -> None:
    lead = "The new bridge over the Tamsel opened on Friday."
    it_cost = "It cost 40 million euros, the new bridge over the Tamsel, and opened on Friday."
    newer, older = source("Bridge", BRIDGE_LATER, 9), source("Bridge", f"{lead} {it_cost}", 3)
    assert len(titles(newer, older)) == 1
    assert put_differently(*(_told_last(one) for one in (newer, older)))
    assert [one.picked.text for one in told(newer, older).told] == [BRIDGE_LATER]


def _told_last(brief: Brief) -> Evidence:
    return evidence_of(brief.card.info, brief.weighed.sentences[-1])


def test_card_is_the_same_as_the_brief_s_own() -> None:
    document = make_document(f"{BRIDGE} {MAYOR}", title="Bridge")
    info = DocumentInfo.of(document)
    brief = brief_of(info, [passage_of(document)], SummaryRequest(), FakeEmbedder(), FakeReader())
    card: Card = card_in(kept(brief), info)
    assert card.info == brief.card.info
    assert card.lead.tolist() == brief.card.lead.tolist()
    assert card.hashes.tolist() == brief.card.hashes.tolist()
