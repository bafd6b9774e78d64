"""Prompts → text at an OpenAI-compatible server: llama.cpp, vLLM, TGI, Ollama and others.

Only for a writer that models.yaml gives a source of kind `server`. The server is this machine
unless the profile allows another: the prompt holds passages of the user's documents.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from pydantic import BaseModel, Field, ValidationError

from assistant.config import ServerSource
from assistant.errors import ConfigError, ModelError

_TIMEOUT_SECONDS = 120.0  # without a byte; the first comes after the whole prompt was read
_LINE_BYTES = 1 << 20
_BYTES_PER_TOKEN = 3  # fewer than any current tokenizer needs for prose, so never too many tokens


class _Delta(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Delta = _Delta()


class _Event(BaseModel):
    """One event of the stream; the last ones may carry no choice or no text."""

    choices: list[_Choice] = Field(max_length=1)

    @property
    def text(self) -> str:
        return "".join(choice.delta.content or "" for choice in self.choices)


class OpenAICompatibleGenerator:
    """A `Generator` over `POST <base_url>/chat/completions` with server-sent events."""

    def __init__(
        self, server: ServerSource, *, name: str, context_tokens: int, allow_remote: bool = False
    ) -> None:
        if not (server.is_local or allow_remote):
            raise ConfigError(
                f"{name} runs at {server.base_url}, so document text would leave this machine.",
                "Set `allow_remote: true` in the profile if that is meant.",
            )
        self.name = name
        self.fingerprint = server_fingerprint(server, name)
        self.context_tokens = context_tokens
        self._server = server
        self._opener = _opener(server)

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[str]:
        """Yield the answer as the server sends it; closing the iterator hangs up.

        Raises:
            ModelError: the server cannot be reached, refuses, or sends something else.
        """
        with self._post(system, user, max_tokens) as response:
            for text in self._texts(response):
                if should_stop():
                    return
                if text:
                    yield text

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """An estimate from above: the server's tokenizer is not known here."""
        return [-(-len(text.encode()) // _BYTES_PER_TOKEN) for text in texts]

    def _post(self, system: str, user: str, max_tokens: int) -> HTTPResponse:
        body = {
            "model": self._server.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            "max_tokens": max_tokens,
            "temperature": 0,
            "stream": True,
        }
        url = f"{self._server.base_url.rstrip('/')}/chat/completions"
        request = Request(url, json.dumps(body).encode(), self._headers())
        try:
            response: HTTPResponse = self._opener.open(request, timeout=_TIMEOUT_SECONDS)
        except HTTPError as error:
            error.close()
            raise self._failure(f"answered {error.code} {error.reason}") from error
        except (URLError, OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise self._failure(f"cannot be reached ({reason})") from error
        return response

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        variable = self._server.api_key_env
        if variable is not None:
            if variable not in os.environ:
                raise ConfigError(f"The key of {self.name} is missing.", f"Set ${variable}.")
            headers["Authorization"] = f"Bearer {os.environ[variable]}"
        return headers

    def _texts(self, response: HTTPResponse) -> Iterator[str]:
        try:
            while line := response.readline(_LINE_BYTES):
                field, _, data = line.partition(b":")
                if field != b"data":
                    continue
                if data.strip() == b"[DONE]":
                    return
                yield _Event.model_validate_json(data).text
        except ValidationError as error:
            raise self._failure("sent something that is no chat completion") from error
        except (OSError, HTTPException) as error:
            raise self._failure(f"stopped answering ({error})") from error

    def _failure(self, what: str) -> ModelError:
        return ModelError(
            f"The server at {self._server.base_url} {what}.",
            f"Check that it runs and serves {self._server.model}.",
        )


def server_fingerprint(server: ServerSource, name: str) -> str:
    """What is known of a model that a server runs: where, and what it is called there."""
    return f"{name}@{server.base_url}#{server.model}"


def _opener(server: ServerSource) -> OpenerDirector:
    """A proxy from the environment is for other machines only."""
    return build_opener(ProxyHandler({})) if server.is_local else build_opener()
