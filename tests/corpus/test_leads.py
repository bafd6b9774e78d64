from __future__ import annotations

from assistant.corpus.split import split_passages
from tests.corpus.files import document

ITEM = "a thing that takes a good many words to say what it is and why it is brought"


def sections(text: str) -> list[str]:
    """The headings above each passage."""
    found = split_passages(document(text), lambda batch: [len(one.split()) for one in batch], 256)
    assert all(text[one.start : one.end] == one.text for one in found)
    return [one.section for one in found]


def items(mark: str, count: int) -> str:
    return "\n".join(f"{mark} {ITEM}" for _ in range(count))


def test_every_passage_of_a_list_is_below_its_lead() -> None:
    text = f"# Camp\n\nWe sleep in huts. Please bring:\n\n{items('-', 6)}"
    assert sections(text) == ["Camp", "Camp > Please bring:"]
    assert sections(text.replace("Please bring:", "\n\nPenalties"))[-1] == "Camp > Penalties"


def test_a_full_sentence_leads_to_no_list() -> None:
    assert sections(f"# Camp\n\nWe sleep in huts.\n\n{items('-', 6)}") == ["Camp", "Camp"]


def test_a_list_ends_with_what_is_no_item_and_below_the_next_heading() -> None:
    prose = " ".join(["We come back on Sunday, in time for tea."] * 8)
    text = f"# Camp\n\nBring:\n\n{items('-', 6)}\n\n{prose}\n\n# Fees\n\n{items('-', 4)}"
    assert sections(text) == ["Camp", "Camp > Bring:", "Camp", "Fees"]


def test_lists_within_lists_have_both_leads() -> None:
    inner = items("(a)", 6)
    text = f"The tenant:\n\n1. shall pay:\n\n{inner}\n\n2. {' '.join([ITEM] * 4)}\n\nSo far."
    assert sections(text) == ["", "The tenant: > shall pay:", "The tenant:", ""]


def test_a_row_of_a_table_is_no_item() -> None:
    row = f"4. Heater — Crop: {ITEM} · Night: 7"
    assert sections(f"# Manual\n\nSettings:\n\n{row}\n\n{row}") == ["Manual"] * 3
