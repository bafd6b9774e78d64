"""`ask`: a checked answer to one question, or to many."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import options
from assistant.cli.lines import LineError, answer_lines
from assistant.cli.live import Waiting
from assistant.cli.output import REFUSED, cleaned, put_json, results
from assistant.cli.session import opened
from assistant.cli.streams import input_lines, whole_input
from assistant.errors import ConfigError
from assistant.logs import show_log
from assistant.strict import nearest

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.search.filters import Filter

Question = Annotated[
    str | None,
    typer.Argument(metavar="QUESTION", help="The question; - reads it from standard input."),
]
Jsonl = Annotated[
    bool,
    typer.Option(
        "--jsonl",
        help="Print one JSON answer a line; without a question, read one question a line "
        'from standard input, as text or as {"question": …, "history": [earlier questions]}.',
    ),
]


def ask(
    question: Question = None,
    paths: options.In = None,
    collection: options.Collection = None,
    top: options.Top = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    meta: options.Meta = None,
    follow_links: options.FollowLinks = False,
    extractive: options.Extractive = False,
    profile: options.Profile = None,
    writer_url: options.WriterUrl = None,
    as_json: options.Json = False,
    jsonl: Jsonl = False,
    verbose: options.Verbose = False,
) -> None:
    """Answer a question from your documents, with each sentence checked and cited."""
    options.require_one(paths, collection)
    if verbose:
        show_log()
    many = jsonl and question in (None, "-")
    first = "" if many else _one_question(question)
    among = options.filter_from(since, until, source, meta)
    with opened(
        paths, collection, profile, extractive=extractive, follow_links=follow_links
    ) as assistant:
        if many:
            _answer_lines(assistant, top, among)
            return
        if as_json or jsonl:
            status = _answer_as_json(assistant, first, top, among, indent=None if jsonl else 2)
        else:
            status = _answer_for_reading(assistant, first, top, among, verbose=verbose)
    if status == "refused":
        raise typer.Exit(REFUSED)


def _one_question(argument: str | None) -> str:
    if argument is None:
        raise typer.BadParameter("There is no question.", param_hint="QUESTION")
    question = cleaned(whole_input() if argument == "-" else argument)
    if not question:
        raise typer.BadParameter("The question is empty.", param_hint="QUESTION")
    return question


def _answer_for_reading(
    assistant: Assistant, question: str, top: int | None, among: Filter, *, verbose: bool
) -> str:
    from assistant.assistant import Hooks
    from assistant.present.text import render, render_understood

    with Waiting() as waiting:
        hooks = Hooks(on_evidence=waiting.show, on_answer=waiting.show_answer)
        understood = assistant.understand(question, [])
        answer = assistant.reply(understood, [], top=top, among=among, hooks=hooks)
    if understood.text != question:
        render_understood(understood.text, results())
    render(answer, results(), verbose=verbose)
    return answer.status


def _answer_as_json(
    assistant: Assistant, question: str, top: int | None, among: Filter, *, indent: int | None
) -> str:
    from assistant.present.json import to_json

    text = assistant.understand(question, []).text
    answer = assistant.ask(text, top=top, among=among)
    put_json(_as_asked(to_json(answer), question, text), indent=indent)
    return answer.status


def _as_asked(answer: dict[str, Any], question: str, text: str) -> dict[str, Any]:
    """An answer to what was typed, and what that was taken for where it is something else."""
    return answer | {"question": question} | ({"understood": text} if text != question else {})


def _answer_lines(assistant: Assistant, top: int | None, among: Filter) -> None:
    from assistant.language.followup import Turn
    from assistant.present.json import to_json

    def answer(line: str, number: int) -> dict[str, Any]:
        asked = _asked_in(line, number)
        text = assistant.understood(asked.question, [Turn(one, "") for one in asked.history])
        return _as_asked(to_json(assistant.ask(text, top=top, among=among)), asked.question, text)

    answer_lines(input_lines(), answer)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, and those before it, which say what it means and are not answered."""

    question: str
    history: tuple[str, ...] = ()


def _asked_in(line: str, number: int) -> _Asked:
    """The question of a line: the line itself, unless it starts as JSON.

    Raises:
        LineError: it starts as JSON and is no object with a question, or cannot be asked.
    """
    from assistant.language.question import require_askable

    text = cleaned(line)
    asked = _asked_as_json(text, number) if text.startswith("{") else _Asked(text)
    try:
        for question in (asked.question, *asked.history):
            require_askable(question)
    except ConfigError as error:
        raise LineError(f"Line {number} of the input: {error.message}", error.hint) from error
    return asked


_KEYS = frozenset({"question", "history"})


def _asked_as_json(text: str, number: int) -> _Asked:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = {}
    question, history = data.get("question"), data.get("history", [])
    for key in data.keys() - _KEYS:  # others are the asker's own, as a number of the question
        if (near := nearest(key, _KEYS)) and near not in data:
            raise LineError(
                f"Line {number} of the input has “{key}”, which is not known.",
                f"Write “{near}”, or give it a name of its own.",
            )
    if not isinstance(question, str) or not cleaned(question):
        raise LineError(
            f"Line {number} of the input is no JSON object with a question.",
            'Write {"question": "…"}, or the question as plain text.',
        )
    if not isinstance(history, list) or not all(isinstance(one, str) for one in history):
        raise LineError(
            f"Line {number} of the input has a history that is no list of questions.",
            'Write {"question": "…", "history": ["…", "…"]}, the first question first.',
        )
    return _Asked(cleaned(question), tuple(filter(None, map(cleaned, history))))
