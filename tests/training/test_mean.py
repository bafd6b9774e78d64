"""The mean of what a reader has learnt at several times."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from assistant.models.reference_reader import ADAPTER
from tests.models.readers import write_reader
from training import mean
from training.lowrank import adapt, save_adapter
from training.model import load_reader

RANK, FROZEN = 2, 1


def taught(folder: Path, like: Path, seed: int, rank: int = RANK) -> Path:
    """A reader with an adapter of random numbers beside the weights of another one."""
    shutil.copytree(like, folder)
    reader = load_reader(folder)
    for part in (reader.bert.embeddings, *reader.bert.encoder.layer[:FROZEN]):
        part.requires_grad_(False)
    added = adapt(reader, FROZEN, rank)
    torch.manual_seed(seed)
    with torch.no_grad():
        for one in added.values():
            one.down.normal_()
            one.up.normal_()
        reader.evidence.bias.fill_(seed)
    save_adapter(reader, added, folder)
    return folder


@pytest.fixture
def start(tmp_path: Path) -> Path:
    write_reader(tmp_path / "start")
    return tmp_path / "start"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: Path) -> None:
    monkeypatch.setattr("sys.argv", ["mean", *map(str, arguments)])
    mean.main()


def test_each_number_is_the_mean_of_its_own(
    start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [taught(tmp_path / str(seed), start, seed) for seed in (1, 2, 6)]
    run(monkeypatch, tmp_path / "out", *folders)
    found = load_file(tmp_path / "out" / ADAPTER)
    learnt = [load_file(folder / ADAPTER) for folder in folders]
    assert found.keys() == learnt[0].keys()
    for name, value in found.items():
        assert value.dtype == torch.float16
        total = sum((one[name].double() for one in learnt), torch.zeros(()))
        assert torch.allclose(value.double(), total / 3, rtol=1e-3, atol=1e-6)
    assert found["evidence.bias"].item() == 3
    assert "the mean of 3 adapters" in capsys.readouterr().out


def test_the_mean_is_a_reader_that_can_be_opened(
    start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (taught(tmp_path / str(seed), start, seed) for seed in (1, 2))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/reader.json").write_text("of a reader that lay here before", "utf-8")
    run(monkeypatch, tmp_path / "out", first, second)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {path.name for path in first.iterdir()}
    assert (tmp_path / "out/reader.json").read_bytes() == (first / "reader.json").read_bytes()
    opened = load_reader(tmp_path / "out").state_dict()
    one, other = (load_reader(folder).state_dict() for folder in (first, second))
    lower, upper = (f"bert.encoder.layer.{n}.output.dense.weight" for n in (0, 1))
    assert torch.equal(opened[lower], one[lower])
    assert not torch.allclose(opened[upper], one[upper], atol=1e-2)
    assert not torch.allclose(opened[upper], other[upper], atol=1e-2)


def test_adapters_of_other_readers_have_no_mean(start: Path, tmp_path: Path) -> None:
    first, second = (taught(tmp_path / str(seed), start, seed) for seed in (1, 2))
    config = json.loads((second / "config.json").read_text("utf-8"))
    (second / "config.json").write_text(json.dumps(config | {"layer_norm_eps": 1e-6}), "utf-8")
    with pytest.raises(SystemExit, match=r"config\.json of .* different readers"):
        mean.mean_of([first, second])
    (second / "config.json").unlink()
    with pytest.raises(SystemExit, match=r"config\.json of .* different readers"):
        mean.mean_of([first, second])


def test_temperatures_of_their_own_are_no_hindrance(start: Path, tmp_path: Path) -> None:
    first, second = (taught(tmp_path / str(seed), start, seed) for seed in (1, 2))
    (second / "reader.json").write_text("{}", "utf-8")
    assert mean.mean_of([first, second])["evidence.bias"].item() == 1.5


def test_adapters_of_other_matrices_have_no_mean(start: Path, tmp_path: Path) -> None:
    first, wider = taught(tmp_path / "1", start, 1), taught(tmp_path / "2", start, 2, RANK + 1)
    with pytest.raises(SystemExit, match="do not hold the same matrices"):
        mean.mean_of([first, wider])
    learnt = load_file(first / ADAPTER)
    del learnt["evidence.bias"]
    lacking = taught(tmp_path / "3", start, 3)
    save_file(learnt, lacking / ADAPTER)
    with pytest.raises(SystemExit, match="do not hold the same matrices"):
        mean.mean_of([first, lacking])


@pytest.mark.parametrize("content", [None, b"", b"no weights"])
def test_a_folder_without_an_adapter_is_said(
    content: bytes | None, start: Path, tmp_path: Path
) -> None:
    first, second = (taught(tmp_path / str(seed), start, seed) for seed in (1, 2))
    (second / ADAPTER).unlink()
    if content is not None:
        (second / ADAPTER).write_bytes(content)
    with pytest.raises(SystemExit, match=r"adapter\.safetensors cannot be read: "):
        mean.mean_of([first, second])


@pytest.mark.parametrize(
    ("out", "said"), [("2", "is one of the readers"), ("2/reader.json", "is a file")]
)
def test_nothing_is_overwritten(
    out: str,
    said: str,
    start: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second = (taught(tmp_path / str(seed), start, seed) for seed in (1, 2))
    before = {path.name: path.read_bytes() for path in second.iterdir()}
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, tmp_path / out, first, second)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in second.iterdir()} == before
