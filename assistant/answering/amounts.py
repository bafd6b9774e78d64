"""The column of numbers that a question asks about, by its words and by what they mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from assistant.answering.conditions import without_unit
from assistant.answering.tables import Table
from assistant.language.quantities import quantities
from assistant.language.words import content_stems, stem, stems
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

_SUPERLATIVE = 6  # letters that one has at least: "oldest", but not "test"
# What is said of more and less, whatever it is of.
_OF_ANY = frozenset("bigger fewer greater higher larger less lower smaller".split())
_PRICED = 0.5  # least cosine of a head with "price" or "cost", where nothing is in a currency
_RANKED = 0.58  # the same with "rank" or "position": of "rating" .59, "location" .57, "score" .51


def positives(own: Collection[str]) -> set[str]:
    """What superlatives are made of: "and how long is it?" says no more than "the longest"."""
    return {_positive(one) for one in own}


def _positive(word: str) -> str:
    """What a superlative is made of, "long" or "heavy"; any other word as it is."""
    if len(word) < _SUPERLATIVE or not word.endswith("est"):
        return word
    short = word.removesuffix("est")
    if short.endswith("i"):
        return f"{short[:-1]}y"
    return short[:-1] if short[-1] == short[-2] not in "lse" else short


def nearness_of(
    said: Sequence[str], meant: Sequence[str], embedder: Embedder
) -> dict[str, dict[str, float]]:
    """The cosine of each word with each text; nothing is embedded where no word is left.

    Of a superlative, or of what it is made of, whichever is nearer: "heavy" to "weight".
    """
    if not said:
        return {}
    every = [*dict.fromkeys([*said, *map(_positive, said)])]
    vectors = embedder.encode_queries([*every, *(without_unit(one).lower() for one in meant)])
    cosines = dict(zip(every, vectors[: len(every)] @ vectors[len(every) :].T, strict=True))
    return {
        word: dict(zip(meant, cosines[word].clip(cosines[_positive(word)]).tolist(), strict=True))
        for word in said
    }


def rivals_of(
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

    found = [head for head, part in shares.items() if part == most > 0]
    return tuple(sorted(found, key=place))


def measure_of(
    table: Table,
    asked: Set[str],
    rivals: Sequence[str],
    near: Mapping[str, Mapping[str, float]],
    nearness: Nearness,
) -> tuple[str | None, bool]:
    """The column of numbers that is asked about, and whether by its own words.

    The one that has most of its words in the question; without any, the only one whose unit the
    question says, or the one that a word is plainly nearest to; else the only one of amounts.
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
    amounts = [one for one in table.measures if not (table.is_year(one) or table.is_clock(one))]
    return (amounts[0], False) if len(amounts) == 1 else (None, False)


def is_doubted(measure: str, names: Set[str], near: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether the word nearest to a column is nearer to another one, beside those of names."""
    if not near:
        return True
    nearest = max(near.values(), key=lambda cosines: cosines[measure])
    return any(cosine > nearest[measure] for one, cosine in nearest.items() if one not in names)


def is_near(table: Table, measure: str, asking: Sequence[str], embedder: Embedder) -> bool:
    """Whether a word that asks is near to a column, or to what it is measured in ("hotter": °C).

    Nothing has to be where the words that ask may be said of any column.
    """
    said = [word for word in asking if word not in _OF_ANY]
    if not said:
        return True
    own = list(filter(None, (without_unit(measure).lower(), table.unit(measure).strip())))
    vectors = embedder.encode_queries([*own, *said])
    cosines = vectors[: len(own)] @ vectors[len(own) :].T
    return float(cosines.max()) >= NEARNESS.get(embedder.name, USUAL).near


def prices_of(table: Table, embedder: Embedder) -> list[str]:
    """The columns of money: those in a currency; where none is, those whose heads mean a price.

    What is below zero is a result, and no price.
    """
    amounts = [
        head
        for head in table.measures
        if not table.is_year(head)
        and all(one.value >= 0 for row in table.rows if (one := row.number(head)))
    ]
    priced = [
        head
        for head in amounts
        if any(map(_is_money, (row.cells.get(head, "") for row in table.rows)))
    ]
    return priced or means_price(amounts, embedder)


def means_price(heads: Sequence[str], embedder: Embedder) -> list[str]:
    """The heads that are near to "price" or "cost"."""
    return _near_to(("price", "cost"), heads, _PRICED, embedder)


def is_rank(table: Table, head: str, embedder: Embedder) -> bool:
    """Whether a column gives places in an order, of which the first is the lowest number."""
    numbers = [one for row in table.rows if (one := row.number(head))]
    is_whole = not any(one.decimals or one.before or one.behind for one in numbers)
    return is_whole and bool(_near_to(("rank", "position"), [head], _RANKED, embedder))


def _near_to(
    meant: Sequence[str], heads: Sequence[str], least: float, embedder: Embedder
) -> list[str]:
    if not heads:
        return []
    vectors = embedder.encode_queries([*meant, *(without_unit(one).lower() for one in heads)])
    near = (vectors[len(meant) :] @ vectors[: len(meant)].T).max(axis=1)
    return [head for head, one in zip(heads, near.tolist(), strict=True) if one >= least]


def _is_money(cell: str) -> bool:
    return any(
        unicodedata.category(one) == "Sc" for found in quantities(cell) for one in found.unit
    )
