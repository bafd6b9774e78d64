"""Text from a model that writes in a thread: read as it comes, ended at any time."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from assistant.errors import ModelError
from assistant.models.chat import ChatTokenizer
from assistant.protocols import Generator, Written

_WAIT_SECONDS = 0.05  # between two looks at whether an answer that waits is still wanted


class Channel:
    """Tokens on their way from the writing thread to the reader."""

    def __init__(self, should_stop: Callable[[], bool]) -> None:
        self._should_stop = should_stop
        self._closed = threading.Event()
        self._tokens: SimpleQueue[Sequence[int] | None] = SimpleQueue()
        self._log_probabilities: list[float] = []

    def put(self, ids: Sequence[int], log_probabilities: Sequence[float] = ()) -> None:
        """Hand over what was just written, and how likely each token was."""
        self._log_probabilities += log_probabilities
        self._tokens.put(ids)

    def sureness(self) -> float | None:
        """The mean log probability of all that was put; None where nobody said."""
        known = self._log_probabilities
        return sum(known) / len(known) if known else None

    def stopped(self) -> bool:
        """Whether the writing must end: asked by the writing thread after every step."""
        return self._closed.is_set() or self._should_stop()

    def end(self) -> None:
        """Nothing more will be put."""
        self._tokens.put(None)

    def close(self) -> None:
        """Nobody reads any more."""
        self._closed.set()

    def __iter__(self) -> Iterator[Sequence[int]]:
        while (ids := self._tokens.get()) is not None and not self._should_stop():
            yield ids


class StreamingGenerator(ABC):
    """A `Generator` that writes one answer at a time; an engine says how.

    Args:
        model: computes.
        tokenizer: of the model, with its chat template.
        name, fingerprint, context_tokens, is_taught: as `Generator` has them.
    """

    def __init__(
        self,
        model: Any,
        tokenizer: ChatTokenizer,
        *,
        name: str,
        fingerprint: str,
        context_tokens: int,
        is_taught: bool = False,
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.context_tokens = context_tokens
        self.is_taught = is_taught
        self._model = model
        self._tokenizer = tokenizer
        self._turn = threading.Lock()

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Written:
        """Yield the answer as it is written; return how sure the model was, if the engine says so.

        `should_stop` is also called from the writing thread.

        Raises:
            ModelError: prompt and answer do not fit the model's window together.
        """
        prompt = self._tokenizer.prompt(system, user)
        check_window(self, len(prompt), max_tokens)

        def write(channel: Channel) -> None:
            self._write(prompt, max_tokens, channel)

        return stream(write, self._tokenizer, self._turn, should_stop)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without the chat template around it."""
        return self._tokenizer.count(texts)

    @abstractmethod
    def _write(self, prompt: Sequence[int], max_tokens: int, channel: Channel) -> None:
        """Put what follows a prompt into the channel, until it is done or stopped."""


def stream(
    write: Callable[[Channel], None],
    tokenizer: ChatTokenizer,
    turn: threading.Lock,
    should_stop: Callable[[], bool],
) -> Written:
    """Run `write` in a thread and yield its text; whatever ends the iterator ends the thread.

    Args:
        write: puts tokens into the channel until it is done or the channel is stopped.
        tokenizer: turns them into text.
        turn: held while writing, so that one model writes one answer at a time.
        should_stop: ends the writing within a token; called from both threads.
    """
    channel = Channel(should_stop)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="generate") as pool:
        writing = pool.submit(_in_turn, write, channel, turn)
        # The stream ends with the thread, also when the thread fails.
        writing.add_done_callback(lambda _: channel.end())
        try:
            yield from filter(None, tokenizer.texts(iter(channel)))
        finally:
            channel.close()
    writing.result()
    return channel.sureness()


def check_window(generator: Generator, length: int, max_tokens: int) -> None:
    """Refuse a prompt of `length` tokens that leaves no room for the answer.

    Raises:
        ModelError: prompt and answer do not fit the model's window together.
    """
    room = generator.context_tokens - max_tokens
    if room <= 0:
        raise ModelError(
            f"{generator.name} reads and writes {generator.context_tokens} tokens together, and an"
            f" answer of {max_tokens} was asked for.",
            "Ask for a shorter one.",
        )
    if length > room:
        raise ModelError(
            f"The prompt has {length} tokens, and {generator.name} reads"
            f" {room} beside an answer of {max_tokens}.",
            "Give it fewer or shorter passages.",
        )


def _in_turn(write: Callable[[Channel], None], channel: Channel, turn: threading.Lock) -> None:
    while not turn.acquire(timeout=_WAIT_SECONDS):
        if channel.stopped():
            return
    try:
        write(channel)
    finally:
        turn.release()
