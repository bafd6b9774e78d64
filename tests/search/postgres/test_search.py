"""What is found on a server: by its graph, by its words, and by several threads."""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from assistant.protocols import Vectors
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.search.place import Place
from assistant.search.postgres.bm25 import AVERAGE_LENGTH, K1, B, scored
from assistant.search.postgres.schema import MOST_INDEXED
from assistant.search.postgres.server import ServedTables
from assistant.search.postgres.words import word_query, word_vector
from assistant.search.tables import Parameter
from tests.fakes import FakeEmbedder
from tests.postgres_server import PostgresServer
from tests.search.postgres.samples import place_again, sound
from tests.search.samples import add, make_document, remove, split, unit_vectors

COUNT, DIMENSION = 3_000, 32


@pytest.fixture(scope="module")
def many(postgres: PostgresServer) -> Iterator[tuple[Collection, Vectors]]:
    """A collection whose passage n + 1 has the n-th of these vectors; every day has a hundred."""
    vectors = unit_vectors(COUNT, DIMENSION)
    with Collection.open(postgres.new_place(), create=True) as collection:
        with collection.writing() as writer:
            writer.claim(FakeEmbedder(dimension=DIMENSION))
            with writer.transaction():
                for n in range(0, COUNT, 100):
                    day = date(2024, 1, 1 + n // 100)
                    document = make_document(f"Lot {n}.", source=f"/{n}.txt", day=day)
                    (passage,) = split(document)
                    passages = [replace(passage, id=f"{n + each}") for each in range(100)]
                    writer.add_document(document, passages, vectors[n : n + 100])
                    writer.set_source(document.source, document.source, document.id)
        collection._database.rows("ANALYZE")
        # So few could also be sorted; have the graph searched, as among many.
        collection._database.rows("SELECT set_config('enable_sort', 'off', false)")
        yield collection, vectors


class TestNearest:
    """Enough vectors that the graph is used, and matters."""

    def test_the_graph_finds_nearly_all_of_the_nearest(
        self, many: tuple[Collection, Vectors]
    ) -> None:
        collection, vectors = many
        found, asked = 0, unit_vectors(20, DIMENSION, seed=1)
        for vector in asked:
            nearest = set((np.argsort(-(vectors @ vector))[:20] + 1).tolist())
            found += len(nearest & {row for row, _ in collection.dense_search(vector, 20)})
        assert found > 0.95 * 20 * len(asked)
        plan = collection._database.rows(
            "EXPLAIN SELECT passage FROM vectors ORDER BY vector <#> ?::vector LIMIT 20",
            (str(asked[0].tolist()),),
        )
        assert "vectors_near" in str(plan)

    @pytest.mark.parametrize("few", [0, 5_000])
    def test_where_few_pass_or_the_graph_gives_up_all_are_compared(
        self, many: tuple[Collection, Vectors], few: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        collection, vectors = many
        monkeypatch.setattr("assistant.search.postgres.collection.FEW", few)
        collection._database.rows("SELECT set_config('hnsw.max_scan_tuples', '1', false)")
        allowed = collection.select(Filter(since=date(2024, 1, 30)))
        asked = unit_vectors(1, DIMENSION, seed=2)[0]
        nearest = np.argsort(-(vectors[COUNT - 100 :] @ asked)) + 1 + COUNT - 100
        found = collection.dense_search(asked, 100, allowed)
        assert [row for row, _ in found] == nearest.tolist()


@pytest.mark.parametrize("count", [1, 2, 3, 50, 255])
def test_the_server_tells_how_often_a_word_stands_in_a_text_of_which_length(
    collection: Collection, count: int
) -> None:
    """By its rank, of which nothing is promised but that it grows with the count."""
    words, _ = word_vector(("", "", " ".join(["soup"] * count + ["a lamp"] * 30)))
    score, given = scored({"soup": 5}, 100, 40.0)
    ((found,),) = collection._database.rows(
        f"SELECT {score} FROM (SELECT ?::tsvector AS words) AS passages", (*given, words)
    )
    weight, length = math.log(95.5 / 5.5), count + 60
    tempered = K1 * (1 - B + B * length / 40)
    assert found == pytest.approx(weight * count * (K1 + 1) / (count + tempered), rel=1e-5)


def test_forms_of_one_stem_count_once(collection: Collection) -> None:
    add(collection, [make_document(f"They got soup {n}.", source=f"/{n}") for n in range(5)])
    add(collection, [make_document(f"A lamp {n}.", source=f"/lamp{n}") for n in range(9)])
    assert collection.lexical_search(["get"], 5)
    assert collection.lexical_search(["get", "got"], 5) == collection.lexical_search(["get"], 5)


def test_lengths_are_known_until_passages_change(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(collection, [make_document(f"A lot of soup {n}.", source=f"/{n}") for n in range(3)])
    before = collection.lexical_search(["soup", "2"], 5)
    add(collection, [make_document("mud " * 200, source="/mud")])
    after = collection.lexical_search(["soup", "2"], 5)
    with closing(Collection.open(place_again(collection))) as again:
        assert before != after == again.lexical_search(["soup", "2"], 5)
    rows = ServedTables.rows
    asked: list[str] = []

    def counted(
        tables: ServedTables, sql: str, parameters: Sequence[Parameter] = ()
    ) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return rows(tables, sql, parameters)

    monkeypatch.setattr(ServedTables, "rows", counted)
    assert collection.lexical_search(["soup", "2"], 5) == after
    assert asked
    assert AVERAGE_LENGTH not in asked


def test_some_of_many_passages_say_how_long_one_is(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = [make_document(f"Note{n} soup" + " mud" * (n % 7), source=f"/{n}") for n in range(90)]
    add(collection, notes)
    remove(collection, "/30")
    exact = collection.lexical_search(["soup"], 5)
    monkeypatch.setattr("assistant.search.postgres.collection.SAMPLED", 30)
    with closing(Collection.open(place_again(collection))) as again:
        some = again.lexical_search(["soup"], 5)
    assert some != exact
    assert [row for row, _ in some] == [row for row, _ in exact]
    assert np.allclose([score for _, score in some], [score for _, score in exact], rtol=0.1)


def test_words_are_counted_as_they_come_and_go(collection: Collection) -> None:
    add(collection, [make_document(f"Lot {n} of soup.", source=f"/{n}") for n in range(4)])
    assert sound(collection) == 4
    with collection.writing() as writer, writer.transaction():
        writer.remove_file("/1")
        writer.remove_file("/3")
    assert sound(collection) == 2
    assert collection.document_frequencies(["lot", "1", "2", "of soup"]) == [2, 0, 1, 2]


def test_a_word_that_no_index_takes_is_cut() -> None:
    written, stems = word_vector(("t" * 5_000, "", " ".join(f"w{n}" for n in range(9_000))))
    assert len(written) < 2**20
    assert max(map(len, stems)) == len(word_query("t" * 70)) - 2
    assert Counter(word_query("it's a U.S. ' \\ :* & | ! <-> (x)").split())["<->"] == 5


def test_long_vectors_are_compared_without_an_index(collection: Collection) -> None:
    embedder = FakeEmbedder(dimension=MOST_INDEXED + 1)
    with collection.writing() as writer:
        writer.claim(embedder)
        document = make_document("Kept soup.")
        with writer.transaction():
            writer.add_document(document, split(document), embedder.encode_passages(["soup"]))
            writer.set_source(document.source, document.source, document.id)
    vector: Vectors = embedder.encode_queries(["soup"])[0]
    ((row, cosine),) = collection.dense_search(vector, 5)
    assert (row, round(cosine, 4)) == (1, 1.0)


def test_threads_have_connections_of_their_own(
    postgres: PostgresServer, collection: Collection
) -> None:
    add(collection, [make_document("Kept soup.", source="/kept.txt")])
    seen: list[tuple[int, int]] = []
    threads = [threading.Thread(target=lambda: seen.append(collection.counts())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [(1, 1)] * 4
    place: Place = place_again(collection)
    with closing(Collection.open(place)) as again:
        assert again.counts() == (1, 1)


def test_a_thread_that_ended_leaves_no_connection(collection: Collection) -> None:
    add(collection, [make_document("Kept soup.", source="/kept.txt")])
    sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'Process %'"
    ((before,),) = collection._database.rows(sql)
    for _ in range(80):  # more than the server takes
        thread = threading.Thread(target=collection.counts)
        thread.start()
        thread.join()
    ((after,),) = collection._database.rows(sql)
    assert after <= before + 2
