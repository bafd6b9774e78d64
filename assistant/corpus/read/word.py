"""Word files as their converter can read them: with the numbers of their clauses.

Word works the numbers out as it shows a document ("4.2", "(b)"; ECMA-376, 17.9), and they are
nowhere in the file. So each is written before its paragraph, which is then no item of a list.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from assistant.corpus.read.archives import parse_xml, read_member
from assistant.corpus.read.unshown import (
    W,
    doubled_paragraphs,
    empty_contents,
    empty_controls,
    empty_hidden,
    empty_struck,
    value_of,
)

_FORMAT = "Word document"
BODY = "word/document.xml"
STYLES = "word/styles.xml"
_NUMBERING = "word/numbering.xml"
_ASIDE = ("word/footnotes.xml", "word/endnotes.xml")
_PLACE = re.compile(r"%([1-9])")
_ROMAN: tuple[tuple[int, str], ...] = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MAX_NUMBER = 3999
_MAX_BASES = 20  # how many styles one may go back on


class _Level(NamedTuple):
    kind: str
    text: str
    start: int
    style: str


class _Lists(NamedTuple):
    """The levels of each definition, and for each list its definition and its own starts."""

    levels: dict[str, dict[int, _Level]]
    lists: dict[str, tuple[str, dict[int, int]]]


def with_numbers(archive: zipfile.ZipFile, path: Path) -> tuple[BytesIO, int]:
    """The file anew, with its numbers as text, and how many words of it are struck out.

    Fields that a program filled in are read too; controls that nobody filled in are empty, as what
    is hidden or struck out.
    """
    names = archive.namelist()
    changed: dict[str, bytes] = {}
    struck = 0
    if BODY in names:
        body = parsed(archive, BODY, path)
        styles = parsed(archive, STYLES, path) if STYLES in names else None
        empty_controls(body)
        empty_hidden(body)
        empty_contents(body, styles)
        struck = empty_struck(body, styles)
        for name in filter(names.__contains__, _ASIDE):
            aside = parsed(archive, name, path)
            empty_hidden(aside)
            struck += empty_struck(aside, styles)
            changed[name] = ElementTree.tostring(aside, "utf-8")
        for field in body.iter(f"{W}fldSimple"):
            field.tag = f"{W}smartTag"  # whose content is read
        if _NUMBERING in names:
            numbering = parsed(archive, _NUMBERING, path)
            _number(body, _lists(numbering), _numbered_styles(styles))
            for level in numbering.iter(f"{W}lvl"):  # or its style would make a list again
                if _kind(level) != "bullet":
                    for style in level.findall(f"{W}pStyle"):
                        level.remove(style)
            changed[_NUMBERING] = ElementTree.tostring(numbering, "utf-8")
        changed[BODY] = ElementTree.tostring(body, "utf-8")
    return copied(archive, path, changed), struck


def copied(
    archive: zipfile.ZipFile, path: Path, changed: Mapping[str, bytes], format_name: str = _FORMAT
) -> BytesIO:
    """The file anew with some parts changed, without its pictures."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as copy:
        for name in archive.namelist():
            is_text = name.lower().endswith((".xml", ".rels"))
            data = read_member(archive, name, path, format_name) if is_text else b""
            copy.writestr(name, changed.get(name, data))
    return written


def parsed(
    archive: zipfile.ZipFile, name: str, path: Path, format_name: str = _FORMAT
) -> ElementTree.Element:
    """A part of the file; its prefixes are kept, by which its formulas are found."""
    data = read_member(archive, name, path, format_name)
    root = parse_xml(data, path, format_name)
    for _, (prefix, uri) in ElementTree.iterparse(BytesIO(data), events=["start-ns"]):
        if prefix and not re.fullmatch(r"ns\d+", prefix):
            ElementTree.register_namespace(prefix, uri)
    return root


def _integer(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _kind(level: ElementTree.Element) -> str:
    return value_of(level, "numFmt") or "decimal"


def _lists(numbering: ElementTree.Element) -> _Lists:
    levels = {
        one.get(f"{W}abstractNumId", ""): {
            _integer(level.get(f"{W}ilvl", ""), 0): _Level(
                _kind(level),
                value_of(level, "lvlText"),
                _integer(value_of(level, "start"), 1),
                value_of(level, "pStyle"),
            )
            for level in one.iter(f"{W}lvl")
        }
        for one in numbering.iter(f"{W}abstractNum")
    }
    lists = {
        one.get(f"{W}numId", ""): (
            value_of(one, "abstractNumId"),
            {
                _integer(own.get(f"{W}ilvl", ""), 0): _integer(value_of(own, "startOverride"), 1)
                for own in one.iter(f"{W}lvlOverride")
                if value_of(own, "startOverride")
            },
        )
        for one in numbering.iter(f"{W}num")
    }
    return _Lists(levels, lists)


def _numbered_styles(styles: ElementTree.Element | None) -> dict[str, tuple[str, str]]:
    """For each style the list and the level that it gives, its own or those of what it rests on."""
    found: dict[str, tuple[str, str]] = {}
    bases: dict[str, str] = {}
    for style in () if styles is None else styles.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        bases[name] = value_of(style, "basedOn")
        own = style.find(f"{W}pPr/{W}numPr")
        if own is not None:
            found[name] = value_of(own, "numId"), value_of(own, "ilvl")
    for name in bases:
        base = name
        for _ in range(_MAX_BASES):
            if base in found:
                found[name] = found[base]
                break
            base = bases.get(base, "")
    return found


def _number(body: ElementTree.Element, lists: _Lists, styles: dict[str, tuple[str, str]]) -> None:
    """Write the numbers into the paragraphs."""
    counts: dict[str, dict[int, int]] = {}
    begun: set[tuple[str, int]] = set()
    for paragraph in _shown_paragraphs(body):
        properties = paragraph.find(f"{W}pPr")
        own = None if properties is None else properties.find(f"{W}numPr")
        style = value_of(properties, "pStyle")
        number, level = styles.get(style, ("", ""))
        number, level = value_of(own, "numId") or number, value_of(own, "ilvl") or level
        definition, starts = lists.lists.get(number, ("", {}))
        levels = lists.levels.get(definition, {})
        linked = next((at for at, one in levels.items() if style and one.style == style), 0)
        at = _integer(level, linked)
        if properties is None or at not in levels or levels[at].kind == "bullet":
            continue
        count = counts.setdefault(definition, {})
        if at in starts and (number, at) not in begun:
            begun.add((number, at))
            count.pop(at, None)
        own_start = starts.get(at, levels[at].start)
        count[at] = count[at] + 1 if at in count else own_start
        for deeper in [one for one in count if one > at]:
            del count[deeper]
        if own is not None:
            properties.remove(own)
        if not _is_emptied(paragraph) and (label := _label(levels, count, at)):
            run = ElementTree.Element(f"{W}r")
            ElementTree.SubElement(run, f"{W}t").text = f"{label} "
            paragraph.insert([*paragraph].index(properties) + 1, run)


def _is_emptied(paragraph: ElementTree.Element) -> bool:
    """Whether all text of a paragraph was taken out; one that never had any keeps its number."""
    texts = list(paragraph.iter(f"{W}t"))
    return bool(texts) and not any(text.text for text in texts)


def _shown_paragraphs(body: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The paragraphs that are shown once the changes to a text are accepted."""
    doubled = doubled_paragraphs(body)
    for paragraph in body.iter(f"{W}p"):
        is_deleted = (
            next(paragraph.iter(f"{W}delText"), None) is not None
            and next(paragraph.iter(f"{W}t"), None) is None
        )
        if not is_deleted and id(paragraph) not in doubled:
            yield paragraph


def _label(levels: dict[int, _Level], count: dict[int, int], at: int) -> str:
    def shown(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        level = levels.get(place)
        return "" if level is None else figure(count.get(place, level.start), level.kind)

    return "" if levels[at].kind == "none" else _PLACE.sub(shown, levels[at].text).strip()


def figure(number: int, kind: str) -> str:
    """A number in figures, letters (… z, aa, bb) or Roman figures; `kind` is a Word file's."""
    if kind.endswith("Letter") and number > 0:
        text = chr(ord("a") + (number - 1) % 26) * min(1 + (number - 1) // 26, 10)
    elif kind.endswith("Roman") and 0 < number <= _MAX_NUMBER:
        text = ""
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
    else:
        text = f"{number:02}" if kind == "decimalZero" else str(number)
    return text.upper() if kind.startswith("upper") else text
