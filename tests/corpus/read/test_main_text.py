"""What of a web page is its text: all but menus and the like."""

from __future__ import annotations

from pathlib import Path

from assistant.corpus.read.build import Extract, build_document
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.html import html_text

PAGE = """<html><head><title>Pond care</title></head><body>
<div id="menu"><ul><li><a href="/">Home</a></li><li><a href="/shop">Shop</a></li></ul></div>
<h1>Pond care</h1>
<p>A pond needs care in every season, and most of all in autumn, when leaves fall into it.</p>
<h2>What you need</h2><ul><li>a net with a fine mesh</li><li>a pump of 40 W</li></ul>
<h2>When to clean it?</h2><p>In October, and again in March before frogs come back to it.</p>
<div class="sidebar"><h3>More</h3><ul><li><a href="/x">Ten plants for ponds</a></li></ul></div>
<footer><p>© 2024 Pond Friends <a href="/imprint">Imprint</a></p></footer></body></html>"""


def test_a_page_that_marks_no_article_keeps_its_headings_and_lists(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    (document,) = read_here(path)
    assert document.text.split("\n\n") == [
        "# Pond care",
        "A pond needs care in every season, and most of all in autumn, when leaves fall into it.",
        "## What you need",
        "- a net with a fine mesh\n- a pump of 40 W",
        "## When to clean it?",
        "In October, and again in March before frogs come back to it.",
    ]


def test_a_title_with_entities_of_markup(tmp_path: Path) -> None:
    """Programs that make PDF files of markup leave them there."""
    document = build_document(Extract("It rains.", title="Rain &amp; snow"), tmp_path / "a.pdf", 0)
    assert document.title == "Rain & snow"


def test_the_cells_of_a_table_that_lays_out_a_page_are_its_parts() -> None:
    inner = "<table><tr><td>Nurse</td><td>Tuesday</td></tr><tr><td>Cook</td><td>Monday</td></tr>"
    page = f"<table><tr><td>Regular</td><td>Once</td></tr><tr><td>{inner}</table></td></tr></table>"
    assert html_text(page).split("\n\n") == ["Regular", "Once", "Nurse: Tuesday", "Cook: Monday"]
