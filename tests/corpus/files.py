"""Small files of the binary formats, and a document without one."""

from __future__ import annotations

from assistant.records import Document
from benchmarks.small_files import (
    docx_members,
    docx_paragraph,
    epub_members,
    pdf,
    write_zip,
)

__all__ = ["document", "docx_members", "docx_paragraph", "epub_members", "pdf", "write_zip"]


def document(text: str, pages: tuple[int, ...] = ()) -> Document:
    return Document(id="d" * 64, source="/somewhere.txt", title="Title", text=text, pages=pages)
