"""EPUB books, chapter by chapter in reading order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from assistant.corpus.read.archives import open_archive, parse_xml, read_member
from assistant.corpus.read.build import Extract
from assistant.corpus.read.files import decode
from assistant.corpus.read.html import visible_text
from assistant.corpus.read.struck import struck_note

_FORMAT = "EPUB book"
_CONTAINER = "META-INF/container.xml"
_ROOTFILE = ".//{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_OPF = "{http://www.idpf.org/2007/opf}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def read(path: Path) -> Iterator[Extract]:
    """Read the chapters in the order of the book's spine."""
    with open_archive(path, _FORMAT) as archive:
        container = parse_xml(read_member(archive, _CONTAINER, path, _FORMAT), path, _FORMAT)
        rootfile = container.find(_ROOTFILE)
        package_name = "" if rootfile is None else rootfile.get("full-path", "")
        package = parse_xml(read_member(archive, package_name, path, _FORMAT), path, _FORMAT)
        chapters = [
            visible_text(decode(read_member(archive, name, path, _FORMAT), path))
            for name in _spine(package, posixpath.dirname(package_name))
        ]
    author = _stated(package, "creator")
    yield Extract(
        "\n\n".join(chapter for chapter, _ in chapters if chapter),
        title=_stated(package, "title"),
        date=_stated(package, "date"),
        metadata={"author": author} if author else {},
        notes=struck_note(sum(struck for _, struck in chapters)),
    )


def _spine(package: ElementTree.Element, folder: str) -> Iterator[str]:
    hrefs = {
        item.get("id"): item.get("href", "")
        for item in package.iterfind(f"{_OPF}manifest/{_OPF}item")
        if "html" in item.get("media-type", "")
    }
    for reference in package.iterfind(f"{_OPF}spine/{_OPF}itemref"):
        if href := hrefs.get(reference.get("idref")):
            yield posixpath.normpath(posixpath.join(folder, unquote(href)))


def _stated(package: ElementTree.Element, name: str) -> str:
    return (package.findtext(f"{_OPF}metadata/{_DUBLIN_CORE}{name}") or "").strip()
