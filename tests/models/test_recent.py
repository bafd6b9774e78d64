"""Vectors that are known already are given again, and nothing else changes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from assistant.models.recent import RecentEmbedder
from assistant.protocols import Embedder, Vectors
from tests.fakes import FakeEmbedder


class CountingEmbedder(FakeEmbedder):
    """Keeps the texts that it embedded."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return super().encode_passages(texts)


@pytest.fixture
def inner() -> CountingEmbedder:
    return CountingEmbedder()


def test_known_texts_are_not_embedded_again(inner: CountingEmbedder) -> None:
    recent = RecentEmbedder(inner, most=10)
    recent.encode_passages(["soup", "bread", "soup"])
    recent.encode_passages(["bread", "salt"])
    assert inner.embedded == ["soup", "bread", "salt"]


@pytest.mark.parametrize("most", [0, 1, 2, 10])
def test_vectors_are_those_of_the_embedder_in_order(inner: CountingEmbedder, most: int) -> None:
    recent: Embedder = RecentEmbedder(inner, most)
    for texts in (["soup", "bread"], ["salt", "soup", "bread", "soup"], []):
        expected = FakeEmbedder().encode_passages(texts)
        np.testing.assert_array_equal(recent.encode_passages(texts), expected)


def test_what_was_asked_for_longest_ago_is_forgotten(inner: CountingEmbedder) -> None:
    recent = RecentEmbedder(inner, most=2)
    for text in ("soup", "bread", "soup", "salt", "soup", "bread"):
        recent.encode_passages([text])
    assert inner.embedded == ["soup", "bread", "salt", "bread"]


def test_a_caller_cannot_change_what_is_known(inner: CountingEmbedder) -> None:
    recent = RecentEmbedder(inner, most=10)
    recent.encode_passages(["soup"])[:] = 0
    recent.encode_passages(["soup"])[:] = 0
    np.testing.assert_array_equal(recent.encode_passages(["soup"]), inner.encode_passages(["soup"]))


def test_questions_and_counts_are_the_embedders(inner: CountingEmbedder) -> None:
    recent = RecentEmbedder(inner, most=10)
    np.testing.assert_array_equal(recent.encode_queries(["soup"]), inner.encode_queries(["soup"]))
    assert recent.count_tokens(["hot soup"]) == inner.count_tokens(["hot soup"])
    assert (recent.name, recent.fingerprint) == (inner.name, inner.fingerprint)


def test_what_is_known_of_the_embedder_is_known_of_it() -> None:
    inner = FakeEmbedder(english_only=True, least_cosine=0.3)
    recent = RecentEmbedder(inner, most=10)
    assert (recent.english_only, recent.least_cosine) == (True, 0.3)


def test_threads_get_their_own_texts(inner: CountingEmbedder) -> None:
    recent = RecentEmbedder(inner, most=3)
    texts = [[f"word {n % 5}", f"other {n % 3}"] for n in range(60)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(recent.encode_passages, texts))
    for given, vectors in zip(texts, found, strict=True):
        np.testing.assert_array_equal(vectors, FakeEmbedder().encode_passages(given))
