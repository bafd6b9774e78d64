"""PDF files, read with pypdfium2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from assistant.corpus.read import ocr
from assistant.corpus.read.boxes import drawn_marks, drawn_rules, printed_lines
from assistant.corpus.read.build import Extract, own_title
from assistant.corpus.read.forms import with_fields
from assistant.corpus.read.items import with_items
from assistant.corpus.read.margins import TAB, margin_lines
from assistant.corpus.read.pace import part_done
from assistant.corpus.read.printed import Line, Printed, printed
from assistant.corpus.read.rules import joined
from assistant.corpus.read.running import without_running
from assistant.corpus.read.tabled import Page, lines_with_tables
from assistant.errors import AtTerminal, ReadError

_POINTS = 72  # to an inch
_STAMP_CHARS = 60  # what is printed on a scan: a page number, a date, a mark of the archive
_STAMP_SHARE = 0.5  # of the page that the scan covers


def read(path: Path) -> Iterator[Extract]:
    """Read the text layer; each page's offset is kept.

    Raises:
        ReadError: if the file is encrypted, broken or only has pictures of its pages.
    """
    with opened(path) as document:
        made = [_page(page) for page in document]
        pages = lines_with_tables(made)
        scanned = [
            number for number, lines in enumerate(pages) if _is_scan(document, number, lines)
        ]
        left_out = _recognise(document, pages, scanned)
        stated = document.get_metadata_dict()
    if not any(pages):
        raise _no_text(path, left_out)
    above, (text, offsets, recognised) = _with_margins(pages, made)
    author = stated.get("Author", "")
    yield Extract(
        text,
        title=own_title(stated.get("Title", ""), text),
        above=above,
        created=stated.get("CreationDate", ""),
        metadata={"author": author} if author else {},
        pages=offsets,
        recognised=recognised,
        notes=(_note(left_out),) if left_out else (),
    )


def _with_margins(pages: Sequence[Sequence[Line]], made: Sequence[Page]) -> tuple[str, Printed]:
    """What is printed on the margins of all of a few pages; and their text, which begins with it.

    In more pages, it is left out: see `printed`.
    """
    words = {
        one.line: TAB.join(part.text for part in one.parts) for page in made for one in page.lines
    }
    kept, running = without_running(pages, words)
    text, offsets, recognised = printed(kept)
    above = margin_lines("\n".join(running), text)
    if not above:
        return "", Printed(text, offsets, recognised)
    behind = len(above) + 2
    return above, Printed(
        f"{above}\n\n{text}",
        (0, *(offset + behind for offset in offsets[1:])),
        tuple(one._replace(start=one.start + behind, end=one.end + behind) for one in recognised),
    )


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A pypdfium2 document, closed at the end of the block.

    Raises:
        ReadError: if the file is encrypted or broken, also where that shows inside the block.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _refusal(path, error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD) from error
    with closing(document):
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise _refusal(path, encrypted=False) from error


def recognised(page: Any) -> ocr.Upright:
    """What text recognition reads on a pypdfium2 page; boxes are in points of the page as seen."""
    scale = min(ocr.DPI / _POINTS, ocr.LONGEST / max(page.get_size()))
    return ocr.recognise(colours(page, scale), 1 / scale)


def colours(page: Any, scale: float) -> Any:
    """A pypdfium2 page as it is seen: an array of shape (height, width, 3).

    Args:
        page: one of an opened document.
        scale: pixels in a point.
    """
    return page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]


def _page(page: Any) -> Page:
    with closing(page):
        rules = joined(drawn_rules(page))
        lines = printed_lines(page, [one for one in rules if one.is_vertical])
        items = with_items(lines, drawn_marks(page))
        return Page(with_fields(items, rules), rules)


def _is_scan(document: Any, number: int, lines: Sequence[Line]) -> bool:
    """Whether a page shows something, and has no text but perhaps a stamp on a picture of it."""
    import pypdfium2.raw as raw

    if sum(len(line.text) for line in lines) > _STAMP_CHARS:
        return False
    with closing(document[number]) as page:
        objects = list(page.get_objects(max_depth=2))
        if not lines:
            return bool(objects)
        width, height = page.get_size()
        covered = [
            (right - left) * (top - bottom)
            for left, bottom, right, top in (
                one.get_bounds() for one in objects if one.type == raw.FPDF_PAGEOBJ_IMAGE
            )
        ]
        return bool(max(covered, default=0.0) > _STAMP_SHARE * width * height)


def _recognise(document: Any, pages: list[list[Line]], scanned: Sequence[int]) -> int:
    """Read the scanned pages into `pages`, where that can be done; returns how many were not."""
    done = scanned[: ocr.MOST_PAGES] if ocr.is_installed() else []
    for number in done:
        with closing(document[number]) as page:
            pages[number] = recognised(page).lines or pages[number]
        part_done()
    return len(scanned) - len(done)


def _note(left_out: int) -> str:
    """What a reader should know of pages that were not read."""
    pages, were = ("page", "was") if left_out == 1 else ("pages", "were")
    what = f"{left_out:,} {pages} without text {were} left out"
    if ocr.is_installed():
        return f"{what}: no more than {ocr.MOST_PAGES} of a document are recognised"
    return AtTerminal(
        f"{what}; to have them recognised, run: {ocr.INSTALL}",
        f"{what}: text recognition is not installed where the assistant runs",
    )


def _no_text(path: Path, left_out: int) -> ReadError:
    if not left_out:
        return ReadError(f"{path} holds no text.", "Leave it out.")
    pages = f"{left_out:,} page" if left_out == 1 else f"{left_out:,} pages"
    return ReadError(
        f"{path} has no text layer: its {pages} are pictures.",
        AtTerminal(f"To have them recognised, run: {ocr.INSTALL}", ocr.HAVE_IT),
    )


def _refusal(path: Path, encrypted: bool) -> ReadError:
    if encrypted:
        return ReadError(
            f"{path} is encrypted with a password.", "Save a copy without the password."
        )
    return ReadError(
        f"{path} is not a readable PDF file.", "Open it in a PDF viewer and save it again."
    )
