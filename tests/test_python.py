"""The program from Python: what README and docs/python.md show runs as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Assistant, AssistantError, SummaryRequest
from assistant.errors import ReadError
from tests.faked import put_fakes
from tests.fakes import FakeGenerator

ROOT = Path(__file__).parents[1]
OPENED = "The harbour bridge in Oslo opened on 12 May 2019."
NOTES = {
    "bridge.txt": f"{OPENED} It cost 40 million euros. The mayor cut a ribbon.",
    "strike.txt": "Dock workers went on strike in Bergen. The strike lasted nine days.",
}


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `notes` where the program runs, over fakes."""
    put_fakes(monkeypatch, FakeGenerator(OPENED))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def examples(page: str) -> list[str]:
    """The Python in a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def test_the_example_of_the_readme_runs(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = examples("README.md")
    exec(compile(code, "README.md", "exec"), {})
    answer, summary, supported = capsys.readouterr().out.splitlines()
    assert answer == f"{OPENED} [1]"
    assert OPENED in summary
    assert supported == "True"


def test_the_examples_of_the_page_run_one_after_the_other(notes: Path) -> None:
    names: dict[str, object] = {}
    for code in examples("docs/python.md"):
        exec(compile(code, "docs/python.md", "exec"), names)
    assert {"answer", "hits", "digest", "report"} <= names.keys()


def test_importing_the_package_loads_no_stage() -> None:
    script = (
        "import sys, assistant; before = set(sys.modules); from assistant import Assistant; "
        "assert Assistant.__name__ == 'Assistant'; print(*before)"
    )
    process = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    early = {name for name in process.stdout.split() if name.startswith("assistant.")}
    assert early == {"assistant.errors", "assistant.records"}
    assert "numpy" not in process.stdout.split()


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    import assistant

    with pytest.raises(AttributeError, match="Asistant"):
        assistant.Asistant  # type: ignore[attr-defined]  # noqa: B018


def test_a_file_of_many_documents_is_summarised_together(notes: Path) -> None:
    table = notes / "many.csv"
    table.write_text("title,text\nOne,The ferry left.\nTwo,The ferry came.\n", encoding="utf-8")
    with Assistant.open("many", create=True) as opened:
        with pytest.raises(ReadError, match="Several documents"):
            opened.summarise(table)
        assert len(opened.summarise(table, together=True).documents) == 2
        with pytest.raises(ReadError, match="No document"):
            opened.summarise([])


def test_failures_are_one_sentence(notes: Path) -> None:
    with Assistant.open("new", create=True) as opened, pytest.raises(AssistantError):
        opened.index(notes / "nowhere")
    assert SummaryRequest().words is None
