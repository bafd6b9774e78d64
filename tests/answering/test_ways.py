from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.answering import kinds, sides, ways
from assistant.answering.hooks import Hooks
from assistant.answering.kinds import USUAL, WISHES, Kind, default_kinds, kind_of
from assistant.answering.resources import Resources
from assistant.config import load_catalogue
from assistant.protocols import Embedder
from assistant.records import Answer, AnswerKind
from assistant.runtime import Runtime
from assistant.search.collection import EVERYTHING, Collection
from assistant.summariser import Summariser
from tests.answering.samples import filled, resources_of
from tests.fakes import FakeEmbedder, FakeReader
from tests.search.samples import add, make_document

DIMENSIONS = {"all-minilm-l6-v2": 384, "embeddinggemma-300m": 768}


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with filled(tmp_path) as collection:
        yield resources_of(collection)


@pytest.fixture(scope="module")
def real_embedder() -> Embedder:
    return Runtime.open().load_embedder()


def ask(text: str, resources: Resources, hooks: Hooks | None = None) -> Answer:
    def summariser() -> Summariser:
        return Summariser(FakeEmbedder, FakeReader)

    return ways.answer(text, resources, summariser, 8, EVERYTHING, hooks or Hooks())


@pytest.mark.parametrize(
    ("kind", "text", "went"),
    [
        ("hello", "hello", "talk"),
        ("thanks", "thanks", "talk"),
        ("help", "what can you do?", "talk"),
        ("inventory", "what documents do you have?", "collection"),
        ("inventory", "how many documents from 2021 are there?", "collection"),
        ("inventory", "how many documents since 2021 are there?", "passages"),
        ("count", "how many documents mention Oslo?", "collection"),
        ("mention", "which documents mention Oslo?", "collection"),
        ("mention", "which documents mention Lima?", "passages"),
        ("count", "how many documents are there?", "passages"),
        ("summary", "summarise the strike in Bergen", "summary"),
        ("summary", "summarise", "passages"),
        ("passages", "When did the harbour bridge in Oslo open?", "passages"),
    ],
)
def test_each_kind_goes_its_way(
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind,
    text: str,
    went: AnswerKind,
) -> None:
    monkeypatch.setattr(ways, "kind_of", lambda *_: kind)
    assert ask(text, resources).kind == went


def test_two_documents_are_compared_before_passages_are_read(tmp_path: Path) -> None:
    older, newer = (
        make_document(
            f"The fee is {fee} euros.\n\nDogs stay outside.",
            source=f"/docs/{year}.txt",
            title=f"Rules {year}",
            day=date(year, 1, 2),
        )
        for year, fee in ((2025, 5), (2026, 6))
    )
    with Collection.open(tmp_path, create=True) as collection:
        add(collection, [older, newer])
        answer = ask("compare the 2025 and 2026 rules", resources_of(collection))
    assert [claim.text for claim in answer.claims[1:]] == [
        "Was: “The fee is 5 euros.” Now: “The fee is 6 euros.”",
    ]


def test_small_talk_writes_nothing_and_claims_nothing_of_documents(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "kind_of", lambda *_: "hello")
    steps: list[str] = []
    answer = ask("hello", resources, Hooks(on_step=steps.append))
    assert steps == ["search"]
    (claim,) = answer.claims
    assert (claim.verdict, claim.citations, answer.citations) == ("said", (), ())
    assert "3 documents" in claim.text


def test_a_document_whose_title_is_named_is_summarised_alone(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "kind_of", lambda *_: "summary")
    answer = ask("summarise the article on the strike in Bergen", resources)
    assert {citation.title for citation in answer.citations} == {"Strike in Bergen"}
    for citation in answer.citations:
        text = resources.collection.document(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote


def test_an_embedder_with_which_nothing_was_fitted_leaves_all_to_the_passages() -> None:
    vector = np.zeros(3, dtype=np.float32)
    assert kind_of("hello", vector, FakeEmbedder()) == "passages"


def test_a_question_in_another_language_is_left_to_the_passages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kinds, "fitted", lambda *_: Always())
    vector = np.zeros(3, dtype=np.float32)
    english, german = "How many articles mention Sweden?", "Wie viele Artikel erwähnen Schweden?"
    assert [kind_of(text, vector, FakeEmbedder()) for text in (english, german)] == [
        "count",
        "passages",
    ]
    assert kind_of(german, vector, FakeEmbedder(english_only=True)) == "count"


class Always:
    """Takes every question for a count."""

    def tell(self, text: str, vector: object, but: object) -> str:
        return "count"


SHIPPED = sorted(Path(kinds.__file__).parent.glob("*_*.json"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_weights_fit_their_words(path: Path) -> None:
    fitted = kinds.Kinds.load(path)
    width = DIMENSIONS[path.stem.partition("_")[2]] + len(fitted.vocabulary)
    assert fitted.weight.shape == (len(fitted.names), width)
    assert set(fitted.words) == set(fitted.names)
    assert 0.5 <= fitted.certain < 1


@pytest.mark.parametrize("profile", ["default", "multilingual"])
def test_a_profile_has_the_weights_of_its_embedder(profile: str) -> None:
    embedder = load_catalogue().profile(profile).embedder
    known = kinds.fitted("kinds", embedder)
    assert known is not None
    assert 0.5 < known.certain < 1
    assert kinds.fitted("operations", embedder) is not None


def test_without_weights_a_question_keeps_its_words() -> None:
    text = "How did the budget of the pool change?"
    assert kinds.without("changes", text, FakeEmbedder()) == text


def test_what_is_uncertain_is_left_to_the_passages() -> None:
    fitted = default_kinds()
    undecided = kinds.Kinds(
        names=fitted.names,
        other=fitted.other,
        vocabulary=fitted.vocabulary,
        weight=np.zeros_like(fitted.weight),
        bias=np.zeros_like(fitted.bias),
        certain=fitted.certain,
        words=fitted.words,
    )
    assert undecided.tell("hello", np.zeros(384, dtype=np.float32)) == "passages"


@pytest.mark.models
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi!", "hello"),
        ("thank you so much", "thanks"),
        ("what are you able to do?", "help"),
        ("what documents are in here?", "inventory"),
        ("how many documents from 2022 are there?", "inventory"),
        ("show me all files from april 2023", "inventory"),
        ("how many pdf files have I got", "inventory"),
        ("how many documents from 2022 mention Greenland?", "count"),
        ("how many pages are there", "passages"),
        ("which ships are from 2022", "passages"),
        ("how many reports mention Greenland?", "count"),
        ("which articles mention the Baltic Sea?", "mention"),
        ("summarise the article on coral reefs", "summary"),
        ("summarise the minutes", "summary"),
        ("give me the gist of the tenancy letter", "summary"),
        ("which of my files talk about coral reefs", "mention"),
        ("which show did she host?", "passages"),
        ("How many people live in Greenland?", "passages"),
        ("When was the Suez Canal dug?", "passages"),
        ("what does the report say about coral reefs?", "passages"),
    ],
)
def test_kinds_are_told_apart(real_embedder: Embedder, text: str, kind: Kind) -> None:
    embedder = real_embedder
    assert embedder.name == USUAL
    assert kind_of(text, embedder.encode_queries([text])[0], embedder) == kind


@pytest.mark.models
@pytest.mark.parametrize(
    ("text", "is_worked"),
    [
        ("by how much did the mooring fee go up?", True),
        ("what would three nights at the hostel come to?", True),
        ("how much of the boat is still to pay after the deposit?", True),
        ("what do the coach and the tickets cost together?", True),
        ("what share of the tenants voted by post?", True),
        ("how old was the architect when the bridge opened?", True),
        ("how much is the deposit?", False),
        ("who pays the rest?", False),
        ("when is the rest due?", False),
        ("why did the mooring fee go up?", False),
        ("did the rent go up?", False),
        ("what is the difference between the two tariffs?", False),
    ],
)
def test_what_has_to_be_worked_out_is_told_from_what_is_stated(
    real_embedder: Embedder, text: str, is_worked: bool
) -> None:
    known = kinds.fitted("calculations", real_embedder.name)
    assert known is not None
    told = known.tell(text, real_embedder.encode_queries([text])[0])
    assert (told != known.other) == is_worked


@pytest.mark.parametrize(
    ("text", "as_question", "went"),
    [
        ("summarise the strike in Bergen", "summary", "summary"),
        ("in short, when did the harbour bridge in Oslo open?", "passages", "passages"),
        ("shorter, zxqv", "passages", "talk"),
        ("shorter, zxqv", "summary", "talk"),
        ("make it shorter", "summary", "talk"),
    ],
)
def test_a_wish_without_an_answer_is_a_question_where_it_has_a_subject_that_is_found(
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    as_question: Kind,
    went: AnswerKind,
) -> None:
    def kind(text: str, vector: object, embedder: object, but: Set[Kind] = frozenset()) -> Kind:
        return as_question if but >= WISHES else "shorter"

    monkeypatch.setattr(ways, "kind_of", kind)
    answer = ask(text, resources)
    assert answer.kind == went
    assert answer.text.startswith("There is no answer yet") == (went == "talk")


@pytest.mark.parametrize(("share", "told"), [(0.6, "passages"), (0.8, "thanks")])
def test_what_the_program_answers_by_itself_is_surer_than_another_kind(
    share: float, told: str
) -> None:
    fitted = default_kinds()
    rest = (1 - share) / (len(fitted.names) - 1)
    bias = np.log([share if name == "thanks" else rest for name in fitted.names])
    likely = replace(fitted, weight=np.zeros_like(fitted.weight), bias=bias)
    assert likely.tell("ta", np.zeros(384, dtype=np.float32)) == told


@pytest.mark.models
def test_a_question_that_sounds_like_chat_is_a_question(real_embedder: Embedder) -> None:
    text = "feeling rough, is it alright if I just whatsapp Gwen"
    vector = real_embedder.encode_queries([text])[0]
    assert default_kinds().tell(text, vector) == "passages"


def test_a_kind_that_is_left_out_is_never_told() -> None:
    fitted = default_kinds()
    bias = np.array(
        [5.0 * (name == "shorter") + 4.0 * (name == "summary") for name in fitted.names]
    )
    likely = replace(fitted, weight=np.zeros_like(fitted.weight), bias=bias)
    vector = np.zeros(384, dtype=np.float32)
    assert likely.tell("minutes", vector) == "shorter"
    assert likely.tell("minutes", vector, WISHES) == "summary"
    assert likely.tell("minutes", vector, WISHES | {"summary"}) == "passages"


def test_a_topic_behind_a_follow_up_does_not_tell_its_kind(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "kind_of", lambda text, *_: "mention" if ":" in text else "passages")
    assert ask("In Oslo? (about: harbour bridge, open)", resources).kind == "passages"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("summarise the strike in Bergen (about: harbour bridge, Oslo)", "Strike in Bergen"),
        ("sum it up (about: harbour bridge, Oslo)", "A bridge for Oslo"),
    ],
)
def test_a_topic_counts_where_nothing_else_says_what_is_summarised(
    resources: Resources, monkeypatch: pytest.MonkeyPatch, text: str, title: str
) -> None:
    monkeypatch.setattr(ways, "kind_of", lambda *_: "summary")
    answer = ask(text, resources)
    assert answer.kind == "summary"
    assert {cited.title for cited in answer.citations} == {title}


def test_rows_are_asked_what_was_typed_then_with_its_topic(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(ways, "kind_of", lambda *_: "passages")
    monkeypatch.setattr(ways, "answer_rows", lambda question, *_, **__: asked.append(question.text))
    ask("Who has the largest plot? (about: bees)", resources)
    ask("Who has the largest plot?", resources)
    assert asked == [
        "Who has the largest plot?",
        "Who has the largest plot? (about: bees)",
        "Who has the largest plot?",
    ]


@pytest.mark.models
@pytest.mark.parametrize(
    ("wish", "is_of_document"),
    [
        ("give me the gist of the rental agreement", True),
        ("sum up the letter of our dentist", True),
        ("what do the papers say about parking?", False),
        ("tell me about the new kitchen", False),
    ],
)
def test_wishes_for_a_document_are_told_from_those_for_a_subject(
    real_embedder: Embedder, wish: str, *, is_of_document: bool
) -> None:
    known = kinds.fitted("wishes", real_embedder.name)
    assert known is not None
    told = known.tell(wish, real_embedder.encode_queries([wish])[0])
    assert (told != known.other) == is_of_document


def test_questions_that_compare_are_told_from_others(real_embedder: Embedder) -> None:
    """None of these is among the templates that the weights were fitted on."""
    assert kinds.fitted("comparisons", real_embedder.name) is not None
    asked = (
        "Is the sleeper train more expensive than flying?",
        "beech or birch for the worktop, which one wears better",
        "Which floor is open to visitors?",
        "can i bring my own food or drink",
    )
    vectors = real_embedder.encode_queries(asked)
    told = [
        sides.compares(text, vector, real_embedder) >= sides.MAY_COMPARE
        for text, vector in zip(asked, vectors, strict=True)
    ]
    assert told == [True, True, False, False]
