"""A conversation as HTML: each question with its checked answer, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from assistant.present.conversation import caution_of, copied, lead_of
from assistant.present.page import answer_heading, day, lead, refusal_heading
from assistant.present.printable import one_line
from assistant.ui.history import KeptTurn
from assistant.ui.notices import Kind
from assistant.ui.sources import card_id
from assistant.ui.templates import render

DIRECT = 260
"""Most characters of an answer that is set large."""

LISTED = 8
"""Most sentences of an answer in sight; the others are folded."""

QUOTED = 2
"""Most quotations of an answer in prose in sight: what a second sentence adds may be needed."""

WISHES = ("Tell me more", "Where does it say that?")
"""What an answer out of passages may be asked for."""

STEPS = (
    ("search_s", "searching"),
    ("write_s", "reading and wording"),
    ("verify_s", "checking"),
    ("load_s", "loading models"),
)

Said = Mapping[str, Any]
"""An answer as `present.json.to_json` writes it."""


class Asked(Protocol):
    """A question as it was typed, as it was understood, and of which documents, in words."""

    @property
    def question(self) -> str: ...
    @property
    def asked(self) -> str: ...
    @property
    def only(self) -> str: ...


class Mark(NamedTuple):
    """A link to a source: the id of its card, what it is called, and the document's id."""

    card: str
    name: str
    document: str


def turn_html(name: str, turn: KeptTurn, near: Sequence[str] = ()) -> str:
    """One question and what the documents say to it.

    Args:
        name: names the turn in the page.
        turn: the question with its checked answer.
        near: what to ask instead where it has no answer.
    """
    answer = turn.answer
    refusal: Said = answer["refusal"] or {}
    direct, also = parts(answer)
    more = sum(claim["verdict"] != "said" for claim in also)
    marks = marks_of(name, answer["citations"])
    return render(
        "turn",
        name=name,
        turn=turn,
        answer=answer,
        refusal=refusal,
        refusal_heading=refusal_heading(refusal.get("is_likely", False)),
        missing=refusal.get("missing", []),
        searched=refusal.get("searched", {"passages": 0, "documents": 0}),
        near=near,
        wishes=WISHES if answer["status"] != "refused" and _is_quoting(answer) else (),
        direct=direct,
        lead=lead_of(answer) or _near_lead(refusal),
        also=also,
        also_said=f"Also said ({more})" if _is_quoting(answer) else f"{more:,} more",
        is_short=is_short(direct),
        style=answer.get("style", "paragraph"),  # kept answers of earlier versions have none
        marks=marks,
        has_heading=any(claim["verdict"] == "said" for claim in direct),
        differing=differing(answer, lambda number: mark(marks[number], number)),
        unsure=caution_of(answer["citations"]),
        sure=_sure(answer),
        steps=", ".join(
            f"{label} {answer['timings'][key]:.2f} s"
            for key, label in STEPS
            if answer["timings"].get(key)
        ),
        models=_models(answer["models"]),
        copied=copied(turn, direct if _is_quoting(answer) else None),
    )


def is_short(claims: Sequence[Said]) -> bool:
    """Whether what these say is set large."""
    return len(" ".join(claim["text"] for claim in claims)) <= DIRECT


def unanswered_html(name: str, asked: Asked, text: str, kind: Kind) -> str:
    """A turn that has no answer, with why."""
    return render("unanswered", name=name, asked=asked, text=text, kind=kind)


def parts(answer: Said) -> tuple[Sequence[Said], Sequence[Said]]:
    """The sentences that answer, and those that are folded behind them.

    Beside an answer, quotations beyond `QUOTED` are only also said, and those that a newer source
    contradicts. Where the program's own words come first, as before several things that a question
    can mean, what follows is the answer. Of a long list the beginning shows, of each of its parts
    where two questions were asked in one; a summary is shown whole.
    """
    claims: Sequence[Said] = answer["claims"]
    if answer.get("kind") == "summary":
        return claims, ()
    if not _is_quoting(answer) or (claims and claims[0]["verdict"] == "said"):
        return _begun(claims)
    older = {number for _, number in answer["disagreements"]}
    quotations = [one for one in claims if one["verdict"] == "quoted"]
    told = [one for one in quotations if one is claims[0] or older.isdisjoint(one["citations"])]
    also = [one for one in quotations if one not in told[:QUOTED]]
    return [one for one in claims if one not in also], also


def _begun(claims: Sequence[Said]) -> tuple[Sequence[Said], Sequence[Said]]:
    """The beginning of a long list, and the rest; of each part where each has a head of its own."""
    heads = [place for place, one in enumerate(claims) if not place or one["verdict"] == "said"]
    sections = [claims[start:end] for start, end in pairwise([*heads, len(claims)])]
    share = max(2, LISTED // max(1, len(sections)))
    room, shown, rest = LISTED, list[Said](), list[Said]()
    for place, section in enumerate(sections, start=1):
        later = sum(min(len(one), share) for one in sections[place:])
        most = max(2, room - later)
        shown += section[:most]
        if section[most:]:
            rest += [*section[: len(sections) > 1], *section[most:]]
        room -= len(section[:most])
    return shown, rest


def _near_lead(refusal: Said) -> str:
    """The cell that may answer, of the row that came nearest; empty where none is known."""
    near = [hit["text"] for hit in refusal.get("nearest", ())][:1]
    return "".join(lead(text, "quoted", refusal.get("short_answer")) for text in near)


def _is_quoting(answer: Said) -> bool:
    """Whether it is an answer out of passages, in prose."""
    kind, style = answer.get("kind", "passages"), answer.get("style", "paragraph")
    return bool(kind == "passages" and style == "paragraph")


def marks_of(turn: str, citations: Sequence[Said]) -> dict[int, Mark]:
    """The link to each source, by its number."""
    marks = {}
    for cited in citations:
        said = day(cited["date"], cited["date_origin"])
        name = f"Source {cited['id']}: {cited['title']}{f', {said}' if said else ''}"
        marks[cited["id"]] = Mark(card_id(turn, cited["id"]), one_line(name), cited["document"])
    return marks


def mark(link: Mark, number: int) -> str:
    """A link to a source as HTML."""
    return render("cite", number=number, marks={number: link})


def differing(answer: Said, mark: Callable[[int], str]) -> str:
    """Sources of different dates that do not say the same, side by side, the newest first.

    Args:
        answer: an answer or a summary.
        mark: the link to a source, as HTML.
    """
    numbers = sorted({number for pair in answer["disagreements"] for number in pair})
    known = {cited["id"]: cited for cited in answer["citations"]}
    sides = [(known[number], mark(number)) for number in numbers]
    return render("differing", sides=sides) if sides else ""


def _sure(answer: Said) -> str:
    """How sure an answer out of passages is, in words."""
    if answer["status"] == "refused" or answer.get("kind", "passages") != "passages":
        return ""
    heading, beside = answer_heading(
        [claim["verdict"] for claim in answer["claims"]],
        answer["confidence"],
        is_whole=True,
        failed=bool(answer["rejected"]),
    )
    return beside.capitalize() or heading


def _models(models: Mapping[str, str]) -> str:
    """Which models found and worded an answer; a refusal may come before any is asked to word."""
    writer = models.get("writer")
    wording = f"worded with {writer}" if writer else "not worded by any model"
    return f"Searched with {models['embedder']}, {wording}."
