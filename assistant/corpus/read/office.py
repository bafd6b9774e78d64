"""Word, PowerPoint and Excel files; the only importer of markitdown."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from assistant.corpus.read.archives import (
    broken,
    open_archive,
    parse_xml,
    read_member,
    refuse_entities,
)
from assistant.corpus.read.build import Extract, normalise, own_title
from assistant.corpus.read.html import without_tables
from assistant.corpus.read.margins import margin_lines, margins
from assistant.corpus.read.markdown import lines_for_tables, without_emphasis
from assistant.corpus.read.notes import with_notes_placed
from assistant.corpus.read.slides import without_struck
from assistant.corpus.read.struck import struck_note
from assistant.corpus.read.word import with_numbers
from assistant.corpus.read.workbook import missing, workbook_text

_FORMATS = {
    ".docx": "Word document",
    ".pptx": "PowerPoint presentation",
    ".xlsx": "Excel workbook",
}
_CONVERTERS = {".docx": "DocxConverter", ".pptx": "PptxConverter"}
_CORE, _APP = "docProps/core.xml", "docProps/app.xml"
# Where comments are: of Word, of slides and of sheets, each in its old and its new kind. The old
# kind of a sheet's has a stand-in for each thread of the new one.
_COMMENTS = re.compile(
    r"word/comments\.xml|ppt/comments/[^/]+\.xml|xl/(?:comments/)?comments?\d*\.xml", re.IGNORECASE
)
_COMMENT = re.compile(r"\{[^}]*\}(?:comment|cm)")
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_EXTENDED = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"

# Neither part goes on into another image, or a run of openings would be walked from each of them.
_IMAGE = re.compile(r"!\[(?:(?!!\[)[^\]\n])*\]\((?:(?!!\[)[^)\n])*\)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_LINK = re.compile(r"</?a(?:\s[^>]*)?>")
_NOTE_MARK = re.compile(r'(<sup><a href="#(?:foot|end)note-)')
_BACK = re.compile(r'<a href="#(?:foot|end)note-ref-[^">]*">↑</a>')
_LINE_BREAK = "\v"  # as python-pptx has it
_MADE_BY = ("Application", "Template")
_WORD = re.compile(r"[^\W\d_]+")
_SLIDE = re.compile(r"<!-- Slide number: \d+ -->\n?")


def read(path: Path) -> Iterator[Extract]:
    """Read an office file as Markdown text; slides are its pages."""
    format_name = _FORMATS[path.suffix.lower()]
    with open_archive(path, format_name) as archive:
        refuse_entities(archive, path, format_name)
        title, created, author, program = _properties(archive, path, format_name)
        is_word = path.suffix.lower() == ".docx"
        stream, struck = _prepared(archive, path)
        around, beside = margins(archive, path) if is_word else (None, 0)
        notes = _notes(archive, path, format_name)
    metadata = {"author": author} if author else {}
    if path.suffix.lower() == ".xlsx":
        text, struck = workbook_text(path, format_name)
        text, notes = normalise(text), (*notes, *struck_note(struck))
        sheet = text.partition("\n")[0] if text.startswith("## ") else ""
        title = _title(title, program, text)
        yield Extract(text, title, part=sheet, created=created, metadata=metadata, notes=notes)
        return
    notes = (*notes, *struck_note(struck + beside))
    text = _plain(_convert(path, format_name, stream))
    text, pages = _slides(text if is_word else _slide_text(text))
    above = ""
    if around is not None:
        above = margin_lines(_plain(_convert(path, format_name, around)), text)
        text = "\n\n".join(filter(None, (above, text)))
    title = _title(title, program, text)
    yield Extract(
        text, title, created=created, metadata=metadata, above=above, pages=pages, notes=notes
    )


def _notes(archive: zipfile.ZipFile, path: Path, format_name: str) -> tuple[str, ...]:
    """What is left out of a file that people wrote beside its text."""
    parts = [name for name in archive.namelist() if _COMMENTS.fullmatch(name)]
    count = 0
    for part in parts:
        root = parse_xml(read_member(archive, part, path, format_name), path, format_name)
        count += sum(bool(_COMMENT.fullmatch(node.tag)) for node in root.iter())
    said = (
        "1 comment beside the text was"
        if count == 1
        else f"{count:,} comments beside the text were"
    )
    return (f"{said} left out",) if count else ()


def _prepared(archive: zipfile.ZipFile, path: Path) -> tuple[BinaryIO | None, int]:
    """The file as it is to be converted, None for as it is; how many words are struck out."""
    match path.suffix.lower():
        case ".docx":
            return with_numbers(archive, path)
        case ".pptx":
            return without_struck(archive, path)
        case _:
            return None, 0


def _convert(path: Path, format_name: str, prepared: BinaryIO | None) -> str:
    try:
        from markitdown import (
            FileConversionException,
            MarkItDown,
            MissingDependencyException,
            StreamInfo,
            UnsupportedFormatException,
            converters,
        )

        class Rows(converters.HtmlConverter):
            """Both converters make HTML first; in Markdown a merged cell would be lost."""

            def convert_string(self, html_content: str, **options: Any) -> Any:
                markup = html_content.replace(_LINE_BREAK, "<br>")
                return super().convert_string(
                    without_tables(_without_links(with_notes_placed(markup))), **options
                )
    except ImportError as error:
        raise missing(path) from error
    extension = path.suffix.lower()
    # Only the one converter: with all of them, what is no Word document is read as a zip file.
    converter = MarkItDown(enable_builtins=False, enable_plugins=False)
    chosen = getattr(converters, _CONVERTERS[extension])()
    chosen._html_converter = Rows()
    converter.register_converter(chosen)
    with prepared or path.open("rb") as stream:
        try:
            converted = converter.convert_stream(
                stream,
                stream_info=StreamInfo(extension=extension),
                # All white space is one space, which is found in one walk; no line is wrapped.
                wrap=True,
                wrap_width=None,
            )
        except MissingDependencyException as error:
            raise missing(path) from error
        except (FileConversionException, UnsupportedFormatException) as error:
            raise broken(path, format_name) from error
    return str(converted.text_content)


def _without_links(markup: str) -> str:
    """The text of links alone, as Word shows it; marks of notes apart from their word."""
    return _LINK.sub("", _NOTE_MARK.sub(r" \1", _BACK.sub("", markup)))


def _properties(
    archive: zipfile.ZipFile, path: Path, format_name: str
) -> tuple[str, str, str, str]:
    """The title, the date of creation, the author, and what made it; empty where not stated.

    A file that says of itself that it has no words has the properties of a template: programs
    that make documents copy them, and their day is none of the text's.
    """
    names = archive.namelist()
    if _CORE not in names:
        return "", "", "", ""
    core = parse_xml(read_member(archive, _CORE, path, format_name), path, format_name)
    title, created, author = (
        (core.findtext(name) or "").strip()
        for name in (f"{_DUBLIN_CORE}title", f"{_TERMS}created", f"{_DUBLIN_CORE}creator")
    )
    program = ""
    if _APP in names:
        told = parse_xml(read_member(archive, _APP, path, format_name), path, format_name)
        if (told.findtext(f"{_EXTENDED}Words") or "").strip() == "0":
            created = ""
        program = " ".join(told.findtext(f"{_EXTENDED}{name}") or "" for name in _MADE_BY)
    return title, created, author, program


def _title(stated: str, program: str, text: str) -> str:
    """The stated title, unless it names the program or its template and the text has it not.

    So programs call files that have no title: "PowerPoint Presentation", "Normal template".
    """
    is_program_s = set(_WORD.findall(stated.lower())) & set(_WORD.findall(program.lower()))
    return own_title(stated, text) if is_program_s else stated


def _plain(markdown: str) -> str:
    """Take back inline marks and escapes: a quotation shows the words as written."""
    text = without_emphasis(_IMAGE.sub("", normalise(markdown)))
    return _ESCAPE.sub(r"\1", text).strip()


def _slide_text(text: str) -> str:
    """What is on slides, charts row by row; a line that was broken by hand is one."""
    return lines_for_tables(text.replace(_LINE_BREAK, " "))


def _slides(text: str) -> tuple[str, tuple[int, ...]]:
    """Turn slide marks into page offsets."""
    parts = _SLIDE.split(text)
    if len(parts) == 1:
        return text, ()
    pages: list[int] = []
    joined: list[str] = []
    length = 0
    for slide in map(str.strip, parts[1:]):
        gap = "\n\n" if length else ""
        pages.append(length + len(gap))
        joined += [gap, slide]
        length += len(gap) + len(slide)
    return "".join(joined), tuple(pages)
