"""What the program and its reading child say to each other: frames of JSON, nothing else.

What the child sends was made from a hostile file, and a parser with a hole may have sent it:
a frame has a length that is looked at before it is read, and becomes plain strings and numbers.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, BinaryIO

from assistant.errors import AtTerminal, on_page
from assistant.records import Document, Recognised

_LENGTH = struct.Struct(">Q")
# Lone surrogates stand for bytes of a file's name that are no UTF-8.
_ENCODING = ("utf-8", "surrogatepass")


class Garbled(Exception):
    """What came is no frame, or a longer one than allowed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: memory and its own size in bytes, and seconds."""

    memory: int
    output: int
    seconds: int


def write(stream: BinaryIO, message: Mapping[str, Any]) -> None:
    """Send one frame at once."""
    data = json.dumps(message, ensure_ascii=False).encode(*_ENCODING)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read(stream: BinaryIO, most: int) -> dict[str, Any] | None:
    """The next frame; None where the stream has ended.

    Raises:
        Garbled: the frame is longer than `most` bytes, or holds no JSON object.
    """
    header = stream.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(header)
    if length > most:
        raise Garbled(f"a frame of {length} bytes")
    data = stream.read(length)
    if len(data) < length:
        return None
    try:
        message = json.loads(data.decode(*_ENCODING))
    except (ValueError, RecursionError) as error:
        raise Garbled("a frame that is no JSON") from error
    if not isinstance(message, dict):
        raise Garbled("a frame that is no object")
    return message


def packed_text(text: str) -> tuple[str, str]:
    """A text for a person, as a terminal and as the page have it."""
    return str(text), on_page(text)


def unpacked_text(pair: Iterable[object]) -> str:
    """The text of a frame.

    Raises:
        ValueError: these are no two texts.
    """
    text, page = map(str, pair)
    return text if text == page else AtTerminal(text, page)


def packed(document: Document) -> dict[str, Any]:
    """A document as the fields of a frame."""
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "text": document.text,
        "date": document.date.isoformat() if document.date else None,
        "date_origin": document.date_origin,
        "metadata": dict(document.metadata),
        "pages": document.pages,
        "recognised": document.recognised,
        "notes": [packed_text(note) for note in document.notes],
    }


def unpacked(fields: Mapping[str, Any]) -> Document:
    """The document of a frame.

    Raises:
        Garbled: the fields are not those of a document.
    """
    try:
        day = fields["date"]
        return Document(
            id=str(fields["id"]),
            source=str(fields["source"]),
            title=str(fields["title"]),
            text=str(fields["text"]),
            date=None if day is None else date.fromisoformat(day),
            date_origin=fields["date_origin"],
            metadata=MappingProxyType(
                {str(name): str(value) for name, value in fields["metadata"].items()}
            ),
            pages=tuple(map(int, fields["pages"])),
            recognised=tuple(
                Recognised(int(start), int(end), float(sure))
                for start, end, sure in fields["recognised"]
            ),
            notes=tuple(map(unpacked_text, fields["notes"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Garbled("a document without its fields") from error
