"""The real embedder, on each engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.config import Engine
from assistant.models.embed import load_embedder
from assistant.models.openvino_export import LEAST_COSINE, check_texts, least_cosine
from assistant.models.reference import SentenceTransformerEmbedder
from assistant.models.store import ModelStore
from assistant.protocols import Embedder
from tests.models.copies import copied_model

pytestmark = pytest.mark.models

_TEXTS = [
    "Tariffs are taxes that a country puts on imported goods.",
    "The lighthouse keeper painted the railing white every spring.",
]


@pytest.fixture(scope="module")
def articles() -> list[str]:
    """The first paragraphs of the example articles, of all lengths."""
    folder = Path(__file__).parents[2] / "examples" / "news"
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".txt", ".md"})
    return [path.read_text(encoding="utf-8")[: 100 + 40 * n] for n, path in enumerate(files)]


def test_it_is_an_embedder(embedder: Embedder) -> None:
    checked: Embedder = embedder
    assert (checked.dimension, checked.max_tokens) == (384, 256)
    assert checked.fingerprint.startswith("all-minilm-l6-v2@")
    assert checked.english_only


def test_paraphrase_is_nearer_than_another_subject(embedder: Embedder) -> None:
    (query,) = embedder.encode_queries(["duties on goods from abroad"])
    scores = embedder.encode_passages(_TEXTS) @ query
    assert scores[0] > 0.4 > 0.2 > scores[1]


def test_published_similarities(embedder: Embedder) -> None:
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


def test_vectors_have_length_one_and_keep_the_order(embedder: Embedder) -> None:
    texts = [*_TEXTS, "short", "", "long " * 400]
    together = embedder.encode_passages(texts)
    assert together.shape == (5, 384)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    alone = np.vstack([embedder.encode_passages([text]) for text in texts])
    if isinstance(embedder, SentenceTransformerEmbedder):
        np.testing.assert_allclose(together, alone, atol=1e-5)
    assert least_cosine(together, alone) >= LEAST_COSINE


def test_no_texts(embedder: Embedder) -> None:
    assert embedder.encode_passages([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_tokens_are_counted_beyond_the_limit(embedder: Embedder) -> None:
    assert embedder.count_tokens(["hello world", "word " * 1000]) == [4, 1002]


@pytest.mark.parametrize("engine", ["openvino", "torch"])
def test_prefixes_change_vectors_and_fingerprint(
    reference: Embedder, real_store: ModelStore, engine: Engine, tmp_path: Path
) -> None:
    spec = real_store.catalogue.model(reference.name)
    prefixed = spec.model_copy(update={"query_prefix": "query: "})
    models = real_store.catalogue.model_copy(update={"models": {reference.name: prefixed}})
    copied_model(real_store, reference.name, tmp_path)
    other = load_embedder(ModelStore(tmp_path, models), reference.name, engine)
    assert other.fingerprint != reference.fingerprint
    queries, passages = other.encode_queries(["a text"]), other.encode_passages(["a text"])
    assert least_cosine(queries, reference.encode_queries(["query: a text"])) > LEAST_COSINE
    assert least_cosine(passages, reference.encode_passages(["a text"])) > LEAST_COSINE
    assert least_cosine(queries, passages) < LEAST_COSINE
    if engine == "torch":
        np.testing.assert_allclose(queries, reference.encode_queries(["query: a text"]), atol=1e-6)


def test_engines_share_a_fingerprint_because_their_vectors_agree(
    reference: Embedder, fast: Embedder
) -> None:
    assert fast.fingerprint == reference.fingerprint
    assert fast.dimension == reference.dimension
    texts = check_texts(reference.max_tokens)
    assert fast.count_tokens(texts) == reference.count_tokens(texts)
    left, right = reference.encode_passages(texts), fast.encode_passages(texts)
    assert least_cosine(left, right) >= LEAST_COSINE


def test_engines_rank_alike(reference: Embedder, fast: Embedder, articles: list[str]) -> None:
    """Each engine with its own vectors, and a question of one on the passages of the other."""
    questions = ["when will the tariffs begin?", "who won the election?", "a cure for malaria"]
    passages, others = reference.encode_passages(articles), fast.encode_passages(articles)
    asked, again = reference.encode_queries(questions), fast.encode_queries(questions)
    scores = asked @ passages.T
    for left, right in ((again, others), (again, passages), (asked, others)):
        np.testing.assert_allclose(left @ right.T, scores, atol=5e-3)
        assert (np.argmax(left @ right.T, axis=1) == np.argmax(scores, axis=1)).all()


def test_threads_get_their_own_vectors(fast: Embedder, articles: list[str]) -> None:
    expected = [fast.encode_passages([text]) for text in articles[:8]]
    with ThreadPoolExecutor(max_workers=8) as pool:
        found = list(pool.map(lambda text: fast.encode_passages([text]), articles[:8] * 4))
        counted = list(pool.map(lambda text: fast.count_tokens([text]), articles[:8] * 4))
    for vectors, alone in zip(found, expected * 4, strict=True):
        assert least_cosine(vectors, alone) > LEAST_COSINE
    assert counted == [fast.count_tokens([text]) for text in articles[:8]] * 4
