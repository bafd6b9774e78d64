"""`check`: which sentences of any text are supported by source documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import options
from assistant.cli.lines import LineError, answer_lines
from assistant.cli.output import UNSUPPORTED, put_json, results, say
from assistant.cli.session import require_models
from assistant.cli.streams import input_lines, lines_of, whole_input
from assistant.language.words import whole

if TYPE_CHECKING:
    from assistant.checking import Checker, Prepared

Text = Annotated[
    str | None,
    typer.Argument(metavar="FILE", help="The text to check; - reads it from standard input."),
]
Against = Annotated[
    list[Path] | None,
    typer.Option(
        "--against",
        metavar="PATH",
        parser=options.path,
        help="A file or folder of source documents; may be repeated. They are read each time; "
        "no collection is made.",
    ),
]
Jsonl = Annotated[
    bool,
    typer.Option(
        "--jsonl",
        help='Read one {"text": …, "against": …} a line from FILE or standard input and print one '
        'JSON report a line. "against" is a path, a list of paths, or {"text": …} with the source '
        'itself, and its "title" and "date" (YYYY-MM-DD) where it has them; a line without it is '
        'checked against --against. "question" is what the text answers, where it answers one.',
    ),
]

MOST_KEPT = 8
"""Sources of lines that are kept for later lines."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A source that a line holds itself."""

    text: str
    title: str = ""
    day: date | None = None


_Source = _Given | tuple[str, ...]
"""A source itself, or paths."""


def check(
    file: Text = None,
    against: Against = None,
    profile: options.Profile = None,
    as_json: options.Json = False,
    jsonl: Jsonl = False,
) -> None:
    """Check each sentence of a text against source documents: is it supported, and by what?"""
    if file is None and not jsonl:
        raise typer.BadParameter("There is no text.", param_hint="FILE")
    if not against and not jsonl:
        raise typer.BadParameter("Name the source documents.", param_hint="--against")
    require_models(profile, extractive=True)
    from assistant.checking import Checker

    checker = Checker.open(profile=profile)
    if jsonl:
        supported = _check_lines(checker, file, against)
    else:
        supported = _check_one(checker, _text(file or "-"), against or [], as_json=as_json)
    if not supported:
        raise typer.Exit(UNSUPPORTED)


def _text(file: str) -> str:
    from assistant.checking import read_text

    text = whole(whole_input() if file == "-" else read_text(options.path(file)))
    if not text.strip():
        raise typer.BadParameter("The text is empty.", param_hint="FILE")
    return text


def _check_one(checker: Checker, text: str, against: list[Path], *, as_json: bool) -> bool:
    from assistant.present.check import render_report, report_to_json

    report = checker.check(text, _prepared(checker, against))
    if as_json:
        put_json(report_to_json(report))
    else:
        render_report(report, results())
    return report.all_supported


def _prepared(checker: Checker, paths: list[Path]) -> Prepared:
    prepared = checker.prepare(paths)
    for path, reason in prepared.failures:
        say(reason if path in reason else f"{path}: {reason}", "yellow")
    return prepared


def _check_lines(checker: Checker, file: str | None, against: list[Path] | None) -> bool:
    from assistant.present.check import report_to_json

    supported = True
    kept: dict[_Source, Prepared] = {}

    def answer(line: str, number: int) -> dict[str, Any]:
        nonlocal supported
        text, source, question = _task(line, number, against)
        if source not in kept:
            if len(kept) == MOST_KEPT:
                del kept[next(iter(kept))]
            kept[source] = _source(checker, source)
        report = checker.check(text, kept[source], question)
        supported = supported and report.all_supported
        return report_to_json(report)

    answer_lines(_lines(file), answer)
    return supported


def _lines(file: str | None) -> Iterator[str]:
    if file in (None, "-"):
        yield from input_lines()
        return
    from assistant.corpus.read.files import reading

    path = options.path(str(file))
    with reading(path), path.open(encoding="utf-8-sig", errors="replace") as stream:
        yield from lines_of(stream)


def _source(checker: Checker, source: _Source) -> Prepared:
    if isinstance(source, _Given):
        return checker.prepare_text(source.text, source.title, source.day)
    return _prepared(checker, [Path(path) for path in source])


def _task(
    line: str, number: int, against: Iterable[Path] | None
) -> tuple[str, _Source, str | None]:
    """The text of a line, its source, and what the text answers.

    Raises:
        LineError: the line is no JSON object with a text, and a source of a known form.
    """
    try:
        task = json.loads(line)
    except (ValueError, RecursionError):
        task = None
    text = task.get("text") if isinstance(task, dict) else None
    source = _source_of(task.get("against"), against) if isinstance(task, dict) else None
    question = task.get("question") if isinstance(task, dict) else None
    if not isinstance(text, str) or not text.strip() or not source:
        raise LineError(
            f"Line {number} of the input is no JSON object with a text and a source.",
            'Write {"text": "…", "against": "PATH"}; a list of paths and {"text": "…", '
            '"title": "…", "date": "YYYY-MM-DD"} will do as sources too.',
        )
    if not isinstance(question, str | None):
        raise LineError(
            f"Line {number} of the input has a question that is no text.",
            'Write "question": "…", or leave it out.',
        )
    return whole(text), source, whole(question) if question else None


def _source_of(given: Any, against: Iterable[Path] | None) -> _Source | None:
    match given:
        case None:
            return tuple(str(path) for path in against or ())
        case str() if given.strip():
            return (given,)
        case {"text": str() as text}:
            return _given(text, given.get("title"), given.get("date"))
        case [*paths] if all(isinstance(path, str) and path.strip() for path in paths):
            return tuple(paths)
        case _:
            return None


def _given(text: str, title: Any, day: Any) -> _Given | None:
    """A source itself; None where its title or date is none."""
    if not isinstance(title, str | None) or not isinstance(day, str | None):
        return None
    with suppress(ValueError):
        return _Given(whole(text), whole(title or ""), date.fromisoformat(day) if day else None)
    return None
