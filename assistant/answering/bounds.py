"""A number that a question sets as a bound, as the cells of a column have it."""

from __future__ import annotations

from assistant.answering.tables import Table
from assistant.language.quantities import Quantity, quantities
from assistant.language.words import words


def bound_in(table: Table, head: str, bound: Quantity) -> float | None:
    """The value that a bound has among a column's numbers; None where that is not certain.

    Where the column or the caption says "thousand", or "m" for metres, cells leave out what the
    bound says again: "300 thousand" is 300 there. A percentage is no bound of what is none.
    """
    said, of_column = _scales(bound.text), _scales(f"{head} {table.name}")
    unit = table.unit(head).strip()
    if bound.unit == "%" and (of_column or (unit and quantities(f"1 {unit}")[0].unit != "%")):
        return None
    if not said or not of_column:
        return bound.value
    ((word, scale), *_) = said.items()
    return bound.value / scale if word in of_column else None


def _scales(text: str) -> dict[str, float]:
    """The words of a text that make a number larger behind which they stand, and how much."""
    found = {word: quantities(f"1 {word}") for word in words(text)}
    return {word: one[0].value for word, one in found.items() if len(one) == 1 and one[0].value > 1}
