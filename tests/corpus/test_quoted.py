"""What a message quotes of another one, and the line that leads to it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from assistant.corpus.clean import find_clutter
from assistant.corpus.layout import find_paragraphs
from assistant.corpus.quoted import leads_to_message, replies_unquoted, unquoted
from assistant.corpus.read import text

LEADS = "On Mon, 3 Mar 2025 at 10:12, Ann Poe wrote:"
PROSE = "The boat leaves the harbour at nine and comes back in the evening, if the wind allows it."
HEADER = "From: Ben Tarn <ben@row.example>\nDate: 4 March 2025\nSubject: The boat"


def sections(text: str) -> dict[str, str]:
    """The headings above the first line of each paragraph."""
    found = find_paragraphs(text, find_clutter(text))
    return {text[one.start : one.end].split("\n")[0]: one.section for one in found}


def read(path: Path, content: str) -> str:
    path.write_text(content, "utf-8")
    (extract,) = text.read(path)
    return extract.text


# As programs for mail write them.
@pytest.mark.parametrize(
    "line",
    [
        LEADS,
        "On Wed, Jan 15, 2025 at 9:14 PM Ann Poe <ann@row.example> wrote:",
        "On Mon, Mar 03, 2025 at 10:12:33AM +0000, Ann Poe wrote:",
        "On 03/03/2025 10:12, Ann Poe wrote:",
        "On 3 March 2025 at 9:14 pm Ann Poe wrote:",
        "Am Mo., 3. März 2025 um 10:12 Uhr schrieb Ann Poe:",
        "Am So., 9. Feb. 2025 um 19:02 Uhr schrieb Ann Poe <ann@row.example>:",
        "Am 09.02.2025 um 19:02 schrieb Ann Poe:",
        "Ann Poe <ann@row.example> schrieb am Mo., 3. März 2025, 10:12:",
        "Le lun. 3 mars 2025 à 10:12, Ann Poe <ann@row.example> a écrit :",
        "El lun, 3 mar 2025 a las 10:12, Ann Poe escribió:",
        "Il giorno lun 3 mar 2025 alle ore 10:12 Ann Poe ha scritto:",
    ],
)
def test_a_line_leads_to_a_message_in_any_language(line: str) -> None:
    assert leads_to_message(line)


@pytest.mark.parametrize(
    ("line", "in_message"),
    [
        ("On Mon, 3 Mar 2025 Ann Poe wrote:", True),
        ("On Mon, 3 Mar 2025 Ann Poe wrote:", False),
        ("On 3 Mar 2025, Ann van der Poe wrote:", True),
        ("On 3 March 2025 at 10:12 the Harbour Board decided:", True),
        ("On 3 March 2025 at 10:12 Ann Poe told the police:", True),
        ("By 3 March 2025 the tenant shall pay Ann Poe:", True),
        ("3 March 2025, 10:12, Lisbon:", True),
        ("[03/03/2025, 10:12] Ann Poe:", True),
        ("2025-03-03 10:12:33 ERROR Server:", True),
        ("If you cannot come on 3 March 2025, tell Ann or Ben <ann@row.example>:", True),
        ("On 3 March 2025 the board decided:", True),
        ("Programme for Sunday 3 March 2025, 10:00:", False),
        ("The following was agreed at the meeting of 3 March 2025 at 10:00 in the Hall:", False),
        ("Please bring the keys to Ann Poe:", True),
        ("On 3 March 2025 at 10:12 Ann Poe wrote to me.", True),
    ],
)
def test_a_line_without_a_time_or_an_address_leads_to_one_only_in_a_message(
    line: str, in_message: bool
) -> None:
    is_reply = in_message and line.endswith("Poe wrote:")
    assert leads_to_message(line, in_message=in_message) == is_reply


def test_what_is_quoted_is_below_who_wrote_it_and_not_below_a_signature() -> None:
    read = unquoted(f"{HEADER}\n\nYes.\n\nBen Tarn\nHarbour office\n\n{LEADS}\n> {PROSE}\n>\n> Ann")
    found = sections(read)
    header = HEADER.replace("\n", " · ")
    assert found["Yes."] == found["Ben Tarn"] == found["Harbour office"] == header
    assert found[LEADS] == found[PROSE] == found["Ann"] == LEADS


def test_where_more_follows_nothing_stands_below_who_wrote_what_is_quoted() -> None:
    answered = f"{HEADER}\n\n{LEADS}\n\n> {PROSE}\n\nThat is too late for me and for the others."
    found = sections(unquoted(answered))
    assert set(found.values()) == {HEADER.replace("\n", " · ")}
    assert LEADS in found
    assert PROSE in found


def test_a_message_that_quotes_one_which_quotes_another() -> None:
    deep = LEADS.replace("3 Mar", "2 Mar").replace("Ann", "Cas")
    read = unquoted(f"Yes.\n\n{LEADS}\n> No.\n>\n> {deep}\n>> {PROSE}")
    found = sections(read)
    assert found["No."] == LEADS
    assert found[PROSE] == deep


def test_a_line_that_leads_to_a_message_and_is_quoted_itself() -> None:
    read = unquoted(f"Yes.\n\n> {LEADS}\n>\n> {PROSE}")
    assert sections(read)[PROSE] == LEADS
    answered = unquoted(f"> {LEADS}\n>\n> {PROSE}\n\nThat is too late.")
    assert set(sections(answered).values()) == {""}


@pytest.mark.parametrize("name", ["mail.md", "mail.txt"])
def test_mails_in_text_and_markdown_are_read_without_marks(tmp_path: Path, name: str) -> None:
    assert ">" not in read(tmp_path / name, f"{HEADER}\n\nYes.\n\n> Or no?\n".replace("<", ""))[40:]
    bold = HEADER.replace("From:", "**From:**")
    assert "\nOr no?" in read(tmp_path / "bold.md", f"{bold}\n\nYes.\n\n> Or no?\n")
    wrapped = LEADS.replace(" wrote:", " <ann@row.example>\nwrote:")
    for lead in (LEADS, wrapped):
        kept = f"# Notes\n\nYes.\n\n{lead}\n\n> {PROSE}\n> Ann\n"
        assert f"\n{PROSE}\nAnn" in read(tmp_path / name, kept)


def test_a_header_in_another_language_makes_a_mail(tmp_path: Path) -> None:
    german = "Von: Karl <k@halm.example>\nGesendet: 3. März 2025 11:20\nBetreff: AW: Boot"
    assert "\nWann?" in read(tmp_path / "mail.md", f"{german}\n\nJa.\n\n> Wann?\n")


def test_other_quotes_stay_as_they_are() -> None:
    quotes = f"# Survey\n\n64 replies on 3 March 2025:\n\n> {PROSE}\n\nOne more:\n\n> Yes.\n"
    assert replies_unquoted(quotes) == quotes
    quotes = f"# Letters\n\nOn 3 March 1925 Ann Poe wrote:\n\n> {PROSE}\n\nIt was true.\n"
    assert replies_unquoted(quotes) == quotes


def test_code_in_a_message_keeps_its_prompts() -> None:
    code = "```sh\n> npm install\n>>> print(1)\n```"
    assert unquoted(f"{HEADER}\n\n{code}\n\n> Yes.") == f"{HEADER}\n\n{code}\n\n\nYes."


def test_marks_without_text_below_a_reply_cost_no_more_than_others() -> None:
    hostile = f"{LEADS}\n" + ">\n\n" * 50_000
    started = time.process_time()
    assert len(replies_unquoted(hostile)) < len(hostile)
    assert time.process_time() - started < 10


def test_a_line_as_long_as_a_text_leads_to_nothing() -> None:
    assert not leads_to_message(LEADS.replace("Ann", "A" * 1_000))
