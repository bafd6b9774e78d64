"""The mean of adapters: it knows most of what the last of them learnt, and forgot less of the rest.

    python -m training.mean OUT READER READER [READER ...]

Each READER is a folder as `training.further` writes it: the same weights, and an adapter beside
them. OUT gets these weights and the mean of the adapters, number by number (M. Wortsman et al.,
"Robust fine-tuning of zero-shot models", 2022); `training.calibrate` finishes it as it does any
other. One of them should have gone on from the other: two factors that were drawn apart may give
like products, but their means do not.
"""

from __future__ import annotations

import argparse
import filecmp
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from assistant.config import READER_FILES
from assistant.models.reference_reader import ADAPTER
from training.lowrank import write_adapter
from training.model import start_from

BESIDE = sorted(READER_FILES - {"reader.json"})
"""What an adapter adds to; a reader's temperatures and thresholds are made anew."""


def mean_of(folders: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of the adapters of these folders, in single precision.

    Raises:
        SystemExit: there is none in a folder, or they do not add to the same.
    """
    first, *others = folders
    learnt = [_learnt(folder) for folder in folders]
    for folder, values in zip(others, learnt[1:], strict=True):
        for name in BESIDE:
            if not _is_same(first / name, folder / name):
                raise SystemExit(f"{name} of {folder} is not that of {first}: their adapters add"
                                 " to different readers.")  # fmt: skip
        if _shapes(values) != _shapes(learnt[0]):
            raise SystemExit(f"The adapters of {first} and {folder} do not hold the same matrices"
                             ": they were taught with other settings.")  # fmt: skip
    return {name: torch.stack([one[name] for one in learnt]).mean(0) for name in learnt[0]}


def _learnt(folder: Path) -> dict[str, Tensor]:
    try:
        return {name: value.float() for name, value in load_file(folder / ADAPTER).items()}
    except (OSError, SafetensorError) as error:
        raise SystemExit(f"{folder / ADAPTER} cannot be read: {error}") from error


def _shapes(learnt: dict[str, Tensor]) -> dict[str, torch.Size]:
    return {name: value.shape for name, value in learnt.items()}


def _is_same(one: Path, other: Path) -> bool:
    """Whether two files are equal, or neither is there."""
    if one.is_file() and other.is_file():
        return filecmp.cmp(one, other, shallow=False)
    return one.is_file() == other.is_file()


def main() -> None:
    """Write the reader between the readers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("reader", type=Path)
    parser.add_argument("others", type=Path, nargs="+", metavar="reader")
    options = parser.parse_args()
    folders = [options.reader, *options.others]
    if options.out.resolve() in [folder.resolve() for folder in folders]:
        parser.error(f"{options.out} is one of the readers, and would be overwritten")
    if options.out.is_file():
        parser.error(f"{options.out} is a file; the mean is written into a folder")
    mean = mean_of(folders)
    start_from(options.reader, options.out)
    write_adapter(mean, options.out)
    print(f"{options.out}: the mean of {len(folders)} adapters, {len(mean)} matrices and vectors")


if __name__ == "__main__":
    main()
