"""Files are read by a child process: what one of them does to it costs that file alone."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.read import close_readers, pool, process, read_documents, wire
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.process import Reader
from assistant.errors import AssistantError, AtTerminal, ReadError, on_page
from benchmarks.small_files import one_of_each
from tests.corpus.read.hostile import pdf_that_draws_itself, rows

ROOT = Path(__file__).parents[3]
HANG_SECONDS = 60
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and limits")

HEAVY = "torch transformers numpy pandas pydantic trafilatura lxml pypdfium2 markitdown openpyxl"

ONNX_RUNTIME_IS_QUIET_WITH = (
    *("ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "CI", "GITHUB_ACTIONS", "TF_BUILD"),
    *("CIRCLECI", "TRAVIS", "JENKINS_URL", "GITLAB_CI", "BUILDKITE", "TEAMCITY_VERSION"),
    *("CODEBUILD_BUILD_ID", "APPVEYOR", "BITBUCKET_BUILD_NUMBER"),
)


@pytest.fixture(autouse=True)
def _no_child_of_another_test() -> Iterator[None]:
    close_readers()
    yield
    close_readers()


def limited(*, memory: int = 2_000_000_000, seconds: int = 60) -> Reader:
    return Reader(wire.Limits(memory=memory, output=10_000_000, seconds=seconds))


def note(folder: Path, text: str = "The ferry sails at nine.") -> Path:
    path = folder / "note.txt"
    path.write_text(text)
    return path


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def wait_until_gone(pid: int) -> None:
    until = time.monotonic() + HANG_SECONDS
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(pid)


def set_limits(home: Path, **limits: int) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.yaml").write_text("".join(f"{k}: {v}\n" for k, v in limits.items()))


def test_the_child_gives_what_reading_here_gives(tmp_path: Path) -> None:
    matter = "---\ntitle: Ferry\ndate: 2024-05-06\nauthor: é\n---\n\nIt sails.\r\nAt nine."
    path = tmp_path / "a.md"
    path.write_text(matter)
    assert list(read_documents(path)) == list(read_here(path))
    table = rows(tmp_path / "a.jsonl", 50)
    assert list(read_documents(table)) == list(read_here(table))


@pytest.mark.parametrize("extension", [".png", ".docx", ".pptx"])
def test_what_reads_reports_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    """ONNX Runtime would: in these folders it keeps the device's name and what it has to send."""
    folders = {"HOME": "home", "XDG_CACHE_HOME": "cache", "TMPDIR": "temporary"}
    for variable, name in folders.items():
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    for variable in ONNX_RUNTIME_IS_QUIET_WITH:
        monkeypatch.delenv(variable, raising=False)
    path = tmp_path / f"a{extension}"
    path.write_bytes(one_of_each()[extension])
    reader = limited()
    try:
        assert list(reader.read(path))
    finally:
        reader.close()
    assert [path for name in folders.values() for path in (tmp_path / name).rglob("*")] == []


def test_one_child_reads_one_file_after_the_other(tmp_path: Path) -> None:
    list(read_documents(note(tmp_path)))
    (reader,) = pool._idle
    with pytest.raises(ReadError, match="binary"):
        list(read_documents(note(tmp_path, "\0" * 100)))
    list(read_documents(note(tmp_path)))
    assert pool._idle == [reader]


def test_a_bad_row_follows_the_rows_before_it(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.jsonl", 3)
    path.write_text(f"{path.read_text()}not a row\n")
    documents = read_documents(path)
    assert [next(documents).text for _ in range(3)] == ["Row 0.", "Row 1.", "Row 2."]
    with pytest.raises(ReadError, match="Line 4"):
        next(documents)


@POSIX
def test_too_much_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_that_draws_itself())
    reader = limited(memory=200_000_000)
    try:
        with pytest.raises(ReadError, match="needs more than 200 MB of memory") as caught:
            list(reader.read(path))
        assert "read_memory_mb" in caught.value.hint
        assert not reader.idle
    finally:
        reader.close()


def test_too_much_time(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_that_draws_itself())
    reader = limited(seconds=1)
    try:
        with pytest.raises(ReadError, match="longer to read than 1 seconds") as caught:
            list(reader.read(path))
        assert "read_seconds" in caught.value.hint
    finally:
        reader.close()
    assert not is_running(reader.pid)


def test_too_much_text(tmp_path: Path) -> None:
    set_limits(tmp_path / "home", read_output_mb=1)
    with pytest.raises(ReadError, match="holds more than 1 MB of text") as caught:
        list(read_documents(note(tmp_path, "words " * 200_000)))
    assert "read_output_mb" in caught.value.hint
    assert list(read_documents(note(tmp_path)))


@POSIX
@pytest.mark.parametrize(
    ("number", "told"),
    [(signal.SIGSEGV, "cannot be read"), (signal.SIGABRT, "needs more than 400 MB of memory")],
)
def test_memory_of_the_program_is_not_taken_for_the_childs(
    tmp_path: Path, number: signal.Signals, told: str
) -> None:
    held = bytearray(300_000_000)
    held[::4096] = b"x" * len(held[::4096])
    reader = limited(memory=400_000_000)
    del held
    documents = reader.read(rows(tmp_path / "a.jsonl", 200_000))
    assert next(documents).text == "Row 0."
    os.kill(reader.pid, number)
    with pytest.raises(ReadError, match=told):
        list(documents)
    reader.close()


@POSIX
def test_a_child_that_dies_costs_its_file_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    documents = read_documents(rows(tmp_path / "a.jsonl", 200_000))
    assert next(documents).text == "Row 0."
    (child,) = children()
    os.kill(child, signal.SIGSEGV)
    with pytest.raises(ReadError, match=r"a\.jsonl cannot be read"):
        list(documents)
    assert "a.jsonl" in caplog.text
    assert [document.text for document in read_documents(note(tmp_path))]
    (other,) = children()
    assert other != child


@POSIX
@pytest.mark.parametrize("noticed", [True, False])
def test_a_child_that_died_while_nobody_read_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, noticed: bool
) -> None:
    list(read_documents(note(tmp_path)))
    (child,) = children()
    os.kill(child, signal.SIGKILL)
    wait_until_gone(child)
    if not noticed:
        monkeypatch.setattr(Reader, "is_alive", True)
    assert [document.text for document in read_documents(note(tmp_path))]


def test_what_is_not_read_to_its_end_is_not_read_on(tmp_path: Path) -> None:
    documents = read_documents(rows(tmp_path / "a.jsonl", 200_000))
    next(documents)
    (child,) = children()
    documents.close()  # type: ignore[attr-defined]
    assert not is_running(child)
    assert [document.text for document in read_documents(note(tmp_path))]


def test_two_files_at_a_time_have_a_child_each(tmp_path: Path) -> None:
    first = read_documents(rows(tmp_path / "a.jsonl", 1_000))
    second = read_documents(rows(tmp_path / "b.jsonl", 1_000))
    pairs = [(a.text, b.text) for a, b in zip(first, second, strict=True)]
    assert pairs == [(f"Row {number}.", f"Row {number}.") for number in range(1_000)]


def test_a_name_that_is_not_unicode(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("The café opens.")
    (document,) = read_documents(path)
    assert document.source == str(path)


def test_a_bug_in_a_reader_is_one_line_and_a_traceback_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "from assistant.corpus.read import text\n"
        "def read_text(path):\n"
        "    raise ZeroDivisionError('a bug')\n"
        "text.read_text = read_text\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(ReadError, match="its reader failed") as caught:
        list(read_documents(note(tmp_path)))
    assert "log" in caught.value.hint
    assert "Traceback" in caplog.text
    assert "ZeroDivisionError: a bug" in caplog.text


def test_modules_beside_the_documents_are_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "yaml.py").write_text("raise SystemExit('a stranger')")
    monkeypatch.chdir(tmp_path)
    assert list(read_documents(note(tmp_path)))


def test_plain_text_needs_no_heavy_library(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from assistant.corpus.read import child, formats\n"
        "list(formats.read_here(Path(sys.argv[1])))\n"
        f"print(*(set({HEAVY!r}.split()) & sys.modules.keys()))"
    )
    assert run(program, str(note(tmp_path))).strip() == ""


@POSIX
def test_ctrl_c_is_for_the_parent(tmp_path: Path) -> None:
    list(read_documents(note(tmp_path)))
    (child,) = children()
    assert os.getpgid(child) != os.getpgid(0)


@POSIX
@pytest.mark.parametrize("busy", [False, True])
def test_no_child_outlives_its_parent(tmp_path: Path, busy: bool) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_that_draws_itself())
    program = (
        "import sys, time; from pathlib import Path; from assistant.corpus.read import *\n"
        "from assistant.corpus.read import process\n"
        "start = process.Reader.__init__\n"
        "def tell(self, *limits):\n"
        "    start(self, *limits)\n"
        "    print(self.pid, flush=True)\n"
        "process.Reader.__init__ = tell\n"
        "list(read_documents(Path(sys.argv[1])))\n"
        "time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(path if busy else note(tmp_path))],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()
    wait_until_gone(child)


def test_a_program_that_ends_leaves_no_child(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from assistant.corpus.read import *\n"
        "from assistant.corpus.read import pool\n"
        "list(read_documents(Path(sys.argv[1])))\n"
        "print(pool._idle[0].pid)"
    )
    wait_until_gone(int(run(program, str(note(tmp_path)))))


def test_a_child_that_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit('no start')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(AssistantError, match="could not be started"):
        list(read_documents(note(tmp_path)))
    assert "no start" in caplog.text


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">Q", 2_000) + b"{}",
        struct.pack(">Q", 2) + b"[]",
        struct.pack(">Q", 2) + b"{x",
        struct.pack(">Q", 900) + b"[" * 900,
    ],
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(wire.Garbled):
        wire.read(io.BytesIO(data), 1_000)


@pytest.mark.parametrize("data", [b"", b"\0\0", struct.pack(">Q", 20) + b'{"text'])
def test_a_stream_that_ends_has_no_frame(data: bytes) -> None:
    assert wire.read(io.BytesIO(data), 1_000) is None


def test_a_document_is_whole_after_its_way(tmp_path: Path) -> None:
    (read,) = read_here(note(tmp_path))
    left_out = "1 page was left out"
    document = replace(read, notes=(left_out, AtTerminal(f"{left_out}; run it", left_out)))
    stream = io.BytesIO()
    wire.write(stream, wire.packed(document))
    stream.seek(0)
    fields = wire.read(stream, 10_000)
    assert fields is not None
    assert wire.unpacked(fields) == document
    assert [on_page(one) for one in wire.unpacked(fields).notes] == [left_out, left_out]
    broken: list[dict[str, Any]] = [
        {},
        fields | {"date": "2024-02-30"},
        fields | {"pages": 5},
        fields | {"metadata": []},
        fields | {"notes": [left_out]},
    ]
    for each in broken:
        with pytest.raises(wire.Garbled):
            wire.unpacked(each)


def children() -> list[int]:
    """The children that read, by their process ids."""
    found = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [int(line.split()[0]) for line in found.splitlines() if process._MODULE in line]


def run(program: str, argument: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program, argument],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=HANG_SECONDS,
    ).stdout
