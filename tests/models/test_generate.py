"""The real writer: what it writes, and that it stops."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator as Iteration
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest

from assistant.errors import ModelError
from assistant.models.embed import load_embedder
from assistant.models.generate import TransformersGenerator, load_generator
from assistant.models.store import ModelStore
from assistant.protocols import Generator

pytestmark = pytest.mark.models

_SYSTEM = "Answer in one short sentence, from the passage only."
_GROUNDED = (
    "Passage: The bridge over the Tamsel was opened in May 1931. It is 212 metres long.\n"
    "Question: In which year was the bridge opened?"
)
_STORY = "Write a long story about a voyage at sea."


def _writing_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("generate")]


def test_it_is_a_generator(generator: Generator) -> None:
    checked: Generator = generator
    assert checked.context_tokens == 8192
    assert checked.fingerprint.startswith("smollm2-135m@")


def test_answers_from_the_passage(generator: Generator) -> None:
    first = list(generator.generate(_SYSTEM, _GROUNDED, max_tokens=32))
    assert "1931" in "".join(first)
    assert len(first) > 1
    assert first == list(generator.generate(_SYSTEM, _GROUNDED, max_tokens=32))
    assert not _writing_threads()


def test_answer_is_no_longer_than_allowed(generator: Generator) -> None:
    text = "".join(generator.generate(_SYSTEM, _STORY, max_tokens=8))
    (tokens,) = generator.count_tokens([text])
    assert 0 < tokens <= 8


def test_a_prompt_is_not_read_to_its_end_for_nobody(generator: Generator) -> None:
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    written = generator.generate(_SYSTEM, f"{_STORY} " * 50, max_tokens=4, should_stop=should_stop)
    assert "".join(written) == "", "it stopped before the first token"
    assert asked > 2


def test_stop_is_honoured_at_the_next_step(generator: Generator) -> None:
    stop = threading.Event()
    asked_after_stop = 0

    def should_stop() -> bool:
        nonlocal asked_after_stop
        asked_after_stop += stop.is_set()
        return stop.is_set()

    pieces: list[str] = []
    for piece in generator.generate(_SYSTEM, _STORY, max_tokens=512, should_stop=should_stop):
        pieces.append(piece)
        stop.set()
    assert len(pieces) == 1
    # Once by the writing thread, once by the reader: neither went on to another step.
    assert asked_after_stop <= 2
    assert not _writing_threads()


def test_closing_the_iterator_ends_the_thread(generator: Generator) -> None:
    answer = cast("Iteration[str]", generator.generate(_SYSTEM, _STORY, max_tokens=2048))
    next(answer)
    assert _writing_threads()
    answer.close()
    assert not _writing_threads()


def test_failure_in_the_thread_reaches_the_reader(
    reference_writer: TransformersGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise MemoryError("no room for the cache")

    monkeypatch.setattr(reference_writer._model, "generate", broken)
    with pytest.raises(MemoryError, match="no room for the cache"):
        list(reference_writer.generate(_SYSTEM, _GROUNDED, max_tokens=8))
    assert not _writing_threads()


def test_prompt_beyond_the_window_is_an_error(generator: Generator) -> None:
    with pytest.raises(ModelError, match=r"The prompt has \d+ tokens") as caught:
        generator.generate(_SYSTEM, "word " * 9000, max_tokens=32)
    assert caught.value.hint == "Give it fewer or shorter passages."


def test_tokens_are_counted_without_the_template(generator: Generator) -> None:
    assert generator.count_tokens([]) == []
    assert generator.count_tokens(["hello world", ""]) == [2, 0]


def test_two_answers_at_once_are_the_ones_written_alone(generator: Generator) -> None:
    prompts = [_GROUNDED, _GROUNDED.replace("1931", "1847")]

    def answer(prompt: str) -> str:
        return "".join(generator.generate(_SYSTEM, prompt, max_tokens=32))

    alone = [answer(prompt) for prompt in prompts]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(answer, prompts)) == alone
    assert "1931" in alone[0]
    assert "1847" in alone[1]


def test_one_that_waits_for_its_turn_can_be_closed(generator: Generator) -> None:
    first = cast("Iteration[str]", generator.generate(_SYSTEM, _STORY, max_tokens=2048))
    next(first)
    stopped = generator.generate(_SYSTEM, _STORY, max_tokens=8, should_stop=lambda: True)
    assert list(stopped) == []
    first.close()
    assert not _writing_threads()


def test_gguf_was_converted_to_safetensors(real_store: ModelStore) -> None:
    manifest = real_store.manifest("smollm2-135m")
    assert manifest.converter is not None
    assert "model.safetensors" in manifest.files
    assert not any(name.endswith(".gguf") for name in manifest.files)
    assert real_store.verify("smollm2-135m") == []


def test_nothing_touches_the_network_or_the_terminal(
    real_store: ModelStore, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    profile = real_store.catalogue.profile("tiny")
    vectors = load_embedder(real_store, profile.embedder).encode_queries(["a question"])
    writer = load_generator(real_store, profile.writer or "")
    answer = "".join(writer.generate(_SYSTEM, _GROUNDED, max_tokens=32))
    assert vectors.shape == (1, 384)
    assert "1931" in answer
    assert capfd.readouterr() == ("", "")
