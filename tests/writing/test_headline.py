"""Headlines: short, still sentences, and never saying more than theirs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.split import split_passages
from assistant.grounding.summary import Faith
from assistant.records import DocumentInfo, SummaryRequest
from assistant.writing.headline import MOST_WORDS, headline_forms
from assistant.writing.outline import outline
from tests.fakes import FakeEmbedder, FakeReader, StrictReader
from tests.search.samples import make_document

ONE_LINE = SummaryRequest(style="headline")


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        (
            "The law on bridges, the Bridge Act, entered into force on Thursday, 1 August 2024.",
            "The law on bridges, the Bridge Act, entered into force.",
        ),
        (
            "ROVIK, Tamsel: Horns sounded along the canal on Monday afternoon as the ferry, one of "
            "the largest in the world, was pulled free.",
            "Horns sounded along the canal as the ferry was pulled free.",
        ),
        (
            "On 1 May 2023 Tamsel became the 20th member of the union and the 27th of its bank.",
            "Tamsel became the 20th member of the union.",
        ),
        (
            "Two weeks after the last flood, the mayor of Tamsel has closed the old bridge.",
            "The mayor of Tamsel has closed the old bridge.",
        ),
        (
            "The treaty came into force and took the place of an older one from 1994.",
            "The treaty came into force.",
        ),
        (
            "The pact entered into force for ten towns, among them Rovik, Tamsel and Lund.",
            "The pact entered into force for ten towns.",
        ),
        (
            "The council ordered a new ferry for the lake, saying that the old one was unsafe.",
            "The council ordered a new ferry for the lake.",
        ),
        (
            "Rovik beat Lund 2-1 in the final of the cup at the Tamsel Stadium.",
            "Rovik beat Lund 2-1 in the final of the cup.",
        ),
    ],
)
def test_what_a_headline_can_do_without(sentence: str, form: str) -> None:
    assert form in headline_forms(sentence)


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        ("The ban came a day after Rovik had closed its own port.", "The ban came a day."),
        ("The mill on the river was based in Tamsel.", "The mill on the river was based."),
        ("Two years after the deal was signed, its promise has not been kept.", "Its promise"),
        (
            "Talks between the mayor of Rovik and the council of Tamsel ended early.",
            "Talks between the mayor of Rovik.",
        ),
        ("The mayor of the old town and the council met on Friday.", "The mayor of the old town."),
        ("The council signed and sealed the contract for the bridge.", "The council signed."),
        (
            "The bridge will open in May if the council pays for the lights.",
            "The bridge will open.",
        ),
    ],
)
def test_no_headline_is_a_fragment(sentence: str, broken: str) -> None:
    assert not any(form.startswith(broken) for form in headline_forms(sentence))


@given(st.lists(st.sampled_from("The mayor of Rovik opened , and on Monday a bridge .".split())))
def test_forms_only_leave_words_out(parts: list[str]) -> None:
    sentence = " ".join(parts).replace(" ,", ",")
    for form in headline_forms(sentence):
        rest = iter(_bare(sentence))
        assert all(word in rest for word in _bare(form))


def _bare(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def headline_of(text: str, title: str = "", request: SummaryRequest = ONE_LINE) -> str:
    document = make_document(text, title=title)
    embedder = FakeEmbedder()
    passages = split_passages(document, embedder.count_tokens, embedder.max_tokens)
    info, faith = DocumentInfo.of(document), Faith(StrictReader)
    (picked,) = outline(info, passages, request, embedder, FakeReader(), faith).picked
    return picked.text


LONG = (
    "The mayor of Tamsel opened the new bridge over the river on Monday, 3 May 2024, in front of "
    "a large crowd, two years after the old one had been closed."
)


def test_longest_form_that_fits_is_taken() -> None:
    line = headline_of(LONG)
    assert line == "The mayor of Tamsel opened the new bridge over the river on Monday."
    assert len(line.split()) <= MOST_WORDS


def test_a_list_of_many_names_is_left_out_at_once() -> None:
    """Each further capital letter doubled what it took."""
    start = "The members met on Monday, among them "
    names = "UNESCO, UNICEF, ASEAN, NATO, OPEC, OECD, APEC, CERN, ECOWAS and the Arab League"
    assert "The members met on Monday." in headline_forms(f"{start}{names}.")
    assert headline_forms(f"{start}{names} and others from the region.")


def test_title_that_a_sentence_bears_out_is_the_headline() -> None:
    assert (
        headline_of(LONG, "Mayor of Tamsel opens new bridge") == "Mayor of Tamsel opens new bridge"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Mayor of Rovik opens new bridge",
        "Mayor of Tamsel closes new bridge",
        "Mayor of Tamsel opens 3 new bridges",
        "The new bridge",
        "Who opens the new bridge of Tamsel's mayor?",
    ],
)
def test_title_that_no_sentence_bears_out_is_not(title: str) -> None:
    assert headline_of(LONG, title) == headline_of(LONG)


def test_sentence_that_cannot_be_shortened_stays() -> None:
    text = "Nobody in the whole town of Tamsel knows who it was that broke all windows of the mill."
    assert headline_of(text) == text


def test_focus_keeps_what_it_asks_for() -> None:
    request = SummaryRequest(style="headline", focus="When was the old bridge closed?")
    assert "closed" in headline_of(LONG, request=request)
