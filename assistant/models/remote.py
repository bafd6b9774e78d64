"""Prompts → text at an OpenAI-compatible server: llama.cpp, vLLM, TGI, Ollama and others.

Only for a writer that the settings or models.yaml put at a server. That server is this machine
unless a url or a profile says otherwise: the prompt holds passages of the user's documents.

A request that fails for a reason that may pass (no connection, an overloaded server, an answer
that breaks off) is sent again, after a longer pause each time. Decoding is greedy, so that what
was handed on already is expected to come again, and is passed over.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from http.client import HTTPException, HTTPResponse
from queue import Empty, SimpleQueue
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from pydantic import BaseModel, Field, ValidationError

from assistant.config import ServerSource
from assistant.errors import AssistantError, AtTerminal, ConfigError, ModelError
from assistant.models.server_errors import failed, key_of, refused, told_in
from assistant.protocols import Written

ATTEMPTS = 4
PAUSE_SECONDS = 0.5  # before the second attempt; twice as long before each further one
SILENT_SECONDS = 120.0  # without a byte; the first comes after the whole prompt was read
WHOLE_SECONDS = 600.0  # for one answer, however steadily it drips
AT_ONCE = 4  # requests of one process; others wait for their turn

_PASSING = {408, 409, 425, 429, 500, 502, 503, 504}
_LINE_BYTES = 1 << 20
_ASK_SECONDS = 10.0
_LOOK_SECONDS = 0.1  # between two looks at whether an answer that waits is still wanted
_LONGEST_TOKEN = 64  # characters: what goes on beyond is of a server that knows no limit
_BYTES_PER_TOKEN = 3  # fewer than any current tokenizer needs for prose, so never too many tokens

_NONSENSE = "sent something that is no chat completion"
_NO_HTTP = "sent something that is no HTTP"
_GARBLED = (ValueError, OverflowError)
"""What `http.client` fails with on lengths of chunks that no server writes; it checks none."""

ShouldStop = Callable[[], bool]


class _Passing(Exception):
    """A failure that another attempt may not meet; its text says what happened."""

    def __init__(self, what: str, status: int = 0) -> None:
        super().__init__(what)
        self.status = status


class _Stay(HTTPRedirectHandler):
    """Follows nowhere: neither a key nor a prompt goes where no url was set."""

    def redirect_request(self, *_: object) -> None:
        return


class _Delta(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Delta = _Delta()
    finish_reason: str | None = None


class _Event(BaseModel):
    """One event of the stream; the last ones may carry no choice or no text."""

    choices: list[_Choice] = Field(max_length=1)

    @property
    def text(self) -> str:
        return "".join(choice.delta.content or "" for choice in self.choices)

    @property
    def is_last(self) -> bool:
        return any(choice.finish_reason for choice in self.choices)


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    """What a server answers when it is asked for its models."""

    data: list[_Model]


class OpenAICompatibleGenerator:
    """A `Generator` over `POST <base_url>/chat/completions` with server-sent events."""

    is_taught = False

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
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: ShouldStop = lambda: False,
    ) -> Written:
        """Yield the answer as the server sends it; closing the iterator hangs up.

        Raises:
            ModelError: the server cannot be reached, refuses, is too slow, breaks off or sends
                something else, several times in a row where that may pass.
        """
        body = self._body(system, user, max_tokens)
        found: SimpleQueue[str | Exception | None] = SimpleQueue()
        left = threading.Event()  # nobody reads any more

        def stopped() -> bool:
            return left.is_set() or should_stop()

        def fetch() -> None:
            last: Exception | None = RuntimeError("a bug, told by the thread that asks the server")
            try:
                for text in self._fetched(body, max_tokens, stopped):
                    found.put(text)
                last = None
            except AssistantError as error:
                last = error
            finally:
                found.put(last)  # what a bug cut short must not pass for a whole answer

        # A thread: while a server is silent, nothing else could end the waiting.
        threading.Thread(target=fetch, name="ask-server", daemon=True).start()
        try:
            yield from _as_they_come(found, should_stop)
        finally:
            left.set()
        return None

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """An estimate from above: the server's tokenizer is not known here."""
        return [-(-len(text.encode()) // _BYTES_PER_TOKEN) for text in texts]

    def _fetched(self, body: bytes, max_tokens: int, stopped: ShouldStop) -> Iterator[str]:
        """The answer, asked for again where that may help."""
        deadline = time.monotonic() + WHOLE_SECONDS
        said = ""
        with self._turns:
            for attempt in range(ATTEMPTS):
                if not _paused(attempt, stopped):
                    return
                try:
                    for text in self._attempt(body, said, max_tokens, deadline):
                        if stopped():
                            return
                        said += text
                        yield text
                    return
                except _Passing as failure:
                    if attempt + 1 == ATTEMPTS or time.monotonic() > deadline:
                        raise failed(self._server, str(failure), failure.status) from failure

    def _attempt(self, body: bytes, said: str, max_tokens: int, deadline: float) -> Iterator[str]:
        """The answer after what was `said` of it before."""
        heard = ""
        with self._post(body) as response:
            for text in self._texts(response):
                if time.monotonic() > deadline:
                    raise self._failure(f"took more than {WHOLE_SECONDS:.0f} seconds")
                before = max(len(heard), len(said))
                heard += text
                if not (heard.startswith(said) or said.startswith(heard)):
                    raise self._failure("broke off, and began another answer when asked again")
                yield heard[before:]
                if len(heard) > max_tokens * _LONGEST_TOKEN:
                    return

    def _body(self, system: str, user: str, max_tokens: int) -> bytes:
        body = {
            "model": served_model(self._server),
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            "max_tokens": max_tokens,
            "temperature": 0,
            "stream": True,
        }
        return json.dumps(body).encode()

    def _post(self, body: bytes) -> HTTPResponse:
        request = Request(_url(self._server, "chat/completions"), body, _headers(self._server))
        try:
            response: HTTPResponse = self._opener.open(request, timeout=SILENT_SECONDS)
        except HTTPError as error:
            said = refused(self._server, error)
            if error.code in _PASSING:
                raise _Passing(said, error.code) from error
            raise failed(self._server, said, error.code) from error
        except (URLError, OSError, HTTPException) as error:
            raise _Passing(f"cannot be reached ({_reason(error)})") from error
        except _GARBLED as error:
            raise _Passing(_NO_HTTP) from error
        return response

    def _texts(self, response: HTTPResponse) -> Iterator[str]:
        is_whole, events, lines = False, 0, 0
        try:
            while line := response.readline(_LINE_BYTES):
                lines += 1
                field, _, data = line.partition(b":")
                if field != b"data":
                    yield ""  # so that a stop and the deadline are looked at
                    continue
                if data.strip() == b"[DONE]":
                    return
                if not line.endswith(b"\n"):
                    break  # it ended in the middle
                event = _Event.model_validate_json(data)
                events, is_whole = events + 1, is_whole or event.is_last
                yield event.text
        except ValidationError as error:
            told = told_in(data, self._server)
            raise self._failure(f"gave up: {told}" if told else _NONSENSE) from error
        except (OSError, HTTPException) as error:
            raise _Passing(f"stopped answering ({_reason(error)})") from error
        except _GARBLED as error:
            raise _Passing(_NO_HTTP) from error
        if not is_whole:
            is_stream = response.headers.get_content_type() == "text/event-stream"
            if lines and not (events or is_stream):  # without any, its head may have been cut
                raise self._failure(_NONSENSE)
            raise _Passing("broke off before the end of its answer")

    def _failure(self, what: str) -> ModelError:
        return failed(self._server, what)


def served_model(server: ServerSource) -> str:
    """The model to ask a server for: the one that is named, else the only one that it has.

    Raises:
        ConfigError: it has several, or its key is missing.
        ModelError: it cannot be reached, or answers something else.
    """
    if server.model is not None:
        return server.model
    found = served_models(server)
    if len(found) != 1:
        raise ConfigError(
            f"The server at {server.base_url} has {len(found)} models.",
            AtTerminal(
                f"Name one: --writer-url {server.base_url}#{found[0] if found else 'MODEL'}",
                "Choose other models, or have one of them named where the assistant is started.",
            ),
        )
    return found[0]


@cache
def served_models(server: ServerSource) -> tuple[str, ...]:
    """What a server has to offer; asked once.

    Raises:
        ConfigError: its key is missing.
        ModelError: it cannot be reached, or answers something else.
    """
    request = Request(_url(server, "models"), headers=_headers(server))
    try:
        with _opener(server).open(request, timeout=_ASK_SECONDS) as response:
            found = _Models.model_validate_json(response.read(_LINE_BYTES))
    except ValidationError as error:
        raise failed(server, "does not say which models it has") from error
    except HTTPError as error:
        raise failed(server, refused(server, error), error.code) from error
    except (URLError, OSError, HTTPException) as error:
        raise failed(server, f"cannot be reached ({_reason(error)})") from error
    except _GARBLED as error:
        raise failed(server, _NO_HTTP) from error
    return tuple(model.id for model in found.data)


def server_fingerprint(server: ServerSource, name: str) -> str:
    """What is known of a model that a server runs: where, and what it is called there."""
    return f"{name}@{server.base_url}#{served_model(server)}"


def _as_they_come(
    found: SimpleQueue[str | Exception | None], should_stop: ShouldStop
) -> Iterator[str]:
    """What a thread finds, until it finds nothing more or nobody wants it."""
    while not should_stop():
        try:
            one = found.get(timeout=_LOOK_SECONDS)
        except Empty:
            continue
        if one is None:
            return
        if isinstance(one, Exception):
            raise one
        if one:
            yield one


def _paused(attempt: int, stopped: ShouldStop) -> bool:
    """Wait before another attempt; false where nobody wants it any more."""
    end = time.monotonic() + (PAUSE_SECONDS * 2 ** (attempt - 1) if attempt else 0)
    while not stopped():
        left = end - time.monotonic()
        if left <= 0:
            return True
        time.sleep(min(left, _LOOK_SECONDS))
    return False


def _url(server: ServerSource, route: str) -> str:
    return f"{server.base_url.rstrip('/')}/{route}"


def _headers(server: ServerSource) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
    if key := key_of(server):
        headers["Authorization"] = f"Bearer {key}"
    return headers


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", None) or error or type(error).__name__)


def _opener(server: ServerSource) -> OpenerDirector:
    """A proxy from the environment is for other machines only."""
    return build_opener(_Stay, *([ProxyHandler({})] if server.is_local else []))
