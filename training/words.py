"""The words that changes are made with: series, opposites, hedges; most are in words.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

NUMERALS = "one two three four five six seven eight nine ten eleven twelve".split()
MONTHS = (
    "January February March April May June July August September October November December".split()
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SERIES = (
    NUMERALS,
    MONTHS,
    DAYS,
    "first second third fourth fifth sixth seventh eighth ninth tenth".split(),
)
WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))


def arrows(name: str) -> list[tuple[str, str]]:
    """A list of `this > that`."""
    return [(before, after) for before, after in (line.split(" > ") for line in WORDS[name])]


def slashes(name: str) -> list[tuple[str, str]]:
    """Words written `this/that`."""
    return [(a, b) for a, b in (pair.split("/") for pair in WORDS[name].split())]


UNITS, SCOPES, NATURAL_HEDGES = arrows("units"), arrows("scopes"), arrows("natural_hedges")
OPPOSITES = slashes("opposites")
OPPOSITE = dict(OPPOSITES) | {b: a for a, b in reversed(OPPOSITES)}
RESTRICTIONS: list[str] = WORDS["restrictions"]
HEDGES_PAST: list[str] = WORDS["hedges_past"]
HEDGES_PRESENT: list[str] = WORDS["hedges_present"]
HEDGES_BE: list[str] = WORDS["hedges_be"]
SAYS: list[str] = WORDS["says"]
OFFICES, STATES = WORDS["offices"].split(), WORDS["states"].split()
OFFICE_NOUNS = frozenset(WORDS["office_nouns"].split())
STATE_NOUNS = frozenset(WORDS["state_nouns"].split())
IRREGULAR = [line.split() for line in WORDS["irregular"].split(";")]
IRREGULAR_BASES = {form: base for base, *forms in IRREGULAR for form in forms}
