"""Pages are drawn as they are told to be, and what is wrong of them is counted."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from PIL import Image, ImageFont

from benchmarks.ocr import Read, read, rows
from benchmarks.scanned import DAMAGES, DOTS, FACES, Look, Scanned, damaged, looks, wrapped

PLAIN = Look(FACES[0], 10, 200, DAMAGES[0], 0.0)
TEXT = "The ferry leaves at noon from the old harbour, and comes back before the evening."


def test_each_look_is_as_frequent_as_the_others() -> None:
    found = looks(18, np.random.default_rng(1))
    assert found == looks(18, np.random.default_rng(1))
    assert found != looks(18, np.random.default_rng(2))
    assert Counter(look.dots for look in found) == dict.fromkeys(DOTS, 6)
    for counts in (Counter(look.face for look in found), Counter(look.damage for look in found)):
        assert max(counts.values()) - min(counts.values()) <= 1
    assert {look.face for look in found} == set(FACES)


def test_lines_hold_all_words_and_fit() -> None:
    font = ImageFont.load_default(20)
    assert isinstance(font, ImageFont.FreeTypeFont)
    lines = [*wrapped(TEXT, font, 250)]
    assert len(lines) > 2
    assert " ".join(lines) == TEXT
    assert all(font.getlength(line) <= 250 for line in lines)
    assert [*wrapped("harbour", font, 10)] == ["harbour"]
    assert [*wrapped(" ", font, 10)] == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_changes_a_page_and_keeps_its_size(damage: str) -> None:
    image = Image.linear_gradient("L")
    image.paste(0, (50, 50, 99, 99))
    look = PLAIN._replace(damage=damage)
    found = damaged(image, look, np.random.default_rng(1))
    assert (found.mode, found.size) == ("RGB", image.size)
    assert (found.tobytes() == image.convert("RGB").tobytes()) == (damage == "none")


def test_letters_and_spaces_are_counted() -> None:
    page = Scanned(Image.new("RGB", (9, 9)), TEXT, PLAIN)
    assert read(lambda given: given.text, page).wrong == 0
    assert read(lambda _: TEXT.replace(" ", "", 2).replace("noon", "n0on"), page).wrong == 3
    told = rows([page], {"a": [Read(1.0, 2.0, 3)], "b": [Read(4.0, 4.0, 0)]})
    assert told[0]["times the time"] == 0.25
    assert told[0]["times the processor's"] == 0.5
    assert told[0]["% wrong"] == 300 / len(TEXT)
    assert told[1]["times the time"] == 1.0
