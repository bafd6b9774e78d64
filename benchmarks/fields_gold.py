"""The questions of benchmarks/fields, and whether a text holds the facts that they ask for."""

from __future__ import annotations

import calendar
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FIELDS = ROOT / "benchmarks/fields"
EVERYDAY = ROOT / "benchmarks/everyday"
COLLECTIONS = {"news": ROOT / "examples/news", "fields": FIELDS / "documents"}
DEVELOPMENT = {"everyday": EVERYDAY / "documents"}
OWN_WORDS = ROOT / "benchmarks/own_words"
OWN_FILES = ROOT / "benchmarks/own_files"
ODD_FILES = ROOT / "benchmarks/odd_files"
PREMISES = ROOT / "benchmarks/premises"
FOUR_PEOPLE = ROOT / "benchmarks/four_people"
CHANGED_SINCE = ROOT / "benchmarks/changed_since"
TWO_QUESTIONS = ROOT / "benchmarks/two_questions"
APART = ROOT / "benchmarks/apart"
LIMITS = ROOT / "benchmarks/limits"
COMPARED = ROOT / "benchmarks/compared"
STRANGERS = ROOT / "benchmarks/strangers"
PLAIN = ROOT / "benchmarks/plain"
NEIGHBOURS = ROOT / "benchmarks/neighbours"
LEDGERS = ROOT / "benchmarks/ledgers"
VERSUS = ROOT / "benchmarks/versus"
CONVERSATIONS = ROOT / "benchmarks/conversations"
OF_ASKED = {one.name: one for one in sorted(ROOT.glob("benchmarks/asked/*/"))}
OF_FOUR = {one.name: one for one in sorted(FOUR_PEOPLE.glob("documents/*/"))}
OF_CHANGED = {one.name: one for one in sorted(CHANGED_SINCE.glob("documents/*/"))}
OF_APART = {one.name: one for one in sorted(APART.glob("documents/*/"))}
OF_LIMITS = {one.name: one for one in sorted(LIMITS.glob("documents/*/"))}
OF_COMPARED = {one.name: one for one in sorted(COMPARED.glob("documents/*/"))}
OF_PLAIN = {one.name: one for one in sorted(PLAIN.glob("documents/*/"))}
OF_NEIGHBOURS = {one.name: one for one in sorted(NEIGHBOURS.glob("documents/*/"))}
OF_LEDGERS = {one.name: one for one in sorted(LEDGERS.glob("documents/*/"))}
OF_VERSUS = {one.name: one for one in sorted(VERSUS.glob("documents/*/"))}
SETS = {
    "fields": (FIELDS, COLLECTIONS),
    "everyday": (EVERYDAY, DEVELOPMENT),
    "own_words": (OWN_WORDS, {"own_words": OWN_WORDS / "documents"}),
    "own_files": (OWN_FILES, {"own_files": OWN_FILES / "documents"}),
    "odd_files": (ODD_FILES, {"odd_files": ODD_FILES / "documents"}),
    "premises": (PREMISES, OF_ASKED),
    "two_questions": (TWO_QUESTIONS, OF_ASKED),
    "four_people": (FOUR_PEOPLE, OF_FOUR),
    "changed_since": (CHANGED_SINCE, OF_CHANGED),
    "apart": (APART, OF_APART),
    "limits": (LIMITS, OF_LIMITS),
    "compared": (COMPARED, OF_COMPARED),
    "versus": (VERSUS, OF_VERSUS),
    "plain": (PLAIN, OF_PLAIN),
    "neighbours": (NEIGHBOURS, OF_NEIGHBOURS),
    "ledgers": (LEDGERS, OF_LEDGERS),
    "strangers": (STRANGERS, {"strangers": STRANGERS / "documents"}),
    "conversations": (CONVERSATIONS, OF_ASKED),
    "conversations_tried": (CONVERSATIONS / "tried", OF_ASKED),
}
"""Each with the folder of its questions, and its collections."""

KINDS = frozenset(
    """
    fact who when number yes_no why_how list compare first over_time several_steps
    subject_summary document_summary collection place premise ambiguous typo alias unanswerable
    small_talk definition
    """.split()
)

CONVERSATION = "conversation"
"""The kind of a turn of a conversation."""

_MONTHS = "|".join(name.lower() for name in calendar.month_name if name)
_MONTH_FIRST = re.compile(rf"\b({_MONTHS}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?:, ?(?=\d{{4}}))?")
_GROUPED = re.compile(r"(?<=\d)[,'\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_PER_CENT = re.compile(r"(?<=\d) ?(?:per cent|percent|%)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and what a good answer to it must and must not say.

    Attributes:
        gold: the facts that a good answer holds, each in its acceptable forms.
        wrong: what would make the answer wrong, in words for the person who judges.
        answerable: whether the documents answer it, be it by contradicting its premise.
        documents: the names of the files that hold the evidence.
    """

    id: str
    collection: str
    kind: str
    question: str
    gold: tuple[tuple[str, ...], ...]
    wrong: tuple[str, ...]
    answerable: bool
    documents: tuple[str, ...]
    note: str

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Asked:
        """From an object of questions.jsonl; forms of one fact are joined by " | "."""
        return cls(
            row["id"],
            row["collection"],
            row["kind"],
            row["question"],
            tuple(tuple(fact.split(" | ")) for fact in row["gold"]),
            tuple(row["wrong"]),
            row["answerable"],
            tuple(row["documents"]),
            row["note"],
        )


def read_questions(folder: Path = FIELDS) -> list[Asked]:
    """All single questions, in the order of the file."""
    return [Asked.parse(row) for row in _rows(folder / "questions.jsonl")]


def read_conversations(folder: Path = FIELDS) -> list[list[Asked]]:
    """The turns of each conversation; their ids are the conversation's with a number behind.

    Without a file of them there are none.
    """
    return [
        [
            Asked.parse(
                {
                    **turn,
                    "id": f"{row['id']}.{number}",
                    "collection": row["collection"],
                    "kind": CONVERSATION,
                }
            )
            for number, turn in enumerate(row["turns"], start=1)
        ]
        for row in _rows(folder / "conversations.jsonl")
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def plain(text: str) -> str:
    """A text without what only its typography decides: case, spaces, commas in numbers, quotes.

    "November 25, 2024" reads as "25 november 2024", and "4 per cent" as "4%".
    """
    ungrouped = _GROUPED.sub("", text)
    folded = unicodedata.normalize("NFKC", ungrouped).replace("’", "'").lower()
    spaced = " ".join(folded.split())
    return _PER_CENT.sub("%", _MONTH_FIRST.sub(r"\2 \1 ", spaced)).replace("  ", " ")


def stands(form: str, text: str) -> bool:
    """Whether a form stands in a text as whole words and whole numbers."""
    words = re.escape(plain(form))
    return bool(
        re.search(rf"(?<!\w)(?<!\d[.,:]){words}(?!\w)(?![.,:]\d)", plain(text)),
    )


def lacking(gold: Iterable[Sequence[str]], text: str) -> list[Sequence[str]]:
    """The facts of which no form stands in the text."""
    return [forms for forms in gold if not any(stands(form, text) for form in forms)]
