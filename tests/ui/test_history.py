from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.errors import CollectionError
from assistant.search.database import Database
from assistant.search.receipts import Quoted, Receipts
from assistant.ui.history import History


def answer(text: str = "It opened in May.", status: str = "answered") -> dict[str, Any]:
    return {
        "status": status,
        "text": text,
        "claims": [],
        "citations": [{"source": "/docs/a.txt", "quote": text}],
        "refusal": None,
    }


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History.open(tmp_path)


def log(folder: Path) -> list[dict[str, Any]]:
    path = folder / "feedback.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_conversations_survive_a_restart(tmp_path: Path) -> None:
    first = History.open(tmp_path)
    conversation = first.start("When did it open?")
    first.add(conversation, "When did it open?", "When did the bridge open?", answer())
    first.close()
    (kept,) = History.open(tmp_path).conversations()
    assert kept.title == "When did it open?"
    (turn,) = History.open(tmp_path).turns(kept.id)
    assert turn.asked == "When did the bridge open?"
    assert turn.answer == answer()


def test_a_turn_of_a_conversation_that_is_gone_is_not_kept(history: History) -> None:
    conversation = history.start("Bridge?")
    history.delete(conversation)
    history.delete(history.start("Strike?"))  # nothing of the first can be had back now
    assert history.add(conversation, "Bridge?", "Bridge?", answer()) == 0
    assert history.turns(conversation) == []


def test_search_finds_words_of_questions_and_answers(history: History) -> None:
    for question, text in (("Bridge?", "In May."), ("Strike?", "In Bergen, 100% of it.")):
        history.add(history.start(question), question, question, answer(text))
    assert [found.title for found in history.conversations("bergen")] == ["Strike?"]
    assert [found.title for found in history.conversations("BRIDGE may")] == ["Bridge?"]
    assert [found.title for found in history.conversations("%")] == ["Strike?"]
    assert history.conversations("harvest") == []
    assert len(history.conversations()) == 2


def test_what_a_search_found_is_shown(history: History) -> None:
    text = "The harbour bridge in Oslo opened in May, after the strike of dock workers had ended."
    history.add(history.start("Bridge?"), "Bridge?", "Bridge?", answer(text))
    (found,) = history.conversations("strike bridge")
    assert found.hit == (
        "… bridge in Oslo opened in May, after the ",
        "strike",
        " of dock workers had ended.",
    )
    assert history.conversations()[0].hit is None


def test_what_was_deleted_can_be_had_back_until_the_next_start(tmp_path: Path) -> None:
    history = History.open(tmp_path)
    first, second = history.start("First?"), history.start("Second?")
    turn = history.add(first, "First?", "First?", answer())
    history.rate(turn, "good")
    gone = history.delete(first)
    assert gone is not None
    assert gone.title == "First?"
    assert not history.has(first)
    assert log(tmp_path) == []
    history.restore(first)
    assert history.turns(first)
    assert len(log(tmp_path)) == 1
    history.delete(first)
    history.delete(second)
    history.restore(first)
    assert not history.has(first), "only the last one"
    history.close()
    again = History.open(tmp_path)
    again.restore(second)
    assert not again.has(second)


def test_a_turn_that_another_took_the_place_of_can_be_had_back(tmp_path: Path) -> None:
    history = History.open(tmp_path)
    talk = history.start("Q?")
    first, second, third = (history.add(talk, f"{n}?", f"{n}?", answer(n)) for n in "ABC")
    history.rate(second, "good")
    history.replace(second, third)
    assert [turn.id for turn in history.turns(talk)] == [first, third]
    assert (history.replaced(third), history.replaced(first)) == (second, 0)
    assert history.conversations("B") == [], "what does not show is not found"
    assert log(tmp_path) == [], "nor rated"
    history.swap(third)
    assert [turn.id for turn in history.turns(talk)] == [first, second]
    assert len(log(tmp_path)) == 1
    history.swap(first)
    assert [turn.id for turn in history.turns(talk)] == [first, second], "it replaced none"
    assert history.replaced(second) == third
    fourth = history.add(talk, "D?", "D?", answer())
    history.replace(second, fourth)
    history.swap(fourth)
    assert history.replaced(second) == fourth, "only the last one"
    history.close()
    again = History.open(tmp_path)
    assert again.replaced(second) == 0
    assert [turn.id for turn in again.turns(talk)] == [first, second]


def test_what_does_not_show_is_forgotten_too(history: History) -> None:
    talk = history.start("Q?")
    turns = []
    for name in "abac":
        cited = {"document": name, "source": f"/docs/{name}.txt"}
        turns.append(history.add(talk, name, name, {**answer(), "citations": [cited]}))
    history.replace(turns[0], turns[1])
    history.replace(turns[2], turns[3])
    receipts = cast(
        Receipts,
        SimpleNamespace(
            deleted=lambda quoted, gone=("a", "c"): {one for one in quoted if one.document in gone}
        ),
    )
    assert history.quoting(receipts, ["b"]) == 1
    assert history.quoting(receipts, ["a", "c"]) == 3
    assert history.forget_deleted(receipts) == 3
    assert [turn.id for turn in history.turns(talk)] == [turns[1]]
    assert history.replaced(turns[1]) == 0
    last = history.add(talk, "c", "c", {**answer(), "citations": [{"document": "c", "source": ""}]})
    history.replace(turns[1], last)
    assert history.forget_deleted(receipts) == 1
    assert [turn.id for turn in history.turns(talk)] == [turns[1]], "it stands again"


def test_a_refusal_is_forgotten_with_what_came_nearest(history: History) -> None:
    talk = history.start("Q?")
    nearest = [{"document": name, "source": f"/docs/{name}.txt"} for name in "ab"]
    refused = {**answer("", "refused"), "citations": [], "refusal": {"nearest": nearest}}
    history.add(talk, "Who?", "Who?", refused)
    kept = history.add(talk, "When?", "When?", {**refused, "refusal": {"nearest": nearest[:1]}})
    receipts = SimpleNamespace(deleted=lambda quoted: {o for o in quoted if o.document == "b"})
    assert history.forget_deleted(cast(Receipts, receipts)) == 1
    assert [turn.id for turn in history.turns(talk)] == [kept]


def test_pinned_conversations_come_first_and_names_can_change(history: History) -> None:
    first, second = history.start("First?"), history.start("Second?")
    history.pin(first)
    history.rename(second, "Another name")
    history.rename(first, "")
    assert [one.title for one in history.conversations()] == ["First?", "Another name"]
    assert [one.title for one in history.conversations("another")] == ["Another name"]
    history.pin(first)
    assert [one.id for one in history.conversations()] == [second, first]


def test_notes_are_a_conversation_of_their_own(history: History) -> None:
    turns = [history.add(history.start(text), text, text, answer(text)) for text in ("A?", "B?")]
    for turn in (*turns, turns[0]):
        history.note(turn)
    notes = history.conversations()[0]
    assert (notes.title, notes.pinned) == ("Notes", True)
    assert [turn.question for turn in history.turns(notes.id)] == ["A?", "B?"], "each once"
    for conversation in history.conversations()[1:]:
        history.delete(conversation.id)
    assert len(history.turns(notes.id)) == 2, "they stay when what they are from goes"


def test_a_deleted_conversation_is_gone_with_its_ratings(history: History, tmp_path: Path) -> None:
    conversation = history.start("Q?")
    turn = history.add(conversation, "Q?", "Q?", answer())
    history.rate(turn, "good")
    history.delete(conversation)
    assert history.conversations() == []
    assert history.turns(conversation) == []
    assert log(tmp_path) == []


def test_what_is_deleted_takes_no_conversation_that_was_just_begun(history: History) -> None:
    gone, kept, begun = (history.start(text) for text in ("Gone?", "Both?", "Begun?"))
    for conversation, name in ((gone, "a"), (gone, "a"), (kept, "a"), (kept, "b")):
        cited = {"document": name, "source": f"/docs/{name}.txt"}
        history.add(conversation, name, name, {**answer(), "citations": [cited]})
    receipts = SimpleNamespace(deleted=lambda quoted: quoted & {Quoted("a", "/docs/a.txt")})
    assert history.forget_deleted(cast(Receipts, receipts)) == 3
    assert [one.id for one in history.conversations()] == [begun, kept]
    history.begin(begun, "Begun?")
    history.begin(gone, "Too late?")
    assert (history.pending(begun), history.pending(gone)) == (["Begun?"], [])


def test_ratings_become_lines_for_the_evaluation(history: History, tmp_path: Path) -> None:
    conversation = history.start("Q?")
    turns = [
        history.add(conversation, f"Q{number}?", f"Q{number}?", kept)
        for number, kept in enumerate([answer(), answer("", "refused"), answer(), answer()])
    ]
    history.rate(turns[0], "good")
    history.rate(turns[1], "good")
    history.rate(turns[2], "bad")
    history.rate(turns[3], "bad", "The right one.", "/docs/b.txt")
    assert log(tmp_path) == [
        {
            "question": "Q0?",
            "answerable": True,
            "answers": ["It opened in May."],
            "gold": [{"file": "/docs/a.txt", "sentence": "It opened in May."}],
        },
        {"question": "Q1?", "answerable": False},
        {
            "question": "Q3?",
            "answerable": True,
            "answers": ["The right one."],
            "gold": [{"file": "/docs/b.txt", "sentence": "The right one."}],
        },
    ]


def test_what_a_good_answer_cites_as_replaced_is_no_gold(history: History, tmp_path: Path) -> None:
    new, old = ({"id": n, "source": f"/docs/{n}.txt", "quote": f"Quote {n}."} for n in (1, 2))
    told = {"text": "At nine.", "verdict": "supported", "citations": [1]}
    replaced = {"claims": [told], "citations": [new, old], "disagreements": [[1, 2]]}
    turn = history.add(history.start("Q?"), "Q?", "Q?", {**answer(), **replaced})
    history.rate(turn, "good")
    [line] = log(tmp_path)
    assert line["gold"] == [{"file": "/docs/1.txt", "sentence": "Quote 1."}]


def test_a_rating_can_be_changed(history: History, tmp_path: Path) -> None:
    turn = history.add(history.start("Q?"), "Q?", "Q?", answer())
    history.rate(turn, "good")
    history.rate(turn, "bad")
    assert log(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="No conversation can be kept"):
        History.open(tmp_path / "missing")


def test_a_history_from_before_filters_is_read(tmp_path: Path) -> None:
    first = History.open(tmp_path)
    first.add(first.start("Q?"), "Q?", "Q?", answer())
    first.close()
    old = Database(tmp_path / "history.sqlite")
    old.rows("ALTER TABLE turns DROP COLUMN only")
    old.close()
    history = History.open(tmp_path)
    (conversation,) = history.conversations()
    history.add(conversation.id, "And?", "And?", answer(), "until 1 May 2024")
    assert [turn.only for turn in history.turns(conversation.id)] == ["", "until 1 May 2024"]
