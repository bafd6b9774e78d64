from __future__ import annotations

from pathlib import Path

import pytest

from assistant.corpus.clean import find_clutter
from assistant.corpus.layout import find_paragraphs
from assistant.corpus.read.build import Extract, build_document

PROSE = "The boat leaves the harbour at nine and comes back in the evening, if the wind allows it."
ANN = "From: Ann Poe\nSent: Monday, 3 March 2025 09:12\nTo: Ben Tarn\nSubject: The boat"
ABOVE = " · ".join(ANN.split("\n"))


def sections(text: str) -> dict[str, str]:
    """The headings above the first line of each paragraph."""
    found = find_paragraphs(text, find_clutter(text))
    return {text[one.start : one.end].split("\n")[0]: one.section for one in found}


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_message_is_below_its_header_whose_lines_are_text(gap: str) -> None:
    found = sections(f"# Notes\n\nMine.\n\n{ANN.replace(chr(10), gap)}\n\nBen,\n\n{PROSE}")
    assert found["Mine."] == "Notes"
    assert {found[line] for line in (*ANN.split("\n"), "Ben,", PROSE)} == {f"Notes > {ABOVE}"}


def test_a_message_ends_with_the_next_header_or_heading() -> None:
    other = "From: Ben Tarn\nDate: 4 March"
    found = sections(f"From: Ann\nDate: 3 March\n\nBen,\n\n{other}\n\n{PROSE}\n\n# Later\n\nEnd.")
    assert found["Ben,"] == "From: Ann · Date: 3 March"
    assert found[PROSE] == "From: Ben Tarn · Date: 4 March"
    assert found["End."] == "Later"


def test_labels_of_any_language_and_a_day_without_a_label() -> None:
    german = "Von: Karl Weiß\nGesendet: Montag, 3. März 2025 09:12\nAn: Petra Lang"
    assert sections(f"{german}\n\n{PROSE}")[PROSE] == " · ".join(german.split("\n"))
    thread = "From: Ann\nMonday 3 June, 07:12\n\nHi,\n\nFrom: Ben\nTuesday 4 June, 08:00\n\nYes."
    assert sections(thread)["Yes."] == "From: Ben · Tuesday 4 June, 08:00"


@pytest.mark.parametrize(
    "lines",
    [
        "Patient: Ann Poe\n\nBorn: 14 June 2017\n\nWard: 4",
        "Ann: see you at 5\nBen: fine\nAnn: bring the oars on 3 May",
        "Match: Old Millers\nHearing: 5 March 2025 in the town hall\nPanel: three",
    ],
)
def test_forms_and_talk_are_no_headers(lines: str) -> None:
    assert " · " not in sections(f"{lines}\n\n{PROSE}")[PROSE]


def test_long_lines_of_a_header_are_not_joined() -> None:
    wide = ANN.replace("Ben Tarn", "Ben Tarn, Carl Nim, Dora Long, Eve Short and the whole board")
    assert sections(f"{wide}\n\n{PROSE}")["Subject: The boat"].endswith("Subject: The boat")


def test_the_title_is_the_subject_of_the_first_message(tmp_path: Path) -> None:
    def title(text: str) -> str:
        return build_document(Extract(text), tmp_path / "mails about a boat.txt", 0).title

    assert title(f"{ANN}\n\n{PROSE}") == "The boat"
    assert title(f"{ANN.replace('Subject', 'Betreff')}\n\n{PROSE}") == "Mails about a boat"
