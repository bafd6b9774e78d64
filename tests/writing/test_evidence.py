from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.split import split_passages
from assistant.language.question import Question
from assistant.protocols import Reading
from assistant.records import Document, DocumentInfo, Evidence, Hit, Span
from assistant.writing.direct import read_passages
from assistant.writing.evidence import (
    MOST,
    alone,
    candidates,
    holds,
    list_of,
    read_evidence,
    tells_of_message,
    with_believed,
)
from tests.fakes import FakeReader
from tests.search.samples import make_document
from tests.writing.samples import hit_of

BRIDGE = make_document(
    "The harbour bridge opened in May 2019. It cost 40 million euros. "
    "The mayor cut a ribbon. Rain fell all day.",
    title="Harbour bridge",
)
SOUP = make_document("The corner shop serves soup. Bread is baked at night.", title="Shop")


def pick(question: str, *hits: Hit) -> tuple[Evidence, ...]:
    return read_evidence(
        Question.parse(question), hits, read_passages(question, hits, FakeReader())
    )


def test_the_sentence_with_the_answer_comes_first() -> None:
    selection = pick("When did the harbour bridge open?", hit_of(SOUP), hit_of(BRIDGE, score=0.9))
    assert selection[0].text == "The harbour bridge opened in May 2019."


def test_of_sentences_that_a_reader_likes_alike_the_one_that_the_search_found_leads() -> None:
    garage = make_document("The rest is due on 20 May.", title="Garage")
    tent = make_document("The rest is due on 11 July.", title="Tent")
    hits = [hit_of(garage, score=0.5), hit_of(tent, score=0.9)]
    by = pick("When is the rest due?", *hits)
    assert [one.text for one in by] == [tent.text, garage.text]
    assert by[0].score == by[1].score  # how well it answers is still the reader's to say


def test_evidence_is_a_range_of_its_document() -> None:
    text = f"Älter als  alles.\n\n{BRIDGE.text}"
    document = make_document(text)
    start = text.index("The harbour")
    for item in pick("What did the bridge cost?", hit_of(document, start)):
        assert document.text[item.start : item.end] == item.text
        assert item.passage.start <= item.start < item.end <= item.passage.end


def test_another_number_in_a_document_of_another_day_is_not_the_same() -> None:
    said = "The rent of each plot is due at the end of the month in cash and is {} pounds."

    def found(*rents: tuple[str, date | None]) -> int:
        hits = [hit_of(make_document(said.format(rent), day=day)) for rent, day in rents]
        return len(pick("How high is the rent of a plot?", *hits))

    old, new = date(2023, 1, 1), date(2024, 1, 1)
    assert found(("48", old), ("54", new)) == 2
    assert found(("48", old), ("48 ", new)) == 1
    assert found(("48", old), ("54", old)) == found(("48", old), ("54", None)) == 1


def test_a_sentence_stands_in_what_was_given_with_one_beside_it() -> None:
    hit = hit_of(BRIDGE)
    (first, second, *_) = (
        Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences
    )
    both = Evidence.at(hit.passage, hit.document, Span(first.start, second.end))
    assert holds(both, first)
    assert holds(both, second)
    assert holds(first, first)
    assert not holds(second, both)
    assert not holds(first, second)
    elsewhere = hit_of(make_document(BRIDGE.text, title="Another bridge"))
    assert not holds(both, Evidence.at(elsewhere.passage, elsewhere.document, Span(0, first.end)))


STAY = """The hut has forty beds.

Bring for the night:
- a torch. It is dark
  on the path
- a cup

No pets.

- Red: 1 · Blue: 2
- Red: 3 · Blue: 4

- stray"""
NIGHT = "- a torch. It is dark\n  on the path\n- a cup"


@pytest.mark.parametrize(
    ("start", "whole"),
    [
        ("The hut", ""),
        ("Bring for", f"Bring for the night:\n{NIGHT}"),
        ("- a torch.", NIGHT),
        ("It is dark", NIGHT),
        ("- a cup", NIGHT),
        ("No pets.", ""),
    ],
)
def test_the_list_of_a_sentence(start: str, whole: str) -> None:
    document = make_document(STAY)
    passage, *_ = split_passages(document, lambda texts: [len(text.split()) for text in texts], 200)
    place = next(one for one in passage.sentences if passage.text_of(one).startswith(start))
    found = list_of(Evidence.at(passage, DocumentInfo.of(document), place))
    assert "\n".join(one.text for one in found) == whole
    assert all(alone(one).passage.text == one.text for one in found)


def test_a_list_goes_on_in_the_passages_below_the_same_heading() -> None:
    steps = [f"- Step {n} of the work is done by two of you." for n in range(12)]
    document = make_document(
        "# Roof\n\n" + "\n".join(steps) + "\n\n# Roof\n\n- Sweep it.\n- Mop it."
    )
    passages = split_passages(document, lambda texts: [len(text.split()) for text in texts], 40)
    assert len(passages) > 3
    info = DocumentInfo.of(document)
    for passage in passages[:-1]:
        one = Evidence.at(passage, info, passage.sentences[-1])
        assert len(list_of(one)) < len(steps)
        assert [item.text for item in list_of(one, passages)] == steps
    swept = Evidence.at(passages[-1], info, passages[-1].sentences[0])
    assert [item.text for item in list_of(swept, passages)] == ["- Sweep it.", "- Mop it."]


@pytest.mark.parametrize(
    ("lead", "between"),
    [
        ("", "\n"),
        ("", "\n\n"),
        ("", "  \n  "),
        ("", "\n \n"),
        ("You have to do this:\n", "\n"),
        ("You have to do this:\n", "\n\n"),
    ],
)
def test_a_list_below_the_line_that_leads_to_it_is_one(lead: str, between: str) -> None:
    steps = [f"- Step {n} of the work is done by two of you." for n in range(12)]
    document = make_document(f"# Roof\n\n{lead}{between.join(steps)}\n\nNo pets.")
    passages = split_passages(document, lambda texts: [len(text.split()) for text in texts], 40)
    assert len(passages) > 2
    info = DocumentInfo.of(document)
    for passage in passages[:3]:
        one = Evidence.at(passage, info, passage.sentences[0])
        found = [item.text for item in list_of(one, passages)]
        assert found[-len(steps) :] == steps
        assert found[: -len(steps)] == ([lead.strip()] if lead and one.start < 20 else [])


def test_the_lines_of_a_header_come_last() -> None:
    header = ("From: Ann Poe", "Date: 6 May 2025, 14:31", "Subject: The date of the trip")
    document = make_document("\n".join((*header, "", "Bring a coat to the harbour.")))
    passages = split_passages(document, lambda texts: [len(one.split()) for one in texts], 90)
    info = DocumentInfo.of(document)
    hits = [Hit(passage, info, 1.0) for passage in passages]
    found = [one.text for one in pick("What is the date of the trip?", *hits)]
    assert found[0] == "Bring a coat to the harbour."
    assert set(found[1:]) <= {*header}


def test_header_lines_take_no_place_of_others_but_those_with_an_address() -> None:
    sent = "From: Ann Poe <ann@poe.example>"
    texts = [
        f"{sent}\nDate: {n} May 2025, 14:31\nSubject: The trip of {n} May\n\nCoat {n} is blue."
        for n in range(1, MOST)
    ]
    hits = []
    for text in texts:
        document = make_document(text)
        passages = split_passages(document, lambda texts: [len(one.split()) for one in texts], 90)
        hits += [Hit(passage, DocumentInfo.of(document), 1.0) for passage in passages]
    found = [one.text for one in pick("When is the trip of Ann Poe?", *hits)]
    assert found[0] == sent
    assert {f"Coat {n} is blue." for n in range(1, MOST)} <= {*found}


def test_at_most_so_many_are_given_the_best_first() -> None:
    many = [
        hit_of(make_document(f"Harbour number {n} is beside bridge {n} and shop {n * n}."))
        for n in range(MOST + 4)
    ]
    scores = [one.score for one in pick("Which harbour has a bridge?", *many)]
    assert len(scores) == MOST
    assert scores == sorted(scores, reverse=True)


def test_a_sentence_that_is_told_twice_is_picked_once() -> None:
    copy = make_document(BRIDGE.text, source="/docs/copy.txt", title="A copy")
    texts = [e.text for e in pick("When did it open?", hit_of(BRIDGE), hit_of(copy))]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Rain fell. It cost 40 million euros.", "Rain fell. It cost 40 million euros."),
        ("Rain fell. The toll cost 40 million euros.", "The toll cost 40 million euros."),
        ("It cost 40 million euros.", "It cost 40 million euros."),
    ],
)
def test_a_pronoun_brings_the_sentence_before_it(text: str, quoted: str) -> None:
    document = make_document(text)
    selection = pick("How many million euros was the cost?", hit_of(document))
    cost = next(e for e in selection if "cost" in e.text)
    assert cost.text == quoted == document.text[cost.start : cost.end]


@pytest.mark.parametrize(
    "text",
    [
        "One half of the prize goes to Lind. The other half is shared by Berg and Dahl.",
        "The first prize goes to Lind. The second goes to Berg.",
        "Some of the prize goes to Lind. The rest is saved.",
    ],
)
def test_one_of_several_brings_the_others(text: str) -> None:
    document = make_document(f"Rain fell. {text} Then it was dark.")
    evidence = pick("Who gets the prize?", hit_of(document))
    shown = [item.text for item in evidence]
    for sentence in text.split(". "):
        assert sum(sentence in one for one in shown) == 1
    for item in evidence:
        assert item.text == document.text[item.start : item.end]


def test_the_other_of_two_brings_the_one() -> None:
    document = make_document("Lind gets a medal. The other prize of the two went to Berg.")
    (evidence,) = pick("Who got the prize of the two?", hit_of(document))[:1]
    assert evidence.text == document.text


@pytest.mark.parametrize(
    ("text", "question", "quoted"),
    [
        ("LIMA: The toll is two euros.", "What is the toll?", "The toll is two euros."),
        ("LIMA, 4 May — The toll is two euros.", "What is the toll?", "The toll is two euros."),
        ("LIMA: The toll is two euros.", "Where is the toll?", "LIMA: The toll is two euros."),
        ("MYTH: The toll is two euros.", "What is the toll?", "MYTH: The toll is two euros."),
        ("CANCELLED: The toll on 3 May.", "What is the toll?", "CANCELLED: The toll on 3 May."),
        ("DO NOT USE: bleach on the toll.", "What toll?", "DO NOT USE: bleach on the toll."),
        (
            "LIMA: Rain fell. It cost two euros.",
            "What is the cost?",
            "Rain fell. It cost two euros.",
        ),
    ],
)
def test_a_dateline_is_quoted_only_where_a_place_is_wanted(
    text: str, question: str, quoted: str
) -> None:
    document = make_document(text)
    (evidence,) = pick(question, hit_of(document))[:1]
    assert evidence.text == quoted == document.text[evidence.start : evidence.end]


@pytest.mark.parametrize(
    "asked", ["When does the carving course begin now?", "Which evening is spoons and bowls?"]
)
def test_a_line_that_leads_on_and_what_it_leads_to_belong_together(asked: str) -> None:
    dates = "Monday 3 June - knives and wood\nMonday 10 June - spoons and bowls"
    led = f"The carving course begins later now:\n\n{dates}"
    text = f"The hall is being painted. {led}\n\nTea is at nine. Bring a knife."
    assert pick(asked, hit_of(make_document(text)))[0].text == led


def test_a_line_that_leads_to_a_list_stands_alone_until_the_list_is_asked_for() -> None:
    lead = "For the carving course bring:"
    text = f"{lead}\n\n- a knife\n- a stool\n- an apron"
    assert pick("What do I bring to the carving course?", hit_of(make_document(text)))[0].text == (
        lead
    )


def test_a_sentence_is_not_quoted_twice_for_a_pronoun() -> None:
    document = make_document("The bridge cost 40 million euros. It cost the mayor his office.")
    picked = pick("What did the bridge cost the mayor?", hit_of(document))
    assert sum(e.text.count("40 million") for e in picked) <= 1


def test_no_hits_give_no_evidence() -> None:
    assert pick("When did the bridge open?") == ()


def test_a_passage_without_sentences_gives_none() -> None:
    assert pick("When?", hit_of(make_document(""))) == ()


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(st.lists(texts, max_size=4), texts)
def test_whatever_the_documents_hold(documents: list[str], question: str) -> None:
    made: list[Document] = [make_document(text, source=f"/{n}") for n, text in enumerate(documents)]
    selection = pick(question, *map(hit_of, made))
    by_id = {document.id: document for document in made}
    assert len(selection) <= MOST
    assert np.isfinite([item.score for item in selection]).all()
    for item in selection:
        text = by_id[item.document.id].text
        assert text[item.start : item.end] == item.text != ""


def test_candidates_are_all_sentences_in_order() -> None:
    found = candidates([hit_of(BRIDGE), hit_of(SOUP)])
    assert [candidate.index for candidate in found] == [0, 1, 2, 3, 0, 1]
    assert found[1].text == "It cost 40 million euros."


def test_the_sentence_that_is_believed_in_most_is_among_what_is_read() -> None:
    hits = [hit_of(make_document(f"Report {n}. It is told by {n}.", source=f"{n}")) for n in "abcd"]
    zeros = np.zeros(4, np.float32)
    sentences = tuple(np.array([0, 5 if n == 2 else 0], np.float32) for n in range(4))
    reading = Reading(zeros, zeros, ((0, 1),) * 4, sentences)
    one, two, three, four = hits
    order = [four, two, one, three]
    assert with_believed(order, hits, reading, 2) == [four, three, two, one]
    assert with_believed(order, hits, reading, 4) == order
    assert with_believed([four, two], hits, reading, 2) == [four, three, two]


def test_lines_of_a_header_tell_of_a_message_and_its_text_does_not() -> None:
    header = ("From: Ann Poe", "Date: 6 May 2025, 14:31", "Subject: The flood")
    said = "The flood was bad, and the cellar is still wet."
    led = "On Mon, 5 May 2025 at 10:12, Ben Tarn wrote:"
    signed = ("Ann Poe", "Ben")
    text = "\n".join((*header, "", said, "", "Ann Poe", "", led, "", "Was it bad?", "", "Ben"))
    document = make_document(text)
    passages = split_passages(document, lambda texts: [len(one.split()) for one in texts], 90)
    info = DocumentInfo.of(document)
    told = {
        passage.text_of(span): tells_of_message(Evidence.at(passage, info, span))
        for passage in passages
        for span in passage.sentences
    }
    lines = (*header, led, *signed)
    assert told == {**dict.fromkeys(lines, True), said: False, "Was it bad?": False}
