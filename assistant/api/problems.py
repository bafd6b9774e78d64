"""What a request can fail with, as HTTP says it and in the form of OpenAI's errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from assistant.errors import (
    AssistantError,
    CollectionError,
    CollectionMissing,
    ConfigError,
    DocumentUnknown,
    ModelError,
    ProfileUnknown,
    ReadError,
    ServerBusy,
    ServerEnding,
    StorageFull,
)
from assistant.present.printable import dumps, one_line

GONE = 499
"""The client has left; nobody reads this status."""

_STATUS: tuple[tuple[type[AssistantError], int], ...] = (
    (ProfileUnknown, 404),
    (ConfigError, 400),
    (ReadError, 400),
    (ServerBusy, 503),
    (ServerEnding, 503),
    (DocumentUnknown, 404),
    (CollectionMissing, 404),
    (CollectionError, 503),
    (ModelError, 503),
    (StorageFull, 507),
)
"""The first kind that an error is of decides; an error of no kind here is a 500."""


class Failure(BaseModel):
    """What went wrong, in one sentence, and what to do next."""

    message: str
    type: str
    code: str
    param: str | None = None


class Problem(BaseModel):
    """Every response that is no success, in the form of OpenAI's."""

    error: Failure


class Json(JSONResponse):
    """JSON that can be sent whatever characters are in it, and shown safely."""

    def render(self, content: Any) -> bytes:
        return dumps(content).encode()


def problem(
    status: int, message: str, code: str = "", param: str | None = None
) -> dict[str, dict[str, str | None]]:
    """A failure in OpenAI's form."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    said = code or HTTPStatus(status).phrase.lower().replace(" ", "_")
    return {"error": {"message": one_line(message), "type": kind, "code": said, "param": param}}


def status_of(error: AssistantError) -> int:
    """The status of HTTP for what a user, or who runs the server, can mend."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def told(error: AssistantError) -> dict[str, dict[str, str | None]]:
    """What went wrong and what to do next; the code is the error's name: `model_missing`."""
    name = type(error).__name__
    code = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return problem(status_of(error), str(error), code.lstrip("_"))


def invalid(error: RequestValidationError) -> dict[str, dict[str, str | None]]:
    """The first thing that is wrong with a request; what was sent is not repeated."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(400, "The body is no JSON.", "invalid_request")
    place = ".".join(_named(first["loc"]))
    said = first["msg"].removeprefix("Value error, ")
    message = f"{place}: {said}" if place else said
    end = "" if message.endswith("?") else "."
    message = f"{message[:1].upper()}{message[1:]}{end}"
    return problem(400, message, "invalid_request", place or None)


def _named(place: Sequence[int | str]) -> Iterator[str]:
    """The fields that lead to a place; pydantic names its own steps, too: `list[Part]`."""
    for part in map(str, place[1:] if place[:1] in _SENT_IN else place):
        if "[" not in part and "(" not in part:
            yield part


_SENT_IN = (("body",), ("query",), ("path",))
