"""The source cards: where each quoted sentence stands, with what is around it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from assistant.corpus.layout import is_row
from assistant.records import Passage
from assistant.search.around import around as around_place
from assistant.search.collection import Collection
from assistant.ui.tables import Shown, table_around, tables_of
from assistant.ui.templates import render

AROUND = 360
"""Most characters that are shown on each side of a quotation."""

Cited = Mapping[str, Any]
"""A citation as `present.json` writes it."""


class Beside(NamedTuple):
    """What stands before and after a quotation, and the table that it is a row of."""

    before: str
    after: str
    table: Shown | None


def around(
    cited: Sequence[Cited], collection: Collection, answer: Mapping[str, Any] | None = None
) -> list[Beside | None]:
    """The neighbours of each citation; None where its document was removed.

    Args:
        cited: the citations.
        collection: holds their documents.
        answer: what cites them; says which cell of a row of a table is marked.
    """
    passages = {
        document: collection.passages_of(document)
        for document in dict.fromkeys(str(item["document"]) for item in cited)
    }
    tables = {
        document: tables_of(passages[document])
        for document in dict.fromkeys(str(one["document"]) for one in cited if is_row(one["quote"]))
    }
    found: list[Beside | None] = []
    for item in cited:
        document = str(item["document"])
        place = around_place(item["start"], item["end"], passages[document])
        table = None
        if place and document in tables and is_row(item["quote"]):
            number = bisect_right(passages[document], item["start"], key=_start) - 1
            table = table_around(
                tables[document], number, item["quote"], *_answered(item["id"], answer)
            )
        found.append(Beside(place.before, place.after, table) if place else None)
    return found


def _start(passage: Passage) -> int:
    return passage.start


def _answered(number: int, answer: Mapping[str, Any] | None) -> tuple[str, str]:
    """The short answer, and what is said in its own words of a source."""
    if answer is None:
        return "", ""
    worded = [
        claim["text"]
        for claim in answer["claims"]
        if number in claim["citations"] and claim["verdict"] != "quoted"
    ]
    return answer.get("short_answer") or "", " ".join(worded)


def source_cards(
    turn: str, cited: Sequence[Cited], places: Sequence[Beside | None], shelf: str
) -> str:
    """A section of cards, one for each citation of a turn.

    Args:
        turn: names the turn in the page; part of the ids that citation links point to.
        cited: the citations.
        places: what stands around each, from `around`.
        shelf: the collection's name, for links into its documents.
    """
    if not cited:
        return ""
    cards = [_card(turn, item, place, shelf) for item, place in zip(cited, places, strict=True)]
    return render("cards", turn=turn, heading="", cards=cards)


def nearest_cards(turn: str, hits: Sequence[Mapping[str, Any]], shelf: str) -> str:
    """Passages that came nearest to a question that was not answered, in the same way."""
    cards = [_near(hit, shelf) for hit in hits]
    return render("cards", turn=turn, heading="What came nearest", cards=cards) if cards else ""


def no_cards(turn: str, *, is_answer: bool) -> str:
    """What stands in the place of the cards where there are none."""
    heading = "This answer cites no source." if is_answer else "Nothing came near."
    return render("cards", turn=turn, heading=heading, cards=())


def document_link(shelf: str, document: str, start: int, end: int) -> str:
    """The address of the whole document, opened at a place in it."""
    place = urlencode({"start": start, "end": end})
    return f"document/{quote(shelf, safe='')}/{quote(document, safe='')}?{place}#place"


def card_id(turn: str, number: int) -> str:
    """The id of a card, which its citation links point to."""
    return f"source-{turn}-{number}"


def _card(turn: str, cited: Cited, place: Beside | None, shelf: str) -> dict[str, Any]:
    number = int(cited["id"])
    return {
        "number": number,
        "id": card_id(turn, number),
        "title": cited["title"] or "(no title)",
        "of": cited,
        "before": _last(place.before) if place else "",
        "marked": cited["quote"],
        "after": _first(place.after) if place else "",
        "table": place.table if place else None,
        "href": document_link(shelf, cited["document"], cited["start"], cited["end"])
        if place
        else "",
    }


def _last(text: str) -> str:
    return text if len(text) <= AROUND else "… " + text[-AROUND:].split(" ", 1)[-1]


def _first(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND].rsplit(" ", 1)[0] + " …"


def _near(hit: Mapping[str, Any], shelf: str) -> dict[str, Any]:
    return {
        "number": 0,
        "title": hit["title"] or "(no title)",
        "of": hit,
        "before": _first(hit["text"]),
        "marked": "",
        "after": "",
        "table": None,
        "href": document_link(shelf, hit["document"], hit["start"], hit["end"]),
    }
