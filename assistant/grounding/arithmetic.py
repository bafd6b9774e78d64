"""A calculation over numbers that stand in sentences: code does the sum, and minds the units.

    "result = 612 - 578  # pounds" ─parse→ numbers ─look up→ where each stands, in which unit
                                                        └ all found, units agree → "£34"

A small model calculates badly and writes programs well (L. Gao et al., "PAL: Program-aided Language
Models", 2023), so that it only writes the line. Nothing of that line is run: it is read as an
expression of numbers, and each of these has to stand in a sentence or in the question. Where one
stands in several places, the places are taken whose units go together.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product

from assistant.grounding.measures import YEAR, Measured, Refused, free, joined, said_in, worded
from assistant.language.words import content_stems

_LINE = re.compile(r"result\s*=\s*(?P<sum>[\d .+\-*/()]+?)\s*(?:#\s*(?P<unit>.*))?")
_THOUSANDS = re.compile(r"(?<![\d.])\d{4,}")
_SIGNS = str.maketrans("-*/", "−×÷")
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}

LONGEST = 120
"""Characters of a line that is read."""

TRIED = 200
"""Ways of looking up the numbers of a line that are tried."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What was worked out.

    Attributes:
        result: with its unit, as the sentences write it.
        shown: the calculation, as a person writes it.
        used: places of the sentences whose numbers it takes, in their order.
        added: how many numbers it adds; 0 where it does not only add.
    """

    result: str
    shown: str
    used: tuple[int, ...]
    added: int


def worked_out(
    line: str, question: str, sentences: Sequence[str], longest: int = LONGEST
) -> Worked | None:
    """What a line of a model comes to; None where it may not be believed.

    That is where it is no calculation, where a number stands nowhere, where none is from a
    sentence, or where units do not go together.

    Args:
        line: as `writing.prompts` asks for it.
        question: whose numbers may be taken, too ("for 24 jars").
        sentences: the model read, the likeliest first.
        longest: characters of a line that is read.
    """
    found = _LINE.fullmatch(line.strip()) if len(line) <= longest else None
    if found is None:
        return None
    try:
        tree = ast.parse(found["sum"].strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    numbers = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    are_numbers = all(isinstance(node.value, int | float) for node in numbers)
    if not isinstance(tree, ast.BinOp) or not are_numbers:
        return None
    name = (found["unit"] or "").strip(" .")
    results: dict[str, tuple[int, ...]] = {}
    has_years = False
    for taken in _ways(numbers, question, sentences):
        used = sorted({one.place for one in taken.values() if one.place is not None})
        try:
            total = _value(tree, taken)
            text = worded(total, name, [*taken.values()], {*content_stems(question)})
        except (Refused, ZeroDivisionError):
            continue
        if not used or any(total.same_as(one) for one in taken.values()):
            continue
        if text not in results or len(used) < len(results[text]):
            results[text] = tuple(used)
            has_years = any(one.unit == YEAR for one in taken.values())
    if len(results) != 1:  # nothing goes together, or it may be said in two ways
        return None
    [(text, places)] = results.items()
    signs = [node.op for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
    added = len(numbers) if all(isinstance(sign, ast.Add) for sign in signs) else 0
    return Worked(text, _shown(found["sum"], has_years=has_years), places, added)


def _shown(text: str, *, has_years: bool) -> str:
    """A calculation as a person writes it; years have no thousands."""
    if not has_years:
        text = _THOUSANDS.sub(lambda one: f"{int(one.group()):,}", text)
    return " ".join(text.split()).translate(_SIGNS)


def _ways(
    numbers: Sequence[ast.Constant], question: str, sentences: Sequence[str]
) -> Iterator[dict[ast.Constant, Measured]]:
    """Where the numbers of a line may stand, each in one place; `TRIED` ways at most."""
    texts = [(None, question), *enumerate(sentences)]
    said = [one for place, text in texts for one in said_in(text, place)]
    choices = []
    for node in numbers:
        value = Fraction(str(node.value))
        choices.append([*free(value), *(as_one for one in said for as_one in one.written(value))])
    for chosen in islice(product(*choices), TRIED):
        yield dict(zip(numbers, chosen, strict=True))


def _value(node: ast.expr, taken: dict[ast.Constant, Measured]) -> Measured:
    match node:
        case ast.Constant():
            return taken[node]
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            sign = _OPERATORS[type(operator)]
            return joined(sign, _value(left, taken), _value(right, taken))
    raise Refused
