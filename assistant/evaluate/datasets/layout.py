"""Reading files that others made: JSON and JSON lines against a stated layout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, field_validator

from assistant.errors import ReadError
from assistant.language.words import whole

Parsed = TypeVar("Parsed")


class Row(BaseModel):
    """A record of a data set; what is not needed of it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @field_validator("*", mode="before")
    @classmethod
    def _only_whole_characters(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [whole(one) if isinstance(one, str) else one for one in value]
        return whole(value) if isinstance(value, str) else value


def find(path: Path, *patterns: str) -> list[Path]:
    """The file itself, or the files of a folder that fit the first pattern that any fits.

    Raises:
        ReadError: no file fits.
    """
    if path.is_file():
        return [path]
    for pattern in patterns:
        if found := sorted(path.glob(pattern)):
            return found
    raise ReadError(f"{path} holds no {' or '.join(patterns)}.", "Give the data set's own file.")


def text_of(path: Path) -> str:
    """The text of a file.

    Raises:
        ReadError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "read error"
        raise ReadError(f"{path} cannot be read: {reason}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise ReadError(f"{path} is not UTF-8 text.", "Give the data set's own file.") from error


def parse(kind: type[Parsed], data: Any, where: str) -> Parsed:
    """What `data` says, in the layout of `kind`.

    Raises:
        ReadError: names the place and what is wrong with it.
    """
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        keys = ".".join(str(part) for part in first["loc"])
        raise ReadError(
            f"{where} is not in the layout of this data set: {keys}: {first['msg']}.",
            "Check --dataset and --path.",
        ) from error


def read_json(kind: type[Parsed], path: Path) -> Parsed:
    """A whole JSON file; raises ReadError."""
    return parse(kind, _decoded(text_of(path), str(path)), str(path))


def read_lines(kind: type[Parsed], path: Path) -> Iterator[Parsed]:
    """One record a line; raises ReadError with the line's number."""
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if line.strip():
            where = f"{path}, line {number},"
            yield parse(kind, _decoded(line, where), where)


def _decoded(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error).partition(":")[0]
        raise ReadError(f"{where} is no JSON ({reason}).", "Check --dataset and --path.") from error
