"""What a question over rows refers to in a table: its columns, and conditions on its rows.

Each word of the question has to be accounted for: by what is asked, by a head, a cell, or the
table's own words; or it has to mean about what one of these says. One that is not may change the
question, and then nothing is computed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from assistant.answering.tables import Table, TableRow
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


@dataclass(frozen=True, slots=True)
class Linked:
    """A question as it is put to a table.

    Attributes:
        rows: those that its conditions leave.
        conditions: the cells that are asked for, by their columns.
        heads: those that the question has words of.
        measure: the column of numbers that is asked about; None where none is named.
        is_named: whether the question has the measure's own words.
        numbers: what the question says that is neither a head nor a cell.
        words: how many words of the question are the table's own; those of its heads count twice.
    """

    rows: tuple[TableRow, ...]
    conditions: Mapping[str, tuple[str, ...]]
    heads: tuple[str, ...]
    measure: str | None
    is_named: bool
    numbers: tuple[Quantity, ...]
    words: int


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
    asked = {stem(word): word for word in words(question.text) if word not in STOPWORDS}
    conditions = _conditions(table, asked.keys())
    cells = {one for values in conditions.values() for value in values for one in stems(value)}
    named = {head: _share(head, asked.keys() - cells) for head in table.heads}
    heads = {one for head, share in named.items() if share for one in content_stems(head)}
    about = f"{table.document.title} {table.section} {table.about}"
    its_own = cells | heads | set(content_stems(about))
    held = its_own | set(own) | set(content_stems(table.units))
    numbers = tuple(one for one in question.quantities if not held.issuperset(stems(one.text)))
    counted = {one for number in numbers for one in stems(number.text)}
    left = [word for one, word in asked.items() if one not in held | counted]
    said = [word for one, word in asked.items() if one not in cells | heads | counted]
    near = _near(said, [*table.heads, about], embedder)
    nearness = NEARNESS.get(embedder.name, USUAL)
    if any(max(near[word].values()) < nearness.near for word in left):
        return None
    measure, is_named = _measure(table, asked.keys(), named, near, nearness)
    rows = tuple(row for row in table.rows if _fits(row, conditions))
    words_held = len(its_own & asked.keys()) + len(heads & asked.keys())
    said_heads = tuple(head for head, share in named.items() if share)
    return Linked(rows, conditions, said_heads, measure, is_named, numbers, words_held)


def _conditions(table: Table, asked: Set[str]) -> dict[str, tuple[str, ...]]:
    """The cells that a question names, by column: words, and years of a column of years."""
    found: dict[str, tuple[str, ...]] = {}
    for head in table.heads:
        if head in table.measures and not table.is_year(head):
            continue
        cells = dict.fromkeys(row.cells[head] for row in table.rows if row.cells.get(head))
        own = set(content_stems(head))
        named = [
            cell
            for cell in cells
            if (said := set(stems(cell)) - own) and said <= asked and not _is_bare(cell)
        ]
        if named:
            found[head] = tuple(named)
    return found


def _is_bare(cell: str) -> bool:
    """Whether a cell is a number of one or two digits, which a question may mean otherwise."""
    return cell.isdigit() and len(cell) < 3


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


def _measure(
    table: Table,
    asked: Set[str],
    named: Mapping[str, float],
    near: Mapping[str, Mapping[str, float]],
    nearness: Nearness,
) -> tuple[str | None, bool]:
    """The column of numbers that is asked about, and whether by its own words.

    The one that has most of its words in the question; without any, the only one whose unit the
    question says, or the one that a word is plainly nearest to; else the only one that there is.
    """
    by_name = sorted(((named[head], head) for head in table.measures), reverse=True)
    if by_name and by_name[0][0]:
        is_tied = len(by_name) > 1 and by_name[1][0] == by_name[0][0]
        return (None, False) if is_tied else (by_name[0][1], True)
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
    return all(row.cells.get(head) in cells for head, cells in conditions.items())
