"""What rows of a table bear: figures, and no comparison of them.

A claim that one thing is louder or the largest has all its words and figures in the rows, whichever
it names. To compare is arithmetic, which a writer of this size often gets wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus.layout import is_row

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
