"""Draw a real run of the program as docs/ask.svg.

    python docs/picture.py "what is Trump's tariff plan?" --in examples/news

The arguments are those of `ask`. The program runs in a terminal of 80 columns; what it
prints is drawn as it is, in whatever monospaced font the reader's machine has.
"""

from __future__ import annotations

import os
import pty
import re
import shlex
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 80
WEB_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def run(arguments: list[str]) -> str:
    """What the program prints to a terminal, with its colours."""
    printed = bytearray()

    def read(descriptor: int) -> bytes:
        data = os.read(descriptor, 4096)
        printed.extend(data)
        return data

    os.environ.update(COLUMNS=str(WIDTH), TERM="xterm-256color")
    pty.spawn([sys.executable, "-m", "assistant", "ask", *arguments], read)
    return printed.decode()


def draw(command: str, output: str) -> str:
    """The run as SVG, without fonts from the web."""
    console = Console(width=WIDTH, record=True, file=StringIO(), force_terminal=True)
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text.from_ansi(output.replace("\r\n", "\n")))
    svg = WEB_FONTS.sub("", console.export_svg(title="python -m assistant"))
    return svg.replace("Fira Code", "ui-monospace").rstrip() + "\n"


if __name__ == "__main__":
    arguments = sys.argv[1:]
    command = shlex.join(["python", "-m", "assistant", "ask", *arguments])
    target = Path(__file__).with_name("ask.svg")
    target.write_text(draw(command, run(arguments)), encoding="utf-8")
