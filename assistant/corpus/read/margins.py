"""What a Word file prints in the margins of its pages: a letterhead, a number, "Draft".

The headers and footers that are shown are read once, above the text, whose lines they do not
repeat. Page numbers are left out.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from assistant.corpus.layout import heading_text
from assistant.corpus.read.unshown import W, empty_controls, empty_hidden, empty_struck, is_on
from assistant.corpus.read.word import BODY, STYLES, copied, parsed

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINKS, _SETTINGS = "word/_rels/document.xml.rels", "word/settings.xml"
_KINDS = ("header", "footer")
# Which are shown, the first page's before the others.
_TYPES = ("first", "default", "even")
# Marks in the text, of characters that are none (Unicode, 23.7): a page number, and a tab.
NUMBER, TAB = "\ufdd0", "\ufdd1"
_COUNTS = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTION|SECTIONPAGES)\b", re.IGNORECASE)
_WORD = r"[^\W\d_]{1,12}\.?\s?"
_RIMS = r"|/·•,;()\[\]–—-"
# "Page 3 of 12", "3/12"; "Page 3", where that is a part by itself: "Handbook 3" has a title before.
_PAGE = re.compile(
    rf"(?:{_WORD})?{NUMBER}\s?[^\w\s]?\s?(?:{_WORD}){{0,2}}{NUMBER}"
    rf"|(?:(?:^|(?<=[{_RIMS}])|(?<=[{_RIMS}]\s)){_WORD})?{NUMBER}"
)
_RIM = f" {_RIMS}".replace("\\", "")
# Whose content is read, but not what they refer to: that is in another list than the text's.
_REFERRING = tuple(f"{W}{name}" for name in ("hyperlink", "fldSimple"))
_TABS = (f"{W}tab", f"{W}ptab")
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)


def margins(archive: zipfile.ZipFile, path: Path) -> tuple[BytesIO | None, int]:
    """The file anew with its headers and footers in place of its text; None where it has none.

    And how many words of them are struck out.
    """
    names = set(archive.namelist())
    if BODY not in names or _LINKS not in names:
        return None, 0
    body = parsed(archive, BODY, path)
    links = {link.get("Id", ""): link.get("Target", "") for link in parsed(archive, _LINKS, path)}
    settings = parsed(archive, _SETTINGS, path) if _SETTINGS in names else None
    targets = (links.get(one, "") for one in _shown(body, settings))
    parts = [part for one in dict.fromkeys(targets) if one and (part := _part(one)) in names]
    text = body.find(f"{W}body")
    if text is None or not parts:
        return None, 0
    for child in list(text):
        text.remove(child)
    styles = parsed(archive, STYLES, path) if STYLES in names else None
    struck = 0
    for part in parts:
        root = parsed(archive, part, path)
        empty_controls(root)
        empty_hidden(root)
        struck += empty_struck(root, styles)
        text.extend(_plain(root))
    return copied(archive, path, {BODY: ElementTree.tostring(body, "utf-8")}), struck


def margin_lines(converted: str, text: str) -> str:
    """The lines of headers and footers that a text lacks, each once, without page numbers."""
    said = {heading_text(line).casefold() for line in text.splitlines()}
    kept: list[str] = []
    for line in _lines(converted):
        if line.casefold() not in said and sum(map(str.isalnum, line)) > 1:
            said.add(line.casefold())
            kept.append(line)
    return "\n\n".join(kept)


def _lines(converted: str) -> Iterator[str]:
    """The parts of lines between tabs; what follows a label is its value."""
    for line in converted.split("\n"):
        label = ""
        for part in line.split(TAB):
            plain = " ".join(_PAGE.sub("", part.strip()).split())
            plain = plain.strip(_RIM) if NUMBER in part else plain
            whole = f"{label} {plain}".strip()
            label = whole if whole.endswith(":") else ""
            if whole and not label:
                yield whole
        if label:
            yield label


def _shown(body: ElementTree.Element, settings: ElementTree.Element | None) -> Iterator[str]:
    """The names of the links to those that some page shows (ECMA-376, 17.10)."""
    sections = list(body.iter(f"{W}sectPr"))
    is_even = is_on(settings, "evenAndOddHeaders")
    for kind in _KINDS:
        for wanted in _TYPES:
            for section in sections:
                if wanted == "default" or (
                    is_even if wanted == "even" else is_on(section, "titlePg")
                ):
                    yield from (
                        one.get(f"{_R}id", "")
                        for one in section.findall(f"{W}{kind}Reference")
                        if one.get(f"{W}type", "default") == wanted
                    )


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.join("word", target)


def _plain(part: ElementTree.Element) -> Sequence[ElementTree.Element]:
    """The paragraphs and tables of a header or footer without their look and their pictures."""
    for paragraph in part.iter(f"{W}p"):
        for properties in paragraph.findall(f"{W}pPr"):
            paragraph.remove(properties)
        _mark_numbers(paragraph)
    for node in part.iter():
        if node.tag in _TABS:
            node.tag, node.text = f"{W}t", TAB
        elif node.tag in _REFERRING or node.tag in _PICTURES:
            node.tag = f"{W}smartTag"
            node.attrib.clear()
    return list(part)


def _mark_numbers(paragraph: ElementTree.Element) -> None:
    """Write a mark in place of each page number."""
    for field in paragraph.iter(f"{W}fldSimple"):
        if _COUNTS.match(field.get(f"{W}instr", "")):
            _mark(list(field.iter(f"{W}t")))
    code, depth, is_code = "", 0, False
    result: list[ElementTree.Element] = []
    for node in paragraph.iter():
        kind = node.get(f"{W}fldCharType", "")
        if kind == "begin":
            code, result, is_code = ("", [], True) if not depth else (code, result, is_code)
            depth += 1
        elif kind == "separate":
            is_code = is_code and depth > 1
        elif kind == "end" and depth:
            depth -= 1
            if not depth and _COUNTS.match(code):
                _mark(result)
        elif node.tag == f"{W}instrText" and is_code:
            code += node.text or ""
        elif node.tag == f"{W}t" and depth and not is_code:
            result.append(node)


def _mark(texts: Sequence[ElementTree.Element]) -> None:
    for number, text in enumerate(texts):
        text.text = "" if number else NUMBER
