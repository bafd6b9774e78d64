"""One whole document as a page of its own: plain HTML without any script."""

from __future__ import annotations

from assistant.records import Document
from assistant.ui.markup import escaped, escaped_lines, time_element


def document_page(document: Document, start: int, end: int, css: str) -> str:
    """A document's text with `[start:end)` marked; the address ends in `#place` to go there.

    Offsets outside the text mark nothing.
    """
    title = escaped(document.title) or "(no title)"
    source = escaped(document.source)
    when = document.date.isoformat() if document.date else None
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="../../icon.svg">'
        f"<style>{css}</style></head>"
        f'<body class="document"><main><h1>{title}</h1><p class="where">'
        f'{time_element(when, document.date_origin)}</p><p class="where">{source}</p>'
        f'<div class="text">{_marked(document.text, start, end)}</div></main></body></html>'
    )


def _marked(text: str, start: int, end: int) -> str:
    if not 0 <= start < end <= len(text):
        return escaped_lines(text)
    return (
        f"{escaped_lines(text[:start])}"
        f'<mark id="place" tabindex="-1">{escaped_lines(text[start:end])}</mark>'
        f"{escaped_lines(text[end:])}"
    )
