"""Digests by the summariser: what is shown, cited and noted."""

from __future__ import annotations

from datetime import date

from assistant.records import Document, Summary, SummaryRequest
from assistant.summariser import Summariser
from tests.fakes import FakeEmbedder, FakeGenerator, StrictReader
from tests.search.samples import make_document
from tests.writing.test_digest import BRIDGE, BRIDGE_LATER, HARBOUR, HARVEST, MAYOR


def document(title: str, text: str, day: int) -> Document:
    return make_document(text, title=title, day=date(2024, 5, day))


def digest_of(*documents: Document, words: int = 60, draft: str = "") -> Summary:
    summariser = Summariser(FakeEmbedder, StrictReader, lambda: FakeGenerator(draft))
    return summariser.digest(documents, SummaryRequest(words=words))


def test_agreement_adds_citations_of_the_other_documents() -> None:
    summary = digest_of(
        document("Bridge opened", f"{BRIDGE} {MAYOR}", 9),
        document("Bridge opened today", f"{BRIDGE} {MAYOR}", 3),
        document("Strike", HARBOUR, 5),
    )
    claim = summary.claims[0]
    cited = [one for one in summary.citations if one.id in claim.citations]
    assert [one.date for one in cited] == [date(2024, 5, 9), date(2024, 5, 3)]
    assert "2 documents tell one story: “Bridge opened”." in summary.notes
    assert [one.id for one in summary.citations] == list(range(1, len(summary.citations) + 1))


def test_disagreement_is_shown_on_both_sides_and_named_newest_first() -> None:
    summary = digest_of(
        document("Bridge is open", BRIDGE, 3), document("Bridge opened", BRIDGE_LATER, 9)
    )
    assert "55 million" in summary.text
    assert "40 million" in summary.text
    ((newer, older),) = summary.disagreements
    days = {one.id: one.date for one in summary.citations}
    assert days[newer] == date(2024, 5, 9)
    assert days[older] == date(2024, 5, 3)
    assert all(len(claim.citations) == 1 for claim in summary.claims)


def test_every_citation_is_the_text_of_its_document() -> None:
    documents = [
        document("Bridge opened", f"{BRIDGE} {MAYOR}", 9),
        document("Bridge opened today", f"It rained. {BRIDGE} {MAYOR}", 3),
        document("Harvest", HARVEST, 5),
    ]
    summary = digest_of(*documents)
    texts = {one.id: one.text for one in documents}
    assert summary.citations
    for one in summary.citations:
        assert texts[one.document_id][one.start : one.end] == one.quote


def test_copies_count_once_and_stories_without_room_are_counted() -> None:
    copies = [document("Strike", HARBOUR, 5)] * 2
    summary = digest_of(*copies, document("Harvest", HARVEST, 4), words=15)
    assert len(summary.documents) == 2
    assert summary.notes == ("1 more story has no room in so few words.",)


def test_wording_that_fails_is_not_shown() -> None:
    wrong = "The new bridge over the Tamsel cost 99 million euros and opened on Friday."
    summary = digest_of(
        document("Bridge opened", BRIDGE, 9), document("Strike", HARBOUR, 5), draft=wrong
    )
    assert "99" not in summary.text
    assert [claim.text for claim in summary.rejected] == [wrong]
