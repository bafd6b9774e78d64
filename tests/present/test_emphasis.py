"""Which words of an answer are set off."""

from __future__ import annotations

import pytest

from assistant.present.emphasis import set_off


@pytest.mark.parametrize(
    "text",
    [
        "It opened on [2 May 2024], and closed again.",
        "The rent is [940 euros] and is due on Friday.",
        "The lease begins on [1 February 2026] and ends on 31 January 2028.",
        "[Oslo], the capital of Norway, is large.",
        "[Nora Quill], the ranger, and the warden met there.",
        "It was in [Oslo], Norway, where it rained.",
        "It is open from [8 am] to 6 pm.",
        "The bridge was opened by the [Harbour and Rail Board].",
        "In 1957 the Treaty was signed by [Germany, France and Italy].",
    ],
)
def test_words_that_answer_alone_are_set_off(text: str) -> None:
    before, words, after = set_off(text.replace("[", "").replace("]", ""), _within(text))
    assert f"{before}[{words}]{after}" == text


@pytest.mark.parametrize(
    "text",
    [
        "[Germany], Hungary, Malta and Spain voted against it.",
        "It was Germany, [Hungary], the Netherlands, and Malta.",
        "It was Germany, Hungary and [Malta].",
        "[Germany] as well as Hungary voted against it.",
        "Between Harriet Boland and [Tomas Lind].",
        "Buses [31] and 32 stop there.",
        "They cost [€5], €6 or €7.",
        "[Gloves], soup and a wheelbarrow.",
        "Bring gloves and [a wheelbarrow].",
    ],
)
def test_one_of_several_is_not_set_off(text: str) -> None:
    whole = text.replace("[", "").replace("]", "")
    assert set_off(whole, _within(text)) == (whole, "", "")


@pytest.mark.parametrize("verdict", ["Yes", "No"])
def test_a_verdict_is_never_one_of_several(verdict: str) -> None:
    after = ", Germany, Hungary and Malta did."
    assert set_off(verdict + after, verdict) == ("", verdict, after)


@pytest.mark.parametrize("short", [None, "", "elsewhere"])
def test_without_words_that_answer_nothing_is_set_off(short: str | None) -> None:
    assert set_off("It opened\nin May.", short) == ("It opened in May.", "", "")


@pytest.mark.parametrize("text", ["[31 January 2028].", "Because [a child is allergic to dogs]."])
def test_what_is_nearly_all_of_a_sentence_is_not_set_off(text: str) -> None:
    whole = text.replace("[", "").replace("]", "")
    assert set_off(whole, _within(text)) == (whole, "", "")


def _within(text: str) -> str:
    return text.partition("[")[2].partition("]")[0]
