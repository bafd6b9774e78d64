"""Which operation a question asks for, told once for it and once more for each table.

A table knows which words of the question are names of its rows, and which numbers are none of its
years or names: "on Low Tide" asks for nothing low, and "in 2018" sets no bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, NamedTuple

from assistant.answering.conditions import without_names, without_unit
from assistant.answering.kinds import MAY_BE, Kind, Kinds
from assistant.answering.linking import Linked, link
from assistant.answering.periods import periods_in, without
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
_PERIOD = "in spring"  # for any period, as in examples that operations are told by
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


class Asked(NamedTuple):
    """What a question asks of rows, whatever the period is that they lie in.

    Attributes:
        question: as it was asked.
        bare: the same with a season for each of its periods; the same one where it has none.
        vector: the embedding of that.
    """

    question: Question
    bare: Question
    vector: Vectors

    @property
    def is_of_a_period(self) -> bool:
        """Whether it asks for the rows of a period, at least: "what is due before June"."""
        return self.bare is not self.question


def asked_of_rows(question: Question, query: Vectors, embedder: Embedder) -> Asked:
    """A question as its operation is told from it."""
    periods = periods_in(question.text, question.dates)
    if not periods:
        return Asked(question, question, query)
    text = without(question.text, periods, _PERIOD)
    return Asked(question, Question.parse(text), embedder.encode_queries([text])[0])


def at_first(known: Kinds, asked: Asked) -> Kind:
    """What is asked for, before a table tells whether a number is a bound, or a name of its own.

    Rows of a period are listed or counted where nothing else is likelier to be worked out of them.
    """
    text, vector = asked.bare.text, asked.vector
    may_be = (None, False) if asked.bare.quantities else (False,)
    told = (_operation(known, text, vector, has_bound=one) for one in may_be)
    found = next((one for one in told if one != known.other), known.other)
    if found != known.other or not asked.is_of_a_period:
        return found
    shares = {kind: share for kind, share in known.shares(text, vector).items() if kind != found}
    likely = max(shares, key=shares.__getitem__)
    return likely if likely in _OF_ALL else found


def put_to(
    known: Kinds, asked: Asked, table: Table, embedder: Embedder
) -> Iterator[tuple[Kind, Linked]]:
    """What a question asks of a table, and what it refers to there; nothing if that is not certain.

    Names of rows say nothing of what is asked, nor does that of the measure: not how many records
    came out "on Low Tide", nor which supplier has the highest "minimum order".
    """
    operation = at_first(known, asked)
    linked = link(asked.question, table, _own_words(known, operation), embedder)
    if linked is None:
        return
    measure = without_unit(linked.measure or "") if linked.is_named else ""
    text = without_names(asked.bare.text, linked.conditions, measure)
    vector = asked.vector if text == asked.bare.text else embedder.encode_queries([text])[0]
    named = _operation(known, text, vector, has_bound=bool(linked.numbers))
    every = _own_words(known, known.other)
    if named == known.other and all(every & {*content_stems(one)} for one in (measure, text)):
        return  # "what does the minimum order mean?" asks for the least of nothing
    if named not in {operation, known.other}:
        operation = named
        linked = link(asked.question, table, _own_words(known, operation), embedder)
    if linked is not None:
        yield operation, linked


def _own_words(known: Kinds, operation: Kind) -> frozenset[str]:
    """Stems that say what is asked.

    Of an amount "take" and "carry" may be said, whatever is to be worked out of it.
    """
    spoken = {operation} if operation in _OF_ROWS else known.words.keys()
    return frozenset().union(*(known.words[one] for one in spoken))
