"""What is in a language that the reader does not know is quoted, and said to be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering import unread, ways
from assistant.answering.hooks import Hooks
from assistant.answering.resources import Resources
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.records import Answer
from assistant.search.collection import EVERYTHING, Collection
from assistant.summariser import Summariser
from tests.answering.samples import resources_of
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.search.samples import make_document
from tests.writing.samples import hit_of

GERMAN = (
    "Der Ruderclub verlor sein Bootshaus beim Hochwasser im März. Das neue Bootshaus wurde mit"
    " Spenden bezahlt. Eröffnet hat es der Bürgermeister.\n"
)
ENGLISH = (
    "The rowing club lost its boathouse in the flood. The new boathouse was paid for with"
    " donations. The mayor opened it.\n"
)
DRAFT = "It was paid for with donations."


def asked(folder: Path, question: str, embedder: FakeEmbedder | None = None) -> Answer:
    found = embedder or FakeEmbedder()
    for name, text in (("german", GERMAN), ("english", ENGLISH)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    with Collection.open(folder / "collection", create=True) as collection:
        index_paths(collection, sorted(folder.glob("*.txt")), found)
        resources = Resources(
            collection,
            lambda: found,
            FakeReader,
            lambda: FakeGenerator(DRAFT),
            top=8,
            answer_tokens=60,
        )
        summariser = Summariser(lambda: found, FakeReader)
        return ways.answer(question, resources, lambda: summariser, 8, EVERYTHING, Hooks())


def test_a_german_question_gets_a_german_sentence_that_was_not_checked(tmp_path: Path) -> None:
    answer = asked(tmp_path, "Womit wurde das neue Bootshaus bezahlt?")
    assert [claim.verdict for claim in answer.claims] == ["quoted"]
    assert answer.claims[0].text == "Das neue Bootshaus wurde mit Spenden bezahlt."
    assert (answer.status, answer.confidence) == ("partial", 0.0)
    assert answer.refusal is not None
    assert answer.refusal.reason == unread.REASON
    assert "writer" not in answer.receipt.models


def test_an_english_question_over_english_passages_is_read(tmp_path: Path) -> None:
    answer = asked(tmp_path, "How was the new boathouse of the rowing club paid for?")
    assert answer.refusal is None or answer.refusal.reason != unread.REASON


@pytest.mark.parametrize(
    ("cosines", "language"), [((0.58, 0.6), "German"), ((0.4, 0.6), "English")]
)
def test_of_passages_that_are_as_near_the_search_s_first_is_quoted(
    tmp_path: Path, cosines: tuple[float, float], language: str
) -> None:
    texts = {"German": GERMAN, "English": ENGLISH}
    hits = [
        replace(hit_of(make_document(text, title=title)), dense_score=cosine)
        for (title, text), cosine in zip(texts.items(), cosines, strict=True)
    ]
    question = Question.parse("Womit wurde das neue Bootshaus bezahlt?")
    with Collection.open(tmp_path, create=True) as collection:
        found = unread.unread(question, hits, resources_of(collection))
    assert found is not None
    assert found.document.title == language


def test_what_is_not_near_is_refused(tmp_path: Path) -> None:
    demanding = FakeEmbedder(least_cosine=0.9)
    answer = asked(tmp_path, "Womit wurde das neue Bootshaus bezahlt?", demanding)
    assert (answer.status, answer.claims) == ("refused", ())
    assert answer.refusal is not None
    assert [hit.document.title for hit in answer.refusal.nearest] == ["German"]


def test_an_embedder_of_english_alone_needs_no_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unread, "language_of", lambda text: pytest.fail("not to be asked"))
    english = FakeEmbedder(english_only=True)
    answer = asked(tmp_path, "Womit wurde das neue Bootshaus bezahlt?", english)
    assert answer.refusal is None or answer.refusal.reason != unread.REASON
