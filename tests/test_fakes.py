"""The fakes keep the promises that the stages rely on."""

from __future__ import annotations

import numpy as np

from assistant.protocols import Embedder, Generator, Reranker
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReranker


def test_texts_that_share_words_are_nearer() -> None:
    embedder: Embedder = FakeEmbedder()
    near, far = embedder.encode_passages(["The bridges opened in May.", "Bread needs an oven."])
    (query,) = embedder.encode_queries(["When did the bridge open?"])
    assert query @ near > 0.5
    assert query @ far < 0.2


def test_vectors_are_normalised_and_repeatable() -> None:
    texts = ["one two", "", "— … —"]
    first, second = FakeEmbedder().encode_passages(texts), FakeEmbedder().encode_passages(texts)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1.0, atol=1e-6)
    assert first.dtype == np.float32


def test_texts_that_answer_with_the_words_of_the_question_score_higher() -> None:
    reranker: Reranker = FakeReranker()
    texts = ["Bread needs an oven.", "The bridges opened in May.", ""]
    scores = reranker.score("When did the bridge open?", texts)
    assert scores.argmax() == 1
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    assert reranker.score("When?", []).shape == (0,)


def test_generator_writes_the_texts_in_turn() -> None:
    generator: Generator = FakeGenerator("One  two.\n", "Three.")
    answers = ["".join(generator.generate("s", "u", max_tokens=9)) for _ in range(3)]
    assert answers == ["One  two.\n", "Three.", "Three."]


def test_generator_records_prompts_and_honours_the_limits() -> None:
    generator = FakeGenerator("a b c d e")
    assert list(generator.generate("sys", "user", max_tokens=3)) == ["a", " b", " c"]
    stopped = list(
        generator.generate("s", "u", max_tokens=9, should_stop=lambda: generator.written >= 5)
    )
    assert stopped == ["a", " b"]
    assert [(p.system, p.user, p.max_tokens) for p in generator.prompts] == [
        ("sys", "user", 3),
        ("s", "u", 9),
    ]


def test_closing_the_iterator_is_seen() -> None:
    generator = FakeGenerator("a b c")
    iterator = generator.generate("s", "u", max_tokens=9)
    next(iterator)
    iterator.close()  # type: ignore[attr-defined]
    assert (generator.written, generator.closed) == (1, 1)
