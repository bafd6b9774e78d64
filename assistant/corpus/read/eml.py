"""E-mail messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

from assistant.corpus.quoted import unquoted
from assistant.corpus.read.build import Extract, normalise
from assistant.corpus.read.files import MAX_TEXT_BYTES, check_file, decode
from assistant.corpus.read.html import visible_text
from assistant.corpus.read.struck import struck_note
from assistant.corpus.read.typed import lines_for_typed_tables
from assistant.errors import ReadError

_READ_TYPES = ("text/plain", "text/html")
_SAYS_ENOUGH = 0.5  # of the words of the longest alternative; below it, a text is a mere stand-in
_NAMED = 5  # attached files
_NAME_CHARS = 100
_UNKNOWN = "unknown-8bit"  # of characters that a header has no code for
_NAMES = {"From": "from", "To": "to", "Cc": "cc"}


class _Text(NamedTuple):
    """A text of a message, and how many words that were struck out of it it lacks."""

    text: str
    struck: int = 0


def read(path: Path) -> Iterator[Extract]:
    """Read a message: its texts, and those of the messages that it forwards, in their order.

    Other attachments are left out, and named. A message without a text says what its subject does,
    unless that is one word with nothing beside it.
    """
    check_file(path, MAX_TEXT_BYTES)
    try:
        message = message_from_bytes(path.read_bytes())
        texts = _texts(message, path)
        left_out = [*dict.fromkeys(_attached(message, path))]
    except RecursionError as error:
        raise ReadError(
            f"{path} nests its parts too deeply.", "Leave it out, or save its text as a file."
        ) from error
    if not any(name in message for name in ("From", "Subject", "Date")):
        raise ReadError(f"{path} is not an e-mail message.", "Rename it if it is plain text.")
    stated = {key: _header(message, name, path) for name, key in _NAMES.items()}
    subject = _header(message, "Subject", path)
    instead = subject if left_out or len(subject.split()) > 1 else ""
    yield Extract(
        "\n\n".join(one.text for one in texts) or instead,
        title=subject,
        date=_header(message, "Date", path),
        metadata={key: value for key, value in stated.items() if value},
        notes=(
            *([_note(left_out)] if left_out else []),
            *struck_note(sum(one.struck for one in texts)),
        ),
    )


def _attached(message: Message, path: Path) -> Iterator[str]:
    """The names of the files that come with a message, but for pictures in its text."""
    for part in message.walk():
        name = _file_name(part)
        is_picture = part.get_content_maintype() == "image" and (
            "Content-ID" in part or part.get_content_disposition() == "inline"
        )
        if name and part.get_content_type() != "message/rfc822" and not is_picture:
            plain = "".join(filter(str.isprintable, " ".join(_decoded(name, path).split())))
            yield plain[:_NAME_CHARS]


def _note(names: Sequence[str]) -> str:
    files, were = ("attached file", "was") if len(names) == 1 else ("attached files", "were")
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{len(names):,} {files} {were} left out: {', '.join(names[:_NAMED])}{more}"


def _texts(part: Message, path: Path) -> list[_Text]:
    """The texts of a part and of the parts in it; of alternatives, the one that says more."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return [text for inner in _parts(part) for text in _forwarded(inner, path)]
    if kind == "multipart/alternative":
        return _best([_texts(one, path) for one in _parts(part)])
    if part.is_multipart():
        return [text for one in _parts(part) for text in _texts(one, path)]
    if kind not in _READ_TYPES or _file_name(part):
        return []
    text = _part_text(part, path)
    read, struck = (
        visible_text(text)
        if kind == "text/html"
        else (lines_for_typed_tables(unquoted(normalise(text))), 0)
    )
    return [_Text(read.strip("\n"), struck)] if read.strip() else []


def _parts(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _forwarded(message: Message, path: Path) -> list[_Text]:
    """The texts of a message in another, below what is stated of it."""
    stated = ((name, _header(message, name, path)) for name in ("From", "Date", "Subject"))
    lines = [f"{name}: {' '.join(value.split())}" for name, value in stated if value]
    return [_Text("\n".join(lines)), *_texts(message, path)]


def _best(alternatives: list[list[_Text]]) -> list[_Text]:
    """The first of some ways to say the same, as plain text is, unless it says far less."""
    lengths = [sum(len(one.text.split()) for one in texts) for texts in alternatives]
    enough = max(lengths, default=0) * _SAYS_ENOUGH
    return next(
        (texts for texts, length in zip(alternatives, lengths, strict=True) if length >= enough), []
    )


def _part_text(part: Message, path: Path) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    return decode(data, path, _parameter(part, "charset", "content-type"))


def _file_name(part: Message) -> str:
    """The name that a part would have as a file; empty for one that is text of the message."""
    return _parameter(part, "filename", "content-disposition") or _parameter(
        part, "name", "content-type"
    )


def _parameter(part: Message, name: str, header: str) -> str:
    """A header's parameter as it stands: one that names its own encoding is not decoded by it."""
    value = part.get_param(name, "", header)
    return value[2] if isinstance(value, tuple) else str(value)


def _header(message: Message, name: str, path: Path) -> str:
    value = message.get(name)
    return "" if value is None else _decoded(value, path)


def _decoded(value: Any, path: Path) -> str:
    try:
        parts = [
            (decode(data, path).encode(), "utf-8") if charset == _UNKNOWN else (data, charset)
            for data, charset in decode_header(value)
        ]
        return str(make_header(parts))
    except (
        HeaderParseError,
        LookupError,
        ReadError,
        ValueError,
    ):  # shown as it is
        return str(value)
