"""What a writer is given to answer from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest

from assistant.answering import wording
from assistant.answering.hooks import Hooks
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.wording import Drafted, drafted_from
from assistant.grounding.judge import Judged
from assistant.language.question import Question
from assistant.records import Claim, Evidence, Verdict
from assistant.writing import limits
from assistant.writing.direct import Draft
from assistant.writing.prompts import check_prompt
from tests.fakes import FakeEmbedder, FakeGenerator
from tests.search.samples import make_document
from tests.writing.samples import hit_of

DUTIES = hit_of(
    make_document(
        "BYD is charged 17%. Geely is charged 18.8%. The highest rate, for SAIC, is 35.3%.",
        title="Duties on electric cars",
    )
)
BYD, GEELY, SAIC = (
    Evidence.at(DUTIES.passage, DUTIES.document, at) for at in DUTIES.passage.sentences
)


def drafted(question: str, *said: str, is_taught: bool = True) -> tuple[Drafted, FakeGenerator]:
    """What is written over the three sentences by a writer that says this, in this order."""
    writer = FakeGenerator(*said, "Some.", sureness=math.log(0.9), is_taught=is_taught)
    sentences = [
        replace(one, score=score) for one, score in ((BYD, 2.0), (GEELY, 1.0), (SAIC, 0.0))
    ]
    return drafted_from(question, [DUTIES], sentences, FakeEmbedder(), writer, 40), writer


def texts(sentences: Sequence[Evidence]) -> list[str]:
    return [one.text for one in sentences]


def test_it_is_given_the_best_sentence_below_its_title() -> None:
    """What it then thinks of its words it says over the passage, which may limit them."""
    made, writer = drafted("Which rate is the highest?", "No", "No", "Yes", "SAIC's.", "Yes")
    assert texts(made.sources) == [SAIC.text]
    written, thought = (prompt.user for prompt in writer.prompts[-2:])
    assert DUTIES.document.title in written
    assert SAIC.text in written
    assert BYD.text not in written
    assert thought == check_prompt("Which rate is the highest?", [DUTIES], "SAIC's.")
    assert made.chosen is not None
    assert made.chosen.score == made.weighed[0].score


def test_it_is_given_another_that_alone_speaks_of_what_is_named() -> None:
    made, _ = drafted("How do the duties for BYD and SAIC compare?", "Yes", "No", "No")
    assert texts(made.sources) == [BYD.text, SAIC.text]
    made, _ = drafted("How high are the duties for BYD?", "Yes", "No", "No")
    assert texts(made.sources) == [BYD.text]


def test_one_that_was_not_taught_is_given_the_passages() -> None:
    made, writer = drafted("Which rate is the highest?", is_taught=False)
    assert (made.chosen, made.sources, made.weighed) == (None, (), ())
    assert DUTIES.passage.text in writer.prompts[-1].user


@pytest.mark.parametrize(("said", "denied"), [("No", "Is BYD charged 35%?"), ("Yes", None)])
def test_it_is_asked_whether_what_is_taken_for_granted_is_so(said: str, denied: str | None) -> None:
    made, writer = drafted("why is BYD charged 35%?", "Yes", "No", "No", said, "By law.", "Yes")
    assert (made.denied, made.draft.text) == (denied, "By law.")
    assert BYD.text in writer.prompts[3].user


def test_it_may_say_under_what_conditions(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = limits.Limits(np.zeros(3 * FakeEmbedder().dimension), 9.0)
    monkeypatch.setattr(limits, "fitted", lambda _: sure)
    plain, more = "Yes, it is.", "Yes, for SAIC."
    for full, found in ((more, more), (plain, None)):
        said = ("No", "No", "Yes", plain, "Yes", full, "Yes", "Yes")
        made, _ = drafted("Is that rate the highest?", *said)
        assert made.draft.text == plain
        assert (made.fuller and made.fuller.text) == found


@pytest.mark.parametrize(
    ("verdicts", "shown"),
    [
        (("supported",), "fuller"),
        (("supported", "unsupported"), "short"),
        (("unsupported",), "short"),
        ((), "short"),
    ],
)
def test_a_fuller_draft_of_which_a_part_fails_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, verdicts: Sequence[Verdict], shown: str
) -> None:
    """Its second part may be the condition; then the short one is judged in its place."""

    def judged(draft: Draft, *_: object) -> Judged:
        all_of = verdicts if draft.text == "fuller" else ("supported",)
        return Judged(tuple(Claim(draft.text, (1,), one) for one in all_of), (BYD,))

    monkeypatch.setattr(wording, "judge", judged)
    made = Drafted(Draft("short"), [DUTIES], fuller=Draft("fuller"))
    monkeypatch.setattr(wording, "drafted_from", lambda *_: made)
    resources = Mock(writer=FakeGenerator("x"), answer_tokens=9)
    found = wording.worded(
        Question.parse("How high?"), [DUTIES], [BYD], Mock(), resources, Stopwatch(), Hooks()
    )
    assert {claim.text for claim in found.judged.claims} == {shown}
