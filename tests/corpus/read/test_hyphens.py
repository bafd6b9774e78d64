"""Hyphens at the ends of lines: the line's own, the word's own, and soft ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.corpus.read import read_documents
from assistant.corpus.read.hyphens import Spelling
from assistant.corpus.read.printed import Line, printed
from tests.corpus.files import pdf

PROSE = (
    "The harbour was closed for two days because of the wind, and the boats stayed in. "
    "Nobody was hurt, and the market opened again on Monday at nine in the morning."
)


def joined(*lines: str) -> str:
    """Lines of one paragraph of an English text."""
    made = [
        Line(text, 60.0, 360.0, 700.0 - 12 * number, 700.0 - 12 * number, 10.0)
        for number, text in enumerate((*lines, PROSE))
    ]
    return printed([made]).text.removesuffix(f" {PROSE}")


@pytest.mark.parametrize(
    ("upper", "lower", "read"),
    [
        ("It was consid-", "erable.", "It was considerable."),
        ("The adminis\u00ad", "trator knew.", "The administrator knew."),
        ("The adminis\u2010", "trator knew.", "The administrator knew."),
        ("A long-", "term lease.", "A long-term lease."),
        ("A well-", "documented case.", "A well-documented case."),
        ("The state-of-the-", "art engine.", "The state-of-the-art engine."),
        ("Mr Salt-", "marsh spoke.", "Mr Saltmarsh spoke."),
        ("The Anglo-", "Saxon king.", "The Anglo-Saxon king."),
        ("It takes 3-", "5 days, or so.", "It takes 3-5 days, or so."),
        ("See pages 12–", "14 of it.", "See pages 12–14 of it."),
        ("It fell by 3 -", "5 were lost.", "It fell by 3 - 5 were lost."),
        ("The A-", "14 is closed.", "The A- 14 is closed."),
        ("They came – a-", "live, all of them.", "They came – alive, all of them."),
    ],
)
def test_a_word_at_a_line_s_end(upper: str, lower: str, read: str) -> None:
    assert joined(upper, lower) == read


def test_the_document_s_own_spelling_comes_first() -> None:
    assert joined("The web-", "site is down; our website", "was new.").startswith("The website is")
    assert joined("The co-", "operation; co-operation", "is rare.").startswith("The co-operation;")


def test_another_language_than_english_has_no_compounds_with_a_hyphen() -> None:
    """ "kos" and "tet" stand in the English dictionary."""
    german = "Eine Fahrkarte für ein Fahrrad auf der Fähre nach Sandholm war teuer geworden"
    assert not Spelling(german).keeps_hyphen("kos", "tet")
    assert Spelling(PROSE).keeps_hyphen("double", "glazed")


def test_a_pdf_with_cut_words(tmp_path: Path) -> None:
    lines = [
        "The report is addressed to adminis-",
        "trators. It needs a long-",
        "term view, and a well-documented and well-",
        "documented case. Nobody else was inter-",
        "ested in it, because of the high price of it.",
    ]
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf([[(72, 700 - 14 * row, 12, text) for row, text in enumerate(lines)]]))
    (document,) = read_documents(file)
    assert document.text == (
        "The report is addressed to administrators. It needs a long-term view, and a "
        "well-documented and well-documented case. Nobody else was interested in it, because of "
        "the high price of it."
    )


def test_words_with_soft_hyphens_are_whole(tmp_path: Path) -> None:
    for name, text in (
        ("page.html", "<title>Soft&shy;ware</title><p>The soft&shy;ware of the ferry is new.</p>"),
        ("note.txt", "The soft\u00adware of the ferry is new."),
        ("note.md", "# Soft\u00adware\n\nThe soft\u00adware of the ferry is new."),
    ):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        (document,) = read_documents(file)
        assert "The software of the ferry is new." in document.text, name
        assert "\u00ad" not in document.title + document.text, name
