"""What a collection finds: by words, by vectors, by filters, and where all words are mentioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records import DocumentInfo, Passage
from assistant.search import lexical
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from tests.search.conftest import NewPlace
from tests.search.samples import (
    BUDGET,
    HARVEST,
    UNDATED,
    add,
    make_document,
    question,
    texts,
)


@pytest.fixture(scope="module")
def crowd(new_place: NewPlace) -> Iterator[Collection]:
    """120 passages: one word in all of them, others in a half, an eighth, a tenth, and one."""
    with Collection.open(new_place(), create=True) as opened:
        every = {"usual": 2, "harbour": 8, "rare": 10, "once": 120}
        notes = [
            " ".join(
                ["common", f"note{n}", *(word for word, step in every.items() if n % step == 0)]
            )
            for n in range(120)
        ]
        add(opened, [make_document("\n\n".join(notes))])
        yield opened


WORDS = ("soup", "lamp", "fort", "oak", "mud", "tin", "harp", "gold")
"""Each is its own stem."""


@pytest.fixture(scope="module")
def uneven(new_place: NewPlace) -> Iterator[tuple[Collection, list[list[str]]]]:
    """Passages of 2 to 251 words, and the words of each under a heading of one."""
    random = np.random.default_rng(5)
    lots = [random.choice(WORDS, size, p=WEIGHTS).tolist() for size in range(1, 90)]
    lots.append([WORDS[0]] * 250)
    with Collection.open(new_place(), create=True) as opened:
        add(opened, [make_document("\n\n".join(map(" ".join, lots)))])
        yield opened, [["main", *words] for words in lots]


WEIGHTS = np.arange(1, len(WORDS) + 1) ** 2 / sum(n**2 for n in range(1, len(WORDS) + 1))


def bm25(told: Sequence[Sequence[str]], phrases: Sequence[Sequence[str]]) -> dict[int, float]:
    """By Robertson and Zaragoza (2009), with k1 = 1.2 and b = .75, of each text with a phrase."""
    lengths = np.array([len(words) for words in told])
    scores = np.zeros(len(told))
    for phrase in phrases:
        times = np.array(
            [
                sum(words[at : at + len(phrase)] == list(phrase) for at in range(len(words)))
                for words in told
            ]
        )
        holding = np.count_nonzero(times)
        rarity = max(np.log((len(told) - holding + 0.5) / (holding + 0.5)), 1e-6)
        tempered = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
        scores += rarity * times * 2.2 / (times + tempered)
    return {row: score for row, score in enumerate(scores.tolist(), 1) if score}


class TestLexicalSearch:
    @pytest.mark.parametrize(
        "terms",
        [
            ["soup"],
            ["gold"],
            ["soup", "lamp", "fort"],
            ["lamp fort"],
            ["soup", "oak mud", "oak oak"],
        ],
    )
    def test_scores_are_bm25(
        self, uneven: tuple[Collection, list[list[str]]], terms: list[str]
    ) -> None:
        collection, told = uneven
        found = dict(collection.lexical_search(terms, 1_000))
        expected = bm25(told, [term.split() for term in terms])
        assert len(expected) > 1
        assert found.keys() == expected.keys()
        for row, score in expected.items():
            assert found[row] == pytest.approx(score, rel=1e-5)

    def test_stems_and_folds_accents_and_case(self, collection: Collection) -> None:
        assert texts(collection, [r for r, _ in collection.lexical_search(["TARIFF"], 5)]) == [
            "Farmers expect lower tariffs and tariff cuts."
        ]
        assert texts(collection, [r for r, _ in collection.lexical_search(["cafe"], 5)]) == [
            UNDATED.text
        ]

    def test_scores_fall_and_more_matches_score_higher(self, collection: Collection) -> None:
        found = collection.lexical_search(["council", "approved", "harvest"], 10)
        scores = [score for _, score in found]
        assert scores == sorted(scores, reverse=True)
        assert all(score > 0 for score in scores[:1])
        assert len(found) == 3  # "harvest" is in the title of both of its passages

    def test_a_title_counts_for_all_its_passages(self, collection: Collection) -> None:
        assert len(collection.lexical_search(["report"], 5)) == 2

    def test_a_term_of_several_words_is_a_phrase(self, collection: Collection) -> None:
        assert len(collection.lexical_search(["lower tariffs"], 5)) == 1
        assert collection.lexical_search(["tariffs lower"], 5) == []

    @pytest.mark.parametrize(
        "term", ["soup OR tariff", "soup*", "title:budget", "NEAR(soup corner)", '"soup" -corner']
    )
    def test_operators_are_plain_words(self, collection: Collection, term: str) -> None:
        phrase = [text for text in [UNDATED.text] if "serves soup" in text and term == "soup*"]
        found = texts(collection, [r for r, _ in collection.lexical_search([term], 5)])
        assert found == phrase

    @given(st.lists(st.text(max_size=20), max_size=4))
    def test_no_text_breaks_the_query(self, collection: Collection, terms: list[str]) -> None:
        found = collection.lexical_search(terms, 5)
        assert len(found) <= 5
        assert len(collection.document_frequencies(terms)) == len(terms)

    @given(st.text(alphabet='"\0*()^:-+{} \ud800NEARORANDT', max_size=30))
    def test_query_syntax_never_gets_through(self, collection: Collection, noise: str) -> None:
        found = collection.lexical_search([noise, "soup"], 10)
        assert UNDATED.text in texts(collection, [rowid for rowid, _ in found])

    @pytest.mark.parametrize(
        "words", ["harbour common", "harbour rare common", "rare usual common"]
    )
    def test_among_many_passages_only_rare_words_bring_up_any(
        self, crowd: Collection, words: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        terms = words.split()
        everything = crowd.lexical_search(terms, 1_000)
        monkeypatch.setattr(lexical, "FREQUENT", 20)
        expected = [
            (rowid, score)
            for rowid, score in everything
            if {"harbour", "rare"} & set(texts(crowd, [rowid])[0].split())
        ]
        assert 10 < len(expected) < len(everything)
        found = crowd.lexical_search(terms, 10)
        assert [rowid for rowid, _ in found] == [rowid for rowid, _ in expected[:10]]
        assert np.allclose([score for _, score in found], [score for _, score in expected[:10]])
        assert crowd.lexical_search(terms, 10, np.arange(200)) == everything[:10]

    def test_frequent_words_bring_up_passages_where_rare_ones_do_not(
        self, crowd: Collection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        everything = crowd.lexical_search(["once", "usual"], 30)
        monkeypatch.setattr(lexical, "FREQUENT", 20)
        assert crowd.lexical_search(["once", "usual"], 30) == everything
        assert crowd.lexical_search(["absent", "usual"], 3) == crowd.lexical_search(["usual"], 3)
        assert crowd.lexical_search(["absent", "..."], 3) == []

    def test_document_frequencies_count_passages_by_stem(self, collection: Collection) -> None:
        terms = ["tariffs", "harvesting", "the", "absent", ""]
        assert collection.document_frequencies(terms) == [1, 2, 3, 0, 0]

    def test_mentions_looks_into_the_named_documents_only(self, collection: Collection) -> None:
        assert collection.mentions([HARVEST.id, BUDGET.id], "tariff")
        assert not collection.mentions([BUDGET.id, UNDATED.id], "tariff")
        assert not collection.mentions([HARVEST.id], '"')
        assert not collection.mentions([], "tariff")


class TestFilter:
    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            (Filter(), [BUDGET, HARVEST, UNDATED]),
            (Filter(since=date(2024, 3, 1)), [BUDGET, HARVEST]),
            (Filter(since=date(2024, 3, 2)), [HARVEST]),
            (Filter(until=date(2025, 6, 29)), [BUDGET]),
            (Filter(since=date(2024, 1, 1), until=date(2024, 12, 31)), [BUDGET]),
            (Filter(source_glob="*.md"), [HARVEST]),
            (Filter(source_glob="city/*"), [BUDGET]),
            (Filter(source_glob="/docs/*.txt"), [BUDGET, UNDATED]),
            (Filter(source_glob="docs/notes.txt"), [UNDATED]),
            (Filter(source_glob="docs/notes?txt"), [UNDATED]),
            (Filter(source_glob="docs/[mn]otes.t[^y]t"), [UNDATED]),
            (Filter(source_glob="docs/notes_txt"), []),
            (Filter(source_glob="docs/NOTES.txt"), []),
            (Filter(source_glob=".*"), []),
            (Filter(named="NOTES.txt"), [UNDATED]),
            (Filter(named="harvest REPORT"), [HARVEST]),
            (Filter(named="/Docs/"), [BUDGET, HARVEST, UNDATED]),
            (Filter(named="notes_txt"), []),
            (Filter(named="%"), []),
            (Filter(metadata={"author": "Treasury"}), [BUDGET]),
            (Filter(metadata={'odd "key"': "a'b"}), [BUDGET]),
            (Filter(metadata={"author": "treasury"}), []),
            (Filter(metadata={"author": "Treasur"}), []),
            (Filter(documents=frozenset({BUDGET.id, "unknown"})), [BUDGET]),
            (Filter(without=frozenset({BUDGET.id})), [HARVEST, UNDATED]),
            (Filter(since=date(2024, 1, 1), without=frozenset({BUDGET.id})), [HARVEST]),
        ],
    )
    def test_selects_before_every_search(
        self, collection: Collection, condition: Filter, expected: list[object]
    ) -> None:
        ids = [document.id for document in (BUDGET, HARVEST, UNDATED) if document in expected]
        assert [info.id for info in collection.documents(condition)] == ids
        allowed = collection.select(condition)
        passages = [p.text for id_ in ids for p in collection.passages_of(id_)]
        assert collection.counts(condition) == (len(passages), len(ids))
        for found in (
            collection.lexical_search(["the", "on", "farmers"], 50, allowed),
            collection.dense_search(question("tariffs"), 50, allowed),
        ):
            got = texts(collection, [rowid for rowid, _ in found])
            assert set(got) <= set(passages)
        assert len(collection.dense_search(question("tariffs"), 50, allowed)) == len(passages)

    def test_selected_rows_ascend_whatever_the_order_of_the_dates(self, tmp_path: Path) -> None:
        days = [date(2024, 1, day) for day in (9, 3, 7, 1, 5)]
        documents = [
            make_document(f"Note {day}.\n\nIt ends.", source=f"/docs/{day}.txt", day=day)
            for day in days
        ]
        with Collection.open(tmp_path, create=True) as opened:
            add(opened, documents)
            allowed = opened.select(Filter(since=date(2024, 1, 3)))
            assert allowed is not None
            assert allowed.tolist() == [1, 2, 3, 4, 5, 6, 9, 10]
            nothing = opened.select(Filter(since=date(2025, 1, 1)))
            assert nothing is not None
            assert nothing.tolist() == []

    def test_filtered_dense_search_is_exact(self, collection: Collection) -> None:
        allowed = collection.select(Filter(since=date(2024, 1, 1)))
        vector = question("tariffs on goods")
        rows = np.array(sorted(row for row, _ in collection.dense_search(vector, 50, allowed)))
        assert rows.size == 4
        scores = collection.vectors_of(rows.tolist()) @ vector
        order = np.lexsort((rows, -scores))
        for among in (allowed, rows):
            found = collection.dense_search(vector, 3, among)
            assert [rowid for rowid, _ in found] == rows[order][:3].tolist()
            assert [score for _, score in found] == pytest.approx(scores[order][:3].tolist())


class TestMentioning:
    @pytest.fixture
    def opened(self, new_place: NewPlace) -> Iterator[Collection]:
        texts = {
            "a": "Xi met Biden in Lima.\n\nPeru is glad.",
            "b": "Lima is in Peru.",
            "c": "Biden stayed home.\n\nXi flew to Lima.",
        }
        with Collection.open(new_place(), create=True) as collection:
            add(
                collection,
                (
                    make_document(
                        text, source=f"/docs/{name}.txt", day=date(2024, 1, 1 + len(name))
                    )
                    for name, text in texts.items()
                ),
            )
            yield collection

    @staticmethod
    def names(found: Sequence[tuple[DocumentInfo, Passage]]) -> list[str]:
        return [Path(info.source).stem for info, _ in found]

    def test_every_document_is_found_once_in_the_order_of_the_collection(
        self, opened: Collection
    ) -> None:
        assert self.names(opened.mentioning(["Lima"])) == ["a", "b", "c"]

    def test_all_words_have_to_stand_in_one_passage(self, opened: Collection) -> None:
        ((info, passage),) = opened.mentioning(["Biden", "Lima"])
        assert (Path(info.source).stem, passage.text) == ("a", "Xi met Biden in Lima.")

    def test_several_words_are_a_phrase(self, opened: Collection) -> None:
        assert self.names(opened.mentioning(["in Lima"])) == ["a"]

    def test_the_filter_holds(self, opened: Collection) -> None:
        among = Filter(source_glob="*/b.txt")
        assert self.names(opened.mentioning(["Lima"], among)) == ["b"]

    @pytest.mark.parametrize("words", [[], [""], ["nowhere"], ['a" OR "b'], ["\0"]])
    def test_nothing_is_found_for_nothing(self, opened: Collection, words: list[str]) -> None:
        assert opened.mentioning(words) == []
