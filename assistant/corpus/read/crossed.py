"""What Markdown strikes out: `~~so~~`, as GitHub has it, and `<del>so</del>` within a text.

Blocks of HTML, as `<del>` on a line by itself begins one, are not looked into.
markdown-it knows what is code and what is escaped, but not where in a text it read something. So
the rules that see such marks note down where they did.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from assistant.corpus.read.struck import TAGS
from assistant.records import Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TILDES = "~~"
_MAY_STRIKE = re.compile(rf"{_TILDES}|<(?:{'|'.join(sorted(TAGS))})\b", re.IGNORECASE)
_TAG = re.compile(r"</?(\w+)")
_CELLS = ("td_open", "th_open")
_TASK = re.compile(r"\[[ xX]\]")  # the box before an item


class _Piece(NamedTuple):
    """Where a line of a block's content stands: in which line of the text, and from where on."""

    line: int
    at: int
    start: int
    end: int


def without_struck(text: str) -> tuple[str, int]:
    r"""The text without what is struck out, and how many words that were.

    An item, a paragraph or a heading of which nothing is left goes with it, and a line of one that
    would be blank: it would end a paragraph.

    Args:
        text: with line ends `\n`.
    """
    if not _MAY_STRIKE.search(text):
        return text, 0
    lines = text.split("\n")
    cuts: dict[int, list[Span]] = defaultdict(list)
    begun = [0] * len(lines)  # up to where a line was read: the cells of a row follow each other
    gone: set[int] = set()
    words = 0
    for opening, block in _blocks(text):
        content, (struck, said) = block.content, _struck(block.children or ())
        pieces = _pieces(block, lines, begun)
        if not struck or not pieces:
            continue
        words += len(said.split())
        for piece in pieces:
            for span in struck:
                start, end = max(span.start, piece.start), min(span.end, piece.end)
                if start < end:
                    shift = piece.at - piece.start
                    cuts[piece.line].append(Span(start + shift, end + shift))
        if opening.type in _CELLS:
            continue
        if not _says_something(_cut(content, struck)):
            gone.update(range(*(opening.map or (0, 0))))  # a heading's underline too
        # The first line may have the mark of an item before it.
        gone.update(piece.line for piece in pieces[1:] if _is_emptied(piece, lines, cuts))
    kept = (_cut(line, cuts[at]) for at, line in enumerate(lines) if at not in gone)
    return "\n".join(kept), words


def _says_something(rest: str) -> bool:
    return any(map(str.isalnum, _TASK.sub("", rest, count=1)))


def _is_emptied(piece: _Piece, lines: Sequence[str], cuts: Mapping[int, Sequence[Span]]) -> bool:
    """Whether nothing is left of a block's line but what stands before all its lines."""
    return not _cut(lines[piece.line], cuts[piece.line])[piece.at :].strip()


def _cut(line: str, cuts: Sequence[Span]) -> str:
    """A text without some of its parts, and one space where there were two around one."""
    for start, end in reversed(cuts):
        is_apart = line[:start].endswith(" ") or not start
        line = line[:start] + (line[end:].removeprefix(" ") if is_apart else line[end:])
    return line


def _blocks(text: str) -> Iterator[tuple[Token, Token]]:
    """What opens each paragraph, heading or cell, and what it holds."""
    for opening, token in pairwise(_parser().parse(text)):
        if token.type == "inline":
            yield opening, token


def _pieces(block: Token, lines: Sequence[str], begun: list[int]) -> list[_Piece]:
    """Where the lines of a block stand; none where one is not found as it was read."""
    pieces: list[_Piece] = []
    start = 0
    for number, said in enumerate(block.content.split("\n"), (block.map or [0])[0]):
        at = lines[number].find(said, begun[number])
        if at < 0:
            return []
        pieces.append(_Piece(number, at, start, start + len(said)))
        begun[number] = at + len(said)
        start += len(said) + 1
    return pieces


def _struck(tokens: Sequence[Token]) -> tuple[list[Span], str]:
    """What is struck out of a block's content: where it is with its marks, and its text."""
    found: list[Span] = []
    said = within = ""
    depth = start = 0
    for token in tokens:
        step = _step(token)
        if step > 0 and not depth:
            start, within = token.meta["at"], " "
        if step < 0 and depth == 1:
            found.append(Span(start, token.meta["end"]))
            said += within
        depth = max(0, depth + step)
        if token.type != "html_inline":
            within += " " if token.type.endswith("break") else token.content
    return found, said


def _step(token: Token) -> int:
    """1 where something begins to be struck out, -1 where that ends, else 0."""
    if "at" not in token.meta:
        return 0
    if token.type == "html_inline":
        tag = _TAG.match(token.content)
        is_struck = tag is not None and tag[1].lower() in TAGS
        return (-1 if token.content.startswith("</") else 1) * is_struck
    return {"s_open": 1, "s_close": -1}.get(token.type, 0)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import html_inline, strikethrough

    parser = MarkdownIt("commonmark").enable(["strikethrough", "table"])
    for name, rule in (("strikethrough", strikethrough.tokenize), ("html_inline", html_inline)):
        parser.inline.ruler.at(name, _noting(rule))
    return parser


def _noting(
    rule: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    """A rule that notes in its tokens where they stand."""

    def noting(state: StateInline, silent: bool) -> bool:
        at, count = state.pos, len(state.tokens)
        is_found = rule(state, silent)
        for token in state.tokens[count:]:
            if state.src.startswith(token.content, at) and token.content:
                token.meta = {"at": at, "end": at + len(token.content)}
                at += len(token.content)
        return is_found

    return noting
