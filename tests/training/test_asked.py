from __future__ import annotations

from benchmarks.labelled import answering
from tests.search.samples import make_document
from tests.writing.samples import hit_of

HIT = hit_of(
    make_document(
        "Rules. A guest pays 4 pounds on Sundays. Dogs stay outside the hall.",
        source="/club/rules.md",
    )
)


def test_a_marked_sentence_is_found_in_its_passage() -> None:
    mark = "rules.md|- **A guest** pays 4 pounds on Sundays."
    assert answering(HIT, [mark]) == [False, True, False]
    assert answering(HIT, [f"also|{mark}"]) == [False, True, False]


def test_what_is_near_or_stands_in_another_file_is_not_marked() -> None:
    assert not any(answering(HIT, ["near|rules.md|A guest pays 4 pounds on Sundays."]))
    assert not any(answering(HIT, ["other.md|A guest pays 4 pounds on Sundays."]))
    assert not any(answering(HIT, []))


def test_a_few_words_in_common_are_not_the_same_sentence() -> None:
    assert not any(answering(HIT, ["rules.md|On Sundays the pool for a guest opens at ten."]))
