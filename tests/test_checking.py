from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.checking import Checker, read_text
from assistant.errors import ReadError
from tests.fakes import FakeEmbedder, StrictReader

CHECKER = Checker(FakeEmbedder, StrictReader)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_files_and_folders_are_searched_together(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    write(folder / "a.txt", "Bridge\n\nThe bridge over the Tamsel is 212 metres long.\n")
    one = write(tmp_path / "b.md", "# Bakery\n\nThe bakery in Mill Lane sells rye bread.\n")
    prepared = CHECKER.prepare([folder, one])
    report = CHECKER.check(
        "The bakery in Mill Lane sells rye bread. The bridge over the Tamsel is 212 metres long.",
        prepared,
    )
    assert report.all_supported
    assert report.documents == 2
    assert [Path(claim.citations[0].source).name for claim in report.claims] == ["b.md", "a.txt"]
    for claim in report.claims:
        for citation in claim.citations:
            text = Path(citation.source).read_text(encoding="utf-8")
            assert text[citation.start : citation.end] == citation.quote


def test_clutter_is_never_cited(tmp_path: Path) -> None:
    clutter = "Also read: The mayor of Velmar eats soup every morning"
    path = write(
        tmp_path / "a.txt",
        f"Port\n\nThe port of Velmar is the largest in the region.\n\n{clutter}\n\n"
        "It was built in 1911 by two brothers.\n",
    )
    report = CHECKER.check("The mayor of Velmar eats soup every morning.", CHECKER.prepare([path]))
    (claim,) = report.claims
    assert claim.verdict == "unsupported"
    assert all("soup" not in citation.quote for citation in claim.citations)


def test_what_cannot_be_read_is_told_and_the_rest_is_used(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "The bridge over the Tamsel is 212 metres long.\n")
    (tmp_path / "broken.pdf").write_bytes(b"no pdf")
    prepared = CHECKER.prepare([tmp_path])
    assert prepared.sources.documents == 1
    assert [Path(path).name for path, _ in prepared.failures] == ["broken.pdf"]


def test_a_text_in_two_files_is_one_document(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        write(tmp_path / name, "Bridge\n\nThe bridge is 212 metres long.\n")
    assert CHECKER.prepare([tmp_path]).sources.documents == 1


@pytest.mark.parametrize("name", ["missing.txt", "empty"])
def test_nothing_to_check_against(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReadError) as caught:
        CHECKER.prepare([tmp_path / name])
    assert caught.value.hint


def test_an_empty_source_text() -> None:
    with pytest.raises(ReadError):
        CHECKER.prepare_text(" \n")


def test_a_text_without_claims_is_supported() -> None:
    report = CHECKER.check("* * *", CHECKER.prepare_text("The bridge is long."))
    assert report.claims == ()
    assert report.all_supported


def test_title_and_date_of_a_source_are_cited() -> None:
    prepared = CHECKER.prepare_text("The bridge is long.", "Bridges", date(2024, 5, 2))
    (claim,) = CHECKER.check("The bridge is long.", prepared).claims
    assert (claim.citations[0].title, claim.citations[0].date) == ("Bridges", date(2024, 5, 2))


def test_reading_a_text_of_an_unknown_format(tmp_path: Path) -> None:
    assert read_text(write(tmp_path / "draft", "It is so.\n")) == "It is so.\n"
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00\xd8")
    for name in ("bytes", "nowhere"):
        with pytest.raises(ReadError):
            read_text(tmp_path / name)
