from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from assistant.writing.features import COSINE, NAMES, candidates, describe, idf, measure, overlap
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.question import Question
from assistant.protocols import Reading, Vectors
from assistant.records import Document, Hit
from assistant.writing import evidence
from assistant.writing.evidence import (
    MOST,
    NEXT,
    Selection,
    default_weights,
    read_evidence,
    select,
    with_believed,
)
from tests.fakes import FakeEmbedder, FakeReader
from tests.search.samples import make_document
from tests.writing.samples import hit_of, rare

BRIDGE = make_document(
    "The harbour bridge opened in May 2019. It cost 40 million euros. "
    "The mayor cut a ribbon. Rain fell all day.",
    title="Harbour bridge",
)
SOUP = make_document("The corner shop serves soup. Bread is baked at night.", title="Shop")


def pick(question: str, *hits: Hit) -> Selection:
    return select(Question.parse(question), hits, FakeEmbedder(), rare)


def test_the_sentence_with_the_answer_comes_first() -> None:
    selection = pick("When did the harbour bridge open?", hit_of(SOUP), hit_of(BRIDGE, score=0.9))
    assert selection.evidence[0].text == "The harbour bridge opened in May 2019."


def test_a_known_embedding_of_the_question_changes_nothing() -> None:
    question = Question.parse("When did the harbour bridge open?")
    hits = [hit_of(SOUP), hit_of(BRIDGE, score=0.9)]
    (query,) = FakeEmbedder().encode_queries([question.text])
    known = select(question, hits, FakeEmbedder(), rare, query=query)
    computed = select(question, hits, FakeEmbedder(), rare)
    assert known.evidence == computed.evidence
    np.testing.assert_array_equal(known.rows, computed.rows)


def test_evidence_is_a_range_of_its_document() -> None:
    text = f"Älter als  alles.\n\n{BRIDGE.text}"
    document = make_document(text)
    start = text.index("The harbour")
    for item in pick("What did the bridge cost?", hit_of(document, start)).evidence:
        assert document.text[item.start : item.end] == item.text
        assert item.passage.start <= item.start < item.end <= item.passage.end


class CountingEmbedder(FakeEmbedder):
    """Keeps the texts of passages that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return super().encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return super().encode_passages(texts)


WEATHER = [
    make_document(
        " ".join(f"Rain number {n} fell on field {n * m} for {m} hours." for m in range(2, 8)),
        title=f"Weather {n}",
        source=f"/docs/weather-{n}.txt",
    )
    for n in range(2, 8)
]


def test_only_sentences_that_could_be_picked_are_embedded() -> None:
    hits = [hit_of(BRIDGE, score=0.9), *map(hit_of, WEATHER)]
    embedder = CountingEmbedder()
    question = Question.parse("When did the harbour bridge open?")
    selection = select(question, hits, embedder, rare)
    assert len(embedder.seen) < len(candidates(hits)) / 2
    assert {item.text for item in selection.evidence} <= set(embedder.seen)


@pytest.mark.parametrize("asked", ["When did the harbour bridge open?", "How long did rain fall?"])
def test_what_is_not_embedded_would_not_have_been_picked(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hits = [hit_of(BRIDGE, score=0.9), *map(hit_of, WEATHER), hit_of(SOUP)]
    sparing, thorough = CountingEmbedder(), CountingEmbedder()
    some = select(Question.parse(asked), hits, sparing, rare)
    monkeypatch.setattr(evidence, "SLACK", 4.0)
    everything = select(Question.parse(asked), hits, thorough, rare)
    assert len(thorough.seen) == len(candidates(hits)) > len(sparing.seen)
    assert some.evidence == everything.evidence
    np.testing.assert_array_equal(some.rows, everything.rows)


def test_all_cosines_are_measured_where_all_are_asked_for() -> None:
    question = Question.parse("When did the harbour bridge open?")
    sentences = candidates([hit_of(BRIDGE)])
    inverse = idf(question, rare)
    bare = describe(question, sentences, inverse)
    rows = measure(question, sentences, FakeEmbedder(), inverse)
    assert (bare[:, COSINE] == 0).all()
    assert rows[0, COSINE] == rows[:, COSINE].max() > 0
    np.testing.assert_array_equal(np.delete(rows, COSINE, 1), np.delete(bare, COSINE, 1))


def test_at_most_so_many_are_picked_with_falling_probability() -> None:
    many = [
        hit_of(make_document(f"Harbour number {n} is beside bridge {n} and shop {n * n}."))
        for n in range(12)
    ]
    selection = pick("Which harbour has a bridge?", *many)
    assert len(selection.evidence) == MOST
    assert sorted(selection.probabilities, reverse=True) == list(selection.probabilities)
    assert 0 < sum(selection.probabilities) <= 1
    assert selection.rows.shape == (MOST, len(NAMES))
    assert selection.logits.shape == (MOST,)
    assert [e.score for e in selection.evidence] == pytest.approx(selection.logits.tolist())


def test_the_next_best_are_known_and_not_picked() -> None:
    many = [
        hit_of(make_document(f"Harbour number {n} is beside bridge {n} and shop {n * n}."))
        for n in range(30)
    ]
    selection = pick("Which harbour has a bridge?", *many)
    assert len(selection.passed_over) == NEXT
    assert not any(other in selection.evidence for other in selection.passed_over)
    assert selection.passed_over[0].score >= selection.passed_over[-1].score


def test_a_sentence_that_is_told_twice_is_picked_once() -> None:
    copy = make_document(BRIDGE.text, source="/docs/copy.txt", title="A copy")
    texts = [e.text for e in pick("When did it open?", hit_of(BRIDGE), hit_of(copy)).evidence]
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
    cost = next(e for e in selection.evidence if "cost" in e.text)
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
    evidence = pick("Who gets the prize?", hit_of(document)).evidence
    shown = [item.text for item in evidence]
    for sentence in text.split(". "):
        assert sum(sentence in one for one in shown) == 1
    for item in evidence:
        assert item.text == document.text[item.start : item.end]


def test_the_other_of_two_brings_the_one() -> None:
    document = make_document("Lind gets a medal. The other prize of the two went to Berg.")
    (evidence,) = pick("Who got the prize of the two?", hit_of(document)).evidence[:1]
    assert evidence.text == document.text


@pytest.mark.parametrize(
    ("text", "question", "quoted"),
    [
        ("LIMA: The toll is two euros.", "What is the toll?", "The toll is two euros."),
        ("LIMA, 4 May — The toll is two euros.", "What is the toll?", "The toll is two euros."),
        ("LIMA: The toll is two euros.", "Where is the toll?", "LIMA: The toll is two euros."),
        ("MYTH: The toll is two euros.", "What is the toll?", "MYTH: The toll is two euros."),
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
    (evidence,) = pick(question, hit_of(document)).evidence[:1]
    assert evidence.text == quoted == document.text[evidence.start : evidence.end]


def test_a_sentence_is_not_quoted_twice_for_a_pronoun() -> None:
    document = make_document("The bridge cost 40 million euros. It cost the mayor his office.")
    picked = pick("What did the bridge cost the mayor?", hit_of(document)).evidence
    assert sum(e.text.count("40 million") for e in picked) <= 1


def test_no_hits_give_no_evidence() -> None:
    selection = pick("When did the bridge open?")
    assert selection.evidence == ()
    assert selection.probabilities == ()
    assert selection.rows.shape == (0, len(NAMES))


def test_a_passage_without_sentences_gives_none() -> None:
    assert pick("When?", hit_of(make_document(""))).evidence == ()


def test_the_shipped_weights_fit_the_features() -> None:
    weights = default_weights()
    fields = [weights.mean, weights.scale, weights.weight, weights.expected]
    assert {field.shape for field in fields} == {(len(NAMES),)}
    assert (weights.scale > 0).all()
    assert np.isfinite(fields).all()
    assert weights.expected[COSINE] == 0


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(st.lists(texts, max_size=4), texts)
def test_whatever_the_documents_hold(documents: list[str], question: str) -> None:
    made: list[Document] = [make_document(text, source=f"/{n}") for n, text in enumerate(documents)]
    selection = pick(question, *map(hit_of, made))
    by_id = {document.id: document for document in made}
    assert len(selection.evidence) <= MOST
    assert np.isfinite(selection.rows).all()
    for item in selection.evidence:
        text = by_id[item.document.id].text
        assert text[item.start : item.end] == item.text != ""


def test_candidates_are_all_sentences_in_order() -> None:
    found = candidates([hit_of(BRIDGE), hit_of(SOUP)])
    assert [candidate.index for candidate in found] == [0, 1, 2, 3, 0, 1]
    assert found[1].text == "It cost 40 million euros."


def test_rarer_words_weigh_more_and_none_is_negative() -> None:
    question = Question.parse("bridge harbour")
    weights = idf(question, lambda terms: ([10, 1], 10))
    assert 0 < weights["bridg"] < weights["harbour"]
    assert overlap(weights, {"bridg"}) < 0.5 < overlap(weights, {"harbour"})
    assert overlap(weights, set(weights)) == pytest.approx(1)
    assert overlap({}, {"bridg"}) == 0


def test_another_days_article_is_seen_beside_the_best_one() -> None:
    """Three sentences of one dated article do not crowd out what a later one says."""
    early = make_document(
        "The bridge toll is 4 euros. The bridge toll pays for repairs. The bridge toll is low.",
        title="Bridge toll",
        day=date(2023, 1, 5),
    )
    late = make_document("The bridge toll is 6 euros.", title="Bridge toll", day=date(2024, 1, 5))
    selection = pick("How high is the bridge toll?", hit_of(early), hit_of(late))
    days = [item.document.date for item in selection.evidence[:2]]
    assert set(days) == {date(2023, 1, 5), date(2024, 1, 5)}


def test_a_reader_s_best_sentences_come_first() -> None:
    document = make_document("The council met. The bridge opened in May. It cost 40 million euros.")
    hit, question = hit_of(document), Question.parse("When did the bridge open?")
    spans = [
        (one.start - hit.passage.start, one.end - hit.passage.start)
        for one in hit.passage.sentences
    ]
    reading = FakeReader().read(question.text, [hit.passage.text], [spans])
    found = read_evidence(question, [hit], reading)
    assert found[0].text == "The bridge opened in May."
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert read_evidence(question, [], FakeReader().read("", [], [])) == ()


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
