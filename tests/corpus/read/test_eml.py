"""Messages: all of their texts, each once."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from tests.corpus.read.one import read_one, write

HTML = "<p>Your order 5512 was sent on Monday.</p><p>It will arrive within three days.</p>"


def message(text: str, subject: str = "Shed") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "Ana <ana@example.org>", subject
    made["Date"] = "Mon, 3 Mar 2025 09:00:00 +0000"
    made.set_content(text)
    return made


def text_of(folder: Path, made: EmailMessage) -> str:
    return read_one(write(folder / "a.eml", bytes(made))).text


def test_texts_on_both_sides_of_a_picture(tmp_path: Path) -> None:
    made = message("The picture shows the shed.\n")
    made.add_attachment(b"\x89PNG", "image", "png", disposition="inline", filename="a.png")
    made.attach(message("It costs 300 pounds.\n"))
    made.add_attachment("left out", filename="a.txt")
    assert text_of(tmp_path, made) == "The picture shows the shed.\n\nIt costs 300 pounds."


def test_attached_files_are_named_but_for_pictures_in_the_text(tmp_path: Path) -> None:
    made = message("See the quote.\n")
    made.add_attachment(b"\x89PNG", "image", "png", disposition="inline", filename="logo.png")
    assert read_one(write(tmp_path / "b.eml", bytes(made))).notes == ()
    made.add_attachment(b"%PDF", "application", "pdf", disposition="inline", filename="quote.pdf")
    made.add_attachment("a,b", "csv", filename="prices\u202e for M\u00fcller.csv")
    (note,) = read_one(write(tmp_path / "a.eml", bytes(made))).notes
    assert note.startswith("2 attached files were left out: quote.pdf, prices")
    assert "\u202e" not in note


def test_what_a_message_hides_is_not_read(tmp_path: Path) -> None:
    made = message("Short.\n")
    hidden = '<div style="color:red; DISPLAY : none">Preview <b>text</b></div>'
    made.add_alternative(f"{hidden}{HTML}", subtype="html")
    assert text_of(tmp_path, made).startswith("Your order 5512")


def test_a_message_that_is_forwarded_as_a_file(tmp_path: Path) -> None:
    made = message("Please let him in.\n", "Fwd: Boiler")
    made.add_attachment(message("He comes on Tuesday.\n", "Boiler"))
    assert text_of(tmp_path, made) == (
        "Please let him in.\n\nFrom: Ana <ana@example.org>\nDate: Mon, 03 Mar 2025 09:00:00 +0000\n"
        "Subject: Boiler\n\nHe comes on Tuesday."
    )


def test_of_alternatives_plain_text_is_read_unless_it_is_a_stand_in(tmp_path: Path) -> None:
    made = message("Your program cannot show this.\n")
    made.add_alternative(HTML, subtype="html")
    assert text_of(tmp_path, made) == (
        "Your order 5512 was sent on Monday.\n\nIt will arrive within three days."
    )
    made = message("Order 5512 was sent on Monday, and arrives on Thursday.\n")
    made.add_alternative(HTML, subtype="html")
    assert text_of(tmp_path, made) == "Order 5512 was sent on Monday, and arrives on Thursday."


def test_quoted_lines_are_whole_sentences(tmp_path: Path) -> None:
    made = message("Yes.\n\nOn Sunday, Bo wrote:\n> I need it by\n> noon.\n>> Late.\nBest\n")
    assert text_of(tmp_path, made) == (
        "Yes.\n\nOn Sunday, Bo wrote:\n\nI need it by\nnoon.\n\nLate.\n\nBest"
    )


def test_headers_that_name_no_encoding(tmp_path: Path) -> None:
    header = "From: Jürgen <j@example.org>\nSubject: Frühlingsfest – 3. Mai\n\nUm drei.\n"
    for encoding in ("utf-8", "cp1252"):
        read = read_one(write(tmp_path / "a.eml", header.encode(encoding)))
        assert read.title == "Frühlingsfest – 3. Mai"
        assert read.metadata["from"] == "Jürgen <j@example.org>"


def test_a_message_without_a_text_says_what_its_subject_does(tmp_path: Path) -> None:
    head = "From: a@example.org\nSubject: The hall is booked for 12 June\n"
    read = read_one(write(tmp_path / "a.eml", f"{head}\n\n"))
    assert read.text == read.title == "The hall is booked for 12 June"
    file = (
        "Content-Type: application/pdf; name=quote.pdf\nContent-Transfer-Encoding: base64\n\nAAAA"
    )
    read = read_one(write(tmp_path / "a.eml", f"Subject: Scan\n{file}\n"))
    assert read.text == "Scan"
    assert read.notes == ("1 attached file was left out: quote.pdf",)
