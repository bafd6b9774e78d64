from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.shorten import LEAST_WORDS, shorter_forms


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        (
            "The mayor (pictured) opened the new bridge over the river on Monday.",
            "The mayor opened the new bridge over the river on Monday.",
        ),
        (
            "The old bridge, which was built in 1931, was closed to lorries in May.",
            "The old bridge was closed to lorries in May.",
        ),
        (
            "Ada Lind, the mayor of Tamsel, opened the bridge in front of a large crowd.",
            "Ada Lind opened the bridge in front of a large crowd.",
        ),
        (
            "In a short speech on Monday, the mayor thanked everyone who had paid for it.",
            "The mayor thanked everyone who had paid for it.",
        ),
        (
            "The council raised the fare by ten per cent, blaming the price of diesel.",
            "The council raised the fare by ten per cent.",
        ),
        (
            "The talks take place in a small town in Peru, two months before the president leaves.",
            "The talks take place in a small town in Peru.",
        ),
        (
            "LIMA: The two leaders met on Saturday in the old town.",
            "The two leaders met on Saturday in the old town.",
        ),
        (
            "GENEVA, 4 May (Agency) — The two leaders met in the old town.",
            "The two leaders met in the old town.",
        ),
        (
            "LUSAIL, Qatar: The two leaders met on Saturday in the old town.",
            "The two leaders met on Saturday in the old town.",
        ),
        (
            "(CNN) The two leaders met on Saturday in the old town.",
            "The two leaders met on Saturday in the old town.",
        ),
        (
            "The ferry ran aground near the harbour after it had lost its rudder.",
            "The ferry ran aground near the harbour.",
        ),
    ],
)
def test_parts_are_left_out(sentence: str, form: str) -> None:
    forms = shorter_forms(sentence)
    assert forms[0] == sentence
    assert form in forms


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge will open in May if the council pays for the lights.",
        "The fare will rise next year, unless the council finds another way to pay.",
        "The bridge is safe, said Ada Lind, who has never been an engineer.",
        "The ferry carries cars, bicycles, and people from one side to the other.",
        "“The bridge, which I love, is closed,” said the mayor of the town.",
        "It is the fourth title of the town, after 1964, 2008 and 2012.",
        "Since the deal was signed in Rovik, its main promise has been kept by both towns.",
        "The council rejected the plan, not the people who had made it.",
        "The talks take place in a small town little over two months before the president leaves.",
    ],
)
def test_conditions_speakers_lists_and_quotations_stay(sentence: str) -> None:
    assert shorter_forms(sentence) == [sentence]


def test_main_clause_behind_an_opening_stays() -> None:
    sentence = "From Friday to Monday, a total of 480 people were rescued, the coast guard found."
    for form in shorter_forms(sentence):
        assert "480 people were rescued" in form


def test_part_does_not_change_what_it_belongs_to() -> None:
    sentence = "The dress was worn in the film, including when she meets Butler, played by Gable."
    assert shorter_forms(sentence) == [sentence]


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        (
            "The tests, which cover English, maths and science, were set for young pupils.",
            "The tests, maths and science, were set for young pupils.",
        ),
        (
            "The record was set in May after the union, the sport's body, reformed its rules.",
            "The record was set in May after the union.",
        ),
        (
            "The ship sails in April, and its sister, the last one, in May, the agency said today.",
            "The ship sails in April, and its sister, the last one the agency said today.",
        ),
        (
            "On Saturday, 30 November, the president said that he would not pay for it.",
            "30 November, the president said that he would not pay for it.",
        ),
        (
            "The event at the old town's oval comes before the start of the season.",
            "The event at the old town's oval comes.",
        ),
    ],
)
def test_no_form_is_half_a_sentence(sentence: str, broken: str) -> None:
    assert broken not in shorter_forms(sentence)


def test_two_asides_can_both_go() -> None:
    sentence = "Jo Park, 35, was standing in Hefei, the capital of Anhui, when the shelf fell down."
    assert "Jo Park was standing in Hefei." in shorter_forms(sentence)


@given(st.text(alphabet="ab,;()–'\" .whichafter", max_size=120))
def test_words_are_only_left_out(sentence: str) -> None:
    forms = shorter_forms(sentence)
    assert forms[0] == sentence
    assert len(forms) == len(set(forms))
    source = re.findall(r"\w+", sentence.lower())
    for form in forms[1:]:
        assert len(form.split()) >= LEAST_WORDS
        remaining = iter(source)
        assert all(word in remaining for word in re.findall(r"\w+", form.lower()))
