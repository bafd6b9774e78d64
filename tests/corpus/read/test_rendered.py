"""Markdown in pieces: what it looks like, and where in it a quotation stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.read import Markdown, close_readers, render
from assistant.corpus.read import rendered as rendering
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.process import Reader
from assistant.corpus.read.rendered import pieces
from assistant.corpus.read.wire import Limits
from assistant.corpus.split import split_passages
from assistant.errors import ReadError

NEWS = Path(__file__).parents[3] / "examples" / "news"
TEXT = """# The *fleet*

The boats “of each port” are counted, says the [report](http://example.org/a_b "a title"). Twice.

3. Boats without `engines` count,
   too.
4. So do *rafts* &amp; <b>floats</b>, ![a raft](raft.png "seen 1905") \\*all\\* of them.

> Nobody counts twice.

```python title
count = 7  # *all*
```

Fleet — Port: Lima · Boats: 7

Fleet — Port: Turku · Boats: 31

A line\\
broken. <http://example.org/x>

[report]: http://example.org/none

***
"""


def marked(text: str, quote: str, nth: int = 0) -> str:
    """What is marked for a quotation, rows of tables by their cells."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(quote, at + 1)
    found = []
    for kind, what in pieces(Markdown(text, at, at + len(quote))):
        if kind == "marked":
            found.append(what)
        elif kind == "table":
            found += [" ".join(cells) for is_marked, cells in what["rows"] if is_marked]
    return "".join(found)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def shape(text: str) -> list[tuple[str, Any]]:
    """The pieces without their text."""
    return [piece for piece in pieces(Markdown(text)) if piece[0] not in {"text", "marked"}]


def shown(text: str) -> str:
    return "".join(what for kind, what in pieces(Markdown(text)) if kind in {"text", "marked"})


def test_a_text_has_its_layout() -> None:
    found = shape(TEXT)
    assert found[:2] == [("open", "h1"), ("open", "em")]
    assert ("link", "http://example.org/a_b") in found
    assert ("list", 3) in found
    assert found.count(("open", "li")) == 2
    assert ("open", "blockquote") in found
    assert ("break", "") in found
    assert ("rule", "") in found
    (table,) = [what for kind, what in found if kind == "table"]
    assert (table["about"], table["heads"]) == ("Fleet", ("Port", "Boats"))
    assert [cells for _, cells in table["rows"]] == [["Lima", "7"], ["Turku", "31"]]


def test_what_is_not_of_the_layout_is_text() -> None:
    text = shown(TEXT)
    assert "&amp; <b>floats</b>, a raft *all* of them." in text
    assert "[report]: http://example.org/none" in text, "nothing is taken away"
    assert "title" not in text.replace("a title", "")
    assert "count = 7  # *all*\n" in text


@pytest.mark.parametrize(
    ("quote", "seen"),
    [
        ("The *fleet*", "The fleet"),
        ("“of each port”", "“of each port”"),
        ("says the [report](http://example.org/a_b \"a title\")", "says the report"),
        ("Twice.", "Twice."),
        ("Boats without `engines` count,\n   too.", "Boats without engines count,\ntoo."),
        ("rafts", "rafts"),
        ("them.", "them."),
        ("count = 7", "count = 7"),
        ("Fleet — Port: Turku · Boats: 31", "Turku 31"),
        ("broken.", "broken."),
        ("http://example.org/x", "http://example.org/x"),
        ("…", ""),
    ],
)  # fmt: skip
def test_a_quotation_is_marked_as_it_looks(quote: str, seen: str) -> None:
    text = TEXT if quote in TEXT else f"{TEXT}\n{quote}\n"
    assert marked(text, quote) == seen


def test_of_places_that_say_the_same_the_one_that_was_quoted_is_marked() -> None:
    text = "It sails.\n\n- It sails.\n- It sails.\n"
    for nth in range(3):
        at = [place for place in range(len(text)) if text.startswith("It", place)][nth]
        found = pieces(Markdown(text, at, at + 9))
        before = [what for kind, what in found[: found.index(("marked", "It sails."))]]
        assert before.count("It sails.") == nth


def test_a_quotation_over_several_blocks_is_marked_in_each() -> None:
    quote = TEXT[TEXT.index("too.") : TEXT.index("counts twice") + len("counts twice")]
    seen = marked(TEXT, quote)
    assert seen.startswith("too.So do rafts")
    assert seen.endswith("Nobody counts twice")


def test_where_an_address_hides_letters_the_whole_block_is_marked() -> None:
    text = "One.\n\nSee [this](http://x.org/?a=1&amp;b=2). It sails.\n\nTwo."
    assert marked(text, "It sails.") == "See this. It sails."
    assert marked(text, "Two.") == "Two."


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(NEWS.iterdir()) if path.suffix in {".md", ".docx"}],
    ids=lambda path: path.name,
)
def test_each_sentence_of_an_article_is_found(path: Path) -> None:
    (document,) = read_here(path)
    for passage in split_passages(document, lambda texts: [9] * len(texts), 192):
        for start, end in passage.sentences:
            quote = document.text[start:end]
            found = pieces(Markdown(document.text, start, end))
            seen = letters("".join(what for kind, what in found if kind == "marked"))
            rows = [row for kind, what in found if kind == "table" for row in what["rows"]]
            cells = [cells for is_marked, cells in rows if is_marked]
            if cells:
                assert all(cell in quote for cell in cells[0])
            else:
                words = re.sub(
                    r"\]\((?:[^()]|\([^()]*\))*\)", "]", quote
                )  # an address is not shown
                assert seen == letters(words)


def test_what_is_too_long_or_loses_text_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReadError, match="more than 1,000,000 characters"):
        pieces(Markdown("a" * (rendering.MOST_CHARACTERS + 1)))
    monkeypatch.setattr(rendering, "_DEEPEST", 1)
    with pytest.raises(ReadError, match="does not hold all of its text"):
        pieces(Markdown("- - - - deep\n"))


def test_a_text_that_costs_too_much_costs_itself_alone(tmp_path: Path) -> None:
    close_readers()
    source = tmp_path / "a.md"  # it need not be there
    reader = Reader(Limits(memory=2_000_000_000, output=10_000_000, seconds=1))
    try:
        with pytest.raises(ReadError, match=r"a\.md takes longer to read than 1 seconds"):
            reader.render(source, Markdown("a\n\n" * 330_000))
        assert not reader.idle
    finally:
        reader.close()
    assert render(source, Markdown("# A\n\nb *c*", 5, 6)) == [
        ("open", "h1"),
        ("text", "A"),
        ("close", "h1"),
        ("open", "p"),
        ("marked", "b"),
        ("text", " "),
        ("open", "em"),
        ("text", "c"),
        ("close", "em"),
        ("close", "p"),
    ]
    close_readers()
