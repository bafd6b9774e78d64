"""Conditions and limits that a short draft leaves out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assistant.config import load_catalogue
from assistant.writing import limits
from assistant.writing.direct import Draft
from assistant.writing.evidence import alone
from assistant.writing.limits import ALSO, LESS, LIMITED, Limits, drafts_of, features
from assistant.writing.prompts import check_prompt, direct_prompt
from tests.fakes import FakeEmbedder, FakeGenerator
from tests.search.samples import make_document
from tests.writing.samples import evidence_of, hit_of

ASKED = "Is my dog welcome?"
ALSO_ASKED = f"Is my dog welcome{ALSO}"
RULE = [alone(evidence_of("On Sundays dogs are welcome inside the fence.", title="Sauna"))]
AROUND = [
    hit_of(
        make_document(
            "On Sundays dogs are welcome inside the fence. The bell is rung at six.", title="Sauna"
        )
    )
]
SHORT = "Yes, dogs are welcome inside the fence."
FULL = "Yes, dogs are welcome inside the fence on Sundays."
MEANT = "Yes", "No"
"""What is said of a bare yes and a bare no, where yes is meant."""
SURENESS = -0.2
ODDS = -math.log(math.expm1(-SURENESS))


def writer_of(*said: str) -> FakeGenerator:
    return FakeGenerator(*said, sureness=SURENESS, is_taught=True)


def drafts(writer: FakeGenerator, question: str = ASKED) -> tuple[Draft, Draft | None]:
    return drafts_of(question, RULE, RULE, AROUND, FakeEmbedder(), writer, 40)


@pytest.fixture(autouse=True)
def weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is said besides is taken for a limit."""
    put(monkeypatch, likely=1.0)


def put(monkeypatch: pytest.MonkeyPatch, likely: float) -> None:
    fitted = Limits(np.zeros(3 * FakeEmbedder().dimension), math.log(likely / (1.0001 - likely)))
    monkeypatch.setattr(limits, "fitted", lambda _: fitted)


def test_the_conditions_are_asked_for_and_the_question_itself_is_judged() -> None:
    writer = writer_of(SHORT, *MEANT, "Yes", FULL, "Yes", "Yes")
    draft, fuller = drafts(writer)
    assert (draft.text, fuller and fuller.text) == (SHORT, FULL)
    users = [prompt.user for prompt in writer.prompts]
    assert users[0] == direct_prompt(ASKED, RULE)
    assert users[1:3] == [check_prompt(ASKED, RULE, text) for text in ("Yes.", "No.")]
    assert users[3] == check_prompt(ASKED, AROUND, SHORT)
    assert users[4] == direct_prompt(ALSO_ASKED, RULE)
    assert users[5:] == [check_prompt(ASKED, RULE, text) for text in (SHORT, FULL)]


@pytest.mark.parametrize("said", ["Yes", "No"])
def test_it_is_as_likely_as_the_short_one(said: str) -> None:
    draft, fuller = drafts(writer_of(SHORT, *MEANT, said, FULL, "Yes", "Yes"))
    assert draft.approval == pytest.approx(ODDS if said == "Yes" else -ODDS)
    assert fuller == Draft(FULL, SURENESS, draft.approval)


@pytest.mark.parametrize(("more", "is_taken"), [(LESS - 0.1, True), (LESS + 0.1, False)])
def test_it_may_be_believed_in_a_little_less(
    monkeypatch: pytest.MonkeyPatch, more: float, *, is_taken: bool
) -> None:
    odds = iter((-1.0, 2.0, 2.0 - more))
    monkeypatch.setattr(limits, "approval", lambda *_: next(odds))
    _, fuller = drafts(writer_of(SHORT[5:], FULL[5:]))
    assert (fuller is not None) == is_taken


def test_one_that_the_writer_believes_in_much_less_is_none() -> None:
    assert drafts(writer_of(SHORT, *MEANT, "Yes", FULL, "Yes", "No"))[1] is None


@pytest.mark.parametrize("text", [f"{FULL[:-1]}, and there is no fee.", SHORT, "Yes, welcome."])
def test_one_that_brings_a_new_word_or_nothing_is_none(text: str) -> None:
    assert drafts(writer_of(SHORT, *MEANT, "Yes", text, "Yes", "Yes"))[1] is None


def test_a_number_of_the_short_one_stays() -> None:
    rule = evidence_of("We are insured for drivers from age 25, but only in bay 3.")
    said = ("Drivers from age 25.", "Yes", "Drivers only in bay 3.", "Yes")
    given = [alone(rule)]
    writer = writer_of(*said)
    made = drafts_of("Who may drive?", given, given, AROUND, FakeEmbedder(), writer, 40)
    assert made[1] is None


@pytest.mark.parametrize("rows", [1, 2])
def test_of_rows_and_of_several_sentences_nothing_more_is_asked(rows: int) -> None:
    row = alone(evidence_of("Slot: Sunday · Dogs: inside the fence"))
    given = [row] if rows == 1 else RULE * 2
    writer = writer_of("Inside.", "Yes")
    made = drafts_of("Where are dogs?", given, given, AROUND, FakeEmbedder(), writer, 40)
    assert made[1] is None
    assert len(writer.prompts) == 2


def test_a_topic_stays_behind_what_is_asked() -> None:
    writer = writer_of(SHORT[5:], "Yes", FULL[5:], "Yes")
    drafts(writer, "Is it welcome?\n (about: dog, sauna)")
    assert f"Question: Is it welcome{ALSO} (about: dog, sauna)\n" in writer.prompts[2].user


def test_one_with_the_other_verdict_is_none() -> None:
    other = "No, dogs are welcome inside the fence on Sundays."
    assert drafts(writer_of(SHORT, *MEANT, "Yes", other, "Yes", "Yes"))[1] is None


def test_a_yes_that_is_not_meant_is_left_out_of_both() -> None:
    draft, fuller = drafts(writer_of(SHORT, "No", "Yes", "Yes", FULL, "Yes"))
    assert draft.text == "Dogs are welcome inside the fence."
    assert fuller is not None
    assert fuller.text == "Dogs are welcome inside the fence on Sundays."


def test_where_nothing_is_left_out_nothing_more_is_asked() -> None:
    writer = writer_of(FULL, *MEANT, "Yes")
    assert drafts(writer)[1] is None
    named = writer_of(SHORT, *MEANT, "Yes")
    assert drafts(named, "Is my dog welcome on Sundays?")[1] is None
    assert len(writer.prompts) == len(named.prompts) == 4


@pytest.mark.parametrize(
    ("likely", "is_limited"), [(LIMITED + 0.01, True), (LIMITED - 0.01, False)]
)
def test_what_limits_nothing_is_not_asked_for(
    monkeypatch: pytest.MonkeyPatch, likely: float, *, is_limited: bool
) -> None:
    put(monkeypatch, likely)
    writer = writer_of("Inside the fence.", "Yes", FULL[5:], "Yes")
    assert (drafts(writer, "Where are dogs welcome?")[1] is not None) == is_limited
    assert len(writer.prompts) == (5 if is_limited else 2)


def test_without_weights_of_the_embedder_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    writer = writer_of(SHORT, *MEANT, "Yes")
    assert drafts(writer)[1] is None
    assert len(writer.prompts) == 4


def test_features_are_both_and_their_difference() -> None:
    one, two = np.array([0.6, 0.8]), np.array([1.0, 0.0])
    assert features(one, two).tolist() == pytest.approx([0.6, 0.8, 1.0, 0.0, 0.4, 0.8])


def test_the_weights_that_ship_are_of_the_default_embedder() -> None:
    name = load_catalogue().profile("default").embedder
    assert Limits.load(limits.weights_file(name)).weight.shape == (3 * 384,)


def test_other_languages_are_not_written_on_in_english() -> None:
    writer = writer_of(SHORT, *MEANT, "Yes")
    assert drafts(writer, "Sind Hunde am Wochenende in der Sauna willkommen?")[1] is None
    assert len(writer.prompts) == 4


def test_a_writer_that_was_not_taught_is_asked_once() -> None:
    writer = FakeGenerator(SHORT)
    assert drafts(writer) == (Draft(SHORT), None)
    assert len(writer.prompts) == 1


def test_where_the_passages_are_too_long_it_says_what_it_thinks_over_the_sentence() -> None:
    long = [hit_of(make_document("On Sundays dogs are welcome inside the fence. " * 500))]
    writer = writer_of(SHORT, *MEANT, "No")
    draft, _ = drafts_of(ASKED, RULE, RULE, long, FakeEmbedder(), writer, 40)
    assert draft.approval == pytest.approx(-ODDS)
    assert writer.prompts[3].user == check_prompt(ASKED, RULE, SHORT)
