"""Names of whom and what texts speak of."""

from __future__ import annotations

from assistant.language.mentions import mentioned

TRADE = (
    "On Tuesday, American exports to China fell. Chinese buyers had left in January, and Olympic "
    "sponsors followed. Critics in China blamed Donald Trump; Donald Trump blamed American farmers."
)
REPLY = "In May, Trump met Xi Jinping in Lima. The trade with China, Xi Jinping said, will grow."


def test_names_come_with_the_most_frequent_first() -> None:
    assert mentioned([TRADE, REPLY]) == ["China", "Donald Trump", "Xi Jinping", "Lima"]


def test_days_and_months_are_no_names() -> None:
    text = "They met in Bergen on Monday, 3 March 2024, and again in September. The March meeting, "
    assert mentioned([f"{text}as all of March, was short."]) == ["Bergen"]


def test_what_says_which_one_of_a_kind_is_meant_is_none() -> None:
    """Without a list: of a people, a faith, a party, a style."""
    texts = [
        "The Peruvian army and two Catholic bishops met Republican lawmakers in a Gothic hall.",
        "Many Peruvian towns have Gothic churches, which Catholic families and Republican mayors "
        "keep. The town of Cusco is one.",
    ]
    assert mentioned(texts) == ["Cusco"]


def test_a_person_who_mostly_does_something_is_one() -> None:
    texts = ["When Biden spoke, Biden smiled. Those who met Biden were glad, as was Biden."]
    assert mentioned(texts) == ["Biden"]


def test_a_label_is_none() -> None:
    text = "The Topic: soils of Lund; the Weight: 30, by Odile Marwick."
    assert mentioned([text]) == ["Lund", "Odile Marwick"]


def test_a_word_of_a_heading_is_none() -> None:
    text = "1.1 Notice of the tenant\n\nA notice is sent to Acme Housing, and no notice by mail."
    assert mentioned([text]) == ["Acme Housing"]


def test_nothing_is_found_where_nothing_is_named() -> None:
    assert mentioned(["the lease ends when it is paid.", ""]) == []
