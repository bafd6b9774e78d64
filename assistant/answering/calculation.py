"""An answer that is worked out from numbers in sentences: a sum, a difference, what is left.

    question ─may ask for one?─ the likeliest sentences ─write→ one line of Python
        └ numbers that stand there, units that agree ─work out→ "£34, worked out as 612 − 578."

Which numbers belong together is told by the writer; what they come to by code
(`grounding.arithmetic`). Whether that is the answer is told by how sure the writer was of its line,
and by how much more it believes in the result than in the first sentence as it stands: who asks how
many came in all may find the sum in it. A logistic regression weighs both, fitted by
`benchmarks.calculations` (docs/decisions/calculation.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.answering.hooks import Hooks
from assistant.answering.kinds import known_for
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.tables import Table, TableRow, tables_of
from assistant.corpus.rows import number_in
from assistant.grounding.answer import computed
from assistant.grounding.arithmetic import Worked, worked_out
from assistant.grounding.calibration import Calibration, shipped
from assistant.grounding.polarity import negates
from assistant.language.quantities import years
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.protocols import Embedder, Generator, Vectors
from assistant.records import Answer, Evidence, Receipt
from assistant.search.collection import Collection
from assistant.writing.approval import ASKED, approval
from assistant.writing.direct import fits, written_by
from assistant.writing.evidence import alone
from assistant.writing.prompts import CALCULATION_SYSTEM, calculation_prompt

NAMES = ("sureness", "gain")
"""The mean log probability of the calculation's tokens; how much more the writer believes in the
result, over the sentences whose numbers it takes, than in the first sentence, in log odds."""

MAY_BE = 0.2
"""Least probability, by the question alone, that something is to be worked out."""

TOKENS = 40
"""Of one line."""

LONGEST_SUM = 1_000
"""Characters of a line that code writes, of some hundred rows."""

Cell = tuple[str, str]
"""With the head of its column before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a writer wrote, over which sentences, and how sure it was of its tokens."""

    text: str
    sureness: float
    read: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Calculated:
    """What was worked out, the sentences whose numbers it takes, and its feature row (`NAMES`)."""

    worked: Worked
    sources: tuple[Evidence, ...]
    row: NDArray[np.float64]


def default_calculation() -> Calibration:
    """The weights that ship with the program; from the threshold on it is the answer."""
    return shipped(__file__, "calculation.json", NAMES)


def may_be_worked_out(question: Question, query: Vectors, embedder: Embedder) -> bool:
    """Whether a question may ask for what no sentence says; False where nothing was fitted."""
    known = known_for("calculations", question.text, embedder)
    if known is None:
        return False
    return 1 - known.shares(question.text, query)[known.other] >= MAY_BE


def line_of(
    question: str,
    sentences: Sequence[Evidence],
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> Line | None:
    """The line that a writer writes for a question; None where it cannot say how sure it is.

    Arguments as of `calculated`.
    """
    read = tuple(sentences[:ASKED])
    prompt = calculation_prompt(question, [alone(one) for one in read])
    if not read or not fits(writer, CALCULATION_SYSTEM, prompt, TOKENS):
        return None
    said = written_by(writer, CALCULATION_SYSTEM, prompt, TOKENS, should_stop)
    if said.sureness is None or should_stop():
        return None
    return Line(said.text.partition("\n")[0], said.sureness, read)


def weighed(
    question: str,
    line: Line,
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> Calculated | None:
    """What a line comes to, and what its writer thinks of that; None where it is nothing.

    Arguments as of `calculated`.
    """
    worked = worked_out(line.text, question, [one.text for one in line.read])
    if worked is None:
        return None
    sources, first = tuple(line.read[place] for place in worked.used), line.read[0]

    def asked(over: Sequence[Evidence], answer: str) -> float | None:
        return approval(question, [alone(one) for one in over], answer, writer, should_stop)

    result, stated = asked(sources, worked.result), asked([first], first.text)
    if result is None or stated is None:
        return None
    return Calculated(worked, sources, np.array([line.sureness, result - stated]))


def calculated(
    question: str,
    sentences: Sequence[Evidence],
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> Calculated | None:
    """What a question may ask to be worked out; None where there is nothing.

    Args:
        question: as the person asked it.
        sentences: that may answer, best first; the first `ASKED` are read.
        writer: is asked for the calculation, and what it thinks of the result.
        should_stop: ends the writing.
    """
    line = line_of(question, sentences, writer, should_stop)
    return weighed(question, line, writer, should_stop) if line is not None else None


def answer_worked_out(
    question: Question,
    query: Vectors,
    sentences: Sequence[Evidence],
    resources: Resources,
    watch: Stopwatch,
    hooks: Hooks,
) -> Answer | None:
    """What no sentence says, but what their numbers come to; None where that is nothing.

    Args:
        question: what was asked.
        query: its embedding, shape (dimension,).
        sentences: that may answer, best first; there may be none.
        resources: without a writer nothing is worked out.
        watch: runs since the question came.
        hooks: how to stop it.
    """
    if not sentences or not may_be_worked_out(question, query, resources.embedder):
        return None
    with watch.step("load_s"):
        writer = resources.writer
    if writer is None:
        return None
    with watch.step("write_s"):
        found = calculated(question.text, sentences, writer, hooks.should_stop)
    whole = over_all_rows(question, found, resources.collection) if found is not None else None
    receipt = resources.receipt(watch)
    return answer_calculated(question, whole, receipt) if whole is not None else None


def over_all_rows(
    question: Question, found: Calculated, collection: Collection
) -> Calculated | None:
    """What is calculated, where a sum takes rows of a table: over all that are meant, or none.

    A writer reads `ASKED` sentences, and more rows may be of what is asked: "what have I spent on
    diesel?" No other is meant where the rows alone share a cell that the question has a word of, as
    all that are there of one client, or where it names each by a cell of its own. Else all are that
    have what they share in words of the question. Each row gives as many numbers.
    """
    if not found.worked.added:
        return found
    said = {*content_stems(question.text)}
    taken = {one.passage.id for one in found.sources}
    for table in tables_of(collection, found.sources):
        rows = [row for row in table.body if row.place.passage.id in taken]
        others = [row for row in table.body if row not in rows]
        if len(rows) < 2:
            continue
        if found.worked.added % len(rows):  # the parts of all, and the labour of one
            return None
        beside = {cell for row in others for cell in row.cells.items()}
        own = [row.cells.items() - beside for row in rows]
        is_whole = not others or any(said & _words_of(cell) for cell in set.intersection(*own))
        if not is_whole and not all(_named(said, cells) for cells in own):
            return _completed(question, found, table, rows)
    return found


def _completed(
    question: Question, found: Calculated, table: Table, rows: Sequence[TableRow]
) -> Calculated | None:
    """The sum over all rows that have what some share in words of the question.

    None where the question may ask for fewer of them: it has a time, a denial, or a word of a cell
    that only some have.
    """
    said = {*content_stems(question.text)}
    shared = set.intersection(*(set(row.cells.items()) for row in rows))
    meant = _named(said, shared)
    every = [row for row in table.body if meant <= row.cells.items()]
    is_limited = question.dates or years(question.text) or negates(question.text)
    of_some = set.union(*(row.cells.items() - shared for row in every))
    total = number_in(found.worked.result)
    if not meant or is_limited or any(said & _words_of(cell) for cell in of_some) or total is None:
        return None
    for head in table.measures:
        numbers, so_far = ([row.number(head) for row in of] for of in (every, rows))
        if not all(numbers):
            continue
        if not math.isclose(sum(one.value for one in so_far if one), total.value):
            continue
        line = " + ".join(f"{one.value:.{one.decimals}f}" for one in numbers if one)
        sources = tuple(row.place for row in every)
        texts = [one.text for one in sources]
        worked = worked_out(f"result = {line}", question.text, texts, LONGEST_SUM)
        return replace(found, worked=worked, sources=sources) if worked else None
    return None


def _named(said: Set[str], cells: Set[Cell]) -> set[Cell]:
    """The cells all of whose words are said."""
    return {cell for cell in cells if (own := _words_of(cell)) and own <= said}


def _words_of(cell: Cell) -> set[str]:
    """The stems of a cell; none of a number's."""
    return set() if number_in(cell[1]) else {*content_stems(cell[1])}


def answer_calculated(question: Question, found: Calculated, receipt: Receipt) -> Answer | None:
    """The answer: what it comes to, how, and from which sentences; None where it is not likely."""
    fitted = default_calculation()
    likely = fitted.confidence(found.row)
    if likely < fitted.threshold:
        return None
    result, shown = found.worked.result, found.worked.shown
    text = f"{result}, worked out as {shown}."
    made = computed(question, text, result, (), found.sources, receipt, len(found.sources))
    return replace(made, confidence=likely, kind="passages")
