"""What a hostile text costs grows with its length, not with the square of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.corpus.layout import find_paragraphs
from assistant.corpus.split import split_passages
from tests.corpus.files import document

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="needs an alarm of the system")
def test_no_text_is_endless(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.corpus.endless", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    *_, last = run.stdout.splitlines()
    assert last == "done"


@pytest.mark.parametrize("text", ["x" * 300_000, "我" * 100_000, "a" + " " * 300_000 + "b. " * 90])
def test_a_passage_is_bounded_whatever_a_tokenizer_counts(text: str) -> None:
    def one_each(texts: Sequence[str]) -> list[int]:
        return [1] * len(texts)

    found = split_passages(document(text), one_each, 100)
    assert max(len(passage.text) for passage in found) <= 100 * 16
    assert "".join("".join(p.text for p in found).split()) == "".join(text.split())


def test_the_paragraphs_of_a_section_share_its_name() -> None:
    heading = f"# {'Boats ' * 49}\n\n"
    found = find_paragraphs(heading + "It sails at nine.\n\n" * 3, [])
    assert len(found) == 3
    assert len({id(paragraph.section) for paragraph in found}) == 1
