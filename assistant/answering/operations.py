"""Which operation a question asks for, told once for it and once more for each table.

A table knows which words of the question are names of its rows, and which numbers are none of its
years or names: "on Low Tide" asks for nothing low, and "in 2018" sets no bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any

from assistant.answering.conditions import without_names, without_unit
from assistant.answering.kinds import MAY_BE, Kind, Kinds
from assistant.answering.linking import Linked, link
from assistant.answering.tables import Table
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.protocols import Embedder, Vectors

Bound = Callable[[float, float], bool]

BOUNDS: dict[str, tuple[str, Bound]] = {
    "over": ("over", lambda value, bound: value > bound),
    "from": ("of at least", lambda value, bound: value >= bound),
    "under": ("under", lambda value, bound: value < bound),
    "to": ("of at most", lambda value, bound: value <= bound),
    "equal": ("of", lambda value, bound: value == bound),
}
"""How a bound is worded, and which values keep it."""

_WITH_BOUND = frozenset(BOUNDS.keys() - {"equal"})  # of nothing there may be none
_OF_ALL = {"count", "list"}
# What asks for rows themselves, and not for an amount of theirs.
_OF_ROWS = {"count", "list", "each", "next", "previous", "first", "last"}
BY_AGE = {"oldest", "newest"}
BY_PACE = {"quickest", "slowest"}
ENDS = {"first", "last"}


def _operation(known: Kinds, text: str, vector: Vectors, *, has_bound: bool | None) -> Kind:
    """What is asked for.

    Nothing is over or under a number that is not said; where one is, not all rows are counted or
    listed. It may be either where `has_bound` is None.
    """
    but: Mapping[bool | None, Set[Any]] = {None: set(), True: _OF_ALL, False: _WITH_BOUND}
    told = known.tell(text, vector, but[has_bound])
    return told if known.shares(text, vector)[told] >= MAY_BE else known.other


def _at_first(known: Kinds, question: Question, query: Vectors) -> Kind:
    """What is asked for, before a table tells whether a number is a bound, or a name of its own."""
    may_be = (None, False) if question.quantities else (False,)
    told = (_operation(known, question.text, query, has_bound=one) for one in may_be)
    return next((one for one in told if one != known.other), known.other)


def is_other(known: Kinds, question: Question, query: Vectors) -> bool:
    """Whether nothing is asked that is worked out, whatever the table is."""
    return _at_first(known, question, query) == known.other


def put_to(
    known: Kinds, question: Question, query: Vectors, table: Table, embedder: Embedder
) -> Iterator[tuple[Kind, Linked]]:
    """What a question asks of a table, and what it refers to there; nothing if that is not certain.

    Names of rows say nothing of what is asked, nor does that of the measure: not how many records
    came out "on Low Tide", nor which supplier has the highest "minimum order".
    """
    operation = _at_first(known, question, query)
    linked = link(question, table, _own_words(known, operation), embedder)
    if linked is None:
        return
    measure = without_unit(linked.measure or "") if linked.is_named else ""
    text = without_names(question.text, linked.conditions, measure)
    vector = query if text == question.text else embedder.encode_queries([text])[0]
    without = _operation(known, text, vector, has_bound=bool(linked.numbers))
    every = _own_words(known, known.other)
    if without == known.other and all(every & {*content_stems(one)} for one in (measure, text)):
        return  # "what does the minimum order mean?" asks for the least of nothing
    if without not in {operation, known.other}:
        operation = without
        linked = link(question, table, _own_words(known, operation), embedder)
    if linked is not None:
        yield operation, linked


def _own_words(known: Kinds, operation: Kind) -> frozenset[str]:
    """Stems that say what is asked.

    Of an amount "take" and "carry" may be said, whatever is to be worked out of it.
    """
    spoken = {operation} if operation in _OF_ROWS else known.words.keys()
    return frozenset().union(*(known.words[one] for one in spoken))
