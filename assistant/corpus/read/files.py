"""Open files safely: every way in which a file can refuse to be read is a `ReadError`."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ReadError

MAX_TEXT_BYTES = 50_000_000
MAX_BINARY_BYTES = 500_000_000

_SAVE_AS_UTF8 = "Save it as UTF-8 text, or leave it out."
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What people's files are written in; detection among all code pages takes café for Arabic.
_LEGACY = tuple(
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 koi8_r iso8859_2 cp932 euc_jp"
    " gb18030 big5 cp949".split()
)
_DECLARABLE = frozenset(codecs.lookup(name).name for name in _LEGACY) | {
    *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
    *("koi8-u", "euc_kr", "shift_jis", "gb2312", "gbk", "iso2022_jp", "mac-roman"),
}
_DETECT_BYTES = 1_000_000
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 1 / 500


def name_of(path: Path) -> str:
    """A path as text that can be stored and shown: bytes of it that are not UTF-8 are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals into a `ReadError` about `path`."""
    try:
        yield
    except FileNotFoundError as error:
        raise ReadError(f"{path} does not exist.", "Check the path.") from error
    except PermissionError as error:
        raise ReadError(
            f"{path} may not be read by this user.", "Change its permissions, or leave it out."
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ReadError(
            f"{path} cannot be read ({reason}).", "Check the path and the disk."
        ) from error


def check_file(path: Path, max_bytes: int = MAX_BINARY_BYTES) -> os.stat_result:
    """Make sure that `path` is a regular file that is neither empty nor too large.

    Raises:
        ReadError: if it is not.
        OSError: if the operating system will not say.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(f"{path} is not a file.", "Give a file, or a folder of files.")
    if status.st_size == 0:
        raise ReadError(f"{path} is empty.", "Leave it out, or fill it.")
    if status.st_size > max_bytes:
        raise ReadError(
            f"{path} has {_megabytes(status.st_size)}, over the limit of {_megabytes(max_bytes)}.",
            "Split it into smaller files.",
        )
    return status


def read_text(path: Path, declared: re.Pattern[bytes] | None = None) -> str:
    """Read a text file whole.

    Args:
        path: the file.
        declared: finds the encoding's name, as its first group, in the file's first bytes.

    Raises:
        ReadError: if it is too large, binary, or in no known encoding.
    """
    check_file(path, MAX_TEXT_BYTES)
    data = path.read_bytes()
    found = declared.search(data, 0, 4096) if declared else None
    return decode(data, path, found[1].decode("ascii", "replace") if found else "")


def decode(data: bytes, path: Path, declared: str = "") -> str:
    """Decode text: by its byte order mark, as UTF-8, as declared, or as detected."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _try(data, encoding)
            break
    else:
        if data.count(0) > len(data) * _MAX_CONTROL_SHARE:
            raise _binary(path)
        text = _decode_without_bom(data, declared)
    if text is None:
        raise ReadError(f"{path} is in an encoding that could not be recognised.", _SAVE_AS_UTF8)
    if sum(1 for _ in _CONTROL.finditer(text)) > len(text) * _MAX_CONTROL_SHARE:
        raise _binary(path)
    return text


def _binary(path: Path) -> ReadError:
    return ReadError(f"{path} holds binary data, not text.", _SAVE_AS_UTF8)


def _decode_without_bom(data: bytes, declared: str) -> str | None:
    # Stateful encodings, marked by ESC, are valid UTF-8 too.
    text = None if b"\x1b" in data and declared else _try(data, "utf-8")
    if text is None and _is_declarable(declared):
        text = _try(data, declared)
    if text is None:
        text = _detect(data)
    return text


def _is_declarable(name: str) -> bool:
    try:
        return codecs.lookup(name).name in _DECLARABLE
    except (LookupError, ValueError):
        return False


def _detect(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    head = data[:_DETECT_BYTES]
    if len(data) > _DETECT_BYTES:  # a cut inside a character would rule its encoding out
        head = head.rpartition(b"\n")[0] or head
    matches = list(from_bytes(head, cp_isolation=list(_LEGACY)))
    # Of equally likely encodings, the most common one.
    matches.sort(key=lambda match: (match.chaos, -match.coherence, match.encoding != "cp1252"))
    return next((text for match in matches if (text := _try(data, match.encoding))), None)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
