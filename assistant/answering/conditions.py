"""Which cells of a table a question names: the conditions that it puts on rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.moments import date_in
from assistant.answering.periods import Period, periods_in, without
from assistant.answering.tables import Table, TableRow, is_nothing
from assistant.grounding.polarity import negates
from assistant.language.quantities import DateMention
from assistant.language.question import Question
from assistant.language.words import WORD, content_stems, fold, stem, stems, words

Cells = Mapping[str, tuple[str, ...]]
"""Cells by the heads of their columns."""

_APART = frozenset("after before by from since till to until".split())
"""Before a day, they name other days, too."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a question asks of rows.

    Attributes:
        cells: those that are asked for.
        dated: stems of the question that say a day which a cell says otherwise, or more of, or a
            period.
        periods: what a question says of a column whose cells lie in a period ("after 6 pm").
        is_of_month: whether some of the cells are the days of a month that is asked for.
        is_certain: whether each cell that is named stands in one column only, and a month that is
            asked for is placed where the table has days.
    """

    cells: Cells
    dated: frozenset[str]
    periods: Mapping[str, str]
    is_of_month: bool
    is_certain: bool


def flags_in(table: Table, text: str, asked: Set[str]) -> Cells:
    """The columns of yes and no that a question names, and which of the two it asks for."""
    wanted = int(negates(text))
    return {
        head: (cells[wanted],) for head, cells in table.flags.items() if share(head, asked) == 1
    }


def conditions_in(
    table: Table, question: Question, asked: Set[str], said: Sequence[str]
) -> Conditions:
    """The cells that a question names, by column: words, days, and years of a column of years.

    A cell that a question may also mean otherwise is named behind its head: "plot 3", "zone A".

    Args:
        table: what the question may be about.
        question: as it was read; its days may be written small ("in june").
        asked: stems of its words that are no stop words.
        said: all its words, in order.
    """
    text = question.text
    asked_for = periods_in(text, question.dates)
    said = words(without(text, asked_for)) if asked_for else said  # "after 2 pm" is not 2 pm
    asked = asked & set(map(stem, said)) if asked_for else asked
    found: dict[str, set[str]] = {}
    days_in: dict[str, set[str]] = {}
    every = [stem(word) for word in said]
    behind = {(stem(one), two) for one, two in pairwise(said)}
    bounds = [one.said for period in asked_for for one in period.bounds]
    days = [day for day in question.dates if day.day and day not in bounds]
    days = [day for day in days if not _is_behind(_APART, text, day)]
    dated: set[str] = set()
    for head in table.heads:
        own = set(content_stems(head))
        is_name = table.is_year(head) or table.is_clock(head)
        is_amount = head in table.measures and not is_name
        cells = dict.fromkeys(row.cells[head] for row in table.rows if row.cells.get(head))
        named = {cell for cell in cells if len(own) == 1 and (*own, cell.lower()) in behind}
        if not is_amount:
            named |= _longest({cell for cell in cells if _is_said(cell, own, asked, set(every))})
            on = {cell: day for cell in cells for day in days if _is_day(cell, day)}
            named |= on.keys()
            dated.update(one for day in on.values() for one in stems(day.text))
        if named:
            found[head] = named
    _keep_whole(found, every)
    _keep_pointed(found, every)
    months = [day for day in question.dates if day.month and not day.day]
    months = [month for month in months if _is_behind({"in", "during"}, text, month)]
    for month in months if len(months) == 1 else []:
        days_in = _days_in(table, month, asked)
        for head, these in days_in.items():
            found.setdefault(head, these)
            dated.update(stems(month.text))
    periods: dict[str, str] = {}
    for period in asked_for:
        for head, these in _cells_in(table, period, asked).items():
            found[head] = found[head] & these if head in found else these
            periods[head] = " and ".join(filter(None, [periods.get(head), period.text]))
            dated.update(stems(period.text))
    held = dated | {one for cells in found.values() for cell in cells for one in stems(cell)}
    is_lost = any(not held.issuperset(stems(month.text)) for month in months)
    once = Counter(cell for cells in found.values() for cell in cells)
    return Conditions(
        {head: _in_order(table, head, cells) for head, cells in found.items() if cells},
        frozenset(dated),
        periods,
        bool(days_in),
        max(once.values(), default=1) == 1
        and not (is_lost and table.has_days)
        and all(found.get(head) for head in periods)
        and not any(
            period.is_of_days and not held.issuperset(stems(period.text)) for period in asked_for
        ),
    )


def _days_in(table: Table, month: DateMention, asked: Set[str]) -> dict[str, set[str]]:
    """The days of a month in the one column of days that may be meant; none where that is in doubt.

    The question names it in full, or it is the first; of several, it is named by other words than
    those for the rows, as "orders … in May" does not say that they were ordered in May. All its
    cells are days, and those of the month are of one year; no sum of rows has a day.
    """
    columns = {
        head: {
            cell: day
            for row in table.rows
            if (cell := row.cells.get(head, ""))
            if (day := date_in(cell)) and day.day
        }
        for head in table.heads
    }
    dated = [head for head, days in columns.items() if days]
    if len(dated) > 1:
        names = {*stems(table.heads[0]), *stems(table.naming)}
        dated = [head for head in dated if share(head, asked - names) == 1]
    else:
        dated = [head for head in dated if share(head, asked) == 1 or head == table.heads[0]]
    if len(dated) != 1:
        return {}
    (head,) = dated
    days = columns[head]
    found = {cell for cell, day in days.items() if month.agrees(day)}
    is_whole = all(row.cells.get(head, "") in days for row in table.body)
    is_summed = any(row.cells.get(head, "") in days for row in table.sums)
    is_one_year = len({days[cell].year for cell in found}) == 1
    return {head: found} if is_whole and is_one_year and not is_summed else {}


def _cells_in(table: Table, period: Period, asked: Set[str]) -> dict[str, set[str]]:
    """The cells in a period, of the one column that it may be of; none where that is in doubt.

    Of several the one that the question has most of. What begins and ends at a time of the day is
    of when it begins.
    """
    told: dict[str, set[str]] = {}
    for head in table.heads:
        cells = [one for row in table.body if not is_nothing(one := row.cells.get(head, ""))]
        kept = period.kept(cells) if len(cells) > 1 else None
        if kept is not None:
            told[head] = set(kept)
    shares = {head: share(head, asked) for head in told}
    if any(shares.values()):
        best = max(shares.values())
        told = {head: told[head] for head, part in shares.items() if part == best}
    elif not period.is_of_days and table.begins_and_ends([*told]):
        told = dict([*told.items()][:1])
    return told if len(told) == 1 else {}


def share(head: str, asked: Set[str]) -> float:
    """The share of a head's words that a question has."""
    own = set(content_stems(without_unit(head))) or set(stems(head))
    return len(own & asked) / len(own) if own else 0.0


def without_unit(head: str) -> str:
    """A column's head without what stands in brackets behind it."""
    return head.partition(" (")[0] or head


def without_names(text: str, conditions: Cells, measure: str) -> str:
    """A question without the names that are words of its conditions, and without its measure's."""
    cells = {one for cells in conditions.values() for one in cells if any(map(str.isupper, one))}
    for name in sorted({*cells, measure}, key=len)[::-1]:
        text = _without(text, stems(name))
    return " ".join(text.split())


def _without(text: str, name: Sequence[str]) -> str:
    """A text without the words of these stems where they stand side by side."""
    found = [*WORD.finditer(text)]
    own = [stem(fold(one.group())) for one in found]
    for start in range(len(own) - len(name), -1, -1):
        if name and own[start : start + len(name)] == name:
            text = text[: found[start].start()] + text[found[start + len(name) - 1].end() :]
    return text


def fits(row: TableRow, conditions: Cells) -> bool:
    """Whether a row keeps all conditions."""
    return all(row.cells.get(head, "") in cells for head, cells in conditions.items())


def _in_order(table: Table, head: str, cells: Set[str]) -> tuple[str, ...]:
    order = dict.fromkeys(row.cells.get(head, "") for row in table.rows)
    return tuple(cell for cell in order if cell in cells)


def _is_said(cell: str, own: Set[str], asked: Set[str], every: Set[str]) -> bool:
    """Whether a question has a cell's words, beside those of its head.

    A number of one or two digits may mean anything.
    """
    said = set(stems(cell)) - own
    return bool(said & asked) and said <= every and not (cell.isdigit() and len(cell) < 3)


def _is_behind(leading: Set[str], text: str, day: DateMention) -> bool:
    return not leading.isdisjoint(text[: day.start].lower().split()[-1:])


def _is_day(cell: str, day: DateMention) -> bool:
    """Whether a cell is a date, and a question's day may be it: "11 July" of "11 July 2023"."""
    found = date_in(cell)
    return found is not None and day.agrees(found)


def _longest(cells: Set[str]) -> set[str]:
    """The cells without those whose words are part of another one's: "room" of "staff room"."""
    said = {cell: set(stems(cell)) for cell in cells}
    return {cell for cell in cells if not any(said[cell] < other for other in said.values())}


def _keep_whole(found: Mapping[str, set[str]], every: Sequence[str]) -> None:
    """Leave out cells whose words only stand in another column's cell: "A3" of "Paper A3"."""
    said = Counter(every)
    words = {cell: Counter(stems(cell)) for cells in found.values() for cell in cells}
    for cells in found.values():
        for cell in [*cells]:
            longer = [one for one in words.values() if words[cell] < one]
            if longer and any(said[word] <= longer[0][word] for word in words[cell]):
                cells.discard(cell)


def _keep_pointed(found: Mapping[str, set[str]], every: Sequence[str]) -> None:
    """Of a cell that several columns have, leave that of the column which the question names.

    Its head stands right before the cell ("from Leeds"), or anywhere, and is of one column only.
    """
    heads: dict[str, list[str]] = {}
    for head, cells in found.items():
        for cell in cells:
            heads.setdefault(cell, []).append(head)
    for cell, several in heads.items():
        if len(several) < 2:
            continue
        before = [head for head in several if _stands(every, [*stems(head), *stems(cell)])]
        named = [head for head in several if share(head, set(every) - set(stems(cell))) == 1]
        for pointed in (before, named):
            if len(pointed) == 1:
                for head in several:
                    if head != pointed[0]:
                        found[head].discard(cell)
                break


def _stands(every: Sequence[str], sought: Sequence[str]) -> bool:
    return any(
        [*every[at : at + len(sought)]] == [*sought] for at in range(len(every) - len(sought) + 1)
    )
