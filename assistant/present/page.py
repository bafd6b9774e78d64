"""Wrapped, indented lines on a Rich console. Everything given is text, never markup."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePath

from rich.console import Console
from rich.text import Text

from assistant.corpus.rows import cell_first
from assistant.grounding.recognised import read_by
from assistant.present.printable import one_line
from assistant.records import Claim, DateOrigin, Receipt, date_in_words

COLUMNS = 80
INDENT = 4

SHORT_ID = 12
"""Characters of an id that are shown where a person types it."""


class Page:
    """Writes paragraphs of at most 80 columns, and less on a narrower terminal.

    Lines end with their last character: a piped answer has no trailing blanks.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self.width = min(console.width, COLUMNS)

    def heading(self, title: str, remark: str = "") -> None:
        """A bold title, with a dim remark beside it."""
        self.paragraph(Text.assemble((title, "bold"), (f"  {remark}" if remark else "", "dim")))

    def paragraph(self, text: Text | str, *, indent: int = 0, hanging: int = 0) -> None:
        """Wrapped text; `hanging` indents all lines but the first."""
        content = Text(text) if isinstance(text, str) else text
        for number, line in enumerate(content.wrap(self._console, self.width - indent - hanging)):
            line.rstrip()
            self._print(Text(" " * (indent + (hanging if number else 0))) + line)

    def gap(self) -> None:
        """An empty line."""
        self._print(Text())

    def _print(self, line: Text) -> None:
        self._console.print(line, soft_wrap=True, highlight=False)


def marks(numbers: Sequence[int]) -> Text:
    """Citation marks: `[1] [2]`."""
    return Text(" ".join(f"[{number}]" for number in numbers), style="cyan")


def put_rejected(page: Page, rejected: Sequence[Claim], whole: str) -> None:
    """Write the wording that failed its checks; `whole` is what it is no part of."""
    if rejected:
        page.gap()
        page.heading("Rejected wording", f"not part of the {whole}")
    for claim in rejected:
        page.paragraph(one_line(claim.text))
        page.paragraph(Text(one_line("; ".join(claim.reasons)), style="dim"), indent=INDENT)


def put_receipt(page: Page, receipt: Receipt, *said: str) -> None:
    """Write what made an answer or a summary, and what else is said of that."""
    page.gap()
    page.heading("Made with")
    models = [f"{name} ({role})" for role, name in receipt.models.items()]
    steps = [f"{name.removesuffix('_s')} {took:.2f} s" for name, took in receipt.timings.items()]
    for line in (", ".join(models), ", ".join(steps), *said):
        page.paragraph(one_line(line))
    if receipt.id:
        page.paragraph(f"receipt {receipt.id[:SHORT_ID]}")


def place_line(title: str, when: date | None, origin: DateOrigin) -> Text:
    """A document's title and date: `Title · 3 May 2024`."""
    said = dated(when, origin)
    return Text.assemble(one_line(title) or "(no title)", (f" · {said}" if said else "", "dim"))


def file_line(source: str, page: int | None, ocr: float | None = None) -> Text:
    """Where to look it up: `reports/2024.pdf, page 3, read by OCR (94 % sure)`."""
    paged = f", page {page}" if page else ""
    return Text(shown_path(source) + paged + (f", {read_by(ocr)}" if ocr else ""), style="dim")


def dated(when: date | None, origin: DateOrigin) -> str:
    """A date as a reader writes it, as far as it is known; one that is the file's own says so."""
    said = date_in_words(when, origin, "%b")
    return f"file date {said}" if said and origin == "file" else said


def day(iso: str | None, origin: DateOrigin) -> str:
    """A date as a reader writes it, from a document's ISO date; empty without one."""
    if not iso:
        return ""
    return dated(date.fromisoformat(iso), origin)


def count(number: int, noun: str) -> str:
    """`1 document`, `2,000 documents`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def file_name(source: str) -> str:
    """The last part of a path, with the row number of a table file."""
    return PurePath(source).name or source


def shown_path(source: str) -> str:
    """A path from here where that is shorter."""
    return one_line(min(source, os.path.relpath(source), key=len))


def excerpt(text: str, characters: int) -> str:
    """The beginning of a text in one line, cut between two words."""
    line = one_line(text)
    if len(line) <= characters:
        return line
    return line[: characters - 2].rsplit(" ", 1)[0] + " …"


def confidence_word(confidence: float) -> str:
    """A probability in 0-1 in words; of answers from .5 on, two in three and more are right."""
    return "high" if confidence >= 0.9 else "fair" if confidence >= 0.5 else "low"


DOUBTFUL = "Not sure, but this may answer it"
"""Stands above what is shown where a draft was written and did not pass."""


def answer_heading(
    verdicts: Iterable[str], confidence: float, *, is_whole: bool, failed: bool
) -> tuple[str, str]:
    """What stands above an answer out of passages, and beside that.

    Args:
        verdicts: of its claims.
        confidence: in 0-1.
        is_whole: no part of the question is left open.
        failed: wording of a draft was rejected; where only quotations are left, they are in doubt.
    """
    if failed and set(verdicts) - {"said"} == {"quoted"}:
        return DOUBTFUL, ""
    return "Answer" if is_whole else "Partial answer", f"{confidence_word(confidence)} confidence"


def lead(text: str, verdict: str, short: str | None) -> str:
    """What leads where the first claim is a row of a table: the cell of it that answers.

    Args:
        text: of the claim.
        verdict: on it; its own words lead where they are no quotation.
        short: the words of it that answer by themselves.
    """
    return (cell_first(text, short) or "") if verdict == "quoted" and short else ""


def refusal_heading(is_likely: bool) -> str:
    """What stands above a refusal, and above what came nearest."""
    return DOUBTFUL if is_likely else "No answer found in these documents"


def refusal_lines(
    reason: str, nearest: Sequence[str], is_likely: bool, short: str | None = None
) -> list[str]:
    """A refusal where there is room for a line or two: what may be the answer, then the reason."""
    if not is_likely:
        return [reason]
    said: list[str] = []
    for text in nearest[:1]:
        first = lead(text, "quoted", short)
        said += [f"{DOUBTFUL}: {first}", f"“{text}”"] if first else [f"{DOUBTFUL}: “{text}”"]
    return [*map(one_line, said), reason]
