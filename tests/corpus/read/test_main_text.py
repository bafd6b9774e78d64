"""What of a web page is its text: all but menus and the like."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.corpus.read.build import Extract, build_document
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.html import visible_text
from tests.corpus.read.one import read_one, write

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


def test_a_short_article_is_one_where_the_page_has_no_other(tmp_path: Path) -> None:
    said = "The pool is closed on Monday for repairs of the boiler."
    path = tmp_path / "a.html"
    path.write_text(
        '<html><body><nav><a href="/">Home</a> <a href="/b">Boats</a></nav>'
        f"<article><h1>Pool closed</h1><p>{said}</p></article><footer>Contact us</footer></body>",
        encoding="utf-8",
    )
    (document,) = read_here(path)
    assert document.text == f"# Pool closed\n\n{said}"


def test_items_have_the_numbers_that_a_browser_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><body><main><h1>Setting up the till</h1><ol><li>Switch on the <b>power</b>.</li>"
        "<li><p>Enter your code.</p></li><li>Count the float:<ol type=a><li>coins</li>"
        "<li>notes</li></ol></li></ol><p>On Sundays:</p><ol start=5><li>Ring the bell.</li>"
        "<li value=9>Put out the sign.</li></ol><ol reversed><li>third</li><li>second</li></ol>"
        '<ol><li><a href="/x">Home</a></li></ol><ul><li>one</li></ul></main></body></html>',
        encoding="utf-8",
    )
    (document,) = read_here(path)
    assert [line for line in document.text.split("\n") if line] == [
        "# Setting up the till",
        "1. Switch on the power.",
        "2. Enter your code.",
        "3. Count the float:",
        "a. coins",
        "b. notes",
        "On Sundays:",
        "5. Ring the bell.",
        "9. Put out the sign.",
        "2. third",
        "1. second",
        "- one",
    ]


def test_numbers_in_a_cell() -> None:
    cell = "<ol><li>lift it</li><li>turn it</li></ol>"
    page = f"<table><tr><th>Part</th><th>How</th></tr><tr><td>Lid</td><td>{cell}</td></tr></table>"
    assert visible_text(page)[0] == "Part: Lid · How: 1. lift it; 2. turn it"


def test_a_title_with_entities_of_markup(tmp_path: Path) -> None:
    """Programs that make PDF files of markup leave them there."""
    document = build_document(Extract("It rains.", title="Rain &amp; snow"), tmp_path / "a.pdf", 0)
    assert document.title == "Rain & snow"


def test_the_cells_of_a_table_that_lays_out_a_page_are_its_parts() -> None:
    inner = "<table><tr><td>Nurse</td><td>Tuesday</td></tr><tr><td>Cook</td><td>Monday</td></tr>"
    page = f"<table><tr><td>Regular</td><td>Once</td></tr><tr><td>{inner}</table></td></tr></table>"
    assert visible_text(page)[0].split("\n\n") == [
        "Regular",
        "Once",
        "Nurse: Tuesday",
        "Cook: Monday",
    ]


ROOF = "The roof costs 4,300 pounds, and the work takes eight days in May. "
REGATTA = "The regatta is on 15 June, and every crew needs a cox by then."


@pytest.mark.parametrize(
    "page",
    [
        "<article><h2>Roof</h2><p>{0}</p></article><article class=b><p>{1}</p></article>",
        "<div class=post id=p1><div>{0}</div></div><div class=post id=p2><div>{1}</div></div>",
        "<div class=page><p class=b>Ann</p><div class=text>{0}</div></div>"
        "<div class=page><p class=b>Bo</p><div class=text>{1}</div></div>",
        "<ul><li><article><p>{0}</p></article></li><li><article><p>{1}</p></article></li></ul>",
        "<main><div><div class=entry-content><p>{0}</p></div></div>"
        "<div><div class=entry-content><p>{1}</p></div></div></main>",
        "<div class=post><h2><a href=a>Roof</a></h2><p>{0}</p></div>"
        "<div class=post><h2><a href=b>Regatta</a></h2><p>{1}</p></div>",
    ],
)
@pytest.mark.parametrize("times", [1, 8])
def test_all_posts_of_a_page_are_read(tmp_path: Path, page: str, times: int) -> None:
    menu = '<nav><a href="/">Home</a></nav>'
    body = f"{menu}<h1>Club news</h1>{page.format(ROOF * times, REGATTA)}"
    document = read_one(write(tmp_path / "a.html", f"<body>{body}<footer>Ask us.</footer></body>"))
    assert ROOF.strip() in document.text
    assert REGATTA in document.text
    assert "Home" not in document.text
    assert "Ask us." not in document.text


@pytest.mark.parametrize(
    "teaser",
    [
        "<article class=a><h3><a href=b>Regatta</a></h3><p>{}</p></article>",
        "<article class=a><h3>Regatta</h3><p>{}</p><a href=b>More</a></article>",
        "<a href=b><article class=a><h3>Regatta</h3><p>{}</p></article></a>",
        "<aside><article class=a><p>{}</p></article></aside>",
        "<div class=a><p>{}</p></div>",
    ],
)
def test_what_leads_to_other_pages_is_none_of_a_story(tmp_path: Path, teaser: str) -> None:
    story = f"<article class=a><h1>Roof</h1><p>{ROOF * 5}</p></article>"
    page = f"<body><div>{story}</div><div>{teaser.format(REGATTA)}</div></body>"
    document = read_one(write(tmp_path / "a.html", page))
    assert document.text == f"# Roof\n\n{(ROOF * 5).strip()}"


def test_a_class_that_only_lays_out_a_page_marks_no_posts(tmp_path: Path) -> None:
    story = f'<div id="content" class="column"><h1>Roof</h1><p>{ROOF * 5}</p></div>'
    page = f'<body>{story}<div class="column"><p>{REGATTA}</p></div></body>'
    document = read_one(write(tmp_path / "a.html", page))
    assert document.text == f"# Roof\n\n{(ROOF * 5).strip()}"
