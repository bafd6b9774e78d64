"""The real embedder."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.models.embed import SentenceTransformerEmbedder, load_embedder
from assistant.models.store import ModelStore
from assistant.protocols import Embedder

pytestmark = pytest.mark.models

_TEXTS = [
    "Tariffs are taxes that a country puts on imported goods.",
    "The lighthouse keeper painted the railing white every spring.",
]


def test_it_is_an_embedder(embedder: SentenceTransformerEmbedder) -> None:
    checked: Embedder = embedder
    assert (checked.dimension, checked.max_tokens) == (384, 256)
    assert checked.fingerprint.startswith("all-minilm-l6-v2@")


def test_paraphrase_is_nearer_than_another_subject(embedder: SentenceTransformerEmbedder) -> None:
    (query,) = embedder.encode_queries(["duties on goods from abroad"])
    scores = embedder.encode_passages(_TEXTS) @ query
    assert scores[0] > 0.4 > 0.2 > scores[1]


def test_published_similarities(embedder: SentenceTransformerEmbedder) -> None:
    """The example of the model's card, with the similarities that it gives."""
    vectors = embedder.encode_passages(
        [
            "The weather is lovely today.",
            "It's so sunny outside!",
            "He drove to the stadium.",
        ]
    )
    expected = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    np.testing.assert_allclose(vectors @ vectors.T, expected, atol=2e-3)


def test_vectors_have_length_one_and_keep_the_order(embedder: SentenceTransformerEmbedder) -> None:
    texts = [*_TEXTS, "short", "", "long " * 400]
    together = embedder.encode_passages(texts)
    assert together.shape == (5, 384)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    alone = np.vstack([embedder.encode_passages([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_no_texts(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.encode_passages([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_tokens_are_counted_beyond_the_limit(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.count_tokens(["hello world", "word " * 1000]) == [4, 1002]


def test_prefixes_change_vectors_and_fingerprint(
    embedder: SentenceTransformerEmbedder, real_store: ModelStore
) -> None:
    spec = real_store.catalogue.model(embedder.name)
    prefixed = spec.model_copy(update={"query_prefix": "query: "})
    models = real_store.catalogue.model_copy(update={"models": {embedder.name: prefixed}})
    other = load_embedder(ModelStore(real_store.root, models), embedder.name)
    assert other.fingerprint != embedder.fingerprint
    np.testing.assert_allclose(
        other.encode_queries(["a text"]), embedder.encode_queries(["query: a text"]), atol=1e-6
    )
    np.testing.assert_allclose(
        other.encode_passages(["a text"]), embedder.encode_passages(["a text"]), atol=1e-6
    )
