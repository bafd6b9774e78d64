from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.present.markdown import (
    Entry,
    escaped,
    index_to_markdown,
    inert,
    summary_to_markdown,
)
from assistant.present.printable import one_line
from assistant.records import Claim
from tests.present.summaries import in_sections, of_bridge, of_nothing, of_two

HOSTILE = (
    "# no heading",
    "- no item",
    "1. no item",
    "2) no item",
    "> no quote",
    "---",
    "===",
    "    no code",
    "<script>alert(1)</script>",
    "[no link](javascript:alert)",
    "![no picture](http://x.example/y.png)",
    "https://no-link.example",
    "**not bold** _nor this_ `nor code` ~~nor that~~",
    "&amp; stays &lt;as it is&gt;",
    "[^1]: no footnote",
    "a \\* b",
    "| no | table |",
    "two\n\n# lines",
)
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(markdown: str) -> Iterator[Token]:
    for token in READER.parse(markdown):
        yield token
        yield from token.children or []


def read(markdown: str) -> tuple[set[str], str]:
    """The kinds of tokens in a Markdown text, and its words."""
    found = list(tokens(markdown))
    text = "".join(
        token.content for token in found if token.type in {"text", "text_special", "code_inline"}
    )
    return {token.type for token in found}, text


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_only_text(text: str) -> None:
    kinds, words = read(escaped(text))
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    assert words == one_line(text)


@given(st.text("#*_-+=`~<>[]()!|\\&;:.1 ab\n", min_size=1))
@example("0)")
def test_no_text_is_markup(text: str) -> None:
    kinds, words = read(f"{escaped(text)}\n")
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    assert words == one_line(text)


@given(st.text(alphabet='a<>!/?[](): \\\\\\n"=x', max_size=40))
@example("![a](http://a.example/x)")
@example("\\\\<img src=x>")
@example("[a][b]\\n\\n[b]: http://a.example/x")
@example("]\\\\(")
def test_inert_text_loads_and_runs_nothing(text: str) -> None:
    types, _ = read(inert(text))
    assert not types & {"image", "link_open", "html_inline", "html_block"}


def test_inert_text_is_as_plain_as_it_was() -> None:
    plain = "Prices (2019–2024) rose by 3 < 5 % [sic] *and* fell_again: see [1]."
    assert inert(plain) == plain


def test_addresses_are_no_links() -> None:
    assert escaped("see https://x.example") == r"see https\://x.example"
    assert escaped("see www.x.example") == r"see www\.x.example"


def test_page_of_a_document() -> None:
    assert summary_to_markdown(of_bridge()) == (
        "# The new bridge\n\n"
        "3 May 2024 · /papers/bridge.pdf\n\n"
        "The bridge was opened on 2 May 2024.[^1] It is 212 metres long.[^2]\n\n"
        "Cites 2 of 22 sentences, from 2 of 3 sections; nothing from “Weather”.\nA note.\n\n"
        "[^1]: The new bridge, 3 May 2024, page 2: “The bridge was opened on 2 May 2024.”\n\n"
        "[^2]: The new bridge, 3 May 2024, page 3: “It is 212 metres long, and blue.”\n"
    )


def test_bullets_are_a_list() -> None:
    kinds, _ = read(summary_to_markdown(of_bridge("bullets")))
    assert "bullet_list_open" in kinds


def test_what_stands_below_a_heading_is_a_list_in_the_list() -> None:
    page = summary_to_markdown(in_sections("bullets"))
    assert "\n- Size:\n  - It is 212 metres long.[^2]\n" in page
    assert "[^1]\n\nSize:\n\nIt is 212 metres long.[^2]\n" in summary_to_markdown(in_sections())


def test_headline_is_bold() -> None:
    assert "**The bridge was opened on 2 May 2024.**[^1]" in summary_to_markdown(
        of_bridge("headline")
    )


def test_digest_says_where_sources_differ() -> None:
    page = summary_to_markdown(of_two())
    assert page.startswith("# Digest of 2 documents\n")
    assert "Sources differ, newest first" in page


def test_document_without_a_sentence_says_so() -> None:
    assert "There is no sentence in this document." in summary_to_markdown(of_nothing())


def test_rejected_wording_is_not_there() -> None:
    assert "300" not in summary_to_markdown(of_bridge())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_document_is_only_text(text: str) -> None:
    summary = of_bridge()
    plain, _ = read(summary_to_markdown(summary))
    hostile = replace(
        summary,
        claims=(Claim(text, (1,), "quoted"),),
        citations=(replace(summary.citations[0], quote=text, title=text),),
        notes=(text,),
        documents=(replace(summary.documents[0], title=text, sources=(f"/{text}",)),),
    )
    kinds, _ = read(summary_to_markdown(hostile))
    assert kinds <= plain | {"text_special"}


def test_index_lists_summaries_and_failures() -> None:
    page = index_to_markdown(
        [
            Entry("A [title]", "/a.txt", "a-1.md", "3 May 2024"),
            Entry("", "/b.txt", error="/b.txt is *empty*."),
            Entry("", "/c.txt", "c-2.md"),
        ]
    )
    assert "- [A \\[title\\]](a-1.md) · 3 May 2024\n- [(no title)](c-2.md)\n" in page
    assert "## Failed\n\n- /b.txt is \\*empty\\*.\n" in page


def test_empty_index_says_so() -> None:
    assert "There is no summary." in index_to_markdown([])
