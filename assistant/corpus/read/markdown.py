"""Markdown read as text: tables line by line, no marks; the only importer of markdown_it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from assistant.corpus.read.build import normalise
from assistant.corpus.read.table import is_caption, loose_table_lines, table_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_Instead = str | Callable[[re.Match[str]], str]
_Mend = tuple[re.Pattern[str], _Instead]

_RULE_MARKS = "|:- \t"
_MARKED = re.compile(r"[*_`\[<&\\]")
# Marks in a longer cell stay: to pair them may take a walk from each of them.
_CELL_CHARS = 2000
_EMPHASIS = re.compile(r"(?<![\\*\w])(\*{1,3})(?=[^\s*])([^*\n]*[^\s*\\])\1(?![*\w])")
# Between underscores that stand in no name.
_UNDERSCORED = re.compile(r"(?<![\\_\w])(_{1,3})(?=[^\s_])([^_\n]*[^\s_\\])\1(?![_\w])")
_LINKED = (
    r"\[(?P<words>(?:\\.|[^\[\]\\]){0,300})\]"
    r"\([ \n]?<?(?P<address>[^()\s<>]{0,2000}(?:\([^()\s<>]{0,200}\)[^()\s<>]{0,200})?)>?"
    r'(?:\s"[^"\n]{0,300}")?\)'
)
_PICTURE, _LINK = re.compile(rf"(?<!\\)!{_LINKED}"), re.compile(rf"(?<!\\){_LINKED}")
_PAGE_LINK = re.compile(r"(?<!\\)!?\[\[(?:[^\[\]|\n]{0,300}\|)?([^\[\]|\n]{1,300})\]\]")
# Two strokes may begin a path, and "\#" at the start of a line would be a heading without its own.
_ESCAPE = re.compile(r"\\((?<=[^\n]\\)#|[!\"$-/:-@\[\]-`{-~])")
_CODE = re.compile(r"`+[^`\n]*`+")
_HEADING = re.compile(r"^#[^\n]*\Z", re.MULTILINE)
_HEADING_CHARS = 300
_KINDS = ("http", "https", "mailto")
_FENCE = re.compile(
    r"(^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\2[`~]*[ \t]*$|\Z))", re.DOTALL | re.MULTILINE
)
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_CODE_OR_COMMENT = re.compile(r"`[^`\n]*`|<!--")
_SHOWN = frozenset(("text", "code_inline", "softbreak"))


def lines_for_tables(text: str) -> str:
    """Put a line of its own for each row of the tables in a text, and leave the rest as it is."""
    text = normalise(text)
    lines = text.split("\n")
    if not any("|" in line and "-" in line and not line.strip(_RULE_MARKS) for line in lines):
        return text
    parts: list[str] = []
    at = 0
    heading = ""
    for block in _blocks(text):
        start, end = block.map or (0, 0)
        if block.type == "heading":
            heading = "" if block.tag == "h1" else _plain(block.children[0].content)
        elif block.type == "table":
            above = next(filter(None, reversed(lines[max(0, start - 2) : start])), "")
            name = _plain(above).strip()
            made = _table_lines(block, lines, name if is_caption(name) else heading)
            parts += [*lines[at:start], "", "\n\n".join(made), ""]
            at = end
    return "\n".join([*parts, *lines[at:]])


def without_emphasis(text: str) -> str:
    """Take back stars around words, but not in code: a quotation shows the words as written."""
    return _outside_code(text, (_EMPHASIS, r"\2"))


def without_marks(text: str) -> str:
    r"""Take back all other marks, but not in code: words as they are meant to look.

    An address on the web or of a mailbox stays behind the words of its link, in brackets; a picture
    is what stands for it; a sign that was kept from being a mark ("\*") has no stroke.

    Args:
        text: from `lines_for_tables`; cells have no addresses.
    """
    return _outside_code(
        text,
        (_PICTURE, r"\g<words>"),
        (_PAGE_LINK, r"\1"),
        (_LINK, _words),
        (_UNDERSCORED, r"\2"),
        (_ESCAPE, r"\1"),
    )


def _outside_code(text: str, *mends: _Mend) -> str:
    """Put something else in the place of marks, one after the other; code stays as it is."""
    parts = _FENCE.split(text)  # text, code, its fence, text, …
    for place in range(0, len(parts), 3):
        for mark, instead in mends:
            parts[place] = _between_code(mark, instead, parts[place])
    return "".join(part for place, part in enumerate(parts) if place % 3 != 2)


def _between_code(mark: re.Pattern[str], instead: _Instead, text: str) -> str:
    """The same beside code within a line; what holds no mark may stand within one."""
    kept: list[str] = []
    at = 0
    for code in _CODE.finditer(text):
        if "\\" in code[0] or mark.search(code[0]):
            kept += [mark.sub(instead, text[at : code.start()]), code[0]]
            at = code.end()
    return "".join([*kept, mark.sub(instead, text[at:])])


def _words(link: re.Match[str]) -> str:
    """A link's words; behind them where it leads, unless they say so, or it is in a heading."""
    words, address = link["words"].strip(), link["address"]
    kind, _, place = address.partition(":")
    before = link.string[max(0, link.start() - _HEADING_CHARS) : link.start()]
    if not words or kind.lower() not in _KINDS or _HEADING.search(before):
        return words
    if kind.lower() == "mailto":
        address = place = place.partition("?")[0]
    is_said = words.rstrip("/") in (address.rstrip("/"), place.strip("/"))
    return words if is_said else f"{words} ({address})"


def without_comments(text: str) -> str:
    """Take out comments, but not in code: `<!-- so -->` is for those who write the text."""
    if "<!--" not in text:
        return text
    parts = _FENCE.split(text)  # text, code, its fence, text, …
    return "".join(
        _shown(part) if place % 3 == 0 else part
        for place, part in enumerate(parts)
        if place % 3 != 2
    )


def _shown(text: str) -> str:
    kept: list[str] = []
    done = at = 0
    while match := _CODE_OR_COMMENT.search(text, at):
        at = match.end()
        if match[0] != "<!--":
            continue
        end = text.find("-->", at)
        if end < 0:
            break
        kept.append(text[done : match.start()])
        done = at = end + len("-->")
    return "".join([*kept, text[done:]])


def _table_lines(table: SyntaxTreeNode, lines: Sequence[str], about: str) -> list[str]:
    rows: list[list[str]] = []
    for row in (row for part in table.children for row in part.children):
        cells = [_plain(cell.children[0].content) for cell in row.children]
        # A line without a bar goes on with the table, says the rule, but no writer means that.
        is_text = row.map is not None and "|" not in lines[row.map[0]]
        rows.append(cells[:1] if is_text else cells)
    if any(rows[0]) and len(rows) > 1:
        return table_lines(rows[:1], rows[1:], about)
    return loose_table_lines(rows, about)


def _plain(text: str) -> str:
    """A cell's text without the marks of its look; a line that ends in it goes on behind ";"."""
    if not _MARKED.search(text) or len(text) > _CELL_CHARS:
        return text
    lines = "".join(
        "\n" if _BREAK.match(child.content) else " " if child.type == "softbreak" else child.content
        for token in _inline().parseInline(text)
        for child in token.children or ()
        if child.type in _SHOWN or (child.type == "html_inline" and _BREAK.match(child.content))
    ).split("\n")
    return "; ".join(filter(None, map(str.strip, lines))) if len(lines) > 1 else lines[0]


def _blocks(text: str) -> list[SyntaxTreeNode]:
    """The headings and tables; what looks like one inside code is none."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("zero").enable(["table", "fence", "heading", "lheading"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    return SyntaxTreeNode(parser.parse(text)).children


@cache
def _inline() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")
