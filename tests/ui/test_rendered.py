"""Documents with a layout as HTML: hostile ones, too, and what a child may send."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from assistant.corpus.read.rendered import Markdown, Piece, pieces
from assistant.ui.rendered import ELEMENTS, rendered_html

HOSTILE = """# <script>alert(1)</script> [x](javascript:alert(2))

<img src=x onerror=alert(3)> ![p](http://evil.example/p.png) ![q](javascript:alert(4) "on\\"x")

[a](JaVaScRiPt:alert(5)) [b](data:text/html,<script>alert(6)</script>) [c](vbscript:x)
[d](http://evil.example/" onclick="alert(7)) [e](file:///etc/passwd) [f](//evil.example)
[g](<http://evil.example/ onmouseover=alert(8) x="'>) <javascript:alert(9)> <http://e.example/'">

<iframe src=http://evil.example></iframe><style>*{display:none}</style>

[h]: javascript:alert(10)

[h] &lt;script&gt;alert(11)&lt;/script&gt; &#60;b&#62;

Port: <b>Lima</b> · Boats: <script>alert(12)</script>

```<script>
</pre><script>alert(13)</script>
```

    </pre></main><script>alert(14)</script>

1000000000000. <mark id="place">no</mark> \u202e\x1b[31m
"""


class Elements(HTMLParser):
    """The elements of a text, their attributes and its words, as a browser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


OURS = ELEMENTS | {"mark", "a", "hr", "br", "div", *"table caption thead tbody tr th td".split()}
ATTRIBUTES = {"href", "target", "rel", "start", "id", "tabindex", "class", "role", "scope"}


def test_hostile_markdown_is_text() -> None:
    quote = "Boats: <script>alert(12)</script>"
    at = HOSTILE.index(quote)
    html = rendered_html(pieces(Markdown(HOSTILE, at, at + len(quote))), "A title")
    seen = Elements(html)
    assert {tag for tag, _ in seen.found} <= OURS
    for tag, attributes in seen.found:
        assert attributes.keys() <= ATTRIBUTES | {"aria-label"}, tag
        assert not any(name.startswith("on") for name in attributes)
    links = [attributes for tag, attributes in seen.found if tag == "a"]
    assert links, "what leads to the web is a link"
    for link in links:
        assert re.match(r"https?://e", str(link["href"]))
        assert link["rel"] == "noopener noreferrer"
    assert [attributes.get("id") for _, attributes in seen.found].count("place") == 1
    for number in (1, 3, 11, 12, 13, 14):
        assert f"alert({number})" in seen.words, "it can be read"
    assert "\u202e" not in html
    assert "\x1b" not in html


def test_only_links_to_the_web_are_links() -> None:
    text = "[a](x.md) [b](mailto:a@example.org) [c](#d) [e](https://example.org) [f](ftp://x)"
    html = rendered_html(pieces(Markdown(text)), "")
    assert html.count("<a ") == 1
    assert 'href="https://example.org"' in html
    assert Elements(html).words == "a b c e f"


def test_marks_that_follow_each_other_are_one() -> None:
    text = "It *sails at* [nine](http://x.org) sharp.\nNow."
    html = rendered_html(pieces(Markdown(text, 0, text.index("\n"))), "")
    assert html == (
        '<p><mark id="place" tabindex="-1">It </mark><em><mark>sails at</mark></em><mark> </mark>'
        '<a href="http://x.org" target="_blank" rel="noopener noreferrer"><mark>nine</mark></a>'
        "<mark> sharp.</mark>\nNow.</p>"
    )


def test_a_text_that_opens_with_its_title_says_it_once() -> None:
    for text in ("# The  fleet\n\nIt sails.", "The fleet\n\nIt sails."):
        assert rendered_html(pieces(Markdown(text)), "The fleet") == "<p>It sails.</p>"
        assert "<mark" in rendered_html(pieces(Markdown(text, 2, 9)), "The fleet")
    code = "```\nThe fleet\n```"
    assert "The fleet" in rendered_html(pieces(Markdown(code)), "The fleet")


def test_headings_stand_below_the_title() -> None:
    html = rendered_html(pieces(Markdown("# A\n\n## B\n\n###### C\n\nd")), "")
    assert re.findall(r"<h\d>", html) == ["<h2>", "<h3>", "<h6>"]
    html = rendered_html(pieces(Markdown("# A\n\n## B\n\n# C\n\nd")), "A")
    assert re.findall(r"<h\d>", html) == ["<h2>", "<h2>"], "the title is not said again"


def test_a_row_that_is_cited_is_the_place() -> None:
    text = "Port: Lima · Boats: 7\n\nPort: Oslo · Boats: 9"
    html = rendered_html(pieces(Markdown(text, 23, len(text))), "")
    assert html.count('id="place"') == 1
    assert '<tr class="cited" id="place" tabindex="-1">' in html
    assert re.findall("<mark>(.*?)</mark>", html) == ["Oslo", "9"]


@pytest.mark.parametrize(
    "piece",
    [
        ("open", "script"),
        ("open", 'p onclick="x"'),
        ("close", "main"),
        ("open", None),
        ("link", "javascript:alert(1)"),
        ("link", 5),
        ("list", '1"><script>'),
        ("html", "<script>"),
        ("text", ["<script>"]),
    ],
)
def test_what_no_reader_sends_is_not_shown(piece: Any) -> None:
    """A child that a file has taken over may send anything."""
    sent: list[Piece] = [("text", "a < b"), piece, ("marked", "<i>")]
    html = rendered_html(sent, "")
    assert html == 'a &lt; b<mark id="place" tabindex="-1">&lt;i&gt;</mark>'
