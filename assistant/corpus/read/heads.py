"""Whether the first row of a table holds the heads of its columns.

A multinomial logistic regression over what its cells look like beside those below them, fitted by
`benchmarks/fit_heads.py` on tables whose heads are known, on the same ones without them, and on
single rows of them set as a form. No word is looked at, so that it holds in any language.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from operator import mul
from pathlib import Path
from statistics import mean
from typing import Literal

Kind = Literal["heads", "no heads", "form"]
"""What the first row is: the heads of columns, one row like the others, or the first line of a
form, where names and what is said of them take turns."""

NAMES = (
    "like", "unlike", "digits", "digits below", "longer", "again", "empty", "years",
    "names' digits", "values' digits", "values' forms", "names' forms", "names longer",
)  # fmt: skip
"""Means over columns: how many cells below have the form of the first row's; how many more have
one another's; first cells with digits, and cells below with digits; words of the first cell more
than of those below; first cells that are said below, empty ones, and years above what is none.
Then, with every other column taken for names: digits in names and in values, how many forms a
column of values and of names has, and words of a name more than of a value."""

USUAL = 4.0
"""How many times likelier than each other kind heads are, where a table has three columns or more;
the tables that it is fitted on have as many of each."""

_YEAR = re.compile(r"(?:FY ?)?[12]\d{3}(?:[/–-]\d{2,4})?\W?")
_NUMBERS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")
_MOST = 8  # cells of a column that are compared with each other
_ROWS = 50


def kind_of(rows: Sequence[Sequence[str]]) -> Kind:
    """What the first of some rows is; "no heads" where there is nothing to compare it with."""
    found = measure(rows)
    if found is None:
        return "no heads"
    scores = {
        name: bias + sum(map(mul, weights, found)) for name, (bias, weights) in _fitted().items()
    }
    if len(rows[0]) > 2:  # lists of two columns are facts as often as not
        scores["heads"] += math.log(USUAL)
    return max(scores, key=scores.__getitem__)


def measure(rows: Sequence[Sequence[str]]) -> list[float] | None:
    """The feature row, as `NAMES`; None where no other row is as wide as the first.

    Args:
        rows: cells as one line each.
    """
    first, *others = rows
    below = [row for row in others[:_ROWS] if len(row) == len(first)]
    columns = [
        (top, cells) for top, *held in zip(first, *below, strict=True) if (cells := _filled(held))
    ]
    if not columns:
        return None
    whole = list(zip(*[first, *below], strict=True))
    names, values = [*map(_filled, whole[::2])], [*map(_filled, whole[1::2])]
    like = mean(mean(form_of(top) == form_of(one) for one in cells) for top, cells in columns)
    alike = mean(map(_alike, (cells for _, cells in columns)))
    return [
        like,
        alike - like,
        mean(_has_digit(top) for top, _ in columns),
        mean(mean(map(_has_digit, cells)) for _, cells in columns),
        mean(len(top.split()) - mean(map(_words, cells)) for top, cells in columns),
        mean(top in cells for top, cells in columns),
        mean(not top for top, _ in columns),
        mean(is_year(top) and not any(map(is_year, cells)) for top, cells in columns),
        _mean(map(_has_digit, (one for column in names for one in column))),
        _mean(map(_has_digit, (one for column in values for one in column))),
        _mean(map(_forms, values)),
        _mean(map(_forms, names)),
        _mean(map(_words, (one for column in names for one in column)))
        - _mean(map(_words, (one for column in values for one in column))),
    ]


@lru_cache(maxsize=1)
def _fitted() -> dict[Kind, tuple[float, list[float]]]:
    """For each kind its bias and weights, in the order of `NAMES`."""
    stored = json.loads(Path(__file__).with_name("heads.json").read_text(encoding="utf-8"))
    return {
        kind: (one["bias"], [one["weights"][name] for name in NAMES])
        for kind, one in stored.items()
    }


def _filled(cells: Iterable[str]) -> list[str]:
    return [cell for cell in cells if cell]


def form_of(cell: str) -> str:
    """A cell without its words and the values of its numbers: "8:30 am" is "0:0 a"."""
    return _WORDS.sub(lambda word: "A" if word[0][0].isupper() else "a", _NUMBERS.sub("0", cell))


def _alike(cells: Sequence[str]) -> float:
    pairs = combinations([form_of(cell) for cell in cells[:_MOST]], 2)
    return _mean((one == other for one, other in pairs), default=0.5)


def _forms(cells: Sequence[str]) -> float:
    return len(set(map(form_of, cells))) / len(cells) if cells else 1.0


def _has_digit(cell: str) -> bool:
    return bool(_NUMBERS.search(cell)) and not is_year(cell)


def is_year(cell: str) -> bool:
    """Whether a cell is a year, or a span of two such as a season."""
    return bool(_YEAR.fullmatch(cell))


def _words(cell: str) -> int:
    return len(cell.split())


def _mean(values: Iterable[float], default: float = 0.0) -> float:
    listed = list(values)
    return mean(listed) if listed else default
