"""The fakes keep the promises that the stages rely on."""

from __future__ import annotations

import numpy as np

from assistant.protocols import VERDICTS, Embedder, Generator, Reader
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader


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
    reader: Reader = FakeReader()
    texts = ["Bread needs an oven.", "The bridges opened in May.", ""]
    scores = reader.score("When did the bridge open?", texts)
    assert scores.argmax() == 1
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    assert reader.score("When?", []).shape == (0,)


def test_generator_writes_the_texts_in_turn() -> None:
    generator: Generator = FakeGenerator("One  two.\n", "Three.")
    answers = ["".join(generator.generate("s", "u", max_tokens=9)) for _ in range(3)]
    assert answers == ["One  two.\n", "Three.", "Three."]


def test_reader_finds_answers_and_judges_claims_by_their_words() -> None:
    reader: Reader = FakeReader()
    texts = ["The bridge did open in May.", "Rain fell.", ""]
    found = reader.read("When did the bridge open?", texts)
    assert (found.relevance == reader.score("When did the bridge open?", texts)).all()
    assert found.none[0] < 0 < found.none[1]
    assert [text[slice(*span)] for text, span in zip(texts, found.spans, strict=True)] == [
        "in",
        "Rain",
        "",
    ]
    claims = ("It opened in 2019 | When?", "It opened in 2018", "Prices rose")
    shares = reader.entail([(claim, "It opened in May 2019.") for claim in claims])
    assert [VERDICTS[most] for most in shares.argmax(axis=1)][::2] == ["supported", "not said"]
    assert shares[1, VERDICTS.index("contradicted")] > 0
    assert shares.sum(axis=1).tolist() == [1, 1, 1]
    assert reader.entail([]).shape == (0, 3)


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
    iterator.close()
    assert (generator.written, generator.closed) == (1, 1)
