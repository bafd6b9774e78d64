"""E-mail messages."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from assistant.corpus.read.build import Extract, normalise
from assistant.corpus.read.files import MAX_TEXT_BYTES, check_file, decode
from assistant.corpus.read.html import html_text
from assistant.corpus.read.typed import lines_for_typed_tables
from assistant.errors import ReadError

_READ_TYPES = ("text/plain", "text/html")
_NAMES = {"From": "from", "To": "to", "Cc": "cc"}


def read(path: Path) -> Iterator[Extract]:
    """Read a message: its plain text part, or else its HTML part; attachments are left out."""
    check_file(path, MAX_TEXT_BYTES)
    try:
        message = message_from_bytes(path.read_bytes())
        parts = [part for part in message.walk() if not _is_attachment(part)]
    except RecursionError as error:
        raise ReadError(
            f"{path} nests its parts too deeply.", "Leave it out, or save its text as a file."
        ) from error
    if not any(name in message for name in ("From", "Subject", "Date")):
        raise ReadError(f"{path} is not an e-mail message.", "Rename it if it is plain text.")
    stated = {key: _header(message, name) for name, key in _NAMES.items()}
    yield Extract(
        _body(parts, path),
        title=_header(message, "Subject"),
        date=_header(message, "Date"),
        metadata={key: value for key, value in stated.items() if value},
    )


def _body(parts: list[Message], path: Path) -> str:
    for kind in _READ_TYPES:
        for part in parts:
            if part.get_content_type() == kind and (text := _part_text(part, path)).strip():
                is_markup = kind == "text/html"
                return html_text(text) if is_markup else lines_for_typed_tables(normalise(text))
    return ""


def _part_text(part: Message, path: Path) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    return decode(data, path, _parameter(part, "charset", "content-type"))


def _is_attachment(part: Message) -> bool:
    return bool(
        _parameter(part, "filename", "content-disposition")
        or _parameter(part, "name", "content-type")
    )


def _parameter(part: Message, name: str, header: str) -> str:
    """A header's parameter as it stands: one that names its own encoding is not decoded by it."""
    value = part.get_param(name, "", header)
    return value[2] if isinstance(value, tuple) else str(value)


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):  # not decodable: show it as it is
        return str(value)
