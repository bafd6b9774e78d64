from __future__ import annotations

from pathlib import Path

import pytest

from assistant.corpus.clean import find_clutter
from assistant.corpus.headers import sender_and_day, subject_of
from assistant.corpus.layout import find_paragraphs
from assistant.corpus.read import text
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


# As programs for mail write them; the subject is "Keys".
OF_ANY_LANGUAGE = (
    "Von: Karl <k@halm.example>\nDatum: 3. März 2025 um 09:12:44 MEZ\nAn: p@halm.example\n"
    "Betreff: Keys",
    "Von: Karl Weiß\nGesendet: Montag, 3. März 2025 09:12\nAn: Petra Lang\nCc: Uwe\nBetreff: Keys",
    "De : Léa Roux\nEnvoyé : lundi 3 mars 2025 09:12\nÀ : Marc Petit\nObjet : Keys",
    "De: Léa <l@rive.example>\nDate: lun. 3 mars 2025 à 09:12\nSubject: Keys\nTo: m@rive.example",
    "De: Ana <a@sol.example>\nEnviado el: lunes, 3 de marzo de 2025 9:12\nPara: l@sol.example\n"
    "Asunto: Keys",
    "Kimden: Ayşe <a@koy.example>\nGönderildi: 3 Mart 2025 Pazartesi 09:12\n"
    "Kime: m@koy.example\nKonu: Keys",
    "发件人：王芳\n发送时间：2025年3月3日 9:12\n收件人：李强\n主题：Keys",
    "من: ليلى <l@waha.example>\nتاريخ الإرسال: 3 مارس 2025 09:12\nإلى: s@waha.example\n"
    "الموضوع: Keys",
)


@pytest.mark.parametrize("header", OF_ANY_LANGUAGE)
def test_headers_and_their_subjects_are_told_by_their_form(tmp_path: Path, header: str) -> None:
    text = f"{header}\n\n{PROSE}"
    assert sections(text)[PROSE] == " · ".join(header.split("\n"))
    assert build_document(Extract(text), tmp_path / "thread.txt", 0).title == "Keys"


@pytest.mark.parametrize(
    "header",
    [
        "Von: Karl <k@halm.example>\nGesendet: 3. März 2025\nRang: hoch\nBetreff: Keys",
        "Von: Karl\nAn: Petra\nBetreff: Keys\nDatum: 3. März 2025",
        "From: Yolanda Fitch, guest office\nTo: Amalia Seixas\nDate: 12 August",
        "From: Ann <a@row.example>\nDate: 12 August\nTo: Ben Tarn",
    ],
)
def test_a_form_that_does_not_tell_which_line_is_the_subject(header: str) -> None:
    assert subject_of(header.split("\n")) == ""


@pytest.mark.parametrize(
    "lines",
    [
        "Coach: Ann, ann@row.example\nStart: 5 March 2025, doors 10:30 in hall 3\nBring: oars",
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
    assert title(f"{ANN.replace('Sent', 'Number')}\n\n{PROSE}") == "The boat"
    unclear = ANN.replace("Subject", "Betreff").replace("To:", "Cc: Bo\nRef: 7\nTo:")
    assert title(f"{unclear}\n\n{PROSE}") == "Mails about a boat"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("From: Ann\nSubject: Keys", "Keys"),
        ("Date: Mon, 3 May 2024\nSubject: Re: Keys", "Re: Keys"),
        (
            "FROM: Ann\nTO: Ben\nSUBJECT: Who has the keys of the hall?",
            "Who has the keys of the hall?",
        ),
        ("subject: keys\nsent: today", "keys"),
        ("Date: Mon, 3 May 2024\nFrom: Ann", "A mail"),
        ("From: Ann\nSent: 3 May 2024\nCc: Bo", "A mail"),
    ],
)
def test_a_text_is_called_by_the_subject_of_the_message_that_it_begins_with(
    tmp_path: Path, text: str, title: str
) -> None:
    document = build_document(Extract(f"{text}\n\n{PROSE}"), tmp_path / "a mail.txt", 0)
    assert document.title == title


@pytest.mark.parametrize(
    "text",
    [
        "Board Meeting: 12 March 2025",
        "Minutes: 3 May 2024",
        "Concert: 3 May 2024",
        "To: Build a Fire",
        "CC: A History",
        "From: Zero to One",
        "# From: Zero to One",
        "# Subject: Parking rules",
        "Subject: Biology",
        "Subject: Biology\nDate: each Monday\nRoom: 7",
        "Subject: Maths\nSubject: Physics",
        "From: Whitby\nTo: Filey",
        "From: Whitby\nTo: Filey\nPrice: 7 pounds",
        "To: serve four people\nTime: 40 minutes",
        "Date: 3 May 2024\nMinutes of the Harbour Rowing Club",
        "Date: 3 May 2024\n\nMinutes of the Harbour Rowing Club",
        "# From: Ann\n# Subject: Keys",
    ],
)
def test_what_is_no_header_for_certain_is_the_title_itself(tmp_path: Path, text: str) -> None:
    document = build_document(Extract(f"{text}\n\n{PROSE}"), tmp_path / "a mail.txt", 0)
    assert document.title == text.split("\n")[0].removeprefix("# ")


def test_below_front_matter_no_header_tells_the_title(tmp_path: Path) -> None:
    text = f"From: Ann\nSubject: Keys\n\n{PROSE}"
    for extract in (Extract(text, metadata={"place": "Ashbeck"}), Extract(text, date="2024-05-03")):
        assert build_document(extract, tmp_path / "a mail.txt", 0).title == "From: Ann"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (
            ("From: Ann Poe", "To: Ben", "Date: 3 May 2024, 07:55", "Subject: The wall"),
            ("Ann Poe", "3 May 2024"),
        ),
        (("Von: Ann Poe", "Gesendet: 3. Mai 2024", "Betreff: Mauer"), ("Ann Poe", "3. Mai 2024")),
        (
            ("Subject: Meeting of 3 May", "From: Ann Poe", "Date: Fri, 10 May 2024"),
            ("Ann Poe", "10 May 2024"),
        ),
        (
            ("From: Ann Poe <a@row.example>", "Date: Tue, 4 Mar 2025 09:40:11 +0000", "Subject:"),
            ("Ann Poe", "4 Mar 2025"),
        ),
        (("From: a@row.example", "Date: Tuesday 4 March, 09:40"), ("a@row.example", "4 March")),
        (
            ("From: Poe, guest office", "Sent: 04/03/2025 10:15"),
            ("Poe, guest office", "04/03/2025 10:15"),
        ),
        (("From: Poe, Ann <a@row.example>", "Sent: 4 May 2025 10:15"), ("Poe, Ann", "4 May 2025")),
        (("Date: 4 March 2025", "Subject: The wall"), ("4 March 2025",)),
        (
            ("On 4 May 2025, at 9:14, Ann Poe <a@row.example> wrote:",),
            ("On 4 May 2025, at 9:14, Ann Poe wrote:",),
        ),
        (("From: Ann Poe", "Subject: The wall"), ()),
        (("Minutes", "Trustees", "3 May 2024"), ()),
        (("The wall",), ()),
    ],
)
def test_who_wrote_and_when_is_told_of_a_header(
    header: tuple[str, ...], told: tuple[str, ...]
) -> None:
    assert sender_and_day(header) == told


def test_a_mail_without_a_subject_is_called_by_a_heading_that_follows(tmp_path: Path) -> None:
    def title(below: str) -> str:
        header = "From: Ann\nDate: 3 May 2024\nSubject:"
        return build_document(Extract(f"{header}\n\n{below}"), tmp_path / "a mail.txt", 0).title

    assert title(f"Work party on 7 June\n\n{PROSE}") == "Work party on 7 June"
    assert title(f"Hi all\n\n{PROSE}") == title(PROSE) == "A mail"


def test_what_leads_to_a_header_is_not_joined_with_it() -> None:
    header = "From: Ann Poe <ann.poe@row.example>\nSent: Thursday, 2 October 2025 08:05"
    found = sections(f"PS: Wir\n\n-----Original Message-----\n{header}\nTo: Ben\n\n{PROSE}")
    assert "-----Original Message-----" not in found
    assert found[PROSE].startswith("From: Ann Poe")
    forwarded = sections(
        f"Lena\n\n---------- Forwarded message ---------\n{header}\nTo: B\n\n{PROSE}"
    )
    assert forwarded["Lena"] == ""
    two = sections(f"{header}\n\nHi,\n\n{header.replace('Ann', 'Ben')}\n\n{PROSE}")
    assert two[PROSE] == header.replace("Ann", "Ben").replace("\n", " · ")


def test_a_text_that_begins_with_a_reply_is_not_called_by_who_is_quoted(tmp_path: Path) -> None:
    text = f"On Mon, 3 Mar 2025 at 10:12, Ann Poe wrote:\n\n{PROSE}"
    assert build_document(Extract(text), tmp_path / "a mail.txt", 0).title == "A mail"


def test_what_a_message_in_plain_text_quotes_is_read_without_its_marks(tmp_path: Path) -> None:
    quoted = (
        "On Thursday Ben wrote:\n\n> The kitchen is £15 extra if you use the urn or\n> the oven.\n"
    )
    path = tmp_path / "mail.txt"
    path.write_text(f"From: Ann\nSubject: The hall\n\nDear Ben,\n\n{quoted}", "utf-8")
    (extract,) = text.read(path)
    assert "if you use the urn or\nthe oven." in extract.text
    path.write_text(quoted, "utf-8")
    (extract,) = text.read(path)
    assert extract.text == quoted
