from __future__ import annotations

import numpy as np
import pytest

from assistant.writing.condense import OVER, Choice, choose, says_something
from assistant.writing.salience import Salience, measure, terms_of
from tests.fakes import FakeEmbedder

BRIDGE = (
    "The new bridge over the Tamsel was opened by the mayor on Monday.",
    "It cost 12 million euros, which is twice as much as had been planned.",
    "The mayor opened the new bridge over the Tamsel on Monday morning.",
    "A brass band played while children waved flags in the rain.",
    "The old bridge was closed in 2019 after an engineer had found cracks in it.",
)


def flat(texts: tuple[str, ...], *, odds: float = 0.0) -> Salience:
    """Every word matters as much as any other."""
    terms = [terms_of(text) for text in texts]
    return Salience(
        np.full(len(texts), odds),
        {one: 0.9 for term in terms for one in term.stems},
        {one: 0.5 for term in terms for one in term.pairs},
    )


def positions(choices: list[Choice]) -> list[int]:
    return [choice.position for choice in choices]


def test_what_was_said_already_is_worth_nothing() -> None:
    chosen = positions(choose(BRIDGE, flat(BRIDGE), words=40, most=3))
    assert not {0, 2} <= set(chosen)


def test_words_are_a_limit() -> None:
    for words in (20, 40, 60):
        chosen = choose(BRIDGE, flat(BRIDGE), words=words, most=5)
        assert sum(len(choice.text.split()) for choice in chosen) <= words * OVER


def test_most_is_a_limit() -> None:
    assert len(choose(BRIDGE, flat(BRIDGE), words=200, most=2)) == 2


def test_order_is_that_of_the_text() -> None:
    chosen = positions(choose(BRIDGE, flat(BRIDGE), words=200, most=4))
    assert chosen == sorted(chosen)


def test_pronoun_needs_the_sentence_before_it() -> None:
    salience = flat(BRIDGE)
    salience.sentences[:2] = 8.0, 9.0
    assert positions(choose(BRIDGE, salience, words=100, most=1)) == [0]
    assert positions(choose(BRIDGE, salience, words=100, most=2)) == [0, 1]


def test_form_that_is_denied_is_not_used() -> None:
    texts = ("The old bridge, which was built in 1931, was closed to heavy lorries in May.",)
    form = "The old bridge was closed to heavy lorries in May."
    terms = terms_of(form)
    salience = Salience(np.zeros(1), dict.fromkeys(terms.stems, 0.9), {})
    assert choose(texts, salience, words=14, most=1) == [Choice(0, form)]
    asked: list[tuple[str, str]] = []

    def denies(form: str, sentence: str) -> bool:
        asked.append((form, sentence))
        return False

    assert choose(texts, salience, words=14, most=1, faithful=denies) == [Choice(0, texts[0])]
    assert asked == [(form, texts[0])]


def test_one_sentence_is_always_chosen() -> None:
    hopeless = flat(BRIDGE, odds=-50.0)
    assert len(choose(BRIDGE, hopeless, words=5, most=3)) == 1
    assert choose((), flat(()), words=60, most=3) == []


def test_bonus_changes_the_choice() -> None:
    for wanted in (0, 3, 4):
        bonus = {wanted: 50.0}
        assert positions(choose(BRIDGE, flat(BRIDGE), words=20, most=1, bonus=bonus)) == [wanted]


def test_lead_matters_in_the_shipped_weights() -> None:
    texts = tuple(f"{sentence}" for sentence in BRIDGE)
    salience = measure(texts, FakeEmbedder().encode_passages(texts), np.zeros(len(texts)))
    assert salience.sentences[0] > salience.sentences[3]
    assert all(0 <= value <= 1 for value in salience.stems.values())
    assert salience.stems["bridg"] > salience.stems["brass"]


def test_dateline_is_left_out_however_much_its_words_matter() -> None:
    texts = ("LIMA: The two leaders met on Saturday in the old town.",)
    bare = "The two leaders met on Saturday in the old town."
    assert choose(texts, flat(texts), words=60, most=1) == [Choice(0, bare)]
    assert choose(texts, flat(texts), words=60, most=1, shorten=False) == [Choice(0, texts[0])]


def test_date_or_row_of_a_table_is_no_sentence() -> None:
    row = "Port: Rovik · Boats: 12"
    texts = ("2024-05-08", "Friday, 3 May 2024", row, "The bridge is open again.")
    assert positions(choose(texts, flat(texts), words=60, most=4)) == [3]
    assert len(choose(texts[:1], flat(texts[:1]), words=60, most=4)) == 1


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Dear parents of class 6b,", False),
        ("Kind regards,", False),
        ("Fernhill School, 2 March 2026", False),
        ("2 March 2026", False),
        ("The school was opened by the mayor, on 2 March 2026.", True),
        ("The AGM is on Friday, 2 March 2026", True),
        ("Next meeting: Tuesday, 5 May", True),
        ("(a) keep the flat clean,", True),
        ("Cockerels: lifting the ban – lost, 3 to 36", True),
    ],
)
def test_a_salutation_and_a_line_with_place_and_date_say_nothing(text: str, is_said: bool) -> None:
    assert says_something(text) == is_said
