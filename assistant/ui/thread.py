"""A conversation as HTML: each question with its checked answer, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from assistant.language.names import names
from assistant.present.page import day
from assistant.present.printable import one_line
from assistant.ui.history import KeptTurn
from assistant.ui.markup import (
    count,
    escaped,
    escaped_lines,
    fold,
    notice,
    time_element,
    words_of_confidence,
)
from assistant.ui.sources import card_id, nearest_cards

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


def turn_html(name: str, turn: KeptTurn, shelf: str) -> str:
    """One question and what the documents say to it.

    Args:
        name: names the turn in the page.
        turn: the question with its checked answer.
        shelf: the collection's name, for links into its documents.
    """
    answer = turn.answer
    is_refused = answer["status"] == "refused"
    body = _refused(answer, turn.only, shelf) if is_refused else _answered(name, answer)
    return f"{opened(name, turn)}{body}{how(name, answer)}</article>"


def opened(name: str, asked: Asked) -> str:
    """The beginning of a turn: its question, how it was understood, which documents it is of."""
    notes = (
        ("Understood as", asked.asked if asked.asked != asked.question else ""),
        ("Only in documents", asked.only),
    )
    lines = "".join(
        f'<p class="asked"><span>{label}</span> {escaped(text)}</p>'
        for label, text in notes
        if text
    )
    return (
        f'<article class="turn" id="turn-{escaped(name)}">'
        f'<h2 class="question">{escaped(asked.question)}</h2>{lines}'
    )


def claims_html(
    turn: str,
    claims: Sequence[Said],
    citations: Sequence[Said],
    style: str = "paragraph",
    short: str | None = None,
) -> str:
    """Checked sentences, each with links to its sources.

    Args:
        turn: names the turn in the page.
        claims: of an answer or a summary.
        citations: all that they may cite.
        style: with "bullets", they make a list.
        short: the words of the first one that answer by themselves.
    """
    known = {cited["id"]: cited for cited in citations}
    tag = "li" if style == "bullets" else "p"
    items = "".join(
        _claim(turn, claim, known, tag, None if place else short)
        for place, claim in enumerate(claims)
    )
    return f'<ul class="claims">{items}</ul>' if style == "bullets" else items


def _claim(turn: str, claim: Said, known: Mapping[int, Said], tag: str, short: str | None) -> str:
    verdict = claim["verdict"]
    text = _set_off(claim["text"], short)
    words = f"<q>{text}</q>" if verdict == "quoted" else text
    marks = "".join(_mark(turn, number, known[number]) for number in claim["citations"])
    kind = "quoted" if verdict == "quoted" else "worded"
    return f'<{tag} class="claim {kind}">{words}&nbsp;{marks}</{tag}>'


def _set_off(text: str, short: str | None) -> str:
    """A sentence as HTML, with the words that answer by themselves set off."""
    before, words, after = one_line(text).partition(one_line(short or "") or "\n")
    strong = f"<strong>{escaped_lines(words)}</strong>" if words else ""
    return f"{escaped_lines(before)}{strong}{escaped_lines(after)}"


def _mark(turn: str, number: int, cited: Said) -> str:
    said = day(cited["date"], cited["date_origin"])
    name = escaped(f"Source {number}: {cited['title']}{f', {said}' if said else ''}")
    return (
        f'<a class="cite" href="#{card_id(escaped(turn), number)}" aria-label="{name}"'
        f' title="{name}">{number}</a>'
    )


def _answered(turn: str, answer: Said) -> str:
    refusal = answer["refusal"]
    known = {cited["id"]: cited for cited in answer["citations"]}
    style = answer.get("style", "paragraph")  # kept answers of earlier versions have none
    short = answer.get("short_answer")
    claims = claims_html(turn, answer["claims"], answer["citations"], style, short)
    return (
        f'<div class="answer">{claims}</div>'
        + (notice(refusal["reason"], "warning") if refusal else "")
        + differing(answer, lambda number: _mark(turn, number, known[number]))
        + f'<p class="to-sources"><a href="#sources-{escaped(turn)}" class="show-sources">'
        f"{count(len(answer['citations']), 'source')}</a></p>"
    )


def differing(answer: Said, mark: Callable[[int], str]) -> str:
    """Sources of different dates that do not say the same, side by side, the newest first.

    Args:
        answer: an answer or a summary.
        mark: the link to a source.
    """
    numbers = sorted({number for pair in answer["disagreements"] for number in pair})
    known = {cited["id"]: cited for cited in answer["citations"]}
    if not numbers:
        return ""
    sides = "".join(
        f"<li>{time_element(known[n]['date'], known[n]['date_origin'])}"
        f"<blockquote>{escaped_lines(known[n]['quote'])}</blockquote>"
        f"<cite>{escaped(known[n]['title'])}</cite> {mark(n)}</li>"
        for n in numbers
    )
    return (
        '<section class="differ"><h3>Sources of different dates differ, newest first</h3>'
        f"<ol>{sides}</ol></section>"
    )


def _refused(answer: Said, only: str, shelf: str) -> str:
    refusal = answer["refusal"] or {}
    searched = refusal.get("searched", {"passages": 0, "documents": 0})
    nearest = refusal.get("nearest", [])
    near = nearest_cards(nearest, shelf)
    return (
        '<div class="refusal"><h3>No answer in these documents</h3>'
        f"<p>{escaped(refusal.get('reason', ''))}</p>"
        f'<p class="searched">Searched {count(searched["passages"], "passage")} in '
        f"{count(searched['documents'], 'document')}"
        f"{f', only those {escaped(only)}' if only else ''}.</p></div>"
        + _suggestions(refusal.get("missing", []), nearest, only)
        + (f'<section class="nearest"><h3>What came nearest</h3>{near}</section>' if near else "")
    )


def _suggestions(missing: Sequence[str], nearest: Sequence[Said], only: str) -> str:
    """What to do next: other words, other documents, or what the nearest ones do say."""
    ideas = ["Ask in all documents: empty the fields above the question box."] if only else []
    if missing:
        named = ", ".join(f"“{escaped(word)}”" for word in missing)
        ideas.append(f"Ask without {named}, or check how it is written in your documents.")
    else:
        ideas.append("Ask in other words, nearer to those of the documents.")
    ideas += [ask_button(f"What is said about {name}?") for name in _topics(nearest, missing)]
    ideas.append("Add the documents that hold the answer, under Documents.")
    items = "".join(f"<li>{idea}</li>" for idea in ideas)
    return f'<section class="suggestions"><h3>Try</h3><ul>{items}</ul></section>'


def _topics(nearest: Sequence[Said], missing: Sequence[str]) -> list[str]:
    """A name that the nearest documents do speak of."""
    found = [name for hit in nearest for name in names(hit["title"]) if name not in missing]
    return sorted(found, key=len, reverse=True)[:1]


def ask_button(question: str) -> str:
    """A question that is asked with a click."""
    return (
        f'<button type="button" class="ask-this" data-ask="{escaped(question)}">'
        f"{escaped(question)}</button>"
    )


def how(turn: str, answer: Said) -> str:
    """How sure it is and how it was made, in words; with its numbers on demand."""
    timings = answer["timings"]
    steps = ", ".join(
        f"{label} {timings[key]:.2f} s"
        for key, label in (
            ("search_s", "searching"),
            ("write_s", "reading and wording"),
            ("verify_s", "checking"),
            ("load_s", "loading models"),
        )
        if timings.get(key)
    )
    said = words_of_confidence(answer["confidence"])
    if answer["status"] == "refused":
        said = "How this was decided"
    calibrated = (
        "<p>Probability that these documents hold the answer: "
        f"{answer['confidence']:.2f}, as calibrated.</p>"
    )
    if answer.get("kind", "passages") != "passages":  # kept answers of earlier versions have none
        said, calibrated = "How this was made", ""
    numbers = (
        f"{calibrated}<p>{escaped(steps)}; in all {timings['total_s']:.2f} s.</p>"
        f"<p>{escaped(_models(answer['models']))}</p>"
    )
    unfolded = fold(f"how {turn}", said, numbers)
    return f'<div class="how">{unfolded}{rejected(turn, answer["rejected"])}</div>'


def _models(models: Mapping[str, str]) -> str:
    """Which models found and worded an answer; a refusal may come before any is asked to word."""
    writer = models.get("writer")
    wording = f"worded with {writer}" if writer else "not worded by any model"
    return f"Searched with {models['embedder']}, {wording}."


def rejected(name: str, claims: Sequence[Said]) -> str:
    """Wording that failed its checks, on demand, with the reasons; never as part of an answer."""
    if not claims:
        return ""
    items = "".join(
        f"<li><s>{escaped(claim['text'])}</s> <span>{escaped('; '.join(claim['reasons']))}</span>"
        "</li>"
        for claim in claims
    )
    return fold(
        f"rejected {name}",
        f"{count(len(claims), 'sentence')} rejected",
        "<p>The model wrote this, and it did not pass the checks. It is not part of the answer."
        f"</p><ul>{items}</ul>",
        "rejected",
    )
