"""What errors say at a terminal, and what a person in a browser is told instead."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import AtTerminal, ModelMissing

PACKAGE = Path(__file__).parents[1] / "assistant"

AT_TERMINAL = ("cli", "cluster", "evaluate", "serving", "__main__.py", "doctor.py")
"""Parts whose words only a terminal shows: commands, and what is said before a page is there."""

COMMAND = re.compile(r"\bpip install|\bpython -m\b|\bmodels pull\b|\s--[a-z]")
CONSTANTS = ("INSTALL", "FOLLOW")
"""Where commands and options have names, these end so."""


def test_an_error_is_whole_in_another_process() -> None:
    error = ModelMissing("It is not here.", AtTerminal("Run: fetch it", "Download it."))
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == "It is not here. Run: fetch it"
    assert again.on_page == "It is not here. Download it."


def test_a_command_is_said_at_a_terminal_alone() -> None:
    files = [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in AT_TERMINAL
    ]
    found = [
        f"{path.relative_to(PACKAGE)}: {ast.unparse(node)}"
        for path in files
        for node in _elsewhere(ast.parse(path.read_text(encoding="utf-8")))
        if _names_a_command(node)
    ]
    assert len(files) > 100
    assert found == []


def _elsewhere(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in no docstring, and in no text for the terminal."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Assign(targets=[ast.Name(id=name)]) if name.endswith(CONSTANTS):
            return
        case ast.Call(func=ast.Name(id="AtTerminal"), args=[_, on_page]):
            yield from _elsewhere(on_page)
            return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _elsewhere(child)


def _names_a_command(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=str() as text):
            return bool(COMMAND.search(text))
        case ast.JoinedStr(values=parts):
            named = [part.value for part in parts if isinstance(part, ast.FormattedValue)]
            return any(ast.unparse(one).endswith(CONSTANTS) for one in named)
    return False
