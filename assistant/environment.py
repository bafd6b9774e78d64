"""The environment variables that the program reads, and what is nearly the name of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

PREFIX = "ASSISTANT_"
KNOWN = ("AUTH", "HOME", "MODELS", "MODEL_STORE", "TOKEN", "WRITER_URL")
"""What stands behind the prefix."""

# A key for a server may be kept in a variable of any name, as ASSISTANT_WRITER_KEY, and so may what
# is another program's.
_ALIKE = 0.75


def misspelt(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The variables that are set and not read, each with the one that is probably meant."""
    for name in names:
        if name.upper().startswith(PREFIX) and name.removeprefix(PREFIX) not in KNOWN:
            rest = name[len(PREFIX) :].upper()
            for meant in get_close_matches(rest, KNOWN, n=1, cutoff=_ALIKE):
                yield name, f"{PREFIX}{meant}"
