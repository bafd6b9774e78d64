"""OpenAI's form: messages to a question with what was said before it; an answer to a completion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.api.requests import Message
from assistant.errors import ConfigError
from assistant.grounding.recognised import caution
from assistant.language.followup import Turn
from assistant.language.question import MOST_CHARACTERS, require_askable
from assistant.present.json import to_json
from assistant.present.markdown import inert
from assistant.present.page import lead, refusal_lines
from assistant.records import Answer, Claim

MOST_TURNS = 50
"""Earlier turns that are looked at, the last ones."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the turns before it, oldest first."""

    question: str
    earlier: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and the question as it was understood."""

    asked: Asked
    understood: str
    answer: Answer


def asked_in(messages: Sequence[Message]) -> Asked:
    """The last user's message is the question; those before it, with their answers, the turns.

    Raises:
        ConfigError: there is no such message, or it is empty, too long, or not only text.
    """
    spoken = [one for one in messages if one.role in {"user", "assistant"}]
    last = max((place for place, one in enumerate(spoken) if one.role == "user"), default=None)
    if last is None:
        raise ConfigError("There is no message of a user.", 'Send one with the role "user".')
    if not spoken[last].is_text:
        raise ConfigError("Only text can be asked.", "Leave out pictures, sounds and files.")
    question = spoken[last].text
    if not question:
        raise ConfigError("The question is empty.", "Write it into the last user's message.")
    require_askable(question)
    return Asked(question, tuple(_turns(spoken[:last]))[-MOST_TURNS:])


def content_of(answer: Answer) -> str:
    """What is shown: the pieces in a row."""
    return "".join(pieces(answer))


def pieces(answer: Answer) -> Iterator[str]:
    """Each claim with its marks, as running text or a list; then what is to be known of it."""
    is_list = answer.style == "bullets"
    has_heads = any(claim.verdict == "said" for claim in answer.claims)
    is_apart = has_heads or answer.kind in {"collection", "summary"}
    between = "\n" if is_list else "\n\n" if is_apart else " "
    said = [f"{'- ' if is_list else ''}{_shown(claim)}" for claim in answer.claims]
    for claim in answer.claims[:1]:
        if first := lead(claim.text, claim.verdict, answer.short_answer):
            said[0] = f"{inert(first)}\n\n{said[0]}"
    if unsure := caution((one.id, one.ocr) for one in answer.citations):
        said.append(unsure)
    if answer.refusal is not None:
        told = answer.refusal
        nearest = [hit.passage.text for hit in told.nearest]
        said += map(inert, refusal_lines(told.reason, nearest, told.is_likely, told.short_answer))
    for place, piece in enumerate(said):
        yield f"{between if place else ''}{piece}"


def completion(id_: str, created: int, model: str, answered: Answered) -> dict[str, Any]:
    """A whole chat completion."""
    message = {"role": "assistant", "content": content_of(answered.answer), "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    head = _head(id_, created, model, "chat.completion")
    return head | {"choices": [choice], "assistant": extension(answered)}


def chunks(id_: str, created: int, model: str, answered: Answered) -> Iterator[dict[str, Any]]:
    """The same in pieces: one claim after the other; the last one says how it was checked."""
    head = _head(id_, created, model, "chat.completion.chunk")
    for place, piece in enumerate(pieces(answered.answer)):
        delta = {"role": "assistant", "content": piece} if place == 0 else {"content": piece}
        yield head | {"choices": [_part(delta, None)]}
    yield head | {"choices": [_part({}, "stop")], "assistant": extension(answered)}


def extension(answered: Answered) -> dict[str, Any]:
    """What `ask --json` prints, with the question as it was typed, and as it was understood."""
    asked, understood = answered.asked.question, answered.understood
    changed = {"understood": understood} if understood != asked else {}
    return to_json(answered.answer) | {"question": asked} | changed


def model_card(name: str) -> dict[str, Any]:
    """A model of the list."""
    return {"id": name, "object": "model", "created": 0, "owned_by": "local"}


def _turns(spoken: Sequence[Message]) -> Iterator[Turn]:
    """Questions with their answers; what is too long to have been asked says nothing here."""
    for place, one in enumerate(spoken):
        if one.role == "user" and 0 < len(one.text) <= MOST_CHARACTERS:
            after = spoken[place + 1] if place + 1 < len(spoken) else None
            answered = after.text if after is not None and after.role == "assistant" else ""
            yield Turn(one.text, answered)


def _shown(claim: Claim) -> str:
    text = inert(claim.text)
    said = f"“{text}”" if claim.verdict == "quoted" else text
    return said + "".join(f" [{number}]" for number in claim.citations)


def _head(id_: str, created: int, model: str, kind: str) -> dict[str, Any]:
    return {"id": id_, "object": kind, "created": created, "model": model}


def _part(delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
