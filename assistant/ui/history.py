"""Conversations, kept in the collection's folder and nowhere else.

    history.sqlite     conversations ─< turns, each with the checked answer as JSON
    feedback.jsonl     rated answers in the layout of examples/questions.jsonl

What was said earlier is never evidence: only the text of questions is read from here again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from assistant.errors import CollectionError
from assistant.search.collection import Collection
from assistant.search.database import Database
from assistant.search.receipts import Quoted, Receipts

_ROW = re.compile(r"(?i)(\.(?:csv|jsonl))#\d+$")
"""Names a row of a table file, which is evaluated by its file."""

FILE = "history.sqlite"

Rating = Literal["", "good", "bad"]

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS conversations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        created TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS turns (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        asked TEXT NOT NULL,
        answer TEXT NOT NULL,
        created TEXT NOT NULL,
        only TEXT NOT NULL DEFAULT '',
        rating TEXT NOT NULL DEFAULT '',
        sentence TEXT NOT NULL DEFAULT '',
        file TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX IF NOT EXISTS turns_conversation ON turns (conversation)",
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in a list; `created` is UTC, ISO 8601."""

    id: int
    title: str
    created: str


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question with its checked answer.

    Attributes:
        question: as it was typed.
        asked: as it was understood; the same where it stood by itself.
        answer: what `present.json.to_json` made of the answer.
        only: the part of the collection that was asked, in words; empty for all of it.
        rating: what the reader thought of it.
        sentence: the sentence that the reader gave as the right one.
        file: the source that it stands in; empty if no document holds it.
    """

    id: int
    question: str
    asked: str
    answer: Mapping[str, Any]
    created: str
    only: str = ""
    rating: Rating = ""
    sentence: str = ""
    file: str = ""


class History:
    """The conversations of one collection. Made by `open`; safe from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the history in a collection's folder; made where there is none.

        Raises:
            CollectionError: the folder may not be written.
        """
        path = folder / FILE
        try:
            path.touch()
        except OSError as error:
            raise CollectionError(
                f"No conversation can be kept in {folder} ({error.strerror}).",
                "Check the folder's permissions.",
            ) from error
        database = Database(path)
        with database.transaction():
            for statement in TABLES:
                database.rows(statement)
            columns = {name for _, name, *_ in database.rows("PRAGMA table_info(turns)")}
            if "only" not in columns:  # made before parts of a collection could be asked
                database.rows("ALTER TABLE turns ADD COLUMN only TEXT NOT NULL DEFAULT ''")
        return cls(database)

    def close(self) -> None:
        self._database.close()

    def start(self, question: str) -> int:
        """A new conversation, titled with its first question; returns its id."""
        return self._database.insert(
            "INSERT INTO conversations (title, created) VALUES (?, ?)", (question, _now())
        )

    def add(
        self,
        conversation: int,
        question: str,
        asked: str,
        answer: Mapping[str, Any],
        only: str = "",
    ) -> int:
        """Keep a turn, in the terms of `KeptTurn`; returns its id."""
        return self._database.insert(
            "INSERT INTO turns (conversation, question, asked, answer, created, only)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (conversation, question, asked, json.dumps(answer), _now(), only),
        )

    def conversations(self, search: str = "", limit: int = 200) -> list[Conversation]:
        """The newest conversations whose questions or answers hold the words of `search`."""
        where, parameters = ["true"], []
        for word in search.split():
            where.append(
                "EXISTS (SELECT 1 FROM turns WHERE conversation = conversations.id AND"
                " instr(lower(question || ' ' || json_extract(answer, '$.text')), lower(?)))"
            )
            parameters.append(word)
        rows = self._database.rows(
            f"SELECT id, title, created FROM conversations WHERE {' AND '.join(where)}"
            " ORDER BY id DESC LIMIT ?",
            (*parameters, limit),
        )
        return [Conversation(*row) for row in rows]

    def turns(self, conversation: int) -> list[KeptTurn]:
        """The turns of a conversation, the first one first; empty if it is unknown."""
        return self._turns("conversation = ?", conversation)

    def drop_last(self, conversation: int) -> None:
        """Forget the last turn, which is about to be asked anew."""
        self._database.rows(
            "DELETE FROM turns WHERE id = (SELECT max(id) FROM turns WHERE conversation = ?)",
            (conversation,),
        )

    def delete(self, conversation: int) -> None:
        """Forget a conversation; its ratings go from the log too."""
        self._database.rows("DELETE FROM conversations WHERE id = ?", (conversation,))
        self._write_log()

    def forget_deleted(self, receipts: Receipts) -> int:
        """Forget the turns that quote a deleted document; returns how many these were."""
        quoting = {
            turn.id: {Quoted(one["document"], one["source"]) for one in turn.answer["citations"]}
            for turn in self._turns("true")
        }
        deleted = receipts.deleted(set().union(*quoting.values()))
        turns = [turn for turn, quoted in quoting.items() if not deleted.isdisjoint(quoted)]
        with self._database.transaction():
            for turn in turns:
                self._database.rows("DELETE FROM turns WHERE id = ?", (turn,))
            if turns:
                self._database.rows(
                    "DELETE FROM conversations WHERE id NOT IN (SELECT conversation FROM turns)"
                )
        if turns:
            self._write_log()
        return len(turns)

    def rate(self, turn: int, rating: Rating, sentence: str = "", file: str = "") -> None:
        """Keep what the reader thought of an answer, and write the log of ratings anew."""
        self._database.rows(
            "UPDATE turns SET rating = ?, sentence = ?, file = ? WHERE id = ?",
            (rating, sentence, file, turn),
        )
        self._write_log()

    def rated(self) -> list[KeptTurn]:
        """All turns with a rating, the first one first."""
        return self._turns("rating <> ''")

    def _turns(self, where: str, *parameters: int) -> list[KeptTurn]:
        rows = self._database.rows(
            "SELECT id, question, asked, answer, created, only, rating, sentence, file FROM turns"
            f" WHERE {where} ORDER BY id",
            parameters,
        )
        return [
            KeptTurn(id_, question, asked, json.loads(answer), *rest)
            for id_, question, asked, answer, *rest in rows
        ]

    def _write_log(self) -> None:
        lines = [
            json.dumps(line, ensure_ascii=False) for line in map(as_gold, self.rated()) if line
        ]
        path = self._database.folder / "feedback.jsonl"
        fresh = path.with_suffix(".new")
        fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        fresh.replace(path)


def forget_turns(collection: Collection) -> int:
    """Forget the turns, kept with a collection, that quote a document deleted from it.

    Returns:
        How many these were.

    Raises:
        CollectionError: the history cannot be read or written.
    """
    if not (collection.folder / FILE).exists():
        return 0
    history = History.open(collection.folder)
    try:
        return history.forget_deleted(collection.receipts)
    finally:
        history.close()


def as_gold(turn: KeptTurn) -> dict[str, Any] | None:
    """A rated turn as a line of examples/questions.jsonl; None where nothing follows from it.

    A sentence that the reader gave is the gold, if a document holds it. Else the quotes of an
    answer that was found good are, and a refusal that was found good says that the question has
    no answer.
    """
    answer = turn.answer
    if turn.sentence:
        return _answerable(turn.asked, [(turn.file, turn.sentence)]) if turn.file else None
    if turn.rating != "good":
        return None
    if answer["status"] == "refused":
        return {"question": turn.asked, "answerable": False}
    gold = [(cited["source"], cited["quote"]) for cited in answer["citations"]]
    return _answerable(turn.asked, gold)


def _answerable(question: str, gold: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A line with the sentences that answer a question, each with the source that it is in."""
    return {
        "question": question,
        "answerable": True,
        "answers": [sentence for _, sentence in gold],
        "gold": [
            {"file": _ROW.sub(r"\1", source), "sentence": sentence} for source, sentence in gold
        ],
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
