"""A conversation as Markdown: each question, how it was understood, its answer and its sources.

Text from documents keeps no meaning as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from assistant.grounding.recognised import caution, read_by
from assistant.present.markdown import escaped
from assistant.present.page import day, file_name, lead, refusal_lines
from assistant.present.printable import printable


class Told(Protocol):
    """A turn: as it was typed, as it was understood, of which documents; and `to_json`'s answer."""

    @property
    def question(self) -> str: ...
    @property
    def asked(self) -> str: ...
    @property
    def only(self) -> str: ...
    @property
    def answer(self) -> Mapping[str, Any]: ...


def conversation_markdown(title: str, turns: Sequence[Told]) -> str:
    """The conversation as a page."""
    return "\n".join([f"# {escaped(title)}", "", *(line for turn in turns for line in _turn(turn))])


def _turn(turn: Told) -> Iterator[str]:
    answer = turn.answer
    yield from (f"## {escaped(turn.question)}", "")
    if turn.asked != turn.question:
        yield from (f"Understood as: {escaped(turn.asked)}", "")
    if turn.only:
        yield from (f"Only in documents {escaped(turn.only)}", "")
    for line in _above(answer):
        yield from (escaped(line), "")
    is_list = answer.get("style") == "bullets"
    for claim in answer["claims"]:
        yield f"{'- ' if is_list else ''}{_claim(claim)}"
        if not is_list:
            yield ""
    if is_list:
        yield ""
    if unsure := caution_of(answer["citations"]):
        yield from (escaped(unsure), "")
    if answer["citations"]:
        yield from map(_source, answer["citations"])
        yield ""


def caution_of(citations: Sequence[Mapping[str, Any]]) -> str:
    """What is to be said of sources that text recognition was not sure of, as JSON has them."""
    return caution((cited["id"], cited.get("ocr")) for cited in citations)


def lead_of(answer: Mapping[str, Any]) -> str:
    """The cell that answers where a row of a table is quoted, as JSON has the answer; or empty."""
    claims = answer["claims"][:1]
    short = answer.get("short_answer")
    return "".join(lead(one["text"], one["verdict"], short) for one in claims)


def _above(answer: Mapping[str, Any]) -> list[str]:
    """What stands above the claims: why there is no whole answer, and the cell that leads."""
    refused = _refused(answer["refusal"]) if answer["refusal"] else []
    return [*refused, *filter(None, [lead_of(answer)])]


def _refused(refusal: Mapping[str, Any]) -> list[str]:
    nearest = [hit["text"] for hit in refusal.get("nearest", ())]
    return refusal_lines(
        refusal["reason"], nearest, refusal.get("is_likely", False), refusal.get("short_answer")
    )


def _claim(claim: Mapping[str, Any]) -> str:
    text = escaped(claim["text"])
    shown = f"“{text}”" if claim["verdict"] == "quoted" else text
    marks = "".join(f"\\[{number}\\]" for number in claim["citations"])
    return f"{shown} {marks}".rstrip()


def _source(cited: Mapping[str, Any]) -> str:
    parts = [
        escaped(cited["title"]),
        day(cited["date"], cited["date_origin"]),
        escaped(file_name(cited["source"])) + (f", page {cited['page']}" if cited["page"] else ""),
        read_by(cited["ocr"]) if cited.get("ocr") else "",
    ]
    place = " · ".join(part for part in parts if part)
    return f"- \\[{cited['id']}\\] {place}: “{escaped(cited['quote'])}”"


def copied(turn: Told, claims: Sequence[Mapping[str, Any]] | None = None) -> str:
    """An answer with its sources as plain text, to be pasted elsewhere.

    Args:
        turn: a question with its answer.
        claims: those that are taken along, with the sources that they cite; None takes all.
    """
    answer = turn.answer
    claims = answer["claims"] if claims is None else claims
    wanted = {number for claim in claims for number in claim["citations"]}
    citations = [cited for cited in answer["citations"] if cited["id"] in wanted]
    said = [
        f"{claim['text']} {''.join(f'[{number}]' for number in claim['citations'])}".rstrip()
        for claim in claims
    ]
    sources = []
    for cited in citations:
        page = f"page {cited['page']}" if cited["page"] else ""
        when = day(cited["date"], cited["date_origin"])
        read = read_by(cited["ocr"]) if cited.get("ocr") else ""
        parts = [cited["title"], when, file_name(cited["source"]), page, read]
        place = ", ".join(part for part in parts if part)
        sources.append(f"[{cited['id']}] {place}: “{cited['quote']}”")
    unsure = caution_of(citations)
    blocks = [turn.question, *_above(answer), "\n".join(said), unsure, "\n".join(sources)]
    return printable("\n\n".join(block for block in blocks if block))
