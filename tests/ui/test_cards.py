"""The cards of sources: a row of a table stands in its table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.rows import tables_among
from assistant.indexing import index_paths
from assistant.search.collection import Collection
from assistant.ui.desk import Desk
from assistant.ui.sources import around, source_cards
from assistant.ui.tables import table_around
from tests.fakes import FakeEmbedder
from tests.ui.asking import ask

TABLE = """# The fleet

The boats of each port are counted in May, as the town has done since 1905.

| Port | Boats | Crew |
|---|---|---|
| Lima | 7 | 17 |
| Oslo | 9 | 9 |
| Bergen <3 & co | 12 | 40 |
| Turku | 31 | 62 |
| Riga | 4 | 8 |
| Gdynia | 5 | 11 |

Nobody has counted the rafts.
"""


@pytest.fixture
def collection(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Collection]:
    file = tmp_path / "fleet.md"
    file.write_text(TABLE, encoding="utf-8")
    with Collection.open(tmp_path / "collection", create=True) as opened:
        index_paths(opened, [file], FakeEmbedder())
        yield opened


def cited(collection: Collection, start: str, number: int = 1) -> dict[str, Any]:
    """A citation of the sentence or row that begins so."""
    (info,) = collection.documents()
    quotes = [
        (span, one.text_of(span))
        for one in collection.passages_of(info.id)
        for span in one.sentences
    ]
    ((span, quote),) = [pair for pair in quotes if start in pair[1]]
    return {
        "id": number,
        "document": info.id,
        "title": info.title,
        "source": info.source,
        "date": None,
        "page": None,
        "start": span.start,
        "end": span.end,
        "quote": quote,
    }


def cards(
    collection: Collection, *found: dict[str, Any], short: str | None = None, worded: str = ""
) -> str:
    claims = [{"text": worded, "citations": [1], "verdict": "supported"}] if worded else []
    answer = {"short_answer": short, "claims": claims}
    return source_cards("1", found, around(found, collection, answer), "default")


def rows(html: str) -> list[list[str]]:
    """The texts of a card's table, row by row, its head first."""
    found = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in found]


def test_a_row_stands_in_its_table_with_its_neighbours(collection: Collection) -> None:
    html = cards(collection, cited(collection, "Turku"), short="31")
    assert rows(html) == [
        ["Port", "Boats", "Crew"],
        ["Oslo", "9", "9"],
        ["Bergen &lt;3 &amp; co", "12", "40"],
        ["Turku", "<mark>31</mark>", "62"],
        ["Riga", "4", "8"],
        ["Gdynia", "5", "11"],
    ]
    assert "Rows 2 to 6 of 6" in html
    assert html.count('<tr class="cited">') == 1
    assert html.count('<th scope="col">') == 3
    assert html.count('<th scope="row">') == 5
    assert "<blockquote" not in html, "nothing is said twice"


@pytest.mark.parametrize("short", [None, "no", "62 or 31", "2"])
def test_without_a_cell_that_answers_the_row_is_marked(
    collection: Collection, short: str | None
) -> None:
    html = cards(collection, cited(collection, "Turku"), short=short)
    assert rows(html)[3] == ["<mark>Turku</mark>", "<mark>31</mark>", "<mark>62</mark>"]
    assert html.count("<mark>") == 3


@pytest.mark.parametrize(
    ("worded", "marked"),
    [
        ("Turku has 31 boats.", ["31"]),
        ("Turku has 31 boats and a crew of 62.", ["Turku", "31", "62"]),
        ("Turku has 311 boats.", ["Turku", "31", "62"]),
    ],
)
def test_what_the_answer_says_in_its_own_words_is_the_cell(
    collection: Collection, worded: str, marked: list[str]
) -> None:
    html = cards(collection, cited(collection, "Turku"), worded=worded)
    assert re.findall(r"<mark>(.*?)</mark>", html) == marked


def test_where_two_cells_say_the_answer_neither_is_picked(collection: Collection) -> None:
    html = cards(collection, cited(collection, "Oslo"), short="9")
    assert "<mark>Oslo</mark>" in html
    assert html.count("<mark>") == 3


def test_at_the_edge_of_a_table_fewer_rows_stand_beside(collection: Collection) -> None:
    html = cards(collection, cited(collection, "Lima"), short="7")
    assert [row[0] for row in rows(html)] == [
        "Port",
        "Lima",
        "Oslo",
        "Bergen &lt;3 &amp; co",
    ]
    assert "Rows 1 to 3 of 6" in html


def test_the_whole_of_a_small_table_is_no_part() -> None:
    lines = ["Port: Lima · Boats: 7", "Port: Oslo · Boats: 9 · Crew: 4"]
    shown = table_around(tables_among(lines), 1, lines[1], "9", "")
    assert shown is not None
    assert (shown.heads, shown.about, shown.part) == (("Port", "Boats", "Crew"), "", "")
    assert [cell.text for cell in shown.rows[0].cells] == ["Lima", "7", ""]
    assert [cell.is_marked for row in shown.rows for cell in row.cells].index(True) == 4


def test_other_sentences_are_shown_as_before(collection: Collection) -> None:
    sentence = cited(collection, "Nobody", 2)
    html = cards(collection, cited(collection, "Lima"), sentence, short="7")
    assert html.count("<table") == 1
    assert f"<mark>{sentence['quote']}</mark>" in html


def test_a_row_of_a_document_that_was_removed_is_a_line(collection: Collection) -> None:
    row = cited(collection, "Turku")
    with collection.writing() as writer, writer.transaction():
        writer.remove_file(row["source"])
    html = cards(collection, row, short="31")
    assert f"<mark>{row['quote']}</mark>" in html
    assert "<table" not in html
    assert "no longer in the collection" in html


def test_an_answer_on_the_page_marks_its_cell(empty_desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "fleet.md"
    file.write_text(TABLE, encoding="utf-8")
    with Collection.open(empty_desk.shelf("default").folder, create=True) as collection:
        index_paths(collection, [file], FakeEmbedder())
    last = ask(empty_desk, "How many boats does Turku have?")[-1]
    answer = empty_desk.history("default").turns(last.conversation or 0)[0].answer
    (turku,) = [one for one in answer["citations"] if "Turku" in one["quote"]]
    card = re.search(rf'<article[^>]*-{turku["id"]}".*?</article>', str(last.live_cards), re.DOTALL)
    assert card is not None
    assert ["Turku", "31", "62"] in [
        [re.sub("</?mark>", "", cell) for cell in row] for row in rows(card[0])
    ]
    assert "<mark>" in card[0]
