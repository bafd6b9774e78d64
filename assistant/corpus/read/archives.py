"""Open zip-based formats without trusting them: bombs and entity declarations are refused."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from xml.etree import ElementTree

from assistant.corpus.read.files import MAX_TEXT_BYTES, decode
from assistant.errors import ReadError

MAX_UNPACKED_BYTES = 500_000_000
MAX_RATIO = 100
# Small archives of repetitive text may compress further than any bomb needs to.
RATIO_FREE_BYTES = 10_000_000
MAX_MEMBERS = 20_000

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    NotImplementedError,  # a method of compression that is not known here
    UnicodeDecodeError,  # in a member's name
)
_LEAVE_OUT = "Leave it out; if you trust it, unpack it and give the files inside."
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_ENTITY = tuple("<!ENTITY".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


@contextmanager
def open_archive(path: Path, format_name: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip file after a look at its directory, before anything is unpacked.

    Args:
        path: the file.
        format_name: what the file should be, for messages: "Word document".

    Raises:
        ReadError: if it is broken, encrypted or a bomb.
    """
    with path.open("rb") as file:
        if file.read(4) == _OLE_MAGIC:
            raise ReadError(
                f"{path} is protected by a password or in an old binary format.",
                "Open it in its program and save it without a password in the current format.",
            )
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise broken(path, format_name) from error
    with archive:
        _check_directory(archive, path)
        yield archive


def read_member(archive: zipfile.ZipFile, name: str, path: Path, format_name: str) -> bytes:
    """Unpack one member, of at most the size of a text.

    Raises:
        ReadError: if it is missing, damaged or too large.
    """
    if name not in archive.NameToInfo:
        raise broken(path, format_name)
    if archive.getinfo(name).file_size > MAX_TEXT_BYTES:
        raise ReadError(f"{path} holds too much text in one part.", "Split it into smaller files.")
    try:
        return archive.read(name)
    except _DAMAGE as error:
        raise broken(path, format_name) from error


def broken(path: Path, format_name: str) -> ReadError:
    """The error for a file that is not what its name says."""
    return ReadError(
        f"{path} is not a readable {format_name}.",
        "Open it in its own program and save it again, or leave it out.",
    )


def refuse_entities(archive: zipfile.ZipFile, path: Path, format_name: str) -> None:
    """Refuse XML that declares entities, which office formats never do and bombs need."""
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels")):
            data = read_member(archive, name, path, format_name)
            if any(mark in data for mark in _ENTITY):
                raise _entities(path)


def parse_xml(data: bytes, path: Path, format_name: str) -> ElementTree.Element:
    """Parse a small XML member; entity declarations are refused before the parser runs."""
    if any(mark in data for mark in _ENTITY):
        raise _entities(path)
    try:
        return ElementTree.fromstring(decode(data, path))
    except ElementTree.ParseError as error:
        raise broken(path, format_name) from error


def _entities(path: Path) -> ReadError:
    return ReadError(f"{path} declares XML entities, as attacks on readers do.", _LEAVE_OUT)


def _check_directory(archive: zipfile.ZipFile, path: Path) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        unpacked > MAX_UNPACKED_BYTES
        or len(members) > MAX_MEMBERS
        or (unpacked > RATIO_FREE_BYTES and unpacked > MAX_RATIO * max(packed, 1))
    ):
        raise ReadError(
            f"{path} looks like a zip bomb: {packed:,} bytes would unpack to {unpacked:,} bytes.",
            _LEAVE_OUT,
        )
    if any(member.flag_bits & 1 for member in members):
        raise ReadError(f"{path} is encrypted.", "Save it without a password, or leave it out.")
