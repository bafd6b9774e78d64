from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.resources import Resources
from assistant.answering.summaries import (
    DOCUMENTS,
    MENTIONS,
    UNTOLD,
    _are_believed,
    _called_so,
    _of_these,
    _only,
    _speaking_of,
    _spoken,
    answer_summary,
    subject_asked,
)
from assistant.language.question import Question
from assistant.protocols import Scores
from assistant.records import Answer, Document, DocumentInfo, Hit, Passage
from assistant.search.collection import EVERYTHING, Collection
from assistant.summariser import Summariser
from tests.answering.samples import add_rules, filled
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader, StrictReader
from tests.search.samples import add, make_document
from tests.writing.samples import hit_of

MAYOR = Question.parse("summarise what the mayor said")
BERGEN = Question.parse("summarise the strike in Bergen")
SAID = "The mayor of Oslo called the strike in Bergen unfair."


def summary(
    folder: Path, writer: FakeGenerator | None, question: Question = MAYOR, *, is_full: bool = False
) -> Answer | None:
    load = None if writer is None else lambda: writer
    with filled(folder) as collection:
        resources = Resources(collection, FakeEmbedder, StrictReader, load, top=8, answer_tokens=60)
        summariser = Summariser(FakeEmbedder, StrictReader, load)
        return answer_summary(
            question, resources, summariser, 8, EVERYTHING, lambda: False, is_full=is_full
        )


def test_on_a_subject_sentences_of_the_documents_that_speak_of_it_are_told(tmp_path: Path) -> None:
    writer = FakeGenerator("The mayor resigned in 1999.")
    answer = summary(tmp_path, writer)
    assert answer is not None
    assert answer.kind == "summary"
    assert {claim.verdict for claim in answer.claims} == {"quoted"}
    assert "It cost 40 million euros, the mayor said." in answer.claims[0].text
    assert writer.prompts == []  # nothing is worded


@pytest.mark.parametrize(
    ("score", "told"), [(MENTIONS, ["Flystrike is an emergency."]), (-2.1, [])]
)
def test_where_no_passage_speaks_of_a_subject_those_that_have_its_words_do(
    tmp_path: Path, score: float, told: list[str]
) -> None:
    class Unsure(FakeReader):
        def score(self, question: str, texts: Sequence[str]) -> Scores:
            return np.full(len(texts), score, dtype=np.float32)

    texts = ("Flystrike is an emergency.", "A rabbit eats hay.")
    hits = [hit_of(make_document(text, source=f"/{text[:3]}.txt")) for text in texts]
    with filled(tmp_path) as collection:
        resources = Resources(collection, FakeEmbedder, Unsure, None, top=8, answer_tokens=60)
        found = _speaking_of("flystrike", _spoken("flystrike", hits, resources))
    assert [hit.passage.text for hit in found] == told


def test_a_subject_in_full_is_a_digest(tmp_path: Path) -> None:
    answer = summary(tmp_path, None, is_full=True)
    assert answer is not None
    assert {citation.title for citation in answer.citations} == {
        "A bridge for Oslo",
        "Strike in Bergen",
    }


def test_a_document_that_is_named_is_told_alone_and_in_its_own_words(tmp_path: Path) -> None:
    writer = FakeGenerator("The mayor resigned in 1999.")
    answer = summary(tmp_path, writer, BERGEN)
    assert answer is not None
    assert answer.kind == "summary"
    assert {claim.verdict for claim in answer.claims} == {"quoted"}
    assert "The mayor of Oslo called it unfair." in " ".join(one.text for one in answer.claims)
    assert {one.title for one in answer.citations} == {"Strike in Bergen"}
    assert writer.prompts == []


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("tell me about New York", "New York"),
        ("Summarise the article about the Bank of England.", "Bank England"),
        ("what does the moth paper find, in short?", "moth paper"),
        ("give me a summary", ""),
    ],
)
def test_a_subject_is_what_does_not_ask_for_a_summary(text: str, subject: str) -> None:
    assert subject_asked(Question.parse(text)) == subject


def test_a_longer_summary_keeps_to_what_documents_say(tmp_path: Path) -> None:
    answer = summary(tmp_path, FakeGenerator(f"{SAID} Bergen struck."), BERGEN, is_full=True)
    assert answer is not None
    assert "Bergen struck." not in [claim.text for claim in answer.claims]


def test_without_a_writer_documents_are_summarised(tmp_path: Path) -> None:
    answer = summary(tmp_path, None)
    assert answer is not None
    assert answer.kind == "summary"


def test_a_date_says_which_document_is_meant(tmp_path: Path) -> None:
    with filled(tmp_path) as collection:
        resources = Resources(collection, FakeEmbedder, FakeReader, None, top=8, answer_tokens=60)
        summariser = Summariser(FakeEmbedder, FakeReader)
        question = Question.parse("summarise the minutes of March 2021")
        answer = answer_summary(question, resources, summariser, 8, EVERYTHING, lambda: False)
    assert answer is not None
    assert {citation.title for citation in answer.citations} == {"Strike in Bergen"}


def issue(title: str, month: int | None) -> Hit:
    day = date(2024, month, 1) if month else None
    info = DocumentInfo(f"{title} {month}", title, (f"/{month}.txt",), day, "text" if day else "")
    return Hit(Passage("p", info.id, 0, 5, "Words"), info, 1.0)


NEWSLETTERS = [issue("School newsletter, March", 3), issue("School newsletter, May", 5)]


@pytest.mark.parametrize(
    ("subject", "hits", "meant"),
    [
        ("the school newsletter", NEWSLETTERS, "School newsletter, May"),
        ("the school newsletter of March", NEWSLETTERS, "School newsletter, March"),
        ("the school newsletter", [*NEWSLETTERS, issue("School newsletter", None)], None),
        ("the school", [*NEWSLETTERS, issue("Roof of the school", 6)], None),
        ("the price of milk", NEWSLETTERS, None),
    ],
)
def test_of_a_series_the_newest_is_meant(subject: str, hits: list[Hit], meant: str | None) -> None:
    found = _only(_called_so(Question.parse(subject), hits, UNTOLD))
    assert (found and found.title) == meant


@pytest.mark.parametrize(
    ("subject", "meant"),
    [
        ("marquee mails", ["Mail: marquee", "Change of the marquee (mail)"]),
        ("marquee mails of the bakery", []),  # a word that they are not called by
        ("mails", []),  # a single word is a subject
    ],
)
def test_a_few_documents_that_are_called_by_all_words_are_meant_together(
    subject: str, meant: list[str]
) -> None:
    titles = ["Mail: marquee", "Change of the marquee (mail)", "Supply contract"]
    titles += [f"Marquee {word}" for word in ("hire", "floor", "insurance", "rules")]
    hits = [issue(title, None) for title in titles]
    asked = Question.parse(subject)
    called_so = _called_so(asked, hits, UNTOLD)
    assert _only(called_so) is None
    assert [hit.document.title for hit in _of_these(called_so, asked, hits)] == meant


@pytest.mark.parametrize(("least", "meant"), [(0.5, "FENWOLD MUTUAL"), (UNTOLD, None)])
def test_the_likelier_a_document_is_meant_the_fewer_words_its_name_must_have(
    least: float, meant: str | None
) -> None:
    text = "The excess goes up in February."
    hits = [hit_of(make_document(text, title=one)) for one in ("FENWOLD MUTUAL", "Hire terms")]
    found = _only(_called_so(Question.parse("letter Fenwold"), hits, least))
    assert (found.title if found else None) == meant


@pytest.mark.parametrize(("speaks", "is_meant"), [("manual", True), ("note", False)])
def test_a_document_called_by_few_of_the_words_is_meant_where_it_speaks_most_of_them(
    tmp_path: Path, speaks: str, *, is_meant: bool
) -> None:
    class Preferring(FakeReader):
        def score(self, question: str, texts: Sequence[str]) -> Scores:
            return np.array([3.0 if speaks in text else -3.0 for text in texts], np.float32)

    texts = {"Boiler repair": "This manual is on boilers.", "June": "A note on the shed."}
    hits = [hit_of(make_document(text, title=title)) for title, text in texts.items()]
    with filled(tmp_path) as collection:
        resources = Resources(collection, FakeEmbedder, Preferring, None, top=8, answer_tokens=60)
        named = _called_so(Question.parse("roof repair"), hits, 0.5)
        assert [info.title for info in named] == ["Boiler repair"]
        spoken = _spoken("roof repair", hits, resources)
        assert _are_believed(named, spoken) == is_meant


def test_many_documents_that_are_called_so_are_a_subject() -> None:
    asked = Question.parse("marquee mails")
    for count, meant in ((DOCUMENTS, DOCUMENTS), (DOCUMENTS + 1, 0)):
        hits = [issue(f"Marquee: mail {number}", None) for number in range(count)]
        assert len(_of_these(_called_so(asked, hits, UNTOLD), asked, hits)) == meant


def test_what_the_search_finds_well_speaks_of_a_subject(tmp_path: Path) -> None:
    class Unsure(FakeReader):
        def score(self, question: str, texts: Sequence[str]) -> Scores:
            return np.zeros(len(texts), dtype=np.float32)

    hits = [
        replace(hit_of(make_document(text, source=f"/{text[:3]}.txt")), score=score)
        for text, score in (("A tent for eighty.", 0.2), ("Butter by mail.", 0.9))
    ]
    with filled(tmp_path) as collection:
        resources = Resources(collection, FakeEmbedder, Unsure, None, top=8, answer_tokens=60)
        found = _speaking_of("marquee mail", _spoken("marquee mail", hits, resources))
    assert [hit.passage.text for hit in found] == ["Butter by mail."]


def told(folder: Path, question: str, *documents: Document) -> list[tuple[str, str]]:
    with Collection.open(folder / "collection", create=True) as collection:
        add(collection, documents)
        add_rules(folder, collection)
        resources = Resources(collection, FakeEmbedder, FakeReader, None, top=8, answer_tokens=60)
        answer = answer_summary(
            Question.parse(question),
            resources,
            Summariser(FakeEmbedder, FakeReader),
            8,
            EVERYTHING,
            lambda: False,
        )
    assert answer is not None
    return [(claim.text, claim.verdict) for claim in answer.claims]


def test_sentences_of_a_document_stand_below_their_headings(tmp_path: Path) -> None:
    assert told(tmp_path, "summarise the marina rules") == [
        ("Moorings are let by the year.", "quoted"),
        ("Water:", "said"),
        ("The cost is 40 euros a month.", "quoted"),
        ("Quiet hours:", "said"),
        ("No engine runs after ten.", "quoted"),
    ]


def test_on_a_subject_they_stand_below_their_documents_with_their_days(tmp_path: Path) -> None:
    old = make_document(
        "They tell that the jetty is closed.",
        source="/docs/1.txt",
        title="March",
        day=date(2024, 3, 2),
    )
    new = make_document(
        "They tell that the jetty is open.", source="/docs/2.txt", title="Since then"
    )
    shown = told(tmp_path, "tell me about the jetty", new, old)
    assert sorted(shown) == sorted(
        [
            ("March, 2 March 2024:", "said"),
            ("They tell that the jetty is closed.", "quoted"),
            ("Since then:", "said"),
            ("They tell that the jetty is open.", "quoted"),
        ]
    )
    assert shown.index(("March, 2 March 2024:", "said")) + 1 == shown.index(
        ("They tell that the jetty is closed.", "quoted")
    )
