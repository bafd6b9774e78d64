"""Pages of the web: their text without menus, their dates and characters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

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
