"""Why a server that writes does not: what it says of that itself, and what to do next."""

from __future__ import annotations

import os
from http.client import HTTPException
from urllib.error import HTTPError

from pydantic import BaseModel, TypeAdapter, ValidationError

from assistant.config import ServerSource
from assistant.errors import AtTerminal, ConfigError, ModelError

_BODY_BYTES = 1 << 16
_LONGEST = 300  # characters of a server's own sentence

_NO_RIGHT = {401, 403}
_TOO_MUCH = 429


class _Message(BaseModel):
    message: str


class _Fault(BaseModel):
    """What is wrong at one place of a request, as FastAPI tells it."""

    loc: tuple[str | int, ...] = ()
    msg: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (".".join(map(str, self.loc)), self.msg)))


class _Body(BaseModel):
    """The forms that servers give their errors: OpenAI's, Ollama's, and those of two frameworks."""

    error: _Message | str | None = None
    message: str | None = None
    detail: str | tuple[_Fault, ...] | None = None


_BODY: TypeAdapter[_Body | tuple[_Body]] = TypeAdapter(_Body | tuple[_Body])  # Google's is a list


def told_in(body: bytes, server: ServerSource) -> str:
    """The sentence of an error's JSON, in one line; empty where there is none."""
    try:
        found = _BODY.validate_json(body)
    except ValidationError:
        return ""
    said = found[0] if isinstance(found, tuple) else found
    error = said.error.message if isinstance(said.error, _Message) else said.error
    detail = "; ".join(map(str, said.detail)) if isinstance(said.detail, tuple) else said.detail
    return _line(error or said.message or detail or "", server)


def _line(text: str, server: ServerSource) -> str:
    """What a server says, in one line of some length.

    Some servers repeat the key that they refuse: it is left out.
    """
    line = " ".join(text.split())
    if key := _key_in_environment(server):
        line = line.replace(key, "…")
    return (line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…").rstrip(".")


def refused(server: ServerSource, error: HTTPError) -> str:
    """What a server answered that refused a request; the connection is closed."""
    with error:
        try:
            # Whatever came at once: no server is waited for to say why it refuses.
            told = told_in(error.fp.read1(_BODY_BYTES), server)  # type: ignore[attr-defined]
        except (OSError, HTTPException, ValueError):
            told = ""
    answered = f"answered {error.code} {_line(str(error.reason), server)}".rstrip()
    return f"{answered}: {told}" if told else answered


def failed(server: ServerSource, what: str, status: int = 0) -> ModelError:
    """A failure of a server, with the next step that the status of its answer calls for."""
    serves = f" and serves {server.model}" if server.model else ""
    hint = f"Check that it runs{serves}."
    if status in _NO_RIGHT:
        variable = server.api_key_env
        hint = AtTerminal(
            f"Check the key in ${variable}."
            if variable
            else "If it wants a key, name the environment variable that holds it as `api_key_env` "
            "of `writer` in settings.yaml.",
            "Have its key checked where the assistant is started.",
        )
    elif status == _TOO_MUCH:
        hint = "Wait a while, and try again."
    return ModelError(f"The server at {server.base_url} {what}.", hint)


def key_of(server: ServerSource) -> str | None:
    """The key that a server wants; None where it wants none.

    Raises:
        ConfigError: it is missing, or is none.
    """
    if server.api_key_env is None:
        return None
    key = _key_in_environment(server)
    if not (key and key.isascii() and key.isprintable()):
        raise ConfigError(
            f"The key of the server at {server.base_url} is missing, or is none.",
            f"Set ${server.api_key_env}.",
        )
    return key


def _key_in_environment(server: ServerSource) -> str:
    """Without the line break that one from a file ends with."""
    return os.environ.get(server.api_key_env or "", "").strip()
