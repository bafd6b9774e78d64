"""What a question over rows refers to in a table: its columns, and conditions on its rows.

Each word of the question should be accounted for: by what is asked, by a head, a cell, or the
table's own words; or it should mean about what one of these says. One that is not may change the
question, and then it is not plain what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.amounts import (
    NEARNESS,
    USUAL,
    is_doubted,
    measure_of,
    nearness_of,
    positives,
    rivals_of,
)
from assistant.answering.conditions import Cells, conditions_in, fits, flags_in, share
from assistant.answering.moments import date_in
from assistant.answering.tables import Table, TableRow
from assistant.corpus.lengths import in_unit_of, unit_behind
from assistant.grounding.polarity import negates
from assistant.language.quantities import Quantity, quantities
from assistant.language.question import Question
from assistant.language.words import STOPWORDS, WORD, content_stems, fold, stem, stems, words
from assistant.protocols import Embedder

_COMPARED = 50  # cells of a column, at most, that a word is compared with

# Words that join others and change nothing. All others without a meaning of their own, as "could",
# "only" or "but", may ask for something else than what stands beside them.
_PLAIN = frozenset(
    """
    a an are as at be been being did do does doing done for from has have having he her his
    how i in into is it its many me much my of on our s she so that the their them there these they
    this those to was we were what when where which who whom whose with you your
    """.split()
)

# Of those others, some turn a condition round, and some ask for what is worked out.
_TURNING = frozenset("but could might no nor not only other too".split())
_COMPARING = frozenset("all any both each few more most".split())

# What may or should be is told by rules, not by rows of what was.
_MODAL = frozenset("can could may might should would".split())

_DIFFERENT = "different"

ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth".split()


@dataclass(frozen=True, slots=True)
class Linked:
    """A question as it is put to a table.

    Attributes:
        rows: those that its conditions leave.
        conditions: the cells that are asked for, by their columns.
        periods: what it says of a column whose cells lie in a period.
        heads: those that the question has words of.
        open: those whose words it all has, and of which nothing else here tells what they ask.
        loose: those that words which are no head's stand nearest to.
        measure: the column of numbers that is asked about; None where none is named.
        rivals: the columns of numbers that are named more fully than others, as the question has
            them in order.
        is_named: whether the question has the measure's own words.
        asking: the words that ask, and are neither a cell's nor a head's.
        is_doubted: whether the word that asks, or of several the one that is nearest to it, is
            nearer to another column.
        rank: 2 for "the second highest"; else 1.
        numbers: what the question says that is neither a head nor a cell.
        is_denied: whether it says "no" or "not".
        is_who: whether it asks who.
        is_doer: whether it asks who has or does something, and not who one is.
        is_when: whether it asks when.
        is_of_month: whether it asks for the days of a month.
        is_dated: whether it says a day or a month.
        is_spoken: whether a word of it only says what is asked, and is not the table's.
        turning: its words without a meaning of their own that may change what is asked: "could".
        counted: the column that "how many" or "which" asks of; the nearest to its word where no
            head has that, and None where it asks of what the table is called, or says no word.
        is_counted: whether that is a column that a head has the word of.
        is_different: whether it asks how many different ones there are.
        words: how many words of the question are the table's own; those of its heads count twice.
        is_plain: whether each word is accounted for; one that is not may change what is asked.
    """

    rows: tuple[TableRow, ...]
    conditions: Mapping[str, tuple[str, ...]]
    periods: Mapping[str, str]
    heads: tuple[str, ...]
    open: tuple[str, ...]
    loose: frozenset[str]
    measure: str | None
    rivals: tuple[str, ...]
    is_named: bool
    asking: tuple[str, ...]
    is_doubted: bool
    rank: int
    numbers: tuple[Quantity, ...]
    is_denied: bool
    is_who: bool
    is_doer: bool
    is_when: bool
    is_of_month: bool
    is_dated: bool
    is_spoken: bool
    turning: frozenset[str]
    counted: str | None
    is_counted: bool
    is_different: bool
    words: int
    is_plain: bool

    @property
    def turns_round(self) -> bool:
        """Whether a word may ask for other rows than the conditions leave.

        "In May or earlier", "zones other than north"; "in may", which may be no month.
        """
        if self.is_of_month and self.turning - _COMPARING:
            return True
        is_unclear = "may" in self.turning and not self.is_dated
        return is_unclear or bool(self.conditions and self.turning & _TURNING)

    @property
    def asks_what_may_be(self) -> bool:
        """Whether it asks for what is allowed or possible: "how many films can I take out?"."""
        return bool(self.turning & _MODAL) and not self.is_dated

    @property
    def sought(self) -> str | None:
        """The column that is asked for, beside the name of a row; None where none is."""
        return self.open[0] if len(self.open) == 1 else None


def link(
    question: Question,
    table: Table,
    own: Collection[str],
    embedder: Embedder,
    sides: Cells | None = None,
) -> Linked | None:
    """What a question refers to in a table; None where that is not certain.

    Args:
        question: what was asked.
        table: what it may be about.
        own: stems that say what is asked, whatever it is about.
        embedder: tells which words mean about the same.
        sides: cells that it is known to ask for, whatever else it has words of.
    """
    said_words = words(re.sub(r"n['’]t\b", " not", question.text))
    asked = {stem(word): word for word in said_words if word not in STOPWORDS}
    dated = [word for day in question.dates for word in words(day.text)]
    asked |= {stem(word): word for word in dated}  # "May", which may also be a stop word
    rank, ordinal = _rank(said_words, own)
    flags = flags_in(table, question.text, asked.keys())
    if len(flags) > 1 and ("or" in said_words or negates(question.text)):
        return None  # which of them is denied, and whether one is enough, is not certain
    by_words = conditions_in(table, question, asked.keys() - {ordinal}, said_words)
    if not by_words.is_certain:
        return None  # from there, or to there?
    conditions = {**by_words.cells, **flags, **(sides or {})}
    cells = {one for values in conditions.values() for value in values for one in stems(value)}
    cells |= by_words.dated
    named = _named(table, asked.keys() - cells, conditions.keys())
    heads = {one for head, part in named.items() if part for one in content_stems(head)}
    about = f"{table.document.title} {table.section} {table.about}"
    its_own = cells | heads | set(content_stems(about))
    held = its_own | set(own) | positives(own) | set(content_stems(table.units)) | {ordinal}
    said_numbers = [
        one for one in question.quantities if not held.issuperset(_whole_stems(question.text, one))
    ]
    counted = {one for number in said_numbers for one in stems(number.text)}
    if any(table.is_length(head) for head in table.measures):
        counted |= {stem(unit_behind(question.text, one.end)) for one in said_numbers}
    of_heads = {number.value for head in table.heads for number in quantities(head)}
    numbers = tuple(one for one in said_numbers if one.value not in of_heads)  # "per 1,000 l"
    left = [word for one, word in asked.items() if one not in held | counted]
    if table.has_days and not set(left).isdisjoint(dated):
        return None  # near to a column of days is each day, also one that it lacks
    said = [word for one, word in asked.items() if one not in cells | heads | counted | {ordinal}]
    near = nearness_of(said, [*table.heads, about], embedder)
    nearness = NEARNESS.get(embedder.name, USUAL)
    is_plain = all(max(near[word].values()) >= nearness.near for word in left)
    loose = {word: max(near[word], key=near[word].__getitem__) for word in left}
    if any(
        _means_cell(word, near[word][head], table, head, embedder) for word, head in loose.items()
    ):
        return None
    amounts = [head for head in table.measures if head not in conditions]
    rivals = rivals_of(amounts, said_words, named)
    measure, is_named = measure_of(table, asked.keys() - cells, rivals, near, nearness)
    others = [word for word, head in loose.items() if head not in {about, *table.names, measure}]
    if 0 < named.get(measure or "", 0.0) < 1:  # "covers more per litre", of a price per litre
        others = [word for word in others if loose[word] in amounts]
    elif is_named:
        others = []
    if any(near[word].get(measure or "", 0.0) < nearness.near for word in others):
        measure = None  # what is said of another column may be what is asked about
    numbers = tuple(_in_its_unit(table, measure, question.text, one) for one in numbers)
    asking = {word: near[word] for word in said if stem(word) in own}
    used = {*conditions, *rivals, table.naming, measure}
    counted_head, is_counted = _counted(table, said_words, near)
    return Linked(
        rows=tuple(row for row in table.rows if fits(row, conditions)),
        conditions=conditions,
        periods=by_words.periods,
        heads=tuple(head for head, part in named.items() if part),
        open=tuple(
            head
            for head, part in named.items()
            if part == 1 and head not in used and not set(own).issuperset(content_stems(head))
        ),
        loose=frozenset(loose.values()) - {about},
        measure=measure,
        rivals=rivals,
        is_named=is_named,
        asking=tuple(asking),
        is_doubted=not is_named
        and measure is not None
        and is_doubted(measure, {*table.names, about}, asking),
        rank=rank,
        numbers=numbers,
        is_denied=negates(question.text),
        is_who=question.answer_type == "who",
        is_doer=any(
            one in {"who", "whom", "whose"} and two not in {"is", "are", "was", "were"}
            for one, two in pairwise(said_words)
        ),
        is_when=question.answer_type == "date",
        is_of_month=by_words.is_of_month,
        is_dated=bool(dated),
        is_spoken=not {*its_own, *map(stem, left), *counted}.issuperset(asked),
        turning=_turning(said_words, cells, conditions),
        counted=None if counted_head == about else counted_head,
        is_counted=is_counted,
        is_different=_DIFFERENT in said_words,
        words=len(its_own & asked.keys()) + len(heads & asked.keys()),
        is_plain=is_plain,
    )


def _named(table: Table, asked: Set[str], conditions: Set[str]) -> dict[str, float]:
    """The share of each head's words that a question has.

    The words of a head behind which a cell is asked for name no other one: "reed as their main
    plant" does not speak of the "plant cover".
    """
    shares = {head: share(head, asked) for head in table.heads}
    taken = {one for head in conditions if shares[head] == 1 for one in content_stems(head)}
    return {
        head: part if part == 1 or not taken.issuperset({*content_stems(head)} & asked) else 0.0
        for head, part in shares.items()
    }


def _whole_stems(text: str, number: Quantity) -> list[str]:
    """Stems of the whole words that a number is written in: "2b" is no 2."""
    return [
        stem(fold(one.group()))
        for one in WORD.finditer(text)
        if one.start() < number.end and number.start < one.end()
    ]


def _in_its_unit(table: Table, head: str | None, text: str, number: Quantity) -> Quantity:
    """A number of a question in a column's unit, where both are lengths of time: "over 2 hours"."""
    own = next((one for row in table.rows if (one := row.number(head or ""))), None)
    unit = unit_behind(text, number.end)
    value = in_unit_of(own, number.value, unit) if own else None
    return number if value is None else number._replace(value=value, text=f"{number.text} {unit}")


def _turning(said: Sequence[str], cells: Set[str], conditions: Cells) -> frozenset[str]:
    """The words without a meaning of their own that may change what is asked.

    None that a cell has, unless it stands there once more ("may … in May"), and none that stands
    between cells: "and" asks for both, "or" for either of a column. Days may be one month's.
    """
    several = [len(of) > 1 and not all(map(date_in, of)) for of in conditions.values()]
    joins = {"and"} if any(several) or several[1:] else set()
    joins |= {"or"} if any(several) else set()
    return frozenset(
        one
        for one in STOPWORDS.difference(_PLAIN, joins).intersection(said)
        if stem(one) not in cells or said.count(one) > 1
    )


def _counted(
    table: Table, said: Sequence[str], near: Mapping[str, Mapping[str, float]]
) -> tuple[str | None, bool]:
    """What "how many" or "which" asks of: a head, or the table's name; and whether by its own word.

    Its word is the first behind it that means something, with the next where a column has both
    ("frost days"), or the next where it names the rows ("well samples"). A unit stands for its
    column.
    """
    opening = next((one for one in ("many", "which") if one in said), None)
    if opening is None:
        return None, False
    behind = [one for one in said[said.index(opening) + 1 :] if one != _DIFFERENT]
    start = next((at for at, one in enumerate(behind) if one not in STOPWORDS), len(behind))
    nouns = [stem(one) for one in behind[start : start + 2]]
    for parts, heads in ((nouns, table.heads), (nouns[1:], table.names), (nouns[:1], table.heads)):
        own = [head for head in heads if parts and {*parts} <= {*content_stems(head)}]
        units = [one for one in table.measures if {*nouns[:1]} <= {*content_stems(table.unit(one))}]
        if len(own) == 1 or (nouns and not own and len(units) == 1):
            return (own or units)[0], True
    cosines = near.get(behind[start], {}) if nouns else {}
    return max(cosines, key=cosines.__getitem__, default=None), False


def _rank(said: Sequence[str], own: Collection[str]) -> tuple[int, str]:
    """The place that "the second highest" asks for, and that word's stem; else 1 and none."""
    for one, following in pairwise(said):
        if one in ORDINALS and (following in {"most", "least"} or stem(following) in own):
            return ORDINALS.index(one) + 2, stem(one)
    return 1, ""


def _means_cell(word: str, nearness: float, table: Table, head: str, embedder: Embedder) -> bool:
    """Whether a word stands nearer to a cell below a head than to the head: "august" to "Aug".

    It then asks for rows that are not told from the others.
    """
    cells = list({cell: None for row in table.rows if (cell := row.cells.get(head))})[:_COMPARED]
    if not cells or head in table.measures:
        return False
    vectors = embedder.encode_queries([word, *cells])
    return float((vectors[1:] @ vectors[0]).max()) > nearness
