from __future__ import annotations

import pytest

from assistant.corpus.split import split_passages
from assistant.records import Document, DocumentInfo
from assistant.writing.frame import framing, is_header_line
from assistant.writing.weigh import weigh
from tests.fakes import FakeEmbedder, FakeReader
from tests.search.samples import make_document

SHED = "Dilip is an electrician and will run a cable to the shed on Saturday morning."
MOWER = "The mower stays with Ines until the lock is mended, which may take a week."
TEXT = f"{SHED}\n\n{MOWER}"
MIRELA = "From: Mirela Stan <mirela@garden.example>\nDate: Fri, 3 May 2024 09:12\nTo: Ann Poe"
HEADERS = [
    f"{MIRELA}\nSubject: The shed",
    "Subject: The shed\nFrom: Mirela Stan",
    "Date: Fri, 3 May 2024\nFrom: Mirela Stan",
    "From: Mirela Stan\nFriday 3 May, 09:12",
    "Von: Karl <k@halm.example>\nDatum: 3. März 2025\nAn: p@halm.example\nBetreff: Licht",
    "De : Léa Roux\nEnvoyé : lundi 3 mars 2025 09:12\nÀ : Marc Petit\nObjet : La lampe",
]
SIGNED = [
    "Mirela",
    "Best wishes,\nMirela",
    "Kind regards\n\nMirela Stan\nsecretary of the garden society",
    "Yours sincerely,\n\nM. Stan\nTreasurer, Harbour Rowing Club\nTel. 0131 496 0122",
    "See you soon,\n\nMirela\nStan & Brandreth Builders\n12 Mill Street\n0131 496 0122",
    "Thanks, Mirela",
]


def told(document: Document) -> list[str]:
    """The sentences of a document that do not frame it, without line breaks."""
    passages = split_passages(document, FakeEmbedder().count_tokens, 256)
    sentences = [(one.section, one.text_of(span)) for one in passages for span in one.sentences]
    frames = framing(DocumentInfo.of(document), sentences)
    return [
        " ".join(text.split())
        for (_, text), frame in zip(sentences, frames, strict=True)
        if not frame
    ]


@pytest.mark.parametrize("header", HEADERS)
def test_the_lines_of_a_header_frame_a_message(header: str) -> None:
    assert told(make_document(f"{header}\n\nDear Ann,\n\n{TEXT}")) == ["Dear Ann,", SHED, MOWER]


def test_a_long_line_of_a_header_frames_it_too() -> None:
    many = f"To: {'Ann Poe, Ben Tarn, ' * 6}and the board"
    header = f"From: Mirela Stan\n{many}\nDate: 3 May 2024\nSubject: The shed"
    assert told(make_document(f"{header}\n\n{TEXT}")) == [SHED, MOWER]


@pytest.mark.parametrize("signed", SIGNED)
@pytest.mark.parametrize("above", [HEADERS[0], "Dear Ann,"])
def test_how_a_message_or_letter_is_signed_frames_it(above: str, signed: str) -> None:
    found = told(make_document(f"{above}\n\n{TEXT}\n\n{signed}"))
    assert found[-2:] == [SHED, MOWER]


def test_each_message_of_a_thread_is_framed() -> None:
    other = "From: Ann Poe\nDate: Thu, 2 May 2024 18:00\nTo: Mirela Stan\nSubject: The shed"
    thread = f"{HEADERS[0]}\n\nAnn,\n\n{SHED}\n\nMirela\n\n{other}\n\nHello,\n\n{MOWER}\n\nAnn"
    assert told(make_document(thread)) == ["Ann,", SHED, "Hello,", MOWER]


def test_a_file_of_a_message_is_one_without_a_header_in_its_text() -> None:
    signed = f"{TEXT}\n\nMirela Stan\nclerk"
    assert told(make_document(signed))[-2:] == ["Mirela Stan", "clerk"]
    assert told(make_document(signed, metadata={"from": "Mirela Stan"})) == [SHED, MOWER]


@pytest.mark.parametrize(
    "text",
    [
        f"Arrival: Thursday 24 July 2025\nPlaces: 22 and 23\nDeposit: £187\n\n{TEXT}",
        f"From: Thursday 7 May 2026\nTo: Monday 11 May 2026\nPrice: 370 pounds\n\n{TEXT}",
        f"{HEADERS[0]}\n\n{TEXT}\n\nPlease bring:\n- Gloves\n- A spade",
        f"{HEADERS[0]}\n\n{TEXT}\n\nWe meet at the gate at nine",
    ],
)
def test_forms_and_lists_frame_nothing(text: str) -> None:
    lines = [line for line in text.split("\n") if line and line not in HEADERS[0]]
    assert told(make_document(text)) == lines


def test_what_frames_a_message_is_not_weighed() -> None:
    document = make_document(f"{HEADERS[0]}\n\nAnn,\n\n{TEXT}\n\nBest wishes,\nMirela")
    embedder = FakeEmbedder()
    passages = split_passages(document, embedder.count_tokens, 256)
    weighed = weigh(DocumentInfo.of(document), passages, "", embedder, FakeReader())
    assert weighed.texts == ["Ann,", SHED, MOWER]
    assert (weighed.places, weighed.total) == ([0, 1, 2], 3)


def test_where_all_frames_all_is_weighed() -> None:
    document = make_document(f"{HEADERS[0]}\n\nMirela")
    embedder = FakeEmbedder()
    passages = split_passages(document, embedder.count_tokens, 256)
    weighed = weigh(DocumentInfo.of(document), passages, "", embedder, FakeReader())
    assert weighed.total == 5


def test_a_sentence_is_a_line_of_the_header_above_it() -> None:
    above = "Mails > From: Ann Poe · Subject: The shed"
    assert is_header_line(above, "Subject: The shed")
    assert not is_header_line(above, "The shed")
    assert not is_header_line("Mails", "Subject: The shed")
