from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.corpus.sentences import sentence_spans
from assistant.grounding.summary import (
    Checked,
    Faith,
    check_summary,
    heading_of,
    summarised,
)
from assistant.protocols import Scores
from assistant.records import Evidence, Receipt, Span, SummaryRequest
from assistant.writing.outline import Picked
from tests.fakes import FakeReader, StrictReader
from tests.search.samples import make_document
from tests.writing.samples import evidence_of, hit_of

OPENED = evidence_of(
    "The new bridge, which cost 12 million euros, was opened by Ada Lind on Monday."
)
SHORT = "The new bridge was opened by Ada Lind on Monday."
CLOSED = evidence_of("The old bridge was closed to heavy lorries in 2019 by the town's engineer.")
PICKED = (Picked(OPENED, SHORT), Picked(CLOSED, CLOSED.text))


def checked(draft: str | None, picked: tuple[Picked, ...] = PICKED) -> Checked:
    return check_summary(picked, draft, Faith(StrictReader))


def shown(result: Checked) -> list[tuple[str, tuple[int, ...], str]]:
    return [(claim.text, claim.citations, claim.verdict) for claim in result.claims]


def test_without_a_draft_the_picked_forms_stand() -> None:
    result = checked(None)
    assert shown(result) == [(SHORT, (1,), "supported"), (CLOSED.text, (2,), "quoted")]
    assert result.rejected == ()


def test_what_a_table_holds_is_counted_not_judged() -> None:
    rows = [evidence_of("Port: Lima · Boats: 7"), evidence_of("Port: Oslo · Boats: 9")]
    picked = Picked(rows[0], "A table of 2 rows: Port (Lima, Oslo), Boats (7 to 9).", rows)
    assert shown(checked(None, (picked,))) == [(picked.text, (1,), "counted")]


def test_writers_sentence_replaces_the_form_it_rests_on() -> None:
    draft = "The old bridge was closed to heavy lorries in 2019."
    result = checked(draft)
    assert shown(result) == [(SHORT, (1,), "supported"), (draft, (2,), "supported")]


def test_sentence_that_fails_is_never_shown() -> None:
    for wrong in (
        "The old bridge was closed to heavy lorries in 2018.",
        "The old bridge was not closed to heavy lorries in 2019.",
        "The old bridge was closed to heavy lorries by Carl Moe in 2019.",
        "The old bridge was closed to heavy",
    ):
        result = checked(wrong)
        assert [claim.text for claim in result.claims] == [SHORT, CLOSED.text]
        assert [claim.text for claim in result.rejected] == [wrong]
        assert result.rejected[0].reasons


def test_sentence_that_says_much_less_is_rejected() -> None:
    result = checked("The old bridge was closed.")
    assert result.rejected[0].reasons == ("leaves out much of what was picked",)


def test_second_sentence_on_one_source_is_rejected() -> None:
    first = "The old bridge was closed to heavy lorries in 2019."
    second = "The old bridge was closed to lorries in 2019 by the town's engineer."
    result = checked(f"{first} {second}")
    assert result.claims[1].text == first
    assert [claim.text for claim in result.rejected] == [second]


def test_form_that_fails_gives_way_to_its_sentence() -> None:
    wrong = Picked(OPENED, "The new bridge was opened by Bo Lind on Monday.")
    result = checked(None, (wrong,))
    assert shown(result) == [(OPENED.text, (1,), "quoted")]
    assert result.rejected[0].text == wrong.text


def test_bullets_of_the_writer_are_not_part_of_its_words() -> None:
    result = checked("- The old bridge was closed to heavy lorries in 2019.")
    assert result.claims[1].text == "The old bridge was closed to heavy lorries in 2019."


class Counting(FakeReader):
    """Counts what it is asked."""

    asked = 0

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        self.asked += len(pairs)
        return super().entail(pairs)


def test_each_pair_is_judged_once() -> None:
    reader = Counting()
    faith = Faith(lambda: reader)
    assert faith(SHORT, OPENED.text)
    assert faith(SHORT, OPENED.text)
    assert faith(OPENED.text, OPENED.text)
    assert not faith("Rain fell on Holm.", OPENED.text)
    assert reader.asked == 2


def test_summary_numbers_its_citations_in_order() -> None:
    result = checked(None)
    summary = summarised(
        (OPENED.document,),
        SummaryRequest(),
        PICKED,
        result,
        coverage=(),
        notes=(),
        receipt=Receipt({}, {}),
    )
    assert [citation.quote for citation in summary.citations] == [OPENED.text, CLOSED.text]
    assert summary.text == f"{SHORT} [1] {CLOSED.text} [2]"
    assert summary.words == len(f"{SHORT} {CLOSED.text}".split())


@pytest.mark.parametrize(
    ("paragraph", "heading"),
    [
        ("Swimming pool. The cost is 310,000 euros.", "News – Swimming pool"),
        ("The cost is 310,000 euros.", "News"),
        ("Nobody was hurt. The cost is 310,000 euros.", "News"),
        ("Fees of the swimming pool. The cost is 310,000 euros.", "News"),
        ("Swimming pool.\nThe cost is 310,000 euros.", "News"),
    ],
)
def test_a_label_before_a_sentence_is_said_with_its_heading(paragraph: str, heading: str) -> None:
    hit = hit_of(make_document(paragraph, title="Budget"))
    spans = tuple(Span(start, end) for start, end in sentence_spans(paragraph))
    passage = replace(hit.passage, section="Budget > News", sentences=spans)
    cost = spans[-1]
    assert heading_of(Evidence.at(passage, hit.document, cost)) == heading
