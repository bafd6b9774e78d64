"""What a writer is given to answer from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.wording import Drafted, drafted_from
from assistant.records import Evidence
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
    made, writer = drafted("Which rate is the highest?", "No", "No", "Yes")
    assert texts(made.sources) == [SAIC.text]
    prompt = writer.prompts[-1].user
    assert (DUTIES.document.title in prompt, SAIC.text in prompt, BYD.text in prompt) == (
        True,
        True,
        False,
    )
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
