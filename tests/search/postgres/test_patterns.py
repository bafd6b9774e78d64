"""A pattern of a path fits the same on a server as in a folder."""

from __future__ import annotations

import sqlite3
import string
from contextlib import closing

import pytest

from assistant.search.collection import Collection

TEXTS = [*string.printable, "é", "ü", "ü", "", "news/a.txt", "x[", "[x", "[]", "a]", "a-", "aa"]
PATTERNS = (
    "news/*",
    "n?ws/[a-c].t[^y]t",
    *("[", "x[", "[]", "[^]", "[^", "[a", "*[", "[]a", "x*["),
    *("[]a]*", "[^]a]", "[^^]", "[^^a]", "[]^]", "[[]", "[[]x", "[]-a]", "[^]-a]"),
    *("[[:alpha:]]*", "[[.x*", "[[.x.]]", "[[=x=]]", "[:alpha:]", "[[:nope:]]*"),
    *("[z-a]*", "[^z-a]", "[a-c-e]", "[a-c-e-g]", "[a--]", "[+--]", "[--a]", "[a-]", "[-a]"),
    *("[A-z]", "[é-ü]", "[\\]", "[\\d]", "[\\-a]", "[a-\\]", "[\\w]*", "[[-^]", "[[-]]"),
    *("(a|b)", "a+", "^a$", "a.", ".", "\\d", "{1}", "[$(]", "[\n]", "[\n-a]"),
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_fits_as_it_does_in_a_folder(collection: Collection, pattern: str) -> None:
    condition, parameters = collection._database.dialect.fits("told", pattern)
    rows = collection._database.rows(
        f"SELECT told FROM unnest(?::text[]) AS told WHERE {condition}", [TEXTS, *parameters]
    )
    with closing(sqlite3.connect(":memory:")) as folder:
        expected = [
            text
            for text in TEXTS
            if folder.execute("SELECT ? GLOB ?", (text, pattern)).fetchone() == (1,)
        ]
    assert [text for (text,) in rows] == expected
