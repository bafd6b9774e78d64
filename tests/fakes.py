"""Fast, deterministic stand-ins for the model libraries; the whole suite shares them."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import Stemmer

from assistant.language.words import content_stems
from assistant.protocols import Ranges, Reading, Scores, Vectors, Written

_STEMMER = Stemmer.Stemmer("english")


def stems(text: str) -> list[str]:
    """The stemmed words of a text, in order."""
    words = re.findall(r"\w+", text.lower())
    return [str(stem) for stem in _STEMMER.stemWords(words)]


class FakeEmbedder:
    """An `Embedder`: each stemmed word has a random direction, and a text is the sum of its words.

    Texts that share words are near; texts that share none are close to orthogonal. A text
    without a word is the first axis, so that every vector has length one.
    """

    def __init__(
        self,
        dimension: int = 256,
        name: str = "fake",
        max_tokens: int = 256,
        *,
        english_only: bool = False,
        least_cosine: float = 0.0,
    ) -> None:
        self.name = name
        self.fingerprint = f"{name}@{dimension}"
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.english_only = english_only
        self.least_cosine = least_cosine

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            words = stems(text)[: self.max_tokens]
            for word in words:
                vector += _direction(word, self.dimension)
            if not words:
                vector[0] = 1.0
            vector /= np.linalg.norm(vector)
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(stems(text)) for text in texts]


class SlowEmbedder(FakeEmbedder):
    """A `FakeEmbedder` that takes its time for every call: `pause` is in seconds."""

    def __init__(self, pause: float) -> None:
        super().__init__()
        self._pause = pause

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self._pause)
        return super().encode_passages(texts)


@lru_cache(maxsize=10_000)
def _direction(word: str, dimension: int) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    direction = np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)
    direction.flags.writeable = False
    return direction


@dataclass(frozen=True)
class Prompt:
    """What a `FakeGenerator` was asked."""

    system: str
    user: str
    max_tokens: int


class FakeGenerator:
    """A `Generator` that writes the given texts, one after the other, the last one for ever.

    A token is a word with the space before it. Every prompt is kept in `prompts`; `written`
    counts the tokens handed out, and `closed` the iterators that ended in any way.
    """

    def __init__(
        self,
        *texts: str,
        name: str = "fake",
        context_tokens: int = 2048,
        sureness: float | None = None,
        is_taught: bool = False,
    ) -> None:
        self.name = name
        self.fingerprint = f"{name}@1"
        self.context_tokens = context_tokens
        self.prompts: list[Prompt] = []
        self.written = 0
        self.closed = 0
        self.sureness = sureness
        self.is_taught = is_taught
        self._texts = texts or ("",)

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Written:
        text = self._texts[min(len(self.prompts), len(self._texts) - 1)]
        self.prompts.append(Prompt(system, user, max_tokens))
        return self._write(_tokens(text)[:max_tokens], should_stop)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_tokens(text)) for text in texts]

    def _write(self, tokens: Sequence[str], should_stop: Callable[[], bool]) -> Written:
        try:
            for token in tokens:
                if should_stop():
                    return None
                self.written += 1
                yield token
        finally:
            self.closed += 1
        return self.sureness


class SlowGenerator(FakeGenerator):
    """A `FakeGenerator` that takes its time for every token: `pause` is in seconds."""

    def __init__(self, *texts: str, pause: float) -> None:
        super().__init__(*texts)
        self._pause = pause

    def _write(self, tokens: Sequence[str], should_stop: Callable[[], bool]) -> Written:
        def waited() -> bool:
            time.sleep(self._pause)
            return should_stop()

        return super()._write(tokens, waited)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s*\S+\s*\Z|\s*\S+", text)


class FakeReader:
    """A `Reader` that goes by words: those of the question it finds, others it takes for answers.

    A text scores 8 that has all content words of the question, -4 with half of them, -8 with none:
    so refusal lets the first pass and turns away the second. No answer is as much better as the
    text is worse; the best span is the first word that the question lacks. A claim is supported by
    the share of its words that the evidence has; what is left contradicts it where a number is
    missing, else it is not said. A sentence that opens with a pronoun is read with the one before.
    """

    def __init__(self, name: str = "fake-reader") -> None:
        self.name = name
        self.fingerprint = f"{name}@1"

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        asked = set(content_stems(question)) or set(stems(question))
        held = [asked & {*content_stems(text), *stems(text)} for text in texts]
        shares = [len(known) / max(1, len(asked)) for known in held]
        return np.array([16 * share**2 - 8 for share in shares], dtype=np.float32)

    def read(self, question: str, texts: Sequence[str], sentences: Ranges = ()) -> Reading:
        relevance = self.score(question, texts)
        spans = tuple(_answer(set(stems(question)), text) for text in texts)
        scores = tuple(
            self.score(question, _told(text, ranges))
            for text, ranges in zip(texts, sentences or [()] * len(texts), strict=True)
        )
        return Reading(relevance, -relevance, spans, scores)

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        rows = [_verdict(claim.split(" | ")[0], evidence) for claim, evidence in pairs]
        return np.array(rows, dtype=np.float32).reshape(len(pairs), 3)


class KnowingReader(FakeReader):
    """A `FakeReader` that gives each sentence the score that it is told; others are far behind."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        super().__init__()
        self.scores = scores

    def read(self, question: str, texts: Sequence[str], sentences: Ranges = ()) -> Reading:
        found = super().read(question, texts, sentences)
        scores = tuple(
            np.array([self.scores.get(text[a:b], -20.0) for a, b in ranges], np.float32)
            for text, ranges in zip(texts, sentences, strict=True)
        )
        return Reading(np.zeros(len(texts), np.float32), found.none, found.spans, scores)


class StrictReader(FakeReader):
    """A `FakeReader` that is sure: one word that the evidence lacks, and it supports nothing."""

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        found = super().entail(pairs)
        found[:, 0] = found[:, 0] >= 1
        found[:, 1] = found[:, 1] > 0
        return found


def _told(text: str, ranges: Sequence[tuple[int, int]]) -> list[str]:
    """Sentences of a text; one that opens with a pronoun with the one before it."""
    before = [ranges[0], *ranges] if ranges else []
    return [
        text[first if re.match(r"(?:He|It|She|They)\b", text[start:end]) else start : end]
        for (start, end), (first, _) in zip(ranges, before, strict=False)
    ]


def _answer(asked: set[str], text: str) -> tuple[int, int]:
    words = re.finditer(r"\w+", text)
    return next((word.span() for word in words if stems(word[0])[0] not in asked), (0, 0))


def _verdict(claim: str, evidence: str) -> tuple[float, float, float]:
    said = set(stems(claim))
    missing = said - set(stems(evidence))
    left = len(missing) / max(1, len(said))
    wrong = any(word.isdigit() for word in missing)
    return (1 - left, left, 0) if wrong else (1 - left, 0, left)
