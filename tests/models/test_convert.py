"""An ONNX file → the safetensors that transformers reads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from assistant.models.convert import convert_onnx
from tests.models import networks


@pytest.fixture
def network(tmp_path: Path) -> tuple[Path, networks.Weights]:
    """The converted folder, and the weights that have to be in it."""
    weights = networks.write_network(tmp_path / "model.onnx")
    folder = tmp_path / "converted"
    folder.mkdir()
    convert_onnx(tmp_path / "model.onnx", folder, networks.HEADS)
    return folder, weights


def test_matrices_come_back_under_their_names_and_the_right_way_round(
    network: tuple[Path, networks.Weights],
) -> None:
    folder, expected = network
    found = load_file(folder / "model.safetensors")
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        assert found[name].dtype == np.float16
        np.testing.assert_array_equal(found[name], values.astype(np.float16), err_msg=name)


def test_sizes_are_read_from_the_shapes(network: tuple[Path, networks.Weights]) -> None:
    config = json.loads((network[0] / "config.json").read_text(encoding="utf-8"))
    assert config["architectures"] == ["BertForSequenceClassification"]
    assert config["vocab_size"] == networks.VOCABULARY
    assert config["max_position_embeddings"] == networks.POSITIONS
    assert config["type_vocab_size"] == networks.TYPES
    assert config["hidden_size"] == networks.HIDDEN
    assert config["intermediate_size"] == networks.INNER
    assert config["num_hidden_layers"] == networks.LAYERS
    assert config["num_attention_heads"] == networks.HEADS
    assert config["num_labels"] == 1


@pytest.mark.models
def test_transformers_finds_every_weight_and_no_other(
    network: tuple[Path, networks.Weights],
) -> None:
    from transformers import AutoModelForSequenceClassification

    model, report = AutoModelForSequenceClassification.from_pretrained(
        network[0], local_files_only=True, use_safetensors=True, output_loading_info=True
    )
    assert type(model).__name__ == "BertForSequenceClassification"
    assert not any(report[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"))
