"""What a question over rows refers to in a table: its columns, and conditions on its rows.

Each word of the question has to be accounted for: by what is asked, by a head, a cell, or the
table's own words; or it has to mean about what one of these says. One that is not may change the
question, and then nothing is computed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from assistant.answering.tables import Table, TableRow
from assistant.grounding.polarity import negates
from assistant.language.quantities import Quantity
from assistant.language.question import Question
from assistant.language.words import STOPWORDS, content_stems, stem, stems, words
from assistant.protocols import Embedder


class Nearness(NamedTuple):
    """Cosines of an embedder.

    Attributes:
        near: least of a word with a head, or the table's words, that it may stand for.
        meant: least of a word with the column that it asks about, where all words are accounted
            for.
        ahead: by how much the column that is meant has to be nearer than any other.
    """

    near: float
    meant: float
    ahead: float


USUAL = Nearness(0.45, 0.33, 0.08)
NEARNESS = {"embeddinggemma-300m": Nearness(0.52, 0.41, 0.12)}
"""Of embedders to whose cosines `USUAL` does not apply, by their names in models.yaml."""

_COMPARED = 50  # cells of a column, at most, that a word is compared with

ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth".split()


@dataclass(frozen=True, slots=True)
class Linked:
    """A question as it is put to a table.

    Attributes:
        rows: those that its conditions leave.
        conditions: the cells that are asked for, by their columns.
        heads: those that the question has words of.
        open: those whose words it all has, and of which nothing else here tells what they ask.
        loose: those that words which are no head's stand nearest to.
        measure: the column of numbers that is asked about; None where none is named.
        rivals: the columns of numbers that are named more fully than others, as the question has
            them in order.
        is_named: whether the question has the measure's own words.
        rank: 2 for "the second highest"; else 1.
        numbers: what the question says that is neither a head nor a cell.
        is_denied: whether it says "no" or "not".
        is_who: whether it asks who.
        words: how many words of the question are the table's own; those of its heads count twice.
    """

    rows: tuple[TableRow, ...]
    conditions: Mapping[str, tuple[str, ...]]
    heads: tuple[str, ...]
    open: tuple[str, ...]
    loose: frozenset[str]
    measure: str | None
    rivals: tuple[str, ...]
    is_named: bool
    rank: int
    numbers: tuple[Quantity, ...]
    is_denied: bool
    is_who: bool
    words: int

    @property
    def sought(self) -> str | None:
        """The column that is asked for, beside the name of a row; None where none is."""
        return self.open[0] if len(self.open) == 1 else None


def link(
    question: Question, table: Table, own: Collection[str], embedder: Embedder
) -> Linked | None:
    """What a question refers to in a table; None where a word of it refers to nothing there.

    Args:
        question: what was asked.
        table: what it may be about.
        own: stems that say what is asked, whatever it is about.
        embedder: tells which words mean about the same.
    """
    said_words = words(re.sub(r"n['’]t\b", " not", question.text))
    asked = {stem(word): word for word in said_words if word not in STOPWORDS}
    rank, ordinal = _rank(said_words, own)
    flags = _flags(table, question.text, asked.keys())
    if len(flags) > 1 and ("or" in said_words or negates(question.text)):
        return None  # which of them is denied, and whether one is enough, is not certain
    conditions = {**_conditions(table, asked.keys() - {ordinal}, said_words), **flags}
    by_words = [cell for head, cells in conditions.items() if head not in flags for cell in cells]
    if len(set(by_words)) < len(by_words):
        return None  # from there, or to there?
    cells = {one for values in conditions.values() for value in values for one in stems(value)}
    named = {head: _share(head, asked.keys() - cells) for head in table.heads}
    heads = {one for head, share in named.items() if share for one in content_stems(head)}
    about = f"{table.document.title} {table.section} {table.about}"
    its_own = cells | heads | set(content_stems(about))
    held = its_own | set(own) | set(content_stems(table.units)) | {ordinal}
    numbers = tuple(one for one in question.quantities if not held.issuperset(stems(one.text)))
    counted = {one for number in numbers for one in stems(number.text)}
    left = [word for one, word in asked.items() if one not in held | counted]
    said = [word for one, word in asked.items() if one not in cells | heads | counted | {ordinal}]
    near = _near(said, [*table.heads, about], embedder)
    nearness = NEARNESS.get(embedder.name, USUAL)
    if any(max(near[word].values()) < nearness.near for word in left):
        return None
    loose = {word: max(near[word], key=near[word].__getitem__) for word in left}
    if any(
        _means_cell(word, near[word][head], table, head, embedder) for word, head in loose.items()
    ):
        return None
    amounts = [head for head in table.measures if head not in conditions]
    rivals = _rivals(amounts, said_words, named)
    measure, is_named = _measure(table, asked.keys(), rivals, near, nearness)
    used = {*conditions, *rivals, table.naming, measure}
    return Linked(
        rows=tuple(row for row in table.rows if _fits(row, conditions)),
        conditions=conditions,
        heads=tuple(head for head, share in named.items() if share),
        open=tuple(
            head
            for head, share in named.items()
            if share == 1 and head not in used and not set(own).issuperset(content_stems(head))
        ),
        loose=frozenset(loose.values()) - {about},
        measure=measure,
        rivals=rivals,
        is_named=is_named,
        rank=rank,
        numbers=numbers,
        is_denied=negates(question.text),
        is_who=question.answer_type == "who",
        words=len(its_own & asked.keys()) + len(heads & asked.keys()),
    )


def _rank(said: Sequence[str], own: Collection[str]) -> tuple[int, str]:
    """The place that "the second highest" asks for, and that word's stem; else 1 and none."""
    for one, following in pairwise(said):
        if one in ORDINALS and (following in {"most", "least"} or stem(following) in own):
            return ORDINALS.index(one) + 2, stem(one)
    return 1, ""


def _flags(table: Table, text: str, asked: Set[str]) -> dict[str, tuple[str, ...]]:
    """The columns of yes and no that a question names, and which of the two it asks for."""
    wanted = int(negates(text))
    return {
        head: (cells[wanted],) for head, cells in table.flags.items() if _share(head, asked) == 1
    }


def _conditions(table: Table, asked: Set[str], said: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The cells that a question names, by column: words, and years of a column of years.

    A cell that a question may also mean otherwise is named behind its head: "plot 3", "zone A".
    """
    found: dict[str, tuple[str, ...]] = {}
    every = set(map(stem, said))
    behind = {(stem(one), two) for one, two in pairwise(said)}
    for head in table.heads:
        own = set(content_stems(head))
        is_amount = head in table.measures and not table.is_year(head)
        cells = dict.fromkeys(row.cells[head] for row in table.rows if row.cells.get(head))
        named = {cell for cell in cells if len(own) == 1 and (*own, cell.lower()) in behind}
        if not is_amount:
            named |= _longest({cell for cell in cells if _is_said(cell, own, asked, every)})
        if named:
            found[head] = tuple(cell for cell in cells if cell in named)
    return found


def _is_said(cell: str, own: Set[str], asked: Set[str], every: Set[str]) -> bool:
    """Whether a question has a cell's words, beside those of its head.

    A number of one or two digits may mean anything.
    """
    said = set(stems(cell)) - own
    return bool(said & asked) and said <= every and not (cell.isdigit() and len(cell) < 3)


def _longest(cells: Set[str]) -> set[str]:
    """The cells without those whose words are part of another one's: "room" of "staff room"."""
    said = {cell: set(stems(cell)) for cell in cells}
    return {cell for cell in cells if not any(said[cell] < other for other in said.values())}


def _share(head: str, asked: Set[str]) -> float:
    """The share of a head's words that the question has."""
    own = set(content_stems(_without_unit(head))) or set(stems(head))
    return len(own & asked) / len(own) if own else 0.0


def _without_unit(head: str) -> str:
    return head.partition(" (")[0] or head


def _near(
    said: Sequence[str], meant: Sequence[str], embedder: Embedder
) -> dict[str, dict[str, float]]:
    """The cosine of each word with each text; nothing is embedded where no word is left."""
    if not said:
        return {}
    vectors = embedder.encode_queries([*said, *(_without_unit(one).lower() for one in meant)])
    cosines = vectors[: len(said)] @ vectors[len(said) :].T
    return {
        word: dict(zip(meant, row.tolist(), strict=True))
        for word, row in zip(said, cosines, strict=True)
    }


def _means_cell(word: str, nearness: float, table: Table, head: str, embedder: Embedder) -> bool:
    """Whether a word stands nearer to a cell below a head than to the head: "august" to "Aug".

    It then asks for rows that are not told from the others.
    """
    cells = list({cell: None for row in table.rows if (cell := row.cells.get(head))})[:_COMPARED]
    if not cells or head in table.measures:
        return False
    vectors = embedder.encode_queries([word, *cells])
    return float((vectors[1:] @ vectors[0]).max()) > nearness


def _rivals(
    amounts: Sequence[str], said: Sequence[str], named: Mapping[str, float]
) -> tuple[str, ...]:
    """The columns of numbers with most of their words in the question, as it names them.

    What stands behind "which" is what is asked for, not what is compared.
    """
    sought = {stem(two) for one, two in pairwise(said) if one == "which"}
    shares = {head: named[head] for head in amounts if not sought.issuperset(stems(head))}
    most = max(shares.values(), default=0.0)
    places = {stem(word): place for place, word in enumerate(said)}

    def place(head: str) -> int:
        return max((places.get(one, -1) for one in content_stems(head)), default=-1)

    found = [head for head, share in shares.items() if share == most > 0]
    return tuple(sorted(found, key=place))


def _measure(
    table: Table,
    asked: Set[str],
    rivals: Sequence[str],
    near: Mapping[str, Mapping[str, float]],
    nearness: Nearness,
) -> tuple[str | None, bool]:
    """The column of numbers that is asked about, and whether by its own words.

    The one that has most of its words in the question; without any, the only one whose unit the
    question says, or the one that a word is plainly nearest to; else the only one that there is.
    """
    if rivals:
        return (rivals[0], True) if len(rivals) == 1 else (None, False)
    by_unit = [head for head in table.measures if asked & set(content_stems(table.unit(head)))]
    if len(by_unit) == 1:
        return by_unit[0], True
    meant = sorted(
        (
            (max((cosines[head] for cosines in near.values()), default=0.0), head)
            for head in table.measures
        ),
        reverse=True,
    )
    ahead = meant[0][0] - meant[1][0] if len(meant) > 1 else nearness.ahead
    if meant and meant[0][0] >= nearness.meant and ahead >= nearness.ahead:
        return meant[0][1], False
    amounts = [head for head in table.measures if not table.is_year(head)]
    return (amounts[0], False) if len(amounts) == 1 else (None, False)


def _fits(row: TableRow, conditions: Mapping[str, Sequence[str]]) -> bool:
    return all(row.cells.get(head, "") in cells for head, cells in conditions.items())
