"""Markdown as it is meant to look, in pieces: elements of a short list, and text between them.

Nothing here is HTML; whoever shows the pieces makes it, of elements that it knows. HTML in a text
stays text, pictures are the words that stand for them, and addresses are links where they lead to
the web. What is marked is found by counting letters and digits, of which Markdown takes none away
unseen: those of addresses are counted where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.corpus.layout import is_row
from assistant.corpus.read.marking import letter_count
from assistant.corpus.rows import tables_among
from assistant.errors import ReadError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Piece = tuple[str, Any]
"""What it is, and what of it:

    open, close     the name of an element
    list            the number of a list's first item, of one with numbers; closed as "ol"
    rule, break     nothing
    link, unlink    an address on the web; nothing
    text, marked    text
    table           about, heads, rows: each whether it is marked, and its cells
"""

MOST_CHARACTERS = 1_000_000
"""Of a text that is rendered."""

_WEB = ("http://", "https://")
_DEEPEST = 20  # blocks in blocks
_INLINE = {"em": "em", "strong": "strong"}


@dataclass(frozen=True, slots=True)
class Markdown:
    """A text, and what of it is to be marked: `text[start:end]`."""

    text: str
    start: int = 0
    end: int = 0


def pieces(markdown: Markdown) -> list[Piece]:
    """The pieces of a text.

    Raises:
        ReadError: it is too long, or it is not certain where what is marked would stand.
    """
    text = markdown.text
    if len(text) > MOST_CHARACTERS:
        raise ReadError(f"It has more than {MOST_CHARACTERS:,} characters.", "Read its text.")
    mark = _Mark.of(markdown)
    made = _Blocks(_parser().parse(text), mark)
    found = list(made.pieces())
    if made.at != letter_count(text):
        raise ReadError("Its layout does not hold all of its text.", "Read its text.")
    return found


class _Mark(NamedTuple):
    """What is marked: letters and digits by their numbers in the text, and what is around them."""

    first: int
    end: int
    before: str
    behind: str

    @classmethod
    def of(cls, markdown: Markdown) -> _Mark:
        first = letter_count(markdown.text[: markdown.start])
        quote = markdown.text[markdown.start : markdown.end]
        letters = [number for number, one in enumerate(quote) if one.isalnum()]
        if not letters:
            return cls(first, first, "", "")
        return cls(first, first + len(letters), quote[: letters[0]], quote[letters[-1] + 1 :])

    def part(self, text: str, at: int) -> tuple[int, int]:
        """Which part of a text is marked whose first letter has a number; an empty one for none."""
        letters = [number for number, one in enumerate(text) if one.isalnum()]
        if not letters or self.end <= at or self.first >= at + len(letters):
            inside = self.first < at < self.end
            return (0, len(text)) if inside and not letters else (0, 0)
        start = 0
        if self.first >= at:
            start = letters[self.first - at]
            start -= _shared(text[:start][::-1], self.before[::-1])
        end = len(text)
        if self.end <= at + len(letters):
            end = letters[self.end - at - 1] + 1
            end += _shared(text[end:], self.behind)
        return start, end

    def touches(self, at: int, count: int) -> bool:
        """Whether any of so many letters from a number on is marked."""
        return self.first < at + count and at < self.end


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common from the first one on."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right or left.isspace():
            return number
    return min(len(one), len(other))


class _Blocks:
    """The pieces of a parsed text, and how many letters and digits of it came so far."""

    def __init__(self, tokens: Sequence[Token], mark: _Mark) -> None:
        self._tokens = tokens
        self._mark = mark
        self.at = 0

    def pieces(self) -> Iterator[Piece]:
        number = 0
        while number < len(self._tokens):
            rows = self._rows(number)
            if rows:
                yield from self._tables(rows)
                number += 3 * len(rows)
            else:
                yield from self._block(self._tokens[number])
                number += 1

    def _rows(self, number: int) -> list[str]:
        """The rows of tables that stand from a token on, each a paragraph of its own."""
        rows: list[str] = []
        while (
            [one.type for one in self._tokens[number : number + 2]] == ["paragraph_open", "inline"]
            and self._tokens[number].level == 0
            and is_row(self._tokens[number + 1].content)
        ):
            rows.append(self._tokens[number + 1].content)
            number += 3
        return rows

    def _tables(self, rows: Sequence[str]) -> Iterator[Piece]:
        for table in tables_among(rows):
            lines: list[tuple[bool, list[str]]] = []
            for row in table.rows:
                counts = [letter_count(rows[line]) for line in row.lines]
                is_marked = self._mark.touches(self.at, sum(counts))
                lines.append((is_marked, [row.cells.get(head, "") for head in table.heads]))
                self.at += sum(counts)
            yield "table", {"about": table.about, "heads": table.heads, "rows": lines}

    def _block(self, token: Token) -> Iterator[Piece]:
        match token.type:
            case "inline":
                yield from self._inline(token)
            case "fence" | "code_block":
                self.at += letter_count(token.info)
                yield "open", "pre"
                yield from self._text(token.content)
                yield "close", "pre"
            case "hr":
                yield "rule", ""
            case "ordered_list_open":
                yield "list", int(token.attrs.get("start", 1))
            case _ if not token.hidden:
                self.at += letter_count(token.info)  # the number of an item
                yield "open" if token.nesting > 0 else "close", token.tag

    def _inline(self, token: Token) -> Iterator[Piece]:
        """The text of a block; where its letters are not those that stand there, all or nothing."""
        begin, count = self.at, letter_count(token.content)
        made = list(self._runs(token.children or ()))
        if self.at != begin + count:
            kind = "marked" if self._mark.touches(begin, count) else "text"
            made = [(kind if one in {"text", "marked"} else one, what) for one, what in made]
            self.at = begin + count
        yield from made

    def _runs(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        addresses: list[Token] = []
        for token in tokens:
            match token.type:
                case "link_open":
                    addresses.append(token)
                    yield from _linked("link", token)
                case "link_close":
                    yield from _linked("unlink", addresses[-1])
                    self._pass_over(addresses.pop(), "href")
                case "image":
                    yield "open", "em"
                    yield from self._text(token.content)
                    yield "close", "em"
                    self._pass_over(token, "src")
                case "code_inline":
                    yield "open", "code"
                    yield from self._text(token.content)
                    yield "close", "code"
                case "softbreak":
                    yield from self._text("\n")
                case "hardbreak":
                    yield "break", ""
                case _ if token.tag in _INLINE:
                    yield "open" if token.nesting > 0 else "close", _INLINE[token.tag]
                case _:
                    yield from self._text(token.content)

    def _pass_over(self, token: Token, name: str) -> None:
        """Count an address and its title, which stand behind the words of a link; not shown."""
        if token.info != "auto":  # a bare address is its own words
            self.at += sum(letter_count(str(token.attrs.get(one, ""))) for one in (name, "title"))

    def _text(self, text: str) -> Iterator[Piece]:
        start, end = self._mark.part(text, self.at)
        self.at += letter_count(text)
        parts = (("text", text[:start]), ("marked", text[start:end]), ("text", text[end:]))
        yield from (part for part in parts if part[1])


def _linked(kind: str, link: Token) -> Iterator[Piece]:
    address = str(link.attrs.get("href", ""))
    if address.lower().startswith(_WEB):
        yield kind, address if kind == "link" else ""


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST})
    # What would take letters away unseen, or put others in their place.
    parser.disable(["entity", "reference", "html_block", "html_inline"])
    for name, instead in (
        ("validateLink", lambda _: True),
        ("normalizeLink", lambda url: url),
        ("normalizeLinkText", lambda url: url),
    ):
        setattr(parser, name, instead)
    return parser
