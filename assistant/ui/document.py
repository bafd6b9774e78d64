"""One whole document as a page of its own: plain HTML without any script.

Of a PDF file and a picture the pages are shown as they are printed, drawn from the file if that is
still the one that was read; a Markdown or Word file with its headings, lists and tables, a table
as one; of any other, and where that cannot be done, the text as it was read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from assistant.corpus.read import PICTURES, Look, Markdown, Seen, letter_count, look_at
from assistant.corpus.read import render as render_pieces
from assistant.corpus.split import page_of
from assistant.errors import AssistantError, ReadError
from assistant.present.page import excerpt
from assistant.present.printable import one_line
from assistant.records import Document, DocumentInfo, Span
from assistant.search.collection import Collection
from assistant.search.files import FileState, is_as_read, is_gone
from assistant.ui.rendered import rendered_html
from assistant.ui.templates import render

AT_ONCE = 2
"""Documents that are looked at, at most, for all visitors: each takes a process."""

LAID_OUT = (".md", ".docx", ".csv", ".xlsx")
"""Files whose text is Markdown, or rows of tables, which look the same there."""

MOST_PAGES = 3
"""Pages that are shown of a sentence that goes on over their ends."""

_SAID = 300  # characters of a sentence that stand for a picture of it
_AS_READ = "This is its text as it was read."
_NOT_PRINTED = "The sentence was not found in the print of its page."
_NOT_LAID_OUT = "The sentence was not found in the layout."
_PAGE, _LAYOUT = "Show the page", "Show its layout"
_looking = threading.Semaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see of a document.

    Attributes:
        place: in its text, to be marked; an empty one, or one outside the text, marks nothing.
        page: of its file, from 1; 0 for those that hold the place.
        as_text: the text, where there are pages, too.
    """

    place: Span = Span(0, 0)  # noqa: RUF009 - frozen
    page: int = 0
    as_text: bool = False

    def address(self, document: str, **other: Any) -> str:
        """The address of the document with one thing otherwise, beside the address that it has."""
        wanted = replace(self, **other)
        asked = {
            "start": wanted.place.start,
            "end": wanted.place.end,
            "page": wanted.page,
            "view": "text" if wanted.as_text else "",
        }
        shown = urlencode({name: value for name, value in asked.items() if value})
        return f"{quote(document, safe='')}?{shown}#place"


def document_page(collection: Collection, document: str, wanted: Wanted, css: str) -> str:
    """A document as HTML.

    Args:
        collection: holds it.
        document: its id, or how that begins.
        wanted: what of it.
        css: the page's own style.

    Raises:
        AssistantError: it is not in the collection.
    """
    found, info = collection.described(document)
    start, end = wanted.place
    if not 0 <= start < end <= len(found.text):
        wanted = replace(wanted, place=Span(0, 0))
    start, end = wanted.place
    view = _view(collection, found, info, wanted)
    return render(
        "document",
        css=css,
        title=found.title or "(no title)",
        dated={"date": str(found.date or ""), "date_origin": found.date_origin},
        source=found.source,
        why=view.why,
        links=list(_links(document, wanted, view)),
        quote=found.text[start:end],
        said=excerpt(found.text[start:end], _SAID),
        pages=[_sheet(document, page, seen) for page, seen in view.pages],
        html=view.html,
        before=found.text[:start],
        after=found.text[end:],
    )


def page_picture(collection: Collection, document: str, page: int) -> bytes:
    """A page of a PDF file or a picture as PNG.

    Raises:
        AssistantError: there is no such page, or its file is not as it was read.
    """
    found, info = collection.described(document)
    file = _file(collection, info) if _is_paged(found) else "This document has no pages."
    if isinstance(file, str):
        raise ReadError(file, "Open its text.")
    with _looking:
        return look_at(Path(file.path), Look(page, is_picture=True)).png


# ── Pages ──────────────────────────────────────────────────────────────────────────────────


class _View(NamedTuple):
    """What is shown of a document: pages with their numbers, its layout as HTML, or its text.

    Attributes:
        why: why its text is shown alone, if that is odd.
        offered: what can be seen in place of the text: its name, and the number of a page or 0.
    """

    pages: Sequence[tuple[int, Seen]] = ()
    html: str = ""
    why: str = ""
    offered: tuple[str, int] | None = None


class _Link(NamedTuple):
    name: str
    address: str
    rel: str = ""


def _is_paged(document: Document) -> bool:
    return document.source.lower().endswith((".pdf", *PICTURES))


def _view(collection: Collection, document: Document, info: DocumentInfo, wanted: Wanted) -> _View:
    if _is_paged(document):
        if wanted.as_text:
            return _View(offered=(_PAGE, 0))
        return _printed(collection, document, info, wanted)
    if document.source.lower().endswith(LAID_OUT):
        if wanted.as_text:
            return _View(offered=(_LAYOUT, 0))
        return _laid_out(document, wanted.place)
    return _View()


def _printed(
    collection: Collection, document: Document, info: DocumentInfo, wanted: Wanted
) -> _View:
    """The pages of a PDF file or a picture."""
    file = _file(collection, info)
    if isinstance(file, str):
        return _View(why=f"{file} {_AS_READ}")
    try:
        seen = [(look.page, _seen(file, look)) for look in _looks(document, wanted)]
    except AssistantError as error:
        return _View(why=f"{error.message} {_AS_READ}")
    marked = [(page, one) for page, one in seen if one.boxes]
    if marked or wanted.page > 0 or not wanted.place.end:
        return _View(pages=marked or seen)
    return _View(why=f"{_NOT_PRINTED} {_AS_READ}", offered=(_PAGE, seen[0][0]))


def _laid_out(document: Document, place: Span) -> _View:
    """A text with its headings, lists and tables."""
    markdown = Markdown(document.text, place.start, place.end)
    try:
        with _looking:
            pieces = render_pieces(Path(document.source), markdown)
    except AssistantError as error:
        return _View(why=f"{error.message} {_AS_READ}")
    html = rendered_html(pieces, document.title)
    if place.end and ' id="place"' not in html:
        return _View(why=f"{_NOT_LAID_OUT} {_AS_READ}")
    return _View(html=html)


def _file(collection: Collection, info: DocumentInfo) -> FileState | str:
    """The file of a document, if it is the one that was read; else what is amiss, in a sentence."""
    why = ""
    for source in info.sources:
        state = collection.file_of(source)
        try:
            if state is not None and is_as_read(state):
                return state
        except ReadError as error:
            why = why or error.message
            continue
        if state is None or is_gone(state.path):
            why = why or f"The file is no longer at {source}."
        else:
            why = why or f"The file at {source} has changed since it was read."
    return why


def _looks(document: Document, wanted: Wanted) -> Iterator[Look]:
    """The page that is wanted, or those of the place; the first one where there is none."""
    start, end = wanted.place
    first, last = (page_of(document, at) or 1 for at in (start, max(start, end - 1)))
    if wanted.page > 0:
        numbers = range(wanted.page, wanted.page + 1)
    else:
        numbers = range(first, min(last, first + MOST_PAGES - 1) + 1)
    bounds = [*(document.pages or (0,)), len(document.text)]
    for number in numbers:
        if not (end and first <= number <= last):
            yield Look(number)
            continue
        opens, closes = bounds[number - 1 : number + 1]
        part = Span(max(start, opens), min(end, closes))
        yield Look(
            page=number,
            quote=document.text[part.start : part.end],
            before=letter_count(document.text[opens : part.start]),
            is_recognised=any(
                one.start < part.end and part.start < one.end for one in document.recognised
            ),
        )


@lru_cache(maxsize=64)
def _seen(file: FileState, look: Look) -> Seen:
    """A page without its picture; kept, as a scanned one takes seconds."""
    with _looking:
        return look_at(Path(file.path), look)


def _sheet(document: str, page: int, seen: Seen) -> dict[str, Any]:
    """What the template shows of a page."""
    return {
        "name": _name(page, seen),
        "picture": f"{quote(document, safe='')}/{page}.png",
        "height": seen.height,
        "boxes": [[f"{100 * side:.3f}%" for side in box] for box in seen.boxes],
    }


def _name(page: int, seen: Seen) -> str:
    """How a page is called: by what is printed on it, and by its place in the file."""
    label, place = one_line(seen.label), f"{page:,} of {seen.pages:,}"
    return f"Page {label} ({place})" if label and label != str(page) else f"Page {place}"


def _links(document: str, wanted: Wanted, view: _View) -> Iterator[_Link]:
    """What else of the document can be seen."""
    if view.offered is not None:
        name, page = view.offered
        yield _Link(name, wanted.address(document, page=page, as_text=False))
    if view.pages:
        (first, seen), (last, _) = view.pages[0], view.pages[-1]
        if first > 1:
            yield _Link("Previous page", wanted.address(document, page=first - 1), "prev")
        if last < seen.pages:
            yield _Link("Next page", wanted.address(document, page=last + 1), "next")
        if wanted.place.end and not any(one.boxes for _, one in view.pages):
            yield _Link("Back to the sentence", wanted.address(document, page=0))
    if view.pages or view.html:
        yield _Link("Show the text", wanted.address(document, page=0, as_text=True))
