"""The reader on both engines with a tiny network, and what happens where it cannot be opened."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from assistant.config import Engine
from assistant.doctor import _engine
from assistant.errors import ModelCorrupt
from assistant.models import openvino_reader
from assistant.models.encoder_reader import EncoderReader, Opened, open_folder
from assistant.models.guard import loading
from assistant.models.openvino_network import KIND, NETWORK
from assistant.models.openvino_reader import OpenVinoReader, _difference, reader_state
from assistant.models.reader import load_reader, prepare_reader
from assistant.models.reading import claim_pair
from assistant.models.reference_reader import TorchReader, load_reference_reader
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs
from assistant.protocols import Reader
from tests.models.readers import NAME, SETTINGS, pulled, write_reader
from tests.models.test_engine import Notes

QUESTION = "When opened the bridge?"
TEXTS = ("The bridge opened in May.", "It cost gold.", "", "The bridge. " * 60 + "It opened.")
PAIRS = (
    claim_pair("It opened in May.", QUESTION, "The bridge opened in May.", "The bridge"),
    claim_pair("It cost gold.", None, "It opened. " * 60),
    claim_pair("It.", None, "."),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader") / "files"
    write_reader(folder)
    return folder


@pytest.fixture(scope="module")
def exported(files: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    """A store with the model and its export."""
    store = pulled(files, tmp_path_factory.mktemp("exported"))
    prepare_reader(store, NAME, "openvino")
    return store


@pytest.fixture(scope="module")
def reference(exported: ModelStore) -> TorchReader:
    return load_reference_reader(exported, NAME)


@pytest.fixture(scope="module")
def fast(exported: ModelStore) -> OpenVinoReader:
    loaded = load_reader(exported, NAME, "openvino")
    assert isinstance(loaded, OpenVinoReader)
    return loaded


@pytest.fixture(params=["reference", "fast"])
def reader(request: pytest.FixtureRequest) -> Reader:
    """The reader on each engine."""
    loaded: Reader = request.getfixturevalue(request.param)
    return loaded


def test_every_text_has_its_reading(reader: Reader) -> None:
    found = reader.read(QUESTION, TEXTS)
    for values in (found.relevance, found.none):
        assert values.shape == (len(TEXTS),)
        assert values.dtype == np.float32
        assert np.isfinite(values).all()
    assert len(found.spans) == len(TEXTS)
    for text, (start, end) in zip(TEXTS, found.spans, strict=True):
        assert 0 <= start <= end <= len(text)
    shares = reader.entail(PAIRS)
    assert shares.shape == (len(PAIRS), 3)
    assert shares.dtype == np.float32
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert np.ptp(shares, axis=0).max() > 0.05  # it does not say the same of everything


def test_what_is_said_of_a_text_depends_on_it_alone(reader: Reader) -> None:
    together = reader.read(QUESTION, TEXTS)
    for row, text in enumerate(TEXTS):
        alone = reader.read(QUESTION, [text])
        np.testing.assert_allclose(alone.relevance[0], together.relevance[row], atol=0.1)
        np.testing.assert_allclose(alone.none[0], together.none[row], atol=0.1)
    shares = reader.entail(PAIRS)
    alone_shares = np.concatenate([reader.entail([pair]) for pair in PAIRS])
    np.testing.assert_allclose(alone_shares, shares, atol=0.02)


def test_both_engines_say_the_same(reference: TorchReader, fast: OpenVinoReader) -> None:
    """Of texts that the export was not checked with."""
    expected, found = (reader.read(QUESTION, TEXTS) for reader in (reference, fast))
    np.testing.assert_allclose(found.relevance, expected.relevance, atol=0.25)
    np.testing.assert_allclose(found.none, expected.none, atol=0.25)
    np.testing.assert_allclose(fast.entail(PAIRS), reference.entail(PAIRS), atol=0.05)
    assert fast.fingerprint == reference.fingerprint


def test_threads_do_not_mix_what_they_read(fast: OpenVinoReader) -> None:
    questions = [QUESTION, "What cost gold?", "Who?"] * 4
    alone = [fast.read(question, TEXTS).none for question in questions]
    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda question: fast.read(question, TEXTS).none, questions))
    np.testing.assert_allclose(beside, alone, atol=0.1)


def test_damaged_export_is_made_again(files: Path, tmp_path: Path) -> None:
    store = pulled(files, tmp_path)
    prepare_reader(store, NAME, "openvino")
    network = store.derived(NAME, KIND) / NETWORK
    network.write_bytes(network.read_bytes()[:1000])
    assert store.verify(NAME) != []
    assert isinstance(load_reader(store, NAME, "openvino"), OpenVinoReader)
    assert store.verify(NAME) == []


class Off(EncoderReader):
    """Another reader, one of whose outputs is changed by so much."""

    def __init__(self, opened: Opened, inner: EncoderReader, output: int, by: float) -> None:
        super().__init__(opened)
        self._inner, self._output, self._by = inner, output, by

    def _run(self, batches: Iterable[Batch], put: Callable[[list[int], Outputs], None]) -> None:
        def put_off(rows: list[int], computed: Outputs) -> None:
            by = [self._by if output == self._output else 0 for output in range(len(computed))]
            put(rows, tuple(each + more for each, more in zip(computed, by, strict=True)))

        self._inner._run(batches, put_off)


@pytest.mark.parametrize("by", [0.5, float("nan")])
@pytest.mark.parametrize(("output", "named"), [(0, "relevance"), (1, "spans"), (2, "verdicts")])
def test_each_output_is_checked(
    exported: ModelStore, reference: TorchReader, output: int, named: str, by: float
) -> None:
    opened = open_folder(exported, NAME)
    windows = opened.windows.whole(QUESTION, TEXTS)
    assert _difference(reference, Off(opened, reference, output, 0), windows) == ""
    assert named in _difference(reference, Off(opened, reference, output, by), windows)


def test_failed_check_falls_back_and_is_remembered(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = pulled(files, tmp_path)
    monkeypatch.setattr(openvino_reader, "MOST_APART", -1.0)
    progress = Notes()
    assert isinstance(load_reader(store, NAME, "openvino", progress), TorchReader)
    (note,) = progress.notes
    assert f"{NAME} runs on transformers, which is slower: its scores of relevance" in note
    state = reader_state(store, NAME)
    assert state is not None
    assert state.files == {}
    assert "reading runs on transformers" in _engine(store, NAME, "openvino").detail


def test_doctor_says_which_engine_runs(exported: ModelStore, files: Path, tmp_path: Path) -> None:
    assert _engine(exported, NAME, "openvino").detail.startswith("reading runs on OpenVINO in ")
    found = _engine(pulled(files, tmp_path), NAME, "openvino")
    assert (found.state, found.mend) == ("note", f"python -m assistant models pull {NAME}")


@pytest.mark.parametrize("engine", ["torch", "openvino"])
def test_an_adapter_is_added_to_the_weights(files: Path, tmp_path: Path, engine: Engine) -> None:
    plain = load_reader(pulled(files, tmp_path / "plain"), NAME, engine)
    shutil.copytree(files, tmp_path / "adapted")
    weights = load_file(files / "model.safetensors")
    key = "bert.encoder.layer.1.output.dense.weight"
    add_to(tmp_path / "adapted", key)
    adapted = load_reader(pulled(tmp_path / "adapted", tmp_path / "store"), NAME, engine)
    weights[key] = (weights[key].float() + UP @ DOWN).half()
    shutil.copytree(files, tmp_path / "whole")
    save_file(weights, tmp_path / "whole/model.safetensors")
    whole = load_reader(pulled(tmp_path / "whole", tmp_path / "other"), NAME, engine)
    one, other, before = (
        reader.read("when opened the bridge", ["the bridge opened in may"], [[(0, 24)]]).relevance
        for reader in (adapted, whole, plain)
    )
    assert np.allclose(one, other, atol=0.05)
    assert not np.allclose(one, before, atol=0.2)


def changed(path: Path, **values: object) -> None:
    """Put other values into a JSON file."""
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")


def narrow(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    weights["rank.weight"] = weights["rank.weight"][:, :4].contiguous()
    save_file(weights, folder / "model.safetensors")


UP, DOWN = (
    torch.randn(shape, generator=torch.Generator().manual_seed(7)) for shape in ((16, 4), (4, 32))
)


def add_to(folder: Path, key: str) -> None:
    """Put an adapter beside the weights that adds to one of them."""
    save_file({f"{key}.up": UP, f"{key}.down": DOWN}, folder / "adapter.safetensors")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "reader.json does not say": lambda f: changed(f / "reader.json", none_temperature=0),
    "reader.json does not say how": lambda f: (f / "reader.json").write_text("[]"),
    "its verdicts are": lambda f: changed(f / "reader.json", labels=SETTINGS["labels"][::-1]),
    "config.json describes no BERT": lambda f: changed(f / "config.json", model_type="gpt2"),
    "config.json is no JSON": lambda f: (f / "config.json").write_bytes(b"{"),
    "no encoder that can be built": lambda f: changed(f / "config.json", hidden_size=17),
    "model.safetensors or its adapter": lambda f: (f / "model.safetensors").write_bytes(b"x"),
    "or its adapter holds no weights": lambda f: (f / "adapter.safetensors").write_bytes(b"x"),
    "its weights are not those": lambda f: changed(f / "config.json", num_hidden_layers=3),
    "its weights are not those of": narrow,
    "adapter.safetensors is not of these weights": lambda f: add_to(f, "nothing.weight"),
    "adapter.safetensors is not of these": lambda f: add_to(f, "rank.weight"),
    "adapter.safetensors is not of": lambda f: save_file(
        {"rank.weight.up": UP}, f / "adapter.safetensors"
    ),
    "there is no [CLS]": lambda f: (f / "tokenizer.json").write_text(
        (f / "tokenizer.json").read_text("utf-8").replace("[CLS]", "[XLS]")
    ),
}


@pytest.mark.parametrize("engine", ["torch", "openvino"])
@pytest.mark.parametrize("said", DAMAGE)
def test_what_is_no_reader_is_one_sentence(tmp_path: Path, said: str, engine: str) -> None:
    """Whether its source holds it so, or it was damaged here."""
    write_reader(tmp_path / "files")
    DAMAGE[said](tmp_path / "files")
    store = pulled(tmp_path / "files", tmp_path / "models")
    with pytest.raises(ModelCorrupt) as raised, loading(store, NAME):
        load_reader(store, NAME, "openvino" if engine == "openvino" else "torch")
    assert raised.value.message.startswith(f"The model {NAME} cannot be opened as a reader: ")
    assert said in raised.value.message
    assert f"models pull {NAME}" in raised.value.hint


def test_a_window_that_the_network_lacks_is_refused(files: Path, tmp_path: Path) -> None:
    store = pulled(files, tmp_path, max_tokens=65)
    with pytest.raises(ModelCorrupt, match="no room for 65 tokens"):
        load_reader(store, NAME, "torch")


def test_loading_an_export_imports_no_torch(exported: ModelStore, tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from assistant.config import Catalogue
from assistant.models.reader import load_reader
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs
catalogue = Catalogue.model_validate_json(Path(sys.argv[2]).read_text())
reader = load_reader(ModelStore(Path(sys.argv[1]), catalogue), sys.argv[3], "openvino")
assert reader.read("Who?", ["She.", "It."]).relevance.shape == (2,)
slow = {"torch", "transformers", "safetensors", "openvino_telemetry.main"}
assert not slow & sys.modules.keys(), slow & sys.modules.keys()
"""
    catalogue = tmp_path / "catalogue.json"
    catalogue.write_text(exported.catalogue.model_dump_json(), "utf-8")
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", script, exported.root, catalogue, NAME], cwd=root, check=True
    )
