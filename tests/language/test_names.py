from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.names import KnownWords, name_words, names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # sentence openers
        ("Tariffs rose in March.", ["March"]),
        ("When did Xi Jinping visit Lima?", ["Xi Jinping", "Lima"]),
        ("Does Apple make cars?", ["Apple"]),
        ("The council met. Members of Labour left.", ["Labour"]),
        ("In May, Joe Biden met Xi.", ["Joe Biden", "Xi"]),
        ("MPs voted. Yesterday Sunak resigned.", ["MPs", "Sunak"]),
        ("NATO expanded.", ["NATO"]),
        ("Keir Starmer resigned.", ["Keir Starmer"]),
        ("- Prices rose\n- Wages fell", []),
        # possessives end a name
        ("Trump's tariff plan", ["Trump"]),
        ("He read Biden’s Section 301 notice", ["Biden", "Section"]),
        ("near the James’ house", ["James"]),
        # initials, titles, dots
        ("J. K. Rowling wrote it.", ["J. K. Rowling"]),
        ("Mr. Smith went home.", ["Mr. Smith"]),
        ("He met Dr. Jill Biden.", ["Dr. Jill Biden"]),
        ("President Biden said so.", ["President Biden"]),
        ("The U.S. imposed tariffs.", ["U.S."]),
        ("It left the U.S. Tariffs followed.", ["U.S."]),
        ("U.S.-China trade shrank.", ["U.S.", "China"]),
        # hyphens, apostrophes, diacritics, capitals inside
        ("Jean-Claude Juncker spoke.", ["Jean-Claude Juncker"]),
        ("the 27-nation EU and COVID-19", ["EU", "COVID-19"]),
        ("It was O'Brien who left.", ["O'Brien"]),
        ("What may I bring when I'm away, and I’ve a dog?", []),
        ("São Paulo flooded.", ["São Paulo"]),
        ("Sales of the iPhone fell.", ["iPhone"]),
        # runs
        ("What did the Bank of England do?", ["Bank", "England"]),
        ("We saw Germany, France and Spain.", ["Germany", "France", "Spain"]),
        ("“Peace is near,” Putin said.", ["Putin"]),
        # no capitals, no names; nothing but capitals, nothing to tell them by
        ("what is trump's tariff plan?", []),
        ("IS PUTIN ILL?", ["PUTIN ILL"]),
        ("", []),
        ("...", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_name_is_a_piece_of_the_text_in_order(text: str) -> None:
    position = 0
    for name in names(text):
        position = text.index(name, position) + len(name)


def test_dotted_initials_are_one_word() -> None:
    assert name_words("The U.S. Senate, the US and J.K. Rowling") == (
        "the us senate the us and jk rowling".split()
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Norway", "the Norwegian government"),
        ("Norwegian", "Norway won"),
        ("France", "a French minister"),
        ("Italy", "two Italians"),
        ("Russia", "Russians voted"),
        ("Georgia", "the Georgian border"),
        ("US", "the United States"),
        ("U.S.", "the United States"),
        ("United States", "the U.S. said"),
        ("America", "the US said"),
        ("UK", "the British government"),
        ("EU", "the European Union"),
        ("United Nations", "a UN report"),
        ("China", "Beijing replied"),
        ("Kyiv", "Kiev fell silent"),
        ("Zelensky", "Zelenskyy spoke"),
        ("Nvida", "Nvidia grew"),
        ("NYC", "New York City"),
        ("FBI", "the Federal Bureau of Investigation"),
        ("President Biden", "Biden spoke"),
        ("US President Joe Biden", "Joe Biden spoke"),
        ("Joe Biden", "Mr Biden spoke"),
        ("Biden", "Joe Biden spoke"),
        ("M. Curie", "Marie Curie won"),
        ("Marie Curie", "M. Curie won"),
        ("Chris Wallace", "Christopher Wallace won"),
        ("Mount Everest", "on Everest"),
        ("North Korea", "North Korean soldiers"),
        ("New York", "in New York's streets"),
        ("Tariffs", "one tariff"),
    ],
)
def test_a_name_is_known_in_other_writing(name: str, text: str) -> None:
    assert KnownWords([text]).knows(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Biden", "Putin"),
        ("Mexico", "Morocco"),
        ("Brazil", "Britain"),
        ("Iran", "Iraq"),
        ("Austria", "Australia"),
        ("Austria", "Australian"),
        ("Nigeria", "Niger"),
        ("Sweden", "Switzerland"),
        ("Slovakia", "Slovenia"),
        ("China", "Chile"),
        ("Mali", "Malta"),
        ("Congo", "Congress"),
        ("Trump", "Trumpet"),
        ("Harris", "Harrison"),
        ("North Korea", "South Korea"),
        ("East Germany", "West Germany"),
        ("West Virginia", "East Virginia"),
        ("Joe Biden", "Hunter Biden"),
        ("Marie Curie", "Pierre Curie"),
        ("George Bush", "Jeb Bush"),
        ("Real Madrid", "Atletico Madrid"),
        ("United States", "United Kingdom"),
        ("United Nations", "United States"),
        ("US", "UK"),
        ("Manchester United", "United States"),
        ("Bank of Japan", "Bank of England"),
    ],
)
def test_one_is_never_taken_for_the_other(one: str, other: str) -> None:
    assert not KnownWords([f"Later {other} replied."]).knows(one)
    assert not KnownWords([f"Later {one} replied."]).knows(other)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("New Zealand", "Zealand is a Danish island"),
        ("South Africa", "Africa is large"),
        ("Northern Ireland", "the Irish coast"),
        ("Latin America", "the United States"),
        ("US", "they told us so"),
        ("US", "unusual storms hit"),
        ("EU", "an electric utility at Euston Underground"),
        ("Xi Jinping", "the eleventh"),
        ("Biden", ""),
        ("", "Biden"),
        ("…", "…"),
    ],
)
def test_an_unknown_name(name: str, text: str) -> None:
    assert not KnownWords([text]).knows(name)


def test_several_texts_are_known_together() -> None:
    known = KnownWords(["Joe Biden spoke.", "Hunter Biden listened.", "Nothing else."])
    assert known.knows("Hunter Biden")
    assert known.knows("Joe Biden")
    assert not known.knows("Jill Biden")


@given(st.text(), st.text())
def test_asking_never_fails(name: str, text: str) -> None:
    KnownWords([text]).knows(name)
