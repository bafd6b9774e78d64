"""Pages of the web: their text without menus, their dates and characters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.corpus.read.html import visible_text
from tests.corpus.read.one import read_one, write

PAGE = """<html><head><title>The Ferry | The Post</title>
<meta property="article:published_time" content="2023-03-12T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>The Ferry</h1>
<p>The ferry crosses the bay <b>four</b> times a day, and twice on Sundays in winter.</p>
<h2>Fares</h2><p>Since 4 May 2020 a ticket has cost 2*3*4 coins.</p>
<ul><li>children</li><li><p>dogs</p></li></ul>
<table><tr><th>Port</th><th>Boats</th></tr><tr><td>Lima</td><td>7</td></tr></table>
</article><footer>Copyright 2023</footer></body></html>"""


def test_a_page_keeps_its_text_and_loses_its_menus(tmp_path: Path) -> None:
    document = read_one(write(tmp_path / "a.html", PAGE))
    assert document.text == (
        "# The Ferry\n\n"
        "The ferry crosses the bay four times a day, and twice on Sundays in winter.\n\n"
        "## Fares\n\nSince 4 May 2020 a ticket has cost 2*3*4 coins.\n\n"
        "- children\n- dogs\n\nFares — Port: Lima · Boats: 7"
    )
    assert document.title == "The Ferry"
    assert (document.date, document.date_origin) == (date(2023, 3, 12), "metadata")


def test_what_stands_at_the_side_is_read_unless_it_is_links(tmp_path: Path) -> None:
    note = "<aside><h3>Correction</h3><p>The open day is on 6 June, not on 30 May.</p></aside>"
    more = '<aside><h3>More</h3><a href="/1">Old ferries</a> <a href="/2">Tides</a></aside>'
    text = "<h1>News</h1><p>The club met in the hall.</p><h2>Open day</h2><p>On 30 May.</p>"
    article = f"<article>{text}{note}{more}</article>"
    for page in (f"{note}{text}{more}", article):
        said = read_one(write(tmp_path / "a.html", f"<body>{page}</body>")).text
        assert "The open day is on 6 June, not on 30 May." in said
        assert "Old ferries" not in said


def test_a_date_in_a_page_s_text_is_not_its_metadata(tmp_path: Path) -> None:
    page = "<title>Note</title><p>We met on 2019-03-04.</p><p>Milk cost 2 euros.</p>"
    document = read_one(write(tmp_path / "a.htm", page))
    assert document.date_origin == "file"
    assert document.text == "We met on 2019-03-04.\n\nMilk cost 2 euros."


def test_linked_data_states_a_date(tmp_path: Path) -> None:
    page = '<script>{"datePublished": "2021-05-06T08:00"}</script><p>A note on the ferry.</p>'
    assert read_one(write(tmp_path / "a.htm", page)).date == date(2021, 5, 6)


def test_a_declared_charset_is_used(tmp_path: Path) -> None:
    page = '<meta charset="windows-1251"><p>Москва</p>'.encode("cp1251")
    assert read_one(write(tmp_path / "a.htm", page)).text == "Москва"


@pytest.mark.parametrize("prolog", ["", "<?xml version='1.0'?>", "<!-- a -->", "<!DOCTYPE html>"])
@pytest.mark.parametrize("page", ["<p>Caf&eacute;.</p>", "<html><body><p>Caf&eacute;.</p></html>"])
def test_pages_and_fragments_with_any_prolog(tmp_path: Path, prolog: str, page: str) -> None:
    assert read_one(write(tmp_path / "a.html", f"{prolog}\n{page}")).text == "Café."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("the rate<sup>1</sup> is low", "the rate ¹ is low"),
        ("12<sup>2</sup> boats", "12² boats"),
        ("30 km<sup>2</sup>, x<sup>2</sup>", "30 km², x²"),
        ("m<sup>-1</sup>, mol<sup>-1</sup>", "m⁻¹, mol⁻¹"),
        ("10<sup>6</sup> and Ca<sup>2+</sup>", "10⁶ and Ca²⁺"),
        ("said<sup><a href='#n'><b>[4]</b></a></sup>, so", "said [4], so"),
        ("12 m<a href='#n'><sup>3</sup></a>", "12 m ³"),
        ("on the 1<sup>st</sup>, CO<sub>2</sub>", "on the 1st, CO2"),
        ("<b>Rates</b><sup>1,2</sup> fell<sup></sup>", "Rates ¹,² fell"),
        ("<a href='b.html'>Rates</a><sup><a href='b.html'>see</a></sup>", "Ratessee"),
    ],
)
def test_raised_figures_are_no_part_of_what_they_follow(
    tmp_path: Path, markup: str, text: str
) -> None:
    assert visible_text(f"<p>{markup}</p>")[0] == text
    table = f"<table><tr><th>Port<th>Note</tr><tr><td>Lima<td>{markup}</tr></table>"
    assert visible_text(table)[0] == f"Port: Lima · Note: {text}"


def test_lines_of_the_markup_mean_nothing_in_a_cell() -> None:
    table = (
        "<table><tr><th>Port<th>Note</tr><tr><td>Lima<td>an old\n  port<br>and a\tnew</tr></table>"
    )
    assert visible_text(table)[0] == "Port: Lima · Note: an old port; and a new"


@pytest.mark.parametrize("article", ["<article>{}</article>", "{}"])
@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h3>Food?</h3><div><div>Only in the hall.</div></div>", "### Food?\n\nOnly in the hall."),
        (
            "<div><b>Open</b><br>Mon 9-5<p>Not on Sunday.</p></div>",
            "Open\nMon 9-5\n\nNot on Sunday.",
        ),
        ("<section>Bring <a href='b'>a card</a>.</section>", "Bring a card."),
        ("<figure><figcaption>The old pier.</figcaption></figure>", "The old pier."),
        ("<details><summary>Fines?</summary>20 pence.</details>", "Fines?\n\n20 pence."),
        ("<h3><button>Fines?</button></h3><div>20 pence.</div>", "### Fines?\n\n20 pence."),
        ("<h2>Late<br>books</h2><p>They cost more.</p>", "## Late books\n\nThey cost more."),
        (
            "<p>It opens on <time>3 May</time>, see <code>a.txt</code>.",
            "It opens on 3 May, see a.txt.",
        ),
        ("<p>They say <q>no</q> to it.", "They say “no” to it."),
        ("<pre>a b\n<b>c</b> d\n e</pre>", "a b\nc d\ne"),
        (
            "<dl><dt>First boat</dt><dd>06:40</dd><dt>Last?</dt><dd>22:10</dd><dd>23:00</dd></dl>",
            "First boat: 06:40\n\nLast? 22:10; 23:00",
        ),
        (
            "<dl><dt>Age</dt><dd><p>It is old.</p><p>Very.</p></dd></dl>",
            "- Age\n- It is old.\n\nVery.",
        ),
        ("<div><a href='b'>Home</a> <a href='c'>Books</a></div>", ""),
    ],
)
def test_what_a_page_says_outside_of_paragraphs(
    tmp_path: Path, article: str, markup: str, text: str
) -> None:
    first, last = "The library lends books for free.", "It is closed at Easter. " * 20
    last = last.strip()
    page = article.format(f"<h1>Library</h1><p>{first}</p>{markup}<p>{last}</p>")
    read = read_one(write(tmp_path / "a.html", page)).text
    assert read == "\n\n".join(filter(None, ("# Library", first, text, last)))


def test_what_stands_beside_buttons_is_none_of_the_text(tmp_path: Path) -> None:
    bar = "<div>We count visits. <button>Fine</button> <a href='b'>More</a></div>"
    page = f"{bar}<h1>Library</h1><div>It lends books.</div>"
    assert read_one(write(tmp_path / "a.html", page)).text == "# Library\n\nIt lends books."


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>It cost 99 pounds.</p>",
        "<div hidden=hidden><p>It cost 99 pounds.</p></div>",
        "<template><p>It cost 99 pounds.</p></template>",
        "<div style='color:red; DISPLAY : none'><p>It cost <b>99</b> pounds.</p></div>",
    ],
)
def test_what_a_browser_does_not_show_is_not_read(tmp_path: Path, hidden: str) -> None:
    page = f"<div>{hidden}It costs 100 pounds.</div>"
    assert visible_text(page)[0] == "It costs 100 pounds."
    document = read_one(write(tmp_path / "a.html", f"<article><h1>Boat</h1>{page}</article>"))
    assert document.text == "# Boat\n\nIt costs 100 pounds."


@pytest.mark.parametrize(
    "shown",
    [
        "<h2><button aria-controls=a>Fines?</button></h2><p id=a hidden>20 pence.</p>",
        "<h2><a href=#a>Fines?</a></h2><p id=a style=display:none>20 pence.</p>",
        "<h2>Fines?</h2><p hidden=until-found>20 pence.</p>",
    ],
)
def test_what_a_click_brings_up_is_read(tmp_path: Path, shown: str) -> None:
    page = f"<body style=display:none><h1>Library</h1><p>It lends books.</p>{shown}</body>"
    text = read_one(write(tmp_path / "a.html", page)).text
    assert text == "# Library\n\nIt lends books.\n\n## Fines?\n\n20 pence."


@pytest.mark.parametrize(
    ("head", "title"),
    [("", "Committee minutes"), ("<title>Club</title>", "Club"), ("<h1>Boats</h1>", "Boats")],
)
def test_a_heading_within_a_page_is_not_its_title(tmp_path: Path, head: str, title: str) -> None:
    page = f"{head}<p>Committee minutes</p><h2>1. Present</h2><p>Ada and Bo were there.</p>"
    assert read_one(write(tmp_path / "a.html", page)).title == title
