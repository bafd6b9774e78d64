"""Reads texts that took minutes while something was walked again for each of its characters.

Started by `test_endless.py`: the operating system ends it where one of them takes too long.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.corpus.read.formats import read_here
from assistant.corpus.split import split_passages
from tests.corpus.files import docx_members, docx_paragraph, epub_members, pdf, write_zip

SECONDS = 15  # for what takes less than one


def count_tokens(texts: Sequence[str]) -> list[int]:
    return [len(text) // 4 for text in texts]


def text(content: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "a.txt"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def page(*lines: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "a.pdf"
        top = 20.0 * len(lines)
        path.write_bytes(pdf([[(72.0, top - 14 * n, 12.0, line) for n, line in enumerate(lines)]]))
        return path

    return write


def site(content: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "a.html"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def office(content: str) -> Callable[[Path], Path]:
    return lambda folder: write_zip(folder / "a.docx", docx_members(docx_paragraph(content)))


def book(content: str) -> Callable[[Path], Path]:
    return lambda folder: write_zip(folder / "a.epub", epub_members([content]))


CASES: dict[str, Callable[[Path], Path]] = {
    "quotation marks": text("“" * 250_000),
    "apostrophes": text("'" * 700_000),
    "sentences without spaces": text("我们去。" * 60_000),
    "white space of an office file": office("a" + " " * 90_000 + "b"),
    "images that are none": office("![" * 120_000),
    "lines of a page": page(*["A line of a paragraph goes on and"] * 20_000),
    "words of a page": page(*["a" * 30_000] * 6),
    "a date in no known form": site(
        "".join(
            f'<meta property="article:published_time" content="2023-03{day}T10:{day}:00Z">'
            for day in range(10, 28)
        )
        + "<p>The ferry sails at nine.</p>"
    ),
    "spaces of a book": book(f"<pre>b{' ' * 120_000}a</pre>"),
}


def main() -> None:
    folder = Path(sys.argv[1])
    for name, write in CASES.items():
        path = write(folder)
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        signal.alarm(SECONDS)
        for document in read_here(path):
            split_passages(document, count_tokens, 200)
        signal.alarm(0)
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
