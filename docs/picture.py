"""Draw a real run of the program as docs/ask.svg.

    python docs/picture.py "what is Trump's tariff plan?" --in examples/news

The arguments are those of `ask`. The program runs in a terminal of 80 columns; what it
prints is drawn as it is, in whatever monospaced font the reader's machine has.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 80
WEB_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def run(arguments: list[str]) -> str:
    """What the program prints to a terminal on standard output, with its colours."""
    reader, terminal = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "assistant", "ask", *arguments],
        stdout=terminal,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": str(WIDTH), "TERM": "xterm-256color"},
    )
    os.close(terminal)
    printed = bytearray()
    while True:
        try:
            printed += os.read(reader, 4096)
        except OSError:  # the program has closed the terminal
            break
    program.wait()
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
    quoted = [f'"{part}"' if " " in part else part for part in arguments]
    command = " ".join(["python", "-m", "assistant", "ask", *quoted])
    target = Path(__file__).with_name("ask.svg")
    target.write_text(draw(command, run(arguments)), encoding="utf-8")
