"""What rows of a table bear: figures, and no comparison of them.

A claim that one thing is louder or the largest has all its words and figures in the rows, whichever
it names. To compare is arithmetic, which a writer of this size often gets wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus.layout import is_row
from assistant.corpus.rows import passed_over
from assistant.language.quantities import quantities
from assistant.language.words import stems

_COMPARED = re.compile(
    r"(?:than|more|less|fewer|better|worse|most|least|best|worst|[^\W\d_]{3,}est)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")


def compared_rows(claim: str, sources: Sequence[str]) -> list[str]:
    """Reason against a claim that compares, where all that it rests on is rows of tables."""
    if not sources or not all(map(is_row, sources)):
        return []
    said = {word.casefold() for source in sources for word in _WORD.findall(source)}
    words = {word.casefold() for word in _WORD.findall(claim)} - said
    if any(_COMPARED.fullmatch(word) for word in words):
        return ["it compares what its sources, rows of a table, only give"]
    return []


def misplaced_figures(claim: str, question: str, read: Sequence[tuple[str, str]]) -> list[str]:
    """Figures of a claim that only stand in rows of other things than claim and question name.

    Args:
        claim: what is said.
        question: what was asked.
        read: what the claim was written from: sentences, each with what it is a part of.
    """
    over = passed_over(read, {*stems(claim), *stems(question)})
    if not over:
        return []
    known = [quantities(text) for _, text in read]
    return [
        f"the number {figure.text} is of another row"
        for figure in quantities(claim)
        for holding in ({at for at, own in enumerate(known) if any(map(figure.matches, own))},)
        if holding and holding <= over
    ]
