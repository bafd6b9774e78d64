from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import ReadError
from benchmarks.common import RememberingEmbedder, collection_of, read_squad, sample
from tests.fakes import FakeEmbedder

SQUAD = {
    "data": [
        {
            "title": "Harbour_bridge",
            "paragraphs": [
                {
                    "context": "The bridge opened in May. It cost 40 million euros.",
                    "qas": [
                        {
                            "question": "When did it open?",
                            "answers": [
                                {"text": "in May", "answer_start": 18},
                                {"text": "May", "answer_start": 21},
                                {"text": "May", "answer_start": 21},
                            ],
                        },
                        {
                            "question": "Who built it?",
                            "is_impossible": True,
                            "answers": [{"text": "May", "answer_start": 21}],
                        },
                    ],
                },
                {"context": "A toll is paid.", "qas": []},
            ],
        },
        {
            "title": "Soup",
            "paragraphs": [
                {
                    "context": "The shop serves soup.",
                    "qas": [
                        {
                            "question": "What is served?",
                            "answers": [{"text": "soup", "answer_start": 16}],
                        }
                    ],
                }
            ],
        },
        {"title": "Empty", "paragraphs": []},
    ]
}


def write(folder: Path, text: str) -> Path:
    path = folder / "squad.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_file(tmp_path: Path) -> None:
    articles, asked = read_squad(write(tmp_path, json.dumps(SQUAD)))
    assert [article.document.title for article in articles] == ["Harbour bridge", "Soup"]
    opened, built, served = asked
    assert opened.answers == ("May", "in May")
    assert [(gold.start, gold.end) for gold in opened.gold] == [(18, 24), (21, 24)]
    assert (built.answers, built.gold) == ((), ())
    assert opened.article == built.article == articles[0].document.id
    assert served.passage_id == articles[1].passages[0].id


def test_the_folder_of_a_file_will_do(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ReadError, match="holds no"):
        read_squad(empty)
    file = write(tmp_path, json.dumps(SQUAD))
    assert read_squad(tmp_path) == read_squad(file)


def test_passages_are_ranges_of_their_article(tmp_path: Path) -> None:
    articles, asked = read_squad(write(tmp_path, json.dumps(SQUAD)))
    documents = {article.document.id: article.document for article in articles}
    for article in articles:
        for passage in article.passages:
            text = article.document.text
            assert text[passage.start : passage.end] == passage.text
            assert all(text[start:end] in passage.text for start, end in passage.sentences)
    for question in asked:
        gold = [documents[id_].text[start:end] for id_, start, end in question.gold]
        assert set(gold) == set(question.answers)


@pytest.mark.parametrize(("kept", "paragraphs"), [("A toll", [1]), ("What is served", [2])])
def test_a_file_that_is_cut_off_gives_what_is_whole(
    tmp_path: Path, kept: str, paragraphs: list[int]
) -> None:
    text = json.dumps(SQUAD)
    articles, asked = read_squad(write(tmp_path, text[: text.index(kept) + len(kept)]))
    assert [len(article.passages) for article in articles] == paragraphs
    assert [question.text for question in asked] == ["When did it open?", "Who built it?"]


def test_the_same_seed_gives_the_same_sample() -> None:
    items = list(range(100))
    first = sample(items, 10, seed=1)
    assert first == sample(items, 10, seed=1)
    assert first != sample(items, 10, seed=2)
    assert len(set(first)) == 10
    assert sorted(sample(items, 500, seed=1)) == items
    assert items == list(range(100))


def test_the_articles_can_be_searched(tmp_path: Path) -> None:
    articles, _ = read_squad(write(tmp_path, json.dumps(SQUAD)))
    with collection_of(tmp_path / "collection", articles, FakeEmbedder()) as collection:
        assert collection.counts() == (3, 2)
        assert len(collection.lexical_search(["soup"], 5)) == 1


def test_vectors_are_computed_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    with RememberingEmbedder(FakeEmbedder(), path) as embedder:
        before = embedder.encode_passages(["one two", "three", "one two"])
    again = RememberingEmbedder(FakeEmbedder(dimension=2), path)
    assert (again.encode_passages(["one two", "three", "one two"]) == before).all()
    assert (FakeEmbedder().encode_passages(["one two", "three", "one two"]) == before).all()
