"""docs/cli.md, made from the commands themselves: `python -m assistant.cli.reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer.main

from assistant.cli.app import EPILOG, app

PROGRAM = "python -m assistant"
_INTRODUCTION = f"""\
# Command line

Made from the commands' own help with `make docs`. `assistant` is the same as `{PROGRAM}`.

Results go to standard output, messages and progress to standard error. Output that is piped has
no colour, and `NO_COLOR` turns it off at a terminal too. `ASSISTANT_HOME` is the folder of models,
collections and `settings.yaml`; `ASSISTANT_MODEL_STORE` that of models alone, which may be
read-only.

{EPILOG}

With `--jsonl` and many questions the exit code is 0 once all were processed; each line has its
own `status`; with `check --jsonl` it is 5 where a claim of any line is not supported. A line that
cannot be processed has `{{"line": 2, "error": "…"}}` in its place, the others are processed all the
same, and the exit code is 1. What would fail for every line ends the run.

Output that cannot be written, to a full disk or a closed stream, is an error; a reader that has
seen enough (`| head`) is none. A text to check has at most a million characters. The JSON of
`ask` is described by [ask.schema.json](ask.schema.json), that of `check` by
[check.schema.json](check.schema.json), and that of `summarise` by
[summary.schema.json](summary.schema.json)."""


def reference() -> str:
    """All commands with their arguments and options, as Markdown."""
    command: Any = typer.main.get_command(app)
    return "\n\n".join([_INTRODUCTION, *_sections(command, PROGRAM)]) + "\n"


def _sections(command: Any, name: str) -> Iterator[str]:
    children = getattr(command, "commands", {})
    if children:
        for child in children.values():
            if child.hidden:
                continue
            yield from _sections(child, f"{name} {child.name}")
        return
    parameters = [parameter for parameter in command.params if parameter.help]
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    shown = [
        argument.metavar if argument.required else f"[{argument.metavar}]" for argument in arguments
    ]
    yield f"## `{' '.join([name, *shown])}`"
    yield "\n\n".join(" ".join(part.split()) for part in command.help.split("\n\n"))
    if parameters:
        yield "\n".join(
            f"- `{_usage(parameter)}`: {parameter.help}{_default(parameter)}"
            for parameter in parameters
        )


def _usage(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar)
    return " ".join(
        [", ".join(parameter.opts), *([parameter.metavar] if parameter.metavar else [])]
    )


def _default(parameter: Any) -> str:
    """What holds where an option is not given; empty for nothing, and for what is switched on."""
    if parameter.param_type_name == "argument":
        return ""
    if parameter.required:
        return " Required."
    value = getattr(parameter.default, "value", parameter.default)
    is_said = isinstance(value, str | int | float) and not isinstance(value, bool)
    return f" Default: {value}." if is_said and value != "" else ""


if __name__ == "__main__":
    sys.stdout.write(reference())
