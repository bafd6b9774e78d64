"""The judge on both engines with a tiny network, and what happens where it cannot be opened."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from assistant.doctor import _engine
from assistant.errors import ModelCorrupt
from assistant.models import adapter as adapters
from assistant.models import openvino_judge
from assistant.models.convert import convert_deberta, onnx_weights
from assistant.models.encoder_judge import EncoderJudge, Pairs
from assistant.models.files import sha256_of
from assistant.models.judge import JudgedReader, load_judge, prepare_judge
from assistant.models.openvino_judge import OpenVinoJudge, judge_state
from assistant.models.openvino_network import KIND, NETWORK
from assistant.models.reading import claim_pair
from assistant.models.reference_judge import TorchJudge, load_reference_judge
from assistant.models.store import ModelStore
from assistant.protocols import Judge, Scores
from tests.fakes import FakeReader
from tests.models.judges import (
    MAX_TOKENS,
    NAME,
    TAUGHT,
    pulled,
    weights,
    write_adapter,
    write_export,
)
from tests.models.test_engine import Notes

PAIRS = (
    claim_pair("It opened in May.", "When?", "The bridge opened in May.", "The bridge"),
    claim_pair("It cost gold.", None, "It opened. " * 60),
    claim_pair("The bridge " * 60, None, "The bridge opened. " * 60),
    claim_pair("It.", None, "."),
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "files"
    write_export(folder)
    return folder


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the judge was taught, where the program looks for it."""
    path = write_adapter(tmp_path_factory.mktemp("weights") / "judge")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adapters, "_file", lambda spec, weights: path)
        yield path


@pytest.fixture(scope="module")
def exported(source: Path, adapter: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    """A store with the model and its export."""
    store = pulled(source, adapter, tmp_path_factory.mktemp("exported"))
    prepare_judge(store, NAME, "openvino")
    return store


@pytest.fixture(scope="module")
def reference(exported: ModelStore) -> TorchJudge:
    return load_reference_judge(exported, NAME)


@pytest.fixture(scope="module")
def fast(exported: ModelStore) -> OpenVinoJudge:
    loaded = load_judge(exported, NAME, "openvino")
    assert isinstance(loaded, OpenVinoJudge)
    return loaded


@pytest.fixture(params=["reference", "fast"])
def judge(request: pytest.FixtureRequest) -> EncoderJudge:
    """The judge on each engine."""
    loaded: EncoderJudge = request.getfixturevalue(request.param)
    return loaded


def test_weights_come_out_of_an_export_as_they_went_in(source: Path) -> None:
    found = onnx_weights(source / "judge.onnx")
    for name, value in weights().items():
        apart = np.abs(found[name] - value).max()
        packed = name.endswith((".dense.weight", "_proj.weight", "word_embeddings.weight"))
        in_full = not packed or "query" in name
        assert apart <= (0 if in_full else np.ptp(value) / 255), name


def test_what_looked_at_the_encoder_before_is_left_out(source: Path, tmp_path: Path) -> None:
    convert_deberta(source / "judge.onnx", source / "tokenizer.json", tmp_path)
    assert set(load_file(tmp_path / "model.safetensors")) == set(weights())
    assert {path.name for path in tmp_path.iterdir()} == {
        "config.json",
        "model.safetensors",
        "tokenizer.json",
    }


def test_each_pair_has_its_verdict(judge: EncoderJudge) -> None:
    shares = judge.entail(PAIRS)
    assert shares.shape == (len(PAIRS), 3)
    assert shares.dtype == np.float32
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert np.ptp(shares, axis=0).max() > 0.05  # it does not say the same of everything
    alone = np.concatenate([judge.entail([pair]) for pair in PAIRS])
    np.testing.assert_allclose(alone, shares, atol=0.02)
    assert judge.entail([]).shape == (0, 3)


def test_both_engines_say_the_same(reference: TorchJudge, fast: OpenVinoJudge) -> None:
    np.testing.assert_allclose(fast.scores(PAIRS), reference.scores(PAIRS), atol=0.25)
    assert fast.fingerprint == reference.fingerprint


def test_threads_do_not_mix_what_they_judge(fast: OpenVinoJudge) -> None:
    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda _: fast.scores(PAIRS), range(8)))
    for scores in beside:
        np.testing.assert_allclose(scores, fast.scores(PAIRS), atol=0.1)


def test_evidence_comes_first_and_loses_its_end(exported: ModelStore) -> None:
    pairs = Pairs(exported.path(NAME), MAX_TOKENS)
    start, end = 2, 3
    ((first, *_, last), long, both, _) = pairs.tokens(PAIRS)
    assert (first, last) == (start, end)
    claim = pairs.tokens([("It cost gold.", "")])[0][2:-1]
    assert len(long) == len(both) == MAX_TOKENS
    assert long[-len(claim) - 2 :] == [end, *claim, end]
    assert both.count(end) == 2
    assert both.index(end) > 1  # a long claim leaves room for evidence
    assert pairs.tokens([("[SEP]", "[CLS]")])[0].count(end) == 2  # a document sets no marks


def test_an_adapter_is_added(reference: TorchJudge, adapter: Path) -> None:
    taught = load_file(adapter)
    up, down = (taught[f"{TAUGHT}.lora_{part}.weight"].astype("float32") for part in "BA")
    own = reference.module.state_dict()
    before = torch.from_numpy(weights()[f"{TAUGHT}.weight"])
    np.testing.assert_allclose(own[f"{TAUGHT}.weight"] - before, up @ down, atol=0.01)
    np.testing.assert_allclose(own["classifier.bias"], taught["classifier.bias"])


def test_damaged_export_is_made_again(source: Path, adapter: Path, tmp_path: Path) -> None:
    store = pulled(source, adapter, tmp_path)
    prepare_judge(store, NAME, "openvino")
    network = store.derived(NAME, KIND) / NETWORK
    network.write_bytes(network.read_bytes()[:1000])
    assert store.verify(NAME) != []
    assert isinstance(load_judge(store, NAME, "openvino"), OpenVinoJudge)
    assert store.verify(NAME) == []


def test_one_that_differs_is_not_used(
    source: Path, adapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, progress = pulled(source, adapter, tmp_path), Notes()
    monkeypatch.setattr(openvino_judge, "MOST_APART", -1.0)
    assert isinstance(load_judge(store, NAME, "openvino", progress), TorchJudge)
    assert "its verdicts differ" in progress.notes[-1]
    state = judge_state(store, NAME)
    assert state is not None
    assert "differ" in state.failure
    told = _engine(store, NAME, "openvino").detail
    assert told.startswith("judging runs on transformers, which is slower")


def test_the_settings_choose_the_engine(exported: ModelStore) -> None:
    assert isinstance(load_judge(exported, NAME, "torch"), TorchJudge)
    found = _engine(exported, NAME, "openvino")
    assert found.state == "ok"
    assert found.detail.startswith("judging runs on OpenVINO")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"classifier.weight": np.zeros((2, 64), np.float16)}, "its weights are not those"),
        ({f"{TAUGHT}.lora_A.weight": np.zeros((2, 9), np.float16)}, "no encoder that can be built"),
    ],
)
def test_an_adapter_of_other_weights_is_one_sentence(
    exported: ModelStore,
    adapter: Path,
    changed: dict[str, np.ndarray],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = tmp_path / adapter.name
    save_file({**load_file(adapter), **changed}, str(other))
    monkeypatch.setattr(adapters, "_file", lambda spec, weights: other)
    spec = exported.catalogue.models[NAME]
    assert spec.adapter is not None
    taught = spec.adapter.model_copy(update={"sha256": sha256_of(other)})
    models = {NAME: spec.model_copy(update={"adapter": taught})}
    catalogue = exported.catalogue.model_copy(update={"models": models})
    with pytest.raises(ModelCorrupt, match=said) as raised:
        load_reference_judge(ModelStore(exported.root, catalogue), NAME)
    assert f"models pull {NAME}" in raised.value.hint


class OneVerdict:
    """A judge that says one thing of all claims."""

    name = "one"
    fingerprint = "one@1"

    def entail(self, pairs: object) -> Scores:
        return np.array([[0.25, 0.5, 0.25]], dtype=np.float32)


def test_a_reader_hands_claims_to_the_judge_which_is_loaded_then() -> None:
    loaded: list[Judge] = []

    def load() -> Judge:
        loaded.append(OneVerdict())
        return loaded[-1]

    own = FakeReader()
    reader = JudgedReader(own, load, "one", "one@1")
    assert (reader.name, reader.fingerprint) == ("fake-reader, one", f"{own.fingerprint}, one@1")
    texts = ["It opened in May."]
    assert (reader.score("When?", texts) == own.score("When?", texts)).all()
    assert loaded == []
    for _ in range(2):
        assert reader.entail([("It opened.", texts[0])]).tolist() == [[0.25, 0.5, 0.25]]
    assert len(loaded) == 1
