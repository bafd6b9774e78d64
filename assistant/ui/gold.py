"""What a person rated, as a line of a file of questions that an evaluation reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.ui.history import KeptTurn

_ROW = re.compile(r"(?i)(\.(?:csv|jsonl))#\d+$")
"""Names a row of a table file, which is evaluated by its file."""


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
    shown = {number for claim in answer["claims"] for number in claim["citations"]}
    replaced = {older for _, older in answer.get("disagreements", ())} - shown
    cited = [one for one in answer["citations"] if one.get("id") not in replaced]
    gold = [(one["source"], one["quote"]) for one in cited]
    return _answerable(turn.asked, gold)


def found_in(assistant: Assistant, sentence: str) -> tuple[str, str]:
    """The source that holds a sentence, and how it stands there; line breaks aside."""
    pattern = re.compile(r"\s+".join(map(re.escape, sentence.split())))
    for hit in assistant.search(sentence, top=5):
        if found := pattern.search(hit.passage.text):
            return hit.document.source, found[0]
    return "", ""


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
