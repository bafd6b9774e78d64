"""Conversations, kept on this machine alone: with the collection, see `places.kept_with`.

    history.sqlite     conversations ─< turns, each with the checked answer as JSON
    feedback.jsonl     rated answers in the layout of examples/questions.jsonl

What was said earlier is never evidence: only the text of questions is read from here again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from assistant.config import home
from assistant.errors import CollectionError
from assistant.places import kept_with
from assistant.search.collection import Collection
from assistant.search.database import Database
from assistant.search.receipts import Quoted, Receipts
from assistant.ui.gold import as_gold
from assistant.ui.history_schema import LATER, TABLES

FILE = "history.sqlite"

Rating = Literal["", "good", "bad"]

NOTES = "Notes"
"""The conversation of the answers that were kept as notes."""

LISTED = 200
"""Conversations in one list."""

AROUND = 40
"""Characters that are shown before and after what a search found."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in a list.

    Attributes:
        created: UTC, ISO 8601.
        pinned: stands before the others.
        hit: what was searched for in its questions and answers, between what stands around it.
    """

    id: int
    title: str
    created: str
    pinned: bool = False
    hit: tuple[str, str, str] | None = None


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
        """Open a collection's history in the folder kept with it; made where there is none.

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
            for table, column in LATER:
                known = {name for _, name, *_ in database.rows(f"PRAGMA table_info({table})")}
                if column.split()[0] not in known:
                    database.rows(f"ALTER TABLE {table} ADD COLUMN {column}")
            database.rows("DELETE FROM conversations WHERE deleted")
            database.rows("DELETE FROM turns WHERE instead")
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
        """Keep a turn, in the terms of `KeptTurn`; returns its id.

        Nothing is kept where the conversation was forgotten since: that is 0.
        """
        rows = self._database.rows(
            "INSERT INTO turns (conversation, question, asked, answer, created, only)"
            " SELECT id, ?, ?, ?, ?, ? FROM conversations WHERE id = ? RETURNING id",
            (question, asked, json.dumps(answer), _now(), only, conversation),
        )
        return rows[0][0] if rows else 0

    def has(self, conversation: int) -> bool:
        """Whether there is such a conversation."""
        found = "SELECT 1 FROM conversations WHERE id = ? AND NOT deleted"
        return bool(self._database.rows(found, (conversation,)))

    def title(self, conversation: int) -> str:
        """What a conversation is called; empty if there is none."""
        found = "SELECT title FROM conversations WHERE id = ? AND NOT deleted"
        return next((title for (title,) in self._database.rows(found, (conversation,))), "")

    def begin(self, conversation: int, question: str) -> None:
        """Keep a question before it is answered, so that no crash loses it.

        Nothing is kept where the conversation was forgotten since.
        """
        self._database.rows(
            "INSERT INTO pending (conversation, question)"
            " SELECT id, ? FROM conversations WHERE id = ?",
            (question, conversation),
        )

    def end(self, conversation: int, question: str) -> None:
        """A question that `begin` kept was answered."""
        self._database.rows(
            "DELETE FROM pending WHERE conversation = ? AND question = ?", (conversation, question)
        )

    def pending(self, conversation: int) -> list[str]:
        """The questions of a conversation that were never answered."""
        found = "SELECT question FROM pending WHERE conversation = ? ORDER BY id"
        return [question for (question,) in self._database.rows(found, (conversation,))]

    def conversations(self, search: str = "") -> list[Conversation]:
        """The newest conversations whose questions or answers hold the words of `search`.

        Those that are pinned come first.
        """
        said = "question || ' ' || json_extract(answer, '$.text')"
        hit = f"SELECT {said} FROM turns WHERE conversation = conversations.id AND NOT instead"
        where, words = ["NOT deleted"], search.split()
        for _ in words:
            where.append(
                f"(instr(lower(title), lower(?)) OR EXISTS ({hit}"
                f" AND instr(lower({said}), lower(?))))"
            )
        first = f"({hit} AND instr(lower({said}), lower(?)) LIMIT 1)" if words else "''"
        rows = self._database.rows(
            f"SELECT id, title, created, pinned, {first} FROM conversations"
            f" WHERE {' AND '.join(where)} ORDER BY pinned DESC, id DESC LIMIT {LISTED}",
            (*words[:1], *(word for word in words for _ in range(2))),
        )
        return [
            Conversation(id_, title, created, bool(pinned), _around(words[0], text or ""))
            if words
            else Conversation(id_, title, created, bool(pinned))
            for id_, title, created, pinned, text in rows
        ]

    def rename(self, conversation: int, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        self._database.rows(
            "UPDATE conversations SET title = ?1 WHERE id = ?2 AND ?1 <> ''", (title, conversation)
        )

    def note(self, turn: int) -> None:
        """Keep an answer among the notes: a pinned conversation of copies, made with the first."""
        named = "SELECT id FROM conversations WHERE title = ? AND NOT deleted"
        rows = self._database.rows(named, (NOTES,))
        notes = rows[0][0] if rows else self.start(NOTES)
        if not rows:
            self.pin(notes)
        self._database.rows(
            "INSERT INTO turns (conversation, question, asked, answer, created, only)"
            " SELECT ?1, question, asked, answer, created, only FROM turns WHERE id = ?2"
            " AND NOT EXISTS (SELECT 1 FROM turns AS kept WHERE kept.conversation = ?1"
            " AND kept.question = turns.question AND kept.answer = turns.answer)",
            (notes, turn),
        )

    def pin(self, conversation: int) -> None:
        """Have a conversation stand first, or no longer."""
        self._database.rows(
            "UPDATE conversations SET pinned = NOT pinned WHERE id = ?", (conversation,)
        )

    def turns(self, conversation: int) -> list[KeptTurn]:
        """The turns of a conversation, the first one first; empty if it is unknown."""
        return self._turns("conversation = ? AND NOT instead", conversation)

    def question(self, conversation: int, turn: int) -> str:
        """What a turn asks, also one that does not show; empty where it is no longer kept."""
        found = self._turns("conversation = ? AND id = ?", conversation, turn)
        return next((one.question for one in found), "")

    def replace(self, turn: int, by: int) -> None:
        """Have one turn take the place of another, which can be had back with `swap`.

        That is so until the one in its place is replaced too, or the history is opened anew.
        """
        with self._database.transaction():
            self._database.rows("DELETE FROM turns WHERE instead AND instead = ?", (turn,))
            self._database.rows("UPDATE turns SET instead = ? WHERE id = ?", (by, turn))
        self._write_log()

    def replaced(self, turn: int) -> int:
        """The turn whose place that one took, if it can be had back; else 0."""
        rows = self._database.rows("SELECT id FROM turns WHERE instead AND instead = ?", (turn,))
        return rows[0][0] if rows else 0

    def swap(self, turn: int) -> None:
        """Have back the turn whose place that one took; that one is kept in the same way."""
        before = self.replaced(turn)
        if before:
            with self._database.transaction():
                self._database.rows("UPDATE turns SET instead = ? WHERE id = ?", (before, turn))
                self._database.rows("UPDATE turns SET instead = 0 WHERE id = ?", (before,))
            self._write_log()

    def delete(self, conversation: int) -> Conversation | None:
        """Forget a conversation; its ratings go from the log too.

        It can be had back until another one is deleted or the history is opened anew. Returns it;
        None where there is none.
        """
        self._database.rows("DELETE FROM conversations WHERE deleted")
        rows = self._database.rows(
            "UPDATE conversations SET deleted = 1 WHERE id = ? RETURNING id, title, created",
            (conversation,),
        )
        self._write_log()
        return Conversation(*rows[0]) if rows else None

    def restore(self, conversation: int) -> None:
        """Have back a conversation that was deleted last."""
        self._database.rows("UPDATE conversations SET deleted = 0 WHERE id = ?", (conversation,))
        self._write_log()

    def forget_deleted(self, receipts: Receipts, only: int = 0) -> int:
        """Forget the turns that quote a deleted document, of all or `only` one; returns how many.

        One whose place was taken by such a turn stands again. A conversation that is left without
        any goes too, but not that of `only` one.
        """
        turns = self._quoting(receipts.deleted, only)
        with self._database.transaction():
            for turn in turns:
                # Others may be empty since they were started a moment ago.
                for emptied in self._database.rows(
                    "DELETE FROM turns WHERE id = ? RETURNING conversation", (turn,)
                ):
                    self._database.rows("UPDATE turns SET instead = 0 WHERE instead = ?", (turn,))
                    self._database.rows(
                        "DELETE FROM conversations WHERE id = ? AND NOT ? "
                        "AND id NOT IN (SELECT conversation FROM turns) "
                        "AND id NOT IN (SELECT conversation FROM pending)",
                        (*emptied, only),
                    )
        if turns:
            self._write_log()
        return len(turns)

    def quoting(self, receipts: Receipts, documents: Sequence[str]) -> int:
        """How many turns would be forgotten with these documents, by their ids."""
        return len(self._quoting(lambda quoted: receipts.deleted(quoted, documents)))

    def _quoting(
        self, deleted_of: Callable[[set[Quoted]], set[Quoted]], only: int = 0
    ) -> list[int]:
        """The turns that quote a deleted document, also those that do not show.

        A refusal quotes what came nearest.
        """
        quoting = {
            id_: {
                Quoted(one["document"], one["source"])
                for quoted in (cited, nearest)
                for one in json.loads(quoted or "[]")
            }
            for id_, cited, nearest in self._database.rows(
                "SELECT id, json_extract(answer, '$.citations'), "
                "json_extract(answer, '$.refusal.nearest') FROM turns WHERE ? IN (0, id)",
                (only,),
            )
        }
        deleted = deleted_of(set().union(*quoting.values()))
        return [turn for turn, quoted in quoting.items() if not deleted.isdisjoint(quoted)]

    def rate(self, turn: int, rating: Rating, sentence: str = "", file: str = "") -> None:
        """Keep what the reader thought of an answer, and write the log of ratings anew."""
        self._database.rows(
            "UPDATE turns SET rating = ?, sentence = ?, file = ? WHERE id = ?",
            (rating, sentence, file, turn),
        )
        self._write_log()

    def rated(self) -> list[KeptTurn]:
        """All turns with a rating, the first one first."""
        return self._turns("rating <> '' AND NOT instead")

    def _turns(self, where: str, *parameters: int) -> list[KeptTurn]:
        rows = self._database.rows(
            "SELECT id, question, asked, answer, created, only, rating, sentence, file FROM turns"
            f" WHERE {where}"
            " AND conversation IN (SELECT id FROM conversations WHERE NOT deleted)"
            " ORDER BY id",
            parameters,
        )
        return [
            KeptTurn(id_, question, asked, json.loads(answer), *rest)
            for id_, question, asked, answer, *rest in rows
        ]

    def _write_log(self) -> None:
        gold = filter(None, map(as_gold, self.rated()))
        lines = [json.dumps(line, ensure_ascii=False) for line in gold]
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
    folder = kept_with(home(), collection.name)
    if folder is None or not (folder / FILE).exists():
        return 0
    history = History.open(folder)
    try:
        return history.forget_deleted(collection.receipts)
    finally:
        history.close()


def _around(word: str, text: str) -> tuple[str, str, str] | None:
    """What was found, with what stands around it."""
    line = " ".join(text.split())
    start = line.lower().find(word.lower())
    if start < 0:
        return None
    end = start + len(word)
    before, after = line[max(0, start - AROUND) : start], line[end : end + AROUND]
    return (
        f"… {before}" if start > AROUND else before,
        line[start:end],
        f"{after} …" if len(line) > end + AROUND else after,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
